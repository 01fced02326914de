import type { Channel, HouseholdType, InteractionKind, RequestStatus } from '../relation/model';
import type {
  DateRef,
  DateTest,
  DateUnit,
  DecimalTest,
  FieldCondition,
  NumberTest,
  RelatedCondition,
  RelatedFilter,
  Window,
} from './definition';
import { atService } from './french-places';
import { countSpan, joinNames, joinWords, spoken, type Language, type Names } from './sentence-language';

export const french: Language = {
  citizens: 'Administrés',
  everybody: 'Tous les administrés',
  nobody: 'Aucun administré',
  anyone: 'quels qu’ils soient',
  noOne: 'd’un groupe vide',
  and: 'et',
  or: 'ou',
  not: 'pas',
  butNot: 'mais pas',
  nor: 'ni',
  except: 'sauf ceux',
  those: (modifier) => (/^(?:dont|\()/.test(modifier) ? `ceux ${modifier}` : modifier),
  leaf: (leaf, names) =>
    leaf.type === 'segment'
      ? `membres du segment ${named(names.segments, leaf.segment)}`
      : leaf.type === 'field'
        ? fieldWords(leaf, names)
        : relatedWords(leaf, names),
};

const MONTHS = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
  ' ',
);
const UNITS: Record<DateUnit, [one: string, many: string, last: string, lasts: string]> = {
  day: ['jour', 'jours', 'du dernier jour', 'derniers jours'],
  week: ['semaine', 'semaines', 'de la dernière semaine', 'dernières semaines'],
  month: ['mois', 'mois', 'du dernier mois', 'derniers mois'],
  year: ['an', 'ans', 'de la dernière année', 'dernières années'],
};
const HOUSEHOLDS: Record<HouseholdType, string> = {
  single: 'une personne seule',
  couple: 'un couple sans enfant',
  single_parent: 'un parent seul avec enfants',
  family: 'un couple avec enfants',
  other: 'd’un autre type',
};
const CHANNELS: Record<Channel, string> = {
  desk: 'au guichet',
  phone: 'par téléphone',
  email: 'par courriel',
  web: 'par internet',
  app: 'par l’application',
  mail: 'par courrier',
  on_site: 'sur place',
};
const STATUSES: Record<RequestStatus, string> = {
  new: 'Nouvelle',
  in_progress: 'En cours',
  waiting: 'En attente',
  done: 'Traitée',
  refused: 'Refusée',
};
interface Noun {
  article: 'un' | 'une';
  one: string;
  many: string;
}
const KINDS: Record<InteractionKind, Noun> = {
  registration: { article: 'une', one: 'inscription', many: 'inscriptions' },
  request: { article: 'une', one: 'demande', many: 'demandes' },
  complaint: { article: 'une', one: 'réclamation', many: 'réclamations' },
  payment: { article: 'un', one: 'paiement', many: 'paiements' },
  event: {
    article: 'une',
    one: 'participation à un événement',
    many: 'participations à un événement',
  },
  consultation: {
    article: 'une',
    one: 'participation à une consultation',
    many: 'participations à une consultation',
  },
  renewal: { article: 'un', one: 'renouvellement', many: 'renouvellements' },
  satisfaction: { article: 'une', one: 'réponse de satisfaction', many: 'réponses de satisfaction' },
};
const ANY_KIND: Noun = { article: 'une', one: 'interaction', many: 'interactions' };

/** "1 234" */
export const frenchNumber = (value: number): string =>
  String(Math.abs(value))
    .replace(/\B(?=(?:\d{3})+$)/g, '\u202f')
    .replace(/^/, value < 0 ? '−' : '');
/** Of decimal text: "1 234,50" as it is said, without needless decimals. */
function frenchDecimal(text: string): string {
  const [whole, decimals = ''] = text.replace('-', '').split('.') as [string, string?];
  const cents = decimals.padEnd(2, '0');
  const sign = text.startsWith('-') && Number(text) !== 0 ? '−' : '';
  return `${sign}${frenchNumber(Number(whole))}${cents === '00' ? '' : `,${cents}`}`;
}
const euros = (text: string) => `${frenchDecimal(text)}\u00a0€`;
const quoted = (text: string) => `«\u00a0${text}\u00a0»`;
const named = (names: ReadonlyMap<number, string>, id: number) => {
  const name = names.get(id);
  return name === undefined ? `n°\u00a0${id}` : quoted(name);
};
const others = (count: number) => `${frenchNumber(count)} autres`;
/** 0 and 1 are singular. */
const plural = (count: number, one: string, many: string) =>
  `${frenchNumber(count)} ${Math.abs(count) < 2 ? one : many}`;
/** "d’au moins 3", "de 3 à 5" */
const de = (text: string) =>
  text.startsWith('de ') ? text : /^[aeiouyéèêà]/i.test(text) ? `d’${text}` : `de ${text}`;

/** "1er janvier 2026" */
export function frenchDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return `${date === 1 ? '1er' : date} ${MONTHS[month - 1]!} ${year}`;
}

/** "plus de 3", "de 3 à 5" */
const AMOUNT = {
  eq: (value: string) => `exactement ${value}`,
  lt: (value: string) => `moins de ${value}`,
  lte: (value: string) => `au plus ${value}`,
  gt: (value: string) => `plus de ${value}`,
  gte: (value: string) => `au moins ${value}`,
  between: (from: string, to: string) => `de ${from} à ${to}`,
};
/** The same after "de": "de 3", "de 3 ou plus". */
const VALUE = {
  ...AMOUNT,
  eq: (value: string) => value,
  lte: (value: string) => `${value} ou moins`,
  gte: (value: string) => `${value} ou plus`,
};

function fieldWords({ field, test }: FieldCondition, names: Names): string {
  if (test.op === 'known' || test.op === 'unknown')
    return `dont ${KNOWN[field][test.op === 'known' ? 0 : 1]}`;
  switch (field) {
    case 'age':
      return `âgés ${de(years(test as NumberTest))}`;
    case 'birth_year':
      return `nés ${spoken(test as NumberTest, String, {
        eq: (year) => `en ${year}`,
        lt: (year) => `avant ${year}`,
        lte: (year) => `en ${year} ou avant`,
        gt: (year) => `après ${year}`,
        gte: (year) => `en ${year} ou après`,
        between: (from, to) => `de ${from} à ${to}`,
      })}`;
    case 'household_size':
      return `d’un foyer ${de(persons(test as NumberTest))}`;
    case 'quotient_band':
      return `dont la tranche de quotient familial est ${spoken(test as NumberTest, frenchNumber, {
        eq: (band) => `la ${band}`,
        lt: (band) => `inférieure à la ${band}`,
        lte: (band) => `la ${band} ou une inférieure`,
        gt: (band) => `supérieure à la ${band}`,
        gte: (band) => `la ${band} ou une supérieure`,
        between: (from, to) => `comprise entre la ${from} et la ${to}`,
      })}`;
    case 'engagement':
      return `dont le score d’engagement est ${de(spoken(test as NumberTest, frenchNumber, VALUE))}`;
    case 'household_type': {
      const { op, values } = test as { op: string; values: HouseholdType[] };
      const types = [...new Set(values)].map((value) => HOUSEHOLDS[value]);
      if (op === 'in') return `dont le foyer est ${joinWords(types, 'ou')}`;
      return `dont le foyer n’est ${types.length === 1 ? 'pas' : 'ni'} ${types.join(' ni ')}`;
    }
    case 'zone': {
      const { op, values } = test as { op: string; values: number[] };
      const zones = values.map((zone) => named(names.zones, zone));
      const isOne = new Set(zones).size === 1;
      if (op === 'in') return `habitant ${isOne ? 'la zone' : 'les zones'} ${joinNames(zones, 'ou', others)}`;
      return `habitant hors ${isOne ? 'de la zone' : 'des zones'} ${joinNames(zones, 'et', others)}`;
    }
    case 'source': {
      const { op, values } = test as { op: string; values: string[] };
      const sources = joinNames(values.map(quoted), 'ou', others);
      return op === 'in' ? `entrés par ${sources}` : `entrés autrement que par ${sources}`;
    }
    case 'registered_on':
      return `enregistrés ${when(test as DateTest)}`;
  }
}

const known = (what: string, e = '') => [`${what} est connu${e}`, `${what} est inconnu${e}`] as const;
const KNOWN: Record<FieldCondition['field'], readonly [known: string, unknown: string]> = {
  age: known('l’âge'),
  birth_year: known('l’année de naissance', 'e'),
  household_size: known('la taille du foyer', 'e'),
  quotient_band: known('la tranche de quotient familial', 'e'),
  engagement: known('le score d’engagement'),
  household_type: known('le type de foyer'),
  zone: known('la zone', 'e'),
  source: known('la source', 'e'),
  registered_on: known('la date d’enregistrement', 'e'),
};

const unit = (test: NumberTest, one: string, many: string) => {
  const most = test.op === 'between' ? test.to : test.value;
  return most < 2 ? one : many;
};
/** "18 ans ou plus", "3 à 10 ans" */
const withUnit = (test: NumberTest, one: string, many: string) =>
  spoken(test, frenchNumber, {
    eq: (value) => `${value} ${unit(test, one, many)}`,
    lt: (value) => `moins de ${value} ${unit(test, one, many)}`,
    lte: (value) => `${value} ${unit(test, one, many)} ou moins`,
    gt: (value) => `plus de ${value} ${unit(test, one, many)}`,
    gte: (value) => `${value} ${unit(test, one, many)} ou plus`,
    between: (from, to) => `de ${from} à ${to} ${unit(test, one, many)}`,
  });
const years = (test: NumberTest) => withUnit(test, 'an', 'ans');
const persons = (test: NumberTest) => withUnit(test, 'personne', 'personnes');

function relatedWords(condition: RelatedCondition, names: Names): string {
  const { filter } = condition;
  const rest = [complements(filter), windowWords(condition.window)].filter(Boolean).join(' ');
  const place = placeWords(filter.services, names);
  const said = (...texts: string[]) => [...texts, rest].filter(Boolean).join(' ');
  switch (condition.measure) {
    case 'count':
      return countWords(condition.test, filter, place, said);
    case 'services': {
      const { from, to } = countSpan(condition.test);
      const by = filter.kinds
        ? `(${joinWords(
            nounsOf(filter.kinds).map(({ many }) => many),
            'ou',
          )})`
        : '';
      const among = filter.services
        ? `parmi ${joinNames(
            filter.services.map((id) => named(names.services, id)),
            'et',
            others,
          )}`
        : '';
      if (from === 0 && to === 0) return said('usagers d’aucun service', by, among);
      return said(`usagers ${de(countOf(condition.test, 'service', 'services'))}`, by, among);
    }
    case 'amount':
      return said(`ayant payé ${spoken(condition.test, euros, AMOUNT)}`, purposeWords(filter.kinds), place);
    case 'units':
      return said(`totalisant ${unitsOf(condition.test)}`, purposeWords(filter.kinds), place);
    case 'first':
    case 'last': {
      const noun = filter.kinds?.length === 1 ? KINDS[filter.kinds[0]!] : ANY_KIND;
      const isFeminine = noun.article === 'une';
      const rank =
        condition.measure === 'first'
          ? isFeminine
            ? 'première'
            : 'premier'
          : isFeminine
            ? 'dernière'
            : 'dernier';
      const kinds =
        filter.kinds && filter.kinds.length > 1
          ? `(${joinWords(
              nounsOf(filter.kinds).map(({ one }) => one),
              'ou',
            )})`
          : '';
      const which = said(`dont ${isFeminine ? 'la' : 'le'} ${rank} ${noun.one}`, kinds, place);
      return `${which} a eu lieu ${when(condition.test)}`;
    }
  }
}

type Said = (...texts: string[]) => string;

function countWords(test: NumberTest, filter: RelatedFilter, place: string, said: Said): string {
  const nouns = nounsOf(filter.kinds);
  const { from, to } = countSpan(test);
  if (from === 0 && to === 0) return said(`sans ${nouns.map(({ one }) => one).join(' ni ')}`, place);
  const isSome = from === 1 && to === null;
  // The verb of the commonest question.
  if (filter.kinds?.length === 1 && filter.kinds[0] === 'registration')
    return said('inscrits', place || 'à un service', isSome ? '' : countOf(test, 'fois', 'fois'));
  if (isSome)
    return said(
      `avec ${joinWords(
        nouns.map(({ article, one }) => `${article} ${one}`),
        'ou',
      )}`,
      place,
    );
  const [one, many] = (['one', 'many'] as const).map((form) =>
    joinWords(
      nouns.map((noun) => noun[form]),
      'ou',
    ),
  );
  return said(`avec ${countOf(test, one!, many!)}`, place);
}

/** "au moins 2 fois", "de 0 à 2 fois": fewer than 3 may be none. */
function countOf(test: NumberTest, one: string, many: string): string {
  const { from, to } = countSpan(test);
  if (to === null)
    return from === 0 ? `${plural(0, one, many)} ou plus` : `au moins ${plural(from, one, many)}`;
  if (to < from) return `moins de ${plural(0, one, many)}`;
  return from === to
    ? `exactement ${plural(to, one, many)}`
    : `de ${frenchNumber(from)} à ${plural(to, one, many)}`;
}

const nounsOf = (kinds: RelatedFilter['kinds']): Noun[] =>
  kinds ? [...new Set(kinds)].map((kind) => KINDS[kind]) : [ANY_KIND];

function unitsOf(test: DecimalTest): string {
  const most = Math.abs(Number(test.op === 'between' ? test.to : test.value));
  const word = most < 2 ? 'unité' : 'unités';
  return `${spoken(test, frenchDecimal, AMOUNT)} ${word}`;
}

/** What was paid for; a payment needs no word. */
const purposeWords = (kinds: RelatedFilter['kinds']): string =>
  !kinds || (kinds.length === 1 && kinds[0] === 'payment')
    ? ''
    : `pour ${joinWords(
        nounsOf(kinds).map(({ many }) => `des ${many}`),
        'ou',
      )}`;

const placeWords = (services: RelatedFilter['services'], names: Names): string =>
  services
    ? joinNames(
        services.map((id) => {
          const name = names.services.get(id);
          return name === undefined ? `au service n°\u00a0${id}` : atService(name);
        }),
        'ou',
        (count) => `à ${others(count)}`,
      )
    : '';

function complements({ channels, statuses, campaigns, score, amount }: RelatedFilter): string {
  const texts: string[] = [];
  if (channels)
    texts.push(
      joinWords(
        [...new Set(channels)].map((channel) => CHANNELS[channel]),
        'ou',
      ),
    );
  if (statuses)
    texts.push(
      `à l’état ${joinWords(
        [...new Set(statuses)].map((one) => quoted(STATUSES[one])),
        'ou',
      )}`,
    );
  if (campaigns)
    texts.push(
      `${new Set(campaigns).size === 1 ? 'de la campagne' : 'des campagnes'} ${joinNames(campaigns.map(quoted), 'ou', others)}`,
    );
  if (score)
    texts.push(
      score.op === 'eq' ? `avec la note ${score.value}` : `avec une note ${de(spoken(score, String, VALUE))}`,
    );
  if (amount) texts.push(`d’un montant ${de(spoken(amount, euros, AMOUNT))}`);
  return texts.join(', ');
}

function windowWords(window: Window | null): string {
  if (window === null) return '';
  if ('last' in window) {
    const [, , last, lasts] = UNITS[window.unit];
    if (window.last > 1) return `au cours des ${frenchNumber(window.last)} ${lasts}`;
    return window.unit === 'day' ? 'aujourd’hui' : `au cours ${last}`;
  }
  const { from, to } = window;
  if (from && to) return isSame(from, to) ? theDay(from) : `${ofDay(from)} ${toDay(to)}`;
  if (from) return `depuis ${isAgo(from) ? ago(from.ago, from.unit) : theDay(from)}`;
  return to ? `jusqu’${toDay(to)}` : '';
}

const isSame = (a: DateRef, b: DateRef) => JSON.stringify(a) === JSON.stringify(b);
const ago = (count: number, word: DateUnit) => plural(count, UNITS[word][0], UNITS[word][1]);

/** "avant le 1er janvier 2026", "il y a plus de 3 mois" */
function when(test: DateTest): string {
  if (test.op === 'between')
    return isSame(test.from, test.to) ? theDay(test.from) : `${ofDay(test.from)} ${toDay(test.to)}`;
  const { op, value } = test;
  if (isAgo(value)) {
    const time = ago(value.ago, value.unit);
    if (op === 'eq') return `il y a ${time} exactement`;
    if (op === 'lt' || op === 'gt') return `il y a ${op === 'lt' ? 'plus' : 'moins'} de ${time}`;
    return `il y a ${time} ou ${op === 'lte' ? 'plus' : 'moins'}`;
  }
  const day = theDay(value);
  return { eq: day, lt: `avant ${day}`, lte: `${day} ou avant`, gt: `après ${day}`, gte: `${day} ou après` }[
    op
  ];
}

/** A day without its article, "1er janvier 2026"; null where it takes none. */
function bareDay(ref: DateRef): string | null {
  if ('on' in ref) return frenchDay(ref.on);
  if ('unit' in ref) return isAgo(ref) ? `jour d’il y a ${ago(ref.ago, ref.unit)}` : null;
  if (ref.start === 'year')
    return ref.ago === 0
      ? '1er janvier de cette année'
      : ref.ago === 1
        ? '1er janvier de l’an dernier'
        : `1er janvier d’il y a ${frenchNumber(ref.ago)} ans`;
  return ref.ago === 0
    ? '1er de ce mois'
    : ref.ago === 1
      ? '1er du mois dernier'
      : `1er du mois d’il y a ${frenchNumber(ref.ago)} mois`;
}
/** So long ago, but for today and yesterday, which have their own words. */
const isAgo = (ref: DateRef): ref is Extract<DateRef, { unit: DateUnit }> =>
  'unit' in ref && ref.ago > 0 && !(ref.ago === 1 && ref.unit === 'day');
const loneDay = (ref: DateRef) => ((ref as { ago: number }).ago === 0 ? 'aujourd’hui' : 'hier');
const theDay = (ref: DateRef) => withArticle(ref, 'le ', '');
const ofDay = (ref: DateRef) => withArticle(ref, 'du ', 'd’');
const toDay = (ref: DateRef) => withArticle(ref, 'au ', 'à ');
function withArticle(ref: DateRef, article: string, alone: string): string {
  const day = bareDay(ref);
  return day === null ? `${alone}${loneDay(ref)}` : `${article}${day}`;
}
