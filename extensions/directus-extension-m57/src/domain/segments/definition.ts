import type { Channel, HouseholdType, InteractionKind, RequestStatus } from '../relation/model';

/**
 * What a segment is, as a tree that is kept as JSON. A condition is true or false of a citizen on a day, never unknown:
 * what is not known of somebody meets no comparison, and `not` of that is true.
 */
export interface Definition {
  version: 1;
  where: Condition;
}

export type Condition = Group | Negation | FieldCondition | RelatedCondition | MemberCondition;
export type ConditionType = Condition['type'];

/** All (`and`) or at least one (`or`) of the items. No items: `and` is true of everybody, `or` of nobody. */
export interface Group {
  type: 'and' | 'or';
  items: Condition[];
}

export interface Negation {
  type: 'not';
  item: Condition;
}

/**
 * A field of the citizen.
 * - `age`: the age that somebody reaches in the year of the day, since only the year of birth is kept;
 * - `zone`: ids of zones; whoever lives in a zone within one of them counts too;
 * - `engagement`: the stored score, 0 of those who took no part.
 */
export type FieldCondition =
  | { type: 'field'; field: NumberField; test: NumberTest | KnownTest }
  | { type: 'field'; field: 'household_type'; test: SetTest<HouseholdType> | KnownTest }
  | { type: 'field'; field: 'zone'; test: SetTest<number> | KnownTest }
  | { type: 'field'; field: 'source'; test: SetTest<string> | KnownTest }
  | { type: 'field'; field: 'registered_on'; test: DateTest | KnownTest };

export const NUMBER_FIELDS = ['age', 'birth_year', 'household_size', 'quotient_band', 'engagement'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];
export const FIELDS = [...NUMBER_FIELDS, 'household_type', 'zone', 'source', 'registered_on'] as const;
export type Field = (typeof FIELDS)[number];

/**
 * Interactions of the citizen that pass the filter and lie in the window, and what is asked of them together:
 * - `count`: how many; `services`: how many distinct services;
 * - `units`: their units, `amount`: their amounts, added up (decimal text, hundredths at most; nothing adds up to 0);
 * - `first`, `last`: the day of the first or last one; where there is none, it meets no comparison.
 */
export type RelatedCondition = { type: 'related'; filter: RelatedFilter; window: Window | null } & (
  | { measure: 'count' | 'services'; test: NumberTest }
  | { measure: 'units' | 'amount'; test: DecimalTest }
  | { measure: 'first' | 'last'; test: DateTest }
);
export type Measure = RelatedCondition['measure'];
export const MEASURES = [
  'count',
  'services',
  'units',
  'amount',
  'first',
  'last',
] as const satisfies readonly Measure[];

/** Each that is given narrows it; within one, any value will do. Absent: not asked. */
export interface RelatedFilter {
  kinds?: InteractionKind[];
  /** Ids. */
  services?: number[];
  channels?: Channel[];
  statuses?: RequestStatus[];
  campaigns?: string[];
  /** 1 to 5, of a satisfaction answer. */
  score?: NumberTest;
  /** Of one interaction, as decimal text. */
  amount?: DecimalTest;
}

/** Member of another segment, as it is stored. */
export interface MemberCondition {
  type: 'segment';
  segment: number;
}

export type NumberTest = Compared<number>;
export type DecimalTest = Compared<string>;
export type DateTest = Compared<DateRef>;
/** `between` has both ends in. */
export type Compared<Value> =
  { op: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'; value: Value } | { op: 'between'; from: Value; to: Value };
export type SetTest<Value> = { op: 'in' | 'not_in'; values: Value[] };
export type KnownTest = { op: 'known' | 'unknown' };

/** A day: fixed, so long ago, or the first day of a year or month (this one where `ago` is 0). */
export type DateRef =
  { on: string } | { ago: number; unit: DateUnit } | { start: 'year' | 'month'; ago: number };
export const DATE_UNITS = ['day', 'week', 'month', 'year'] as const;
export type DateUnit = (typeof DATE_UNITS)[number];

/**
 * - `last`: after the day so long ago, up to the day itself, as the engagement score counts (12 months on 28 November
 *   2026 begin on 29 November 2025);
 * - otherwise from a day to a day, both in; an open end has no limit.
 */
export type Window = { last: number; unit: DateUnit } | { from: DateRef | null; to: DateRef | null };

/** More than anybody builds by hand, and no more than the databases take in one statement. */
export const LIMITS = {
  /** Conditions of every type. */
  nodes: 200,
  depth: 12,
  /** Of type `related` or `segment`, and `field` on engagement: each is a join. MariaDB has 61 at most. */
  joins: 40,
  /** Values of one set. */
  values: 500,
  /** Characters of the JSON. */
  length: 100_000,
} as const;

/** One interaction will do: somebody had something. */
export const asksForAny = ({ measure, test }: RelatedCondition): boolean =>
  measure === 'count' && ((test.op === 'gte' && test.value === 1) || (test.op === 'gt' && test.value === 0));

/** The conditions right below one. */
export const childrenOf = (condition: Condition): Condition[] =>
  condition.type === 'and' || condition.type === 'or'
    ? condition.items
    : condition.type === 'not'
      ? [condition.item]
      : [];

/** Every condition, from the root down. */
export function* conditionsOf(condition: Condition): Generator<Condition> {
  yield condition;
  for (const child of childrenOf(condition)) yield* conditionsOf(child);
}

/** The same of a definition, with their places, "where.items[1]", as domain/segments/check.ts tells them. */
export function* placedConditions({ where }: Definition): Generator<{ condition: Condition; path: string }> {
  const waiting = [{ condition: where, path: 'where' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    const { condition, path } = next;
    const isNegation = condition.type === 'not';
    const children = childrenOf(condition).map((child, rank) => ({
      condition: child,
      path: isNegation ? `${path}.item` : `${path}.items[${rank}]`,
    }));
    waiting.push(...children.reverse());
  }
}

/** The segments that a definition refers to, each once. */
export const segmentsIn = ({ where }: Definition): number[] => [
  ...new Set(
    [...conditionsOf(where)].flatMap((condition) =>
      condition.type === 'segment' ? [condition.segment] : [],
    ),
  ),
];
