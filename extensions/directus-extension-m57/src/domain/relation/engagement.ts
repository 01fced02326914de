import { InputError, type Issue, type Locale, type Messages } from '../issue';
import { addMonths, daysBetween } from './dates';
import type { InteractionKind } from './model';

/** What takes part in the life of the town. Requests, complaints and payments are needs or means, and never count. */
export const PARTICIPATION_KINDS = [
  'event',
  'consultation',
  'renewal',
  'satisfaction',
] as const satisfies readonly InteractionKind[];

export interface EngagementParameters {
  /** Months that are looked back upon. */
  window_months: number;
  /** Points of each part; they add up to 100. */
  weights: { recency: number; frequency: number; breadth: number };
  /** So many interactions, or more, have all the points of frequency. */
  full_frequency: number;
  /** So many distinct kinds, or more, have all the points of breadth. */
  full_breadth: number;
  /** Of PARTICIPATION_KINDS. */
  kinds: readonly InteractionKind[];
}

/** Consultations are left out: taking part in them may tell opinions. */
export const DEFAULT_ENGAGEMENT: Readonly<EngagementParameters> = {
  window_months: 24,
  weights: { recency: 40, frequency: 30, breadth: 30 },
  full_frequency: 10,
  full_breadth: 3,
  kinds: ['event', 'renewal', 'satisfaction'],
};

export interface EngagementWindow {
  /** Interactions count that are later than `after` and not later than `to`. */
  after: string;
  to: string;
  /** From `after` to `to`. */
  days: number;
}

export const engagementWindow = (
  on: string,
  { window_months }: Pick<EngagementParameters, 'window_months'>,
): EngagementWindow => {
  const after = addMonths(on, -window_months);
  return { after, to: on, days: daysBetween(after, on) };
};

export interface EngagementScore {
  /** 0 to 100: the sum of the points. */
  score: number;
  /** `days` since the last interaction; null where there is none in the window. */
  recency: { points: number; of: number; last: string | null; days: number | null };
  frequency: { points: number; of: number; count: number; full: number };
  breadth: { points: number; of: number; kinds: InteractionKind[]; full: number };
}

/**
 * The score of one citizen on a day, from its interactions in any order. It describes participation; it is never an
 * input to a right, a price or a priority, and is never on a desk screen.
 *
 * In whole numbers throughout, so that a query gives the same on any database. With W the days of the window, d the
 * days from the last counted interaction to `on` (0 ≤ d < W), n the counted interactions and k their distinct kinds:
 *   recency   = floor(weight × (W − d) / W)
 *   frequency = floor(weight × min(n, full_frequency) / full_frequency)
 *   breadth   = floor(weight × min(k, full_breadth) / full_breadth)
 * where each product is made before its division (no operand is negative: `/` of integers on SQLite and PostgreSQL,
 * `DIV` on MariaDB), and score is their sum. Where nothing counts, all are 0 (and a query needs no row).
 */
export function engagementScore(
  interactions: Iterable<{ kind: InteractionKind; date: string }>,
  on: string,
  parameters: EngagementParameters = DEFAULT_ENGAGEMENT,
): EngagementScore {
  const { weights, full_frequency, full_breadth } = parameters;
  const window = engagementWindow(on, parameters);
  const kinds = new Set<InteractionKind>();
  let count = 0;
  let last: string | null = null;
  for (const { kind, date } of interactions) {
    if (date <= window.after || date > window.to || !parameters.kinds.includes(kind)) continue;
    count += 1;
    kinds.add(kind);
    if (last === null || date > last) last = date;
  }
  const days = last === null ? null : daysBetween(last, on);
  const recency = days === null ? 0 : Math.floor((weights.recency * (window.days - days)) / window.days);
  const frequency = Math.floor((weights.frequency * Math.min(count, full_frequency)) / full_frequency);
  const breadth = Math.floor((weights.breadth * Math.min(kinds.size, full_breadth)) / full_breadth);
  return {
    score: recency + frequency + breadth,
    recency: { points: recency, of: weights.recency, last, days },
    frequency: { points: frequency, of: weights.frequency, count, full: full_frequency },
    breadth: {
      points: breadth,
      of: weights.breadth,
      kinds: PARTICIPATION_KINDS.filter((kind) => kinds.has(kind)),
      full: full_breadth,
    },
  };
}

const KIND_WORDS: Record<(typeof PARTICIPATION_KINDS)[number], Record<Locale, string>> = {
  event: { fr: 'événements', en: 'events' },
  consultation: { fr: 'consultations', en: 'consultations' },
  renewal: { fr: 'renouvellements', en: 'renewals' },
  satisfaction: { fr: 'réponses de satisfaction', en: 'satisfaction answers' },
};

/** One sentence per part, in the order of the score: recency, frequency, breadth. */
export function explainEngagement(
  { recency, frequency, breadth }: EngagementScore,
  { window_months: months }: Pick<EngagementParameters, 'window_months'>,
  locale: Locale,
): string[] {
  const points = ({ points: got, of }: { points: number; of: number }) =>
    locale === 'fr' ? `${got} sur ${of}` : `${got} out of ${of}`;
  const kinds = breadth.kinds
    .map((kind) => KIND_WORDS[kind as (typeof PARTICIPATION_KINDS)[number]][locale])
    .join(', ');
  if (locale === 'fr')
    return [
      recency.days === null
        ? `Récence : ${points(recency)}, aucune participation en ${months} mois.`
        : `Récence : ${points(recency)}, dernière participation il y a ${recency.days} jour${recency.days > 1 ? 's' : ''}.`,
      `Fréquence : ${points(frequency)}, ${frequency.count} participation${frequency.count > 1 ? 's' : ''} en ${months} mois (plein à ${frequency.full}).`,
      `Diversité : ${points(breadth)}, ${kinds || 'aucune sorte'} (plein à ${breadth.full}).`,
    ];
  return [
    recency.days === null
      ? `Recency: ${points(recency)}, no participation in ${months} months.`
      : `Recency: ${points(recency)}, last participation ${recency.days} day${recency.days === 1 ? '' : 's'} ago.`,
    `Frequency: ${points(frequency)}, ${frequency.count} participation${frequency.count === 1 ? '' : 's'} in ${months} months (full at ${frequency.full}).`,
    `Breadth: ${points(breadth)}, ${kinds || 'no kind'} (full at ${breadth.full}).`,
  ];
}

/** @throws InputError with everything that is wrong with the parameters. */
export function checkEngagement({
  window_months,
  weights,
  full_frequency,
  full_breadth,
  kinds,
}: EngagementParameters): void {
  const issues: Issue[] = [];
  const add = (code: string, params: Issue['params'] = {}) =>
    issues.push({ code, line: null, column: null, params });
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const all = [weights.recency, weights.frequency, weights.breadth];
  const total = all.reduce((a, b) => a + b, 0);
  if (!isWhole(window_months, 1, 120)) add('ENGAGEMENT_WINDOW', { months: window_months });
  if (total !== 100 || !all.every((weight) => isWhole(weight, 0, 100))) add('ENGAGEMENT_WEIGHTS', { total });
  if (!isWhole(full_frequency, 1, 1000)) add('ENGAGEMENT_FREQUENCY', { full: full_frequency });
  const wrong = kinds.find((kind) => !(PARTICIPATION_KINDS as readonly string[]).includes(kind));
  if (wrong !== undefined) add('ENGAGEMENT_KIND', { kind: wrong });
  const most = new Set(kinds).size;
  if (most === 0) add('ENGAGEMENT_NO_KIND');
  else if (!isWhole(full_breadth, 1, most)) add('ENGAGEMENT_BREADTH', { full: full_breadth, most });
  if (issues.length > 0) throw new InputError(issues);
}

export const engagementMessages: Messages = {
  ENGAGEMENT_WINDOW: {
    fr: ({ months }) => `La période est de ${months} mois : indiquez de 1 à 120 mois.`,
    en: ({ months }) => `The window is ${months} months: give 1 to 120 months.`,
  },
  ENGAGEMENT_WEIGHTS: {
    fr: ({ total }) =>
      `Les poids font ${total} : donnez à chaque part un nombre entier de points, 100 en tout.`,
    en: ({ total }) => `The weights come to ${total}: give each part a whole number of points, 100 in all.`,
  },
  ENGAGEMENT_FREQUENCY: {
    fr: ({ full }) => `La fréquence pleine est ${full} : indiquez de 1 à 1 000 participations.`,
    en: ({ full }) => `Full frequency is ${full}: give 1 to 1,000 participations.`,
  },
  ENGAGEMENT_BREADTH: {
    fr: ({ full, most }) =>
      `La diversité pleine est ${full} : indiquez de 1 à ${most}, autant que de sortes comptées.`,
    en: ({ full, most }) => `Full breadth is ${full}: give 1 to ${most}, the kinds that count.`,
  },
  ENGAGEMENT_KIND: {
    fr: ({ kind }) =>
      `« ${kind} » n’est pas une participation : choisissez parmi événements, consultations, renouvellements et réponses de satisfaction.`,
    en: ({ kind }) =>
      `"${kind}" is no participation: choose among events, consultations, renewals and satisfaction answers.`,
  },
  ENGAGEMENT_NO_KIND: {
    fr: () => 'Aucune sorte de participation ne compte : choisissez-en une au moins.',
    en: () => 'No kind of participation counts: choose one at least.',
  },
};
