import fc from 'fast-check';
import {
  CHANNELS,
  HOUSEHOLD_TYPES,
  INTERACTION_KINDS,
  REQUEST_STATUSES,
  type Channel,
  type HouseholdType,
  type InteractionKind,
  type RequestStatus,
} from '../relation/model';
import { addMonths } from '../relation/dates';
import type {
  Compared,
  Condition,
  DateRef,
  Definition,
  FieldCondition,
  KnownTest,
  NumberTest,
  RelatedCondition,
  RelatedFilter,
  SetTest,
  Window,
} from './definition';

/**
 * Random definitions and small random towns for property tests, on words that both share, so that conditions are met
 * by some and not by others. Everything falls around `TEST_TODAY`, the last of a month and of a quarter.
 */
export const TEST_TODAY = '2026-03-31';

const SERVICES = [1, 2, 3, 4];
const ZONES = [1, 2, 3, 4, 5, 6, 7];
const SEGMENTS = [1, 2, 3];
/** Databases take some of these for one another unless told otherwise. */
const SOURCES = [
  'Portail',
  'portail',
  'Guichet',
  'guichét',
  "L'import; DROP TABLE m57_citizens; --",
  '100 %_',
];
const CAMPAIGNS = ['Été', 'été', 'Ete', "C'est la rentrée"];

export interface TestCitizen {
  id: number;
  birth_year: number | null;
  zone: number | null;
  household_size: number | null;
  household_type: HouseholdType | null;
  household: number | null;
  quotient_band: number | null;
  registered_on: string | null;
  source: string | null;
}

export interface TestInteraction {
  /** Null: anonymous. */
  citizen: number | null;
  service: number | null;
  kind: InteractionKind;
  date: string;
  /** Decimal text. */
  units: string | null;
  amount: string | null;
  channel: Channel | null;
  status: RequestStatus | null;
  score: number | null;
  campaign: string | null;
}

export interface TestTown {
  /** A zone may lie in itself by way of others. */
  zones: { id: number; parent: number | null }[];
  citizens: TestCitizen[];
  /** Some twice, the same in everything. */
  interactions: TestInteraction[];
  scores: { citizen: number; score: number }[];
  members: { segment: number; citizen: number }[];
}

const numberBetween = (min: number, max: number) => fc.integer({ min, max });
const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });

/** Few values, so that equal ones meet; and the edges of windows, a day before and after. */
const edgeDay = fc
  .tuple(oneOf([0, 1, 2, 3, 6, 12, 13, 24]), oneOf([-1, 0, 1]), fc.boolean())
  .map(([months, days, start]) => {
    const day = addMonths(TEST_TODAY, -months);
    return shifted(start ? `${day.slice(0, 4)}-01-01` : day, days);
  });
const closeDay = fc.integer({ min: -40, max: 5 }).map((days) => shifted(TEST_TODAY, days));
const anyDay = fc.oneof(edgeDay, closeDay);

function shifted(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

const amountText = fc.oneof(
  oneOf(['0', '0.5', '10', '10.00', '10.01', '-10', '100']),
  fc.integer({ min: -3000, max: 30_000 }).map((cents) => (cents / 100).toFixed(2)),
);

const citizen = fc.record({
  birth_year: orNull(fc.oneof(numberBetween(1930, 2026), numberBetween(2005, 2010))),
  zone: orNull(oneOf([...ZONES, 99])),
  household_size: orNull(numberBetween(1, 7)),
  household_type: orNull(oneOf(HOUSEHOLD_TYPES)),
  household: orNull(numberBetween(1, 4)),
  quotient_band: orNull(numberBetween(1, 8)),
  registered_on: orNull(anyDay),
  source: orNull(oneOf(SOURCES)),
});

const interaction = (citizens: number): fc.Arbitrary<TestInteraction> =>
  fc.record({
    citizen: fc.option(numberBetween(1, citizens), { freq: 9 }),
    service: orNull(oneOf(SERVICES)),
    kind: oneOf(INTERACTION_KINDS),
    date: anyDay,
    units: orNull(amountText),
    amount: orNull(amountText),
    channel: orNull(oneOf(CHANNELS)),
    status: orNull(oneOf(REQUEST_STATUSES)),
    score: orNull(numberBetween(1, 5)),
    campaign: orNull(oneOf(CAMPAIGNS)),
  });

/** A town of up to so many citizens, numbered from 1. */
export const anyTown = (most = 12): fc.Arbitrary<TestTown> =>
  fc.integer({ min: 1, max: most }).chain((size) => {
    const someone = numberBetween(1, size);
    return fc
      .record({
        zones: fc.tuple(
          ...ZONES.map((id) => fc.record({ id: fc.constant(id), parent: orNull(oneOf(ZONES)) })),
        ),
        citizens: fc.array(citizen, { minLength: size, maxLength: size }),
        interactions: fc.array(interaction(size), { maxLength: 5 * size }),
        twice: fc.array(fc.nat(), { maxLength: size }),
        scores: fc.uniqueArray(fc.record({ citizen: someone, score: numberBetween(0, 100) }), {
          selector: (score) => score.citizen,
        }),
        members: fc.uniqueArray(fc.record({ segment: oneOf(SEGMENTS), citizen: someone }), {
          selector: (member) => `${member.segment} ${member.citizen}`,
        }),
      })
      .map(({ zones, citizens, interactions, twice, scores, members }) => ({
        zones: [...zones],
        citizens: citizens.map((one, at) => ({ id: at + 1, ...one })),
        interactions: [
          ...interactions,
          ...(interactions.length > 0 ? twice.map((at) => interactions[at % interactions.length]!) : []),
        ],
        scores,
        members,
      }));
  });

const anyRef: fc.Arbitrary<DateRef> = fc.oneof(
  anyDay.map((on) => ({ on })),
  fc.record({
    ago: oneOf([0, 1, 2, 6, 12, 13, 1200]),
    unit: oneOf(['day', 'week', 'month', 'year'] as const),
  }),
  fc.record({ start: oneOf(['year', 'month'] as const), ago: oneOf([0, 1, 2, 14, 1200]) }),
);

const anyWindow: fc.Arbitrary<Window> = fc.oneof(
  fc.record({
    last: oneOf([1, 2, 3, 6, 12, 24, 1200]),
    unit: oneOf(['day', 'week', 'month', 'year'] as const),
  }),
  fc
    .tuple(orNull(anyRef), orNull(anyRef))
    .map(([from, to]) => (turned(from, to) ? { from: to, to: from } : { from, to })),
);

/** Only fixed days have an order that the check knows. */
const turned = (from: DateRef | null, to: DateRef | null) =>
  from && to && 'on' in from && 'on' in to && from.on > to.on;

const compared = <T>(value: fc.Arbitrary<T>, isAfter: (a: T, b: T) => boolean): fc.Arbitrary<Compared<T>> =>
  fc.oneof(
    fc.record({ op: oneOf(['eq', 'lt', 'lte', 'gt', 'gte'] as const), value }),
    fc
      .tuple(value, value)
      .map(([a, b]) => ({ op: 'between' as const, from: isAfter(a, b) ? b : a, to: isAfter(a, b) ? a : b })),
  );
const numberTest = (min: number, max: number): fc.Arbitrary<NumberTest> =>
  compared(numberBetween(min, max), (a, b) => a > b);
const decimalTest = compared(amountText, (a, b) => Number(a) > Number(b));
const dateTest = compared(anyRef, (a, b) => turned(a, b) === true);
const some = <T>(values: readonly T[], most = 3) =>
  fc.array(oneOf(values), { minLength: 1, maxLength: most });
const setTest = <T>(values: readonly T[]): fc.Arbitrary<SetTest<T>> =>
  fc.record({ op: oneOf(['in', 'not_in'] as const), values: some(values) });
const known: fc.Arbitrary<KnownTest> = fc.record({ op: oneOf(['known', 'unknown'] as const) });
const orKnown = <T>(test: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: test, weight: 5 }, { arbitrary: known, weight: 1 });

const anyField: fc.Arbitrary<FieldCondition> = fc.oneof(
  ...(
    [
      ['age', 0, 100],
      ['birth_year', 1930, 2026],
      ['household_size', 1, 8],
      ['quotient_band', 1, 9],
      ['engagement', 0, 100],
    ] as const
  ).map(([field, min, max]) =>
    orKnown(numberTest(min, max)).map((test) => ({ type: 'field' as const, field, test })),
  ),
  orKnown(setTest(HOUSEHOLD_TYPES)).map((test) => ({
    type: 'field' as const,
    field: 'household_type' as const,
    test,
  })),
  orKnown(setTest(ZONES)).map((test) => ({ type: 'field' as const, field: 'zone' as const, test })),
  orKnown(setTest(SOURCES)).map((test) => ({ type: 'field' as const, field: 'source' as const, test })),
  orKnown(dateTest).map((test) => ({ type: 'field' as const, field: 'registered_on' as const, test })),
);

/** `weight` times as often as undefined. */
const maybe = <T>(value: fc.Arbitrary<T>, weight = 0.5) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: value, weight: 2 * weight });

/** Most filters ask little, or nobody would meet them. */
const anyFilter: fc.Arbitrary<RelatedFilter> = fc
  .record({
    kinds: maybe(some(INTERACTION_KINDS, 4), 2),
    services: maybe(some(SERVICES), 1),
    channels: maybe(some(CHANNELS, 5)),
    statuses: maybe(some(REQUEST_STATUSES, 4)),
    campaigns: maybe(some(CAMPAIGNS)),
    score: maybe(numberTest(1, 5)),
    amount: maybe(decimalTest),
  })
  .map((filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)));

const anyRelated: fc.Arbitrary<RelatedCondition> = fc
  .tuple(
    anyFilter,
    orNull(anyWindow),
    fc.oneof(
      fc.record({ measure: oneOf(['count', 'services'] as const), test: numberTest(0, 4) }),
      fc.record({ measure: oneOf(['units', 'amount'] as const), test: decimalTest }),
      fc.record({ measure: oneOf(['first', 'last'] as const), test: dateTest }),
    ),
  )
  .map(([filter, window, asked]) => ({ type: 'related', filter, window, ...asked }));

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyField,
    anyRelated,
    oneOf(SEGMENTS).map((segment) => ({ type: 'segment' as const, segment })),
    fc.record({
      type: oneOf(['and', 'or'] as const),
      items: fc.array(tie('condition'), { maxLength: 4, depthIdentifier: 'condition' }),
    }),
    tie('condition').map((item) => ({ type: 'not' as const, item })),
  ),
}));

/** Definitions that `checkDefinition` lets pass, on the words of `anyTown`. */
export const anyDefinition: fc.Arbitrary<Definition> = condition.map((where) => ({ version: 1, where }));
