import type { Locale } from '../issue';
import { protectSatisfaction } from '../relation/satisfaction';
import { DEFAULT_RULE, type SuppressionRule } from '../suppression';
import {
  differenceOf,
  LEAST_SAMPLE,
  meanEstimate,
  ratioEstimate,
  standingOut,
  type Difference,
  type Estimate,
} from './intervals';
import { englishNumber } from './sentence-en';
import { frenchNumber } from './sentence-fr';

/** What users used and paid, added up over them: of each user once, its units and cents of the period. */
export interface UserSums {
  users: number;
  /** Hundredths. */
  units: number;
  /** Cents. */
  paid: number;
  units_squared: number;
  paid_squared: number;
  units_paid: number;
}

/** Satisfaction answers of one score, and how many distinct persons gave them. */
export interface ScoreCount {
  score: number;
  answers: number;
  persons: number;
}

export interface GroupFigures {
  label: string;
  /** Null: secret, by size or by dominance. It is left out then, and nothing is made of it. */
  sums: UserSums | null;
  scores: readonly ScoreCount[];
  /** Distinct persons behind all the answers. */
  respondents: number;
}

/** A service by groups of its users; each group lies within the whole. */
export interface ServiceFigures<Group extends GroupFigures = GroupFigures> {
  service: string;
  /** Cents a unit of a validated run, fractions included, in the unit of `UserSums.units`; null: not known. */
  unit_cost: number | null;
  whole: GroupFigures;
  groups: readonly Group[];
}

/** `use` where nobody knows what a unit costs: where it is known, the cost says the same. */
export const SUGGESTION_MEASURES = ['cost', 'coverage', 'use', 'satisfaction'] as const;
export type SuggestionMeasure = (typeof SUGGESTION_MEASURES)[number];

export interface Suggestion<Group extends GroupFigures = GroupFigures> extends Difference {
  service: string;
  group: string;
  /** The group as it was given. */
  of: Group;
  measure: SuggestionMeasure;
  /** Of the group, and of the other users of the service: cents a user, share of the cost, hundredths of a unit a user, mean score. */
  value: number;
  others: number;
  /** Users, or respondents, of the group. */
  persons: number;
}

/** Smaller differences help nobody, however sure: of the cost in parts of it, of the others in their own unit. */
const LEAST_DIFFERENCE: Record<SuggestionMeasure, (difference: number, others: number) => boolean> = {
  cost: (difference, others) => Math.abs(difference) >= 0.1 * Math.abs(others),
  coverage: (difference) => Math.abs(difference) >= 0.05,
  use: (difference, others) => Math.abs(difference) >= 0.1 * Math.abs(others),
  satisfaction: (difference) => Math.abs(difference) >= 0.3,
};

/**
 * Groups whose cost per user, coverage, use or satisfaction stands out from the other users of the service, surest first.
 * Compared are groups and others of 30 persons at least, with Welch intervals at 95 %; of all comparisons made, those
 * that stand out after Benjamini and Hochberg are told. What is secret is neither compared nor counted among them.
 */
export function suggest<Group extends GroupFigures>(
  services: readonly ServiceFigures<Group>[],
  rule: SuppressionRule = DEFAULT_RULE,
): Suggestion<Group>[] {
  const compared = services.flatMap((service) =>
    service.groups.flatMap((group) =>
      SUGGESTION_MEASURES.flatMap((measure) => compare(service, group, measure, rule) ?? []),
    ),
  );
  const isOut = standingOut(compared.map(({ p }) => p));
  return compared
    .filter(
      ({ difference, others, measure }, rank) =>
        isOut[rank]! && LEAST_DIFFERENCE[measure](difference, others),
    )
    .sort((a, b) => a.p - b.p);
}

/** So many of them: two of each group before any third, so that one that differs in everything hides no other. */
export function spread<One extends { group: string }>(suggestions: readonly One[], most: number): One[] {
  const told = new Map<string, number>();
  const [first, more]: [One[], One[]] = [[], []];
  for (const one of suggestions) {
    const times = (told.get(one.group) ?? 0) + 1;
    told.set(one.group, times);
    (times <= 2 ? first : more).push(one);
  }
  return [...first, ...more].slice(0, most);
}

function compare<Group extends GroupFigures>(
  { service, unit_cost, whole }: ServiceFigures<Group>,
  group: Group,
  measure: SuggestionMeasure,
  rule: SuppressionRule,
): Suggestion<Group> | null {
  const [own, rest, persons] =
    measure === 'satisfaction'
      ? scoreEstimates(group, whole, rule)
      : userEstimates(group, whole, measure, unit_cost);
  if (!own || !rest || !Number.isFinite(own.value + rest.value)) return null;
  const { label } = group;
  return {
    service,
    group: label,
    of: group,
    measure,
    value: own.value,
    others: rest.value,
    persons,
    ...differenceOf(own, rest),
  };
}

type Estimates = [own: Estimate | null, others: Estimate | null, persons: number];
const NONE: Estimates = [null, null, 0];

function userEstimates(
  { sums }: GroupFigures,
  { sums: all }: GroupFigures,
  measure: 'cost' | 'coverage' | 'use',
  unitCost: number | null,
): Estimates {
  const isCosted = unitCost !== null && unitCost > 0;
  if (!sums || !all || isCosted === (measure === 'use') || all.units === 0) return NONE;
  const each = isCosted ? unitCost : 1;
  const others = mapped(all, (value, key) => value - sums[key]);
  if (sums.users < LEAST_SAMPLE || others.users < LEAST_SAMPLE) return NONE;
  const estimate = (of: UserSums) =>
    measure === 'coverage'
      ? ratioEstimate({
          count: of.users,
          x: of.units * each,
          y: of.paid,
          xx: of.units_squared * each ** 2,
          yy: of.paid_squared,
          xy: of.units_paid * each,
        })
      : meanEstimate({ count: of.users, sum: of.units * each, squares: of.units_squared * each ** 2 });
  return [estimate(sums), estimate(others), sums.users];
}

const mapped = (sums: UserSums, to: (value: number, key: keyof UserSums) => number): UserSums =>
  Object.fromEntries(
    Object.entries(sums).map(([key, value]) => [key, to(value as number, key as keyof UserSums)]),
  ) as unknown as UserSums;

/**
 * Where a count is secret, of the group or of the others, nothing is compared: an interval with its mean would tell it.
 */
function scoreEstimates(group: GroupFigures, whole: GroupFigures, rule: SuppressionRule): Estimates {
  const others = whole.scores.map(({ score, answers, persons }) => {
    const own = group.scores.find((one) => one.score === score);
    return { score, answers: answers - (own?.answers ?? 0), persons: persons - (own?.persons ?? 0) };
  });
  const rest = whole.respondents - group.respondents;
  if (group.respondents < LEAST_SAMPLE || rest < LEAST_SAMPLE) return NONE;
  const isSecret = (scores: readonly ScoreCount[], persons: number) => {
    const { mean, by_score } = protectSatisfaction(scores, persons, rule);
    return mean === null || by_score.some(({ answers }) => answers === null);
  };
  if (isSecret(group.scores, group.respondents) || isSecret(others, rest)) return NONE;
  return [scoreEstimate(group.scores), scoreEstimate(others), group.respondents];
}

function scoreEstimate(scores: readonly ScoreCount[]): Estimate {
  const sum = (of: (one: ScoreCount) => number) => scores.reduce((added, one) => added + of(one), 0);
  return meanEstimate({
    count: sum(({ answers }) => answers),
    sum: sum(({ answers, score }) => answers * score),
    squares: sum(({ answers, score }) => answers * score * score),
  });
}

/** A suggestion with its figures, and how sure it is. */
export function suggestionWords(suggestion: Suggestion, locale: Locale): string {
  const { service, group, measure, value, others, difference, low, high, persons } = suggestion;
  const show = (figure: number) => FORMATS[measure][locale](suggestionFigure(measure, figure));
  const gap = (figure: number) => GAPS[measure][locale](suggestionFigure(measure, figure));
  const [least, most] = difference < 0 ? [-high, -low] : [low, high];
  if (locale === 'fr')
    return (
      `${service}, «\u00a0${group}\u00a0» : ${show(value)} ${WHAT[measure].fr}, contre ${show(others)} pour les ` +
      `autres usagers. Écart de ${gap(Math.abs(difference))}, entre ${gap(least)} et ${gap(most)} ` +
      `à 95\u00a0% (méthode de Welch, ${frenchNumber(persons)} personnes).`
    );
  return (
    `${service}, "${group}": ${show(value)} ${WHAT[measure].en}, against ${show(others)} of the other users. ` +
    `A difference of ${gap(Math.abs(difference))}, ${gap(least)} to ${gap(most)} at 95% ` +
    `(Welch's method, ${englishNumber(persons)} persons).`
  );
}

const WHAT: Record<SuggestionMeasure, Record<Locale, string>> = {
  cost: { fr: 'de coût par usager', en: 'of cost per user' },
  coverage: { fr: 'du coût couvert par les usagers', en: 'of the cost covered by users' },
  use: { fr: 'unités par usager', en: 'units per user' },
  satisfaction: { fr: 'de satisfaction sur 5', en: 'of satisfaction out of 5' },
};

/** So many decimals, as text with a point; a minus only where it is not nought. */
const rounded = (value: number, decimals: number) => {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) > 0 ? `-${text}` : text;
};
const FIGURES: Record<SuggestionMeasure, (value: number) => string> = {
  cost: (cents) => rounded(cents / 100, 2),
  coverage: (share) => rounded(100 * share, 1),
  use: (hundredths) => rounded(hundredths / 100, 1),
  satisfaction: (mean) => rounded(mean, 1),
};
/** A figure of a suggestion as it is told, no finer: euros, percent, units, or a score. */
export const suggestionFigure = (measure: SuggestionMeasure, value: number): string =>
  FIGURES[measure](value);

const frenchFigure = (text: string) => {
  const [whole, decimals] = text.replace('-', '').split('.') as [string, string?];
  return `${text.startsWith('-') ? '−' : ''}${frenchNumber(Number(whole))}${decimals ? `,${decimals}` : ''}`;
};
const FORMATS: Record<SuggestionMeasure, Record<Locale, (figure: string) => string>> = {
  cost: {
    fr: (euros) => `${frenchFigure(euros)}\u00a0€`,
    en: (euros) => euros.replace(/^-?/, '$&€'),
  },
  coverage: { fr: (percent) => `${frenchFigure(percent)}\u00a0%`, en: (percent) => `${percent}%` },
  use: { fr: frenchFigure, en: (units) => units },
  satisfaction: { fr: frenchFigure, en: (mean) => mean },
};
/** Two rates are so many points apart, not so many percent. */
const GAPS: typeof FORMATS = {
  ...FORMATS,
  coverage: {
    fr: (points) => `${frenchFigure(points)}\u00a0points`,
    en: (points) => `${points} points`,
  },
};
