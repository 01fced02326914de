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
import { countSpan, joinNames, joinWords, spoken, type Language, type Names } from './sentence-language';

export const english: Language = {
  citizens: 'Citizens',
  everybody: 'All citizens',
  nobody: 'No citizen',
  anyone: 'of any kind',
  noOne: 'of an empty group',
  and: 'and',
  or: 'or',
  not: 'not',
  butNot: 'but not',
  nor: 'nor',
  except: 'except those',
  those: (modifier) => (/^(?:who|whose|\()/.test(modifier) ? `those ${modifier}` : modifier),
  leaf: (leaf, names) =>
    leaf.type === 'segment'
      ? `who are members of segment ${named(names.segments, leaf.segment)}`
      : leaf.type === 'field'
        ? fieldWords(leaf, names)
        : relatedWords(leaf, names),
};

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const HOUSEHOLDS: Record<HouseholdType, string> = {
  single: 'a single person',
  couple: 'a couple without children',
  single_parent: 'a single parent with children',
  family: 'a couple with children',
  other: 'of another type',
};
const CHANNELS: Record<Channel, string> = {
  desk: 'at the desk',
  phone: 'by phone',
  email: 'by e-mail',
  web: 'on the web',
  app: 'in the app',
  mail: 'by letter',
  on_site: 'on site',
};
const STATUSES: Record<RequestStatus, string> = {
  new: 'New',
  in_progress: 'In progress',
  waiting: 'Waiting',
  done: 'Done',
  refused: 'Refused',
};
interface Noun {
  article: 'a' | 'an';
  one: string;
  many: string;
}
const KINDS: Record<InteractionKind, Noun> = {
  registration: { article: 'a', one: 'registration', many: 'registrations' },
  request: { article: 'a', one: 'request', many: 'requests' },
  complaint: { article: 'a', one: 'complaint', many: 'complaints' },
  payment: { article: 'a', one: 'payment', many: 'payments' },
  event: { article: 'a', one: 'part in an event', many: 'parts in events' },
  consultation: { article: 'a', one: 'part in a consultation', many: 'parts in consultations' },
  renewal: { article: 'a', one: 'renewal', many: 'renewals' },
  satisfaction: { article: 'a', one: 'satisfaction answer', many: 'satisfaction answers' },
};
const ANY_KIND: Noun = { article: 'an', one: 'interaction', many: 'interactions' };

export const englishNumber = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
function englishDecimal(text: string): string {
  const [whole, decimals = ''] = text.replace('-', '').split('.') as [string, string?];
  const cents = decimals.padEnd(2, '0');
  const sign = text.startsWith('-') && Number(text) !== 0 ? '-' : '';
  return `${sign}${englishNumber(Number(whole))}${cents === '00' ? '' : `.${cents}`}`;
}
const euros = (text: string) => englishDecimal(text).replace(/^-?/, '$&€');
const quoted = (text: string) => `"${text}"`;
const named = (names: ReadonlyMap<number, string>, id: number) => {
  const name = names.get(id);
  return name === undefined ? `no. ${id}` : quoted(name);
};
const others = (count: number) => `${englishNumber(count)} others`;
const plural = (count: number, one: string, many: string) =>
  `${englishNumber(count)} ${count === 1 ? one : many}`;

/** "1 January 2026" */
export function englishDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return `${date} ${MONTHS[month - 1]!} ${year}`;
}

const AMOUNT = {
  eq: (value: string) => `exactly ${value}`,
  lt: (value: string) => `less than ${value}`,
  lte: (value: string) => `at most ${value}`,
  gt: (value: string) => `more than ${value}`,
  gte: (value: string) => `at least ${value}`,
  between: (from: string, to: string) => `${from} to ${to}`,
};
const VALUE = {
  eq: (value: string) => value,
  lt: (value: string) => `under ${value}`,
  lte: (value: string) => `${value} or under`,
  gt: (value: string) => `over ${value}`,
  gte: (value: string) => `${value} or over`,
  between: (from: string, to: string) => `${from} to ${to}`,
};

function fieldWords({ field, test }: FieldCondition, names: Names): string {
  if (test.op === 'known' || test.op === 'unknown')
    return `whose ${FIELDS[field]} is ${test.op === 'known' ? 'known' : 'not known'}`;
  switch (field) {
    case 'age':
      return `aged ${spoken(test as NumberTest, String, VALUE)}`;
    case 'birth_year':
      return `born ${spoken(test as NumberTest, String, {
        eq: (year) => `in ${year}`,
        lt: (year) => `before ${year}`,
        lte: (year) => `in ${year} or before`,
        gt: (year) => `after ${year}`,
        gte: (year) => `in ${year} or after`,
        between: (from, to) => `from ${from} to ${to}`,
      })}`;
    case 'household_size':
      return `in a household of ${spoken(test as NumberTest, String, { ...AMOUNT, eq: String })} ${test.op === 'eq' && test.value === 1 ? 'person' : 'people'}`;
    case 'quotient_band':
    case 'engagement':
      return `whose ${FIELDS[field]} is ${spoken(test as NumberTest, String, VALUE)}`;
    case 'household_type': {
      const { op, values } = test as { op: string; values: HouseholdType[] };
      const types = [...new Set(values)].map((value) => HOUSEHOLDS[value]);
      return `whose household is ${op === 'in' ? '' : types.length > 1 ? 'neither ' : 'not '}${joinWords(types, op === 'in' ? 'or' : 'nor')}`;
    }
    case 'zone': {
      const { op, values } = test as { op: string; values: number[] };
      const zones = values.map((zone) => named(names.zones, zone));
      const word = new Set(zones).size === 1 ? 'zone' : 'zones';
      return op === 'in'
        ? `living in ${word} ${joinNames(zones, 'or', others)}`
        : `living outside ${word} ${joinNames(zones, 'and', others)}`;
    }
    case 'source': {
      const { op, values } = test as { op: string; values: string[] };
      return `entered ${op === 'in' ? '' : 'otherwise than '}by ${joinNames(values.map(quoted), 'or', others)}`;
    }
    case 'registered_on':
      return `recorded ${when(test as DateTest)}`;
  }
}

const FIELDS: Record<FieldCondition['field'], string> = {
  age: 'age',
  birth_year: 'year of birth',
  household_size: 'household size',
  quotient_band: 'quotient familial band',
  engagement: 'engagement score',
  household_type: 'type of household',
  zone: 'zone',
  source: 'source',
  registered_on: 'day of recording',
};

function relatedWords(condition: RelatedCondition, names: Names): string {
  const { filter } = condition;
  const rest = [complements(filter), windowWords(condition.window)].filter(Boolean).join(' ');
  const services = filter.services?.map((id) => named(names.services, id));
  const place = services ? `at ${joinNames(services, 'or', others)}` : '';
  const said = (...texts: string[]) => [...texts, rest].filter(Boolean).join(' ');
  switch (condition.measure) {
    case 'count':
      return countWords(condition.test, filter, place, said);
    case 'services': {
      const { from, to } = countSpan(condition.test);
      const by = filter.kinds
        ? `(${joinWords(
            nounsOf(filter.kinds).map(({ many }) => many),
            'or',
          )})`
        : '';
      const among = services ? `among ${joinNames(services, 'and', others)}` : '';
      if (from === 0 && to === 0) return said('who are users of no service', by, among);
      return said(`who are users of ${countOf(condition.test, 'service', 'services')}`, by, among);
    }
    case 'amount':
      return said(`who paid ${spoken(condition.test, euros, AMOUNT)}`, purposeWords(filter.kinds), place);
    case 'units':
      return said(`with ${unitsOf(condition.test)}`, purposeWords(filter.kinds), place);
    case 'first':
    case 'last': {
      const nouns = nounsOf(filter.kinds);
      const noun = nouns.length === 1 ? nouns[0]! : ANY_KIND;
      const kinds =
        nouns.length > 1
          ? `(${joinWords(
              nouns.map(({ one }) => one),
              'or',
            )})`
          : '';
      return `${said(`whose ${condition.measure} ${noun.one}`, kinds, place)} was ${when(condition.test)}`;
    }
  }
}

type Said = (...texts: string[]) => string;

function countWords(test: NumberTest, filter: RelatedFilter, place: string, said: Said): string {
  const nouns = nounsOf(filter.kinds);
  const { from, to } = countSpan(test);
  if (from === 0 && to === 0)
    return said(
      `without ${joinWords(
        nouns.map(({ one }) => one),
        'or',
      )}`,
      place,
    );
  const isSome = from === 1 && to === null;
  if (filter.kinds?.length === 1 && filter.kinds[0] === 'registration')
    return said('registered', place || 'at a service', isSome ? '' : countOf(test, 'time', 'times'));
  if (isSome)
    return said(
      `with ${joinWords(
        nouns.map(({ article, one }) => `${article} ${one}`),
        'or',
      )}`,
      place,
    );
  const [one, many] = (['one', 'many'] as const).map((form) =>
    joinWords(
      nouns.map((noun) => noun[form]),
      'or',
    ),
  );
  return said(`with ${countOf(test, one!, many!)}`, place);
}

/** "at least 2 times", "0 to 2 times": fewer than 3 may be none. */
function countOf(test: NumberTest, one: string, many: string): string {
  const { from, to } = countSpan(test);
  if (to === null) return from === 0 ? `0 ${many} or more` : `at least ${plural(from, one, many)}`;
  if (to < from) return `less than 0 ${many}`;
  return from === to
    ? `exactly ${plural(to, one, many)}`
    : `${englishNumber(from)} to ${plural(to, one, many)}`;
}

const nounsOf = (kinds: RelatedFilter['kinds']): Noun[] =>
  kinds ? [...new Set(kinds)].map((kind) => KINDS[kind]) : [ANY_KIND];

const unitsOf = (test: DecimalTest): string =>
  `${spoken(test, englishDecimal, AMOUNT)} ${test.op !== 'between' && Number(test.value) === 1 ? 'unit' : 'units'}`;

/** What was paid for; a payment needs no word. */
const purposeWords = (kinds: RelatedFilter['kinds']): string =>
  !kinds || (kinds.length === 1 && kinds[0] === 'payment')
    ? ''
    : `for ${joinWords(
        nounsOf(kinds).map(({ many }) => many),
        'or',
      )}`;

function complements({ channels, statuses, campaigns, score, amount }: RelatedFilter): string {
  const texts: string[] = [];
  if (channels)
    texts.push(
      joinWords(
        [...new Set(channels)].map((channel) => CHANNELS[channel]),
        'or',
      ),
    );
  if (statuses)
    texts.push(
      `of status ${joinWords(
        [...new Set(statuses)].map((status) => quoted(STATUSES[status])),
        'or',
      )}`,
    );
  if (campaigns)
    texts.push(
      `of ${new Set(campaigns).size === 1 ? 'campaign' : 'campaigns'} ${joinNames(campaigns.map(quoted), 'or', others)}`,
    );
  if (score) texts.push(`with a score of ${spoken(score, String, VALUE)}`);
  if (amount) texts.push(`of an amount of ${spoken(amount, euros, AMOUNT)}`);
  return texts.join(', ');
}

function windowWords(window: Window | null): string {
  if (window === null) return '';
  if ('last' in window) {
    if (window.last > 1) return `in the last ${englishNumber(window.last)} ${window.unit}s`;
    return window.unit === 'day' ? 'today' : `in the last ${window.unit}`;
  }
  const { from, to } = window;
  if (from && to) return isSame(from, to) ? onDay(from) : `from ${theDay(from)} to ${theDay(to)}`;
  if (from) return `since ${theDay(from)}`;
  return to ? `up to ${theDay(to)}` : '';
}

const isSame = (a: DateRef, b: DateRef) => JSON.stringify(a) === JSON.stringify(b);

function when(test: DateTest): string {
  if (test.op === 'between')
    return isSame(test.from, test.to) ? onDay(test.from) : `from ${theDay(test.from)} to ${theDay(test.to)}`;
  const { op, value } = test;
  if (isAgo(value)) {
    const time = plural(value.ago, value.unit, `${value.unit}s`);
    if (op === 'eq') return `exactly ${time} ago`;
    if (op === 'lt' || op === 'gt') return `${op === 'lt' ? 'more' : 'less'} than ${time} ago`;
    return `${time} ago or ${op === 'lte' ? 'more' : 'less'}`;
  }
  const [day, on] = [theDay(value), onDay(value)];
  return { eq: on, lt: `before ${day}`, lte: `${on} or before`, gt: `after ${day}`, gte: `${on} or after` }[
    op
  ];
}

const isAgo = (ref: DateRef): ref is Extract<DateRef, { unit: DateUnit }> =>
  'unit' in ref && ref.ago > 0 && !(ref.ago === 1 && ref.unit === 'day');

function theDay(ref: DateRef): string {
  if ('on' in ref) return englishDay(ref.on);
  if (isAgo(ref)) return `the day ${plural(ref.ago, ref.unit, `${ref.unit}s`)} ago`;
  if ('unit' in ref) return ref.ago === 0 ? 'today' : 'yesterday';
  const start = ref.start === 'year' ? '1 January' : 'the first';
  if (ref.ago === 0) return `${start} of this ${ref.start}`;
  if (ref.ago === 1) return `${start} of last ${ref.start}`;
  return `${start} of the ${ref.start} ${englishNumber(ref.ago)} ${ref.start}s ago`;
}
const onDay = (ref: DateRef) => ('unit' in ref && !isAgo(ref) ? theDay(ref) : `on ${theDay(ref)}`);
