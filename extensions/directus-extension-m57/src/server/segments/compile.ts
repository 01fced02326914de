import type { Knex } from 'knex';
import { InputError } from '../../domain/issue';
import { parseCents } from '../../domain/money';
import { INTERACTION_KINDS, type InteractionKind, type Purpose } from '../../domain/relation/model';
import { resolveDate, windowDays } from '../../domain/segments/dates';
import type {
  Compared,
  Condition,
  Definition,
  FieldCondition,
  RelatedCondition,
  RelatedFilter,
} from '../../domain/segments/definition';
import { inFewerSets } from '../../domain/segments/one-set';
import { clientOf, type Database } from '../host';
import { dayValue, hundredths, sumOfHundredths } from '../relation/columns';
import { HOUSEHOLD } from './households';

export interface CompileContext {
  /** ISO day that the definition is read on. */
  today: string;
  /** All zones: whoever lives in one within another is in both. */
  zones: readonly { id: number; parent: number | null }[];
  /** Who may be in it. */
  purpose: Pick<Purpose, 'code' | 'basis'>;
  /** Whether households are counted beside persons: `allowed_households` and so on. */
  households?: boolean;
}

/** Whether the purpose allows that somebody's data is used (`mayUse`), and if not, why. */
export type Standing = 'allowed' | 'without_consent' | 'objected';

/**
 * A definition as statements over m57_citizens, which stand as `citizen` in them. Each call gives a query of its own,
 * so that it can be run, or be a part of another: `insert … select`, `with`, a derived table.
 */
export interface CompiledDefinition {
  /** Whether it joins sets of citizens, or asks of citizens alone. */
  joinsSets: boolean;
  /** One column `citizen`: who meets the definition and may be used for the purpose. */
  members(): Knex.QueryBuilder;
  /** Columns `citizen` and `standing` (`Standing`): everybody who meets the definition, allowed or not. */
  matching(): Knex.QueryBuilder;
  /** One row: `matching`, `allowed`, `without_consent`, `objected`; numbers, or text of them. */
  counts(): Knex.QueryBuilder;
  /** One row: `without_consent`, `objected`, as in `counts`, without counting who is in. */
  leftOut(): Knex.QueryBuilder;
}

/** Part of a statement, with the values that are bound to its question marks. */
interface Part {
  sql: string;
  values: readonly Value[];
}
type Value = string | number;

/** A set of citizens, and whether whoever is in it is meant, or whoever is not. */
interface Membership {
  set: Part;
  /** The set has each citizen once. */
  unique: boolean;
  within: boolean;
}
/** A set that is joined. */
interface Join extends Pick<Membership, 'set' | 'unique'> {
  alias: string;
  /** Everybody must be in it. */
  inner: boolean;
}

/** Bound values that one statement may carry on SQLite, which takes fewest; the purpose needs some too. */
const MOST_VALUES = 32_000;

/**
 * One statement, the same meaning on the three databases, and two-valued: a comparison is guarded by `is not null`.
 * - A condition on interactions or on another segment is one joined set of citizens: grouped once, then hashed or
 *   looked up by key, never asked for each citizen. What everybody must be in is an inner join, anything else a left
 *   join that is asked for null. Equal sets are joined once, and sets of one service or another are one (`inFewerSets`).
 *   On MySQL and MariaDB nothing is joined, and each is asked with `in`: they keep that set too, but a joined one they
 *   would find for each citizen.
 * - A test that nothing meets already (fewer than 3, at most 0 €) is turned round: not in the set of those who fail it.
 * @throws InputError SEGMENT_TOO_MANY_VALUES
 */
export function compileDefinition(
  database: Database,
  { where }: Definition,
  { today, zones, purpose, households = false }: CompileContext,
): CompiledDefinition {
  const joins = new Map<string, Join>();
  const joined = ({ set, unique }: Membership): Join => {
    const key = JSON.stringify([set, unique]);
    const join = joins.get(key) ?? { set, alias: `set_${joins.size}`, inner: false, unique };
    joins.set(key, join);
    return join;
  };
  const joinsNone = clientOf(database) === 'mysql';
  let scored = false;

  const membershipOf = (condition: Condition): Membership | null => {
    if (condition.type === 'not') {
      const inner = membershipOf(condition.item);
      return inner && { ...inner, within: !inner.within };
    }
    if (condition.type === 'segment') {
      const set = part('select citizen from m57_members where segment = ?', condition.segment);
      return { set, unique: true, within: true };
    }
    return condition.type === 'related' ? relatedSet(database, condition, today) : null;
  };
  const predicate = (condition: Condition): Part => {
    const membership = membershipOf(condition);
    if (membership) {
      const { set, within } = membership;
      if (joinsNone)
        return { sql: `citizen.id ${within ? 'in' : 'not in'} (${set.sql})`, values: set.values };
      const join = joined(membership);
      if (join.inner) return within ? EVERYBODY : NOBODY;
      return part(`${join.alias}.citizen is ${within ? 'not null' : 'null'}`);
    }
    switch (condition.type) {
      case 'and':
        return combined(condition.items.map(predicate), 'and');
      case 'or':
        return combined(condition.items.map(predicate), 'or');
      case 'not': {
        const { sql, values } = predicate(condition.item);
        return { sql: `not (${sql})`, values };
      }
      default:
        if (condition.type === 'field' && condition.field === 'engagement') scored = true;
        return fieldPredicate(database, condition as FieldCondition, today, zones);
    }
  };

  const rest = conjunctsOf(inFewerSets(where)).filter((condition) => {
    const membership = joinsNone ? null : membershipOf(condition);
    if (!membership?.within) return true;
    joined(membership).inner = true;
    return false;
  });
  const filters = rest.map(predicate);
  // What narrows comes first: SQLite keeps left joins in their order, and what is before them.
  const ordered = [...joins.values()].sort((a, b) => Number(b.inner) - Number(a.inner));
  const bound = [...ordered.map(({ set }) => set), ...filters].reduce(
    (sum, { values }) => sum + values.length,
    0,
  );
  if (bound > MOST_VALUES)
    throw new InputError({
      code: 'SEGMENT_TOO_MANY_VALUES',
      line: null,
      column: null,
      params: { values: bound, most: MOST_VALUES, path: 'where' },
    });

  const met = () => {
    const query = database('m57_citizens as citizen');
    for (const { set, alias, inner, unique } of ordered)
      // A semi-join, for which nobody has to be found once only.
      if (inner && !unique) query.whereRaw(`citizen.id in (${set.sql})`, [...set.values]);
      else
        query.joinRaw(
          `${inner ? '' : 'left '}join (${set.sql}${unique ? '' : ' group by citizen'}) as ${alias} on ${alias}.citizen = citizen.id`,
          [...set.values],
        );
    if (scored) query.leftJoin('m57_scores as score', 'score.citizen', 'citizen.id');
    for (const { sql, values } of filters) query.whereRaw(sql, [...values]);
    return query;
  };
  const standing = standingOf(purpose, today);
  const said = (join: 'left join' | 'join' = 'left join') => {
    const { sql, values } = standing.states;
    return met().joinRaw(
      `${join} m57_consents as consent on consent.citizen = citizen.id and consent.purpose = ? and ${sql}`,
      [purpose.code, ...values],
    );
  };
  const counted = (name: Standing) => {
    const { sql, values } = standing[name];
    return [
      database.raw(`count(case when ${sql} then 1 end) as ${name}`, [...values]),
      ...(households
        ? [
            database.raw(`count(distinct case when ${sql} then ${HOUSEHOLD} end) as ${name}_households`, [
              ...values,
            ]),
          ]
        : []),
    ];
  };
  return {
    joinsSets: ordered.length > 0,
    members: () =>
      said()
        .whereRaw(standing.allowed.sql, [...standing.allowed.values])
        .select('citizen.id as citizen'),
    matching: () =>
      said().select(
        'citizen.id as citizen',
        database.raw(
          `case when ${standing.allowed.sql} then 'allowed' when ${standing.objected.sql} then 'objected' else 'without_consent' end as standing`,
          [...standing.allowed.values, ...standing.objected.values],
        ),
      ),
    counts: () =>
      said().select(
        database.raw('count(*) as matching'),
        ...counted('allowed'),
        ...counted('without_consent'),
        ...counted('objected'),
      ),
    leftOut: () =>
      // But for consent, only what somebody said leaves them out.
      said(purpose.basis === 'consent' ? 'left join' : 'join').select(
        ...counted('without_consent'),
        ...counted('objected'),
      ),
  };
}

/**
 * `mayUse` (domain/relation/evidence.ts) of the row of m57_consents that is left-joined as `consent`; `states`: the
 * only ones that are joined, since the others change nothing.
 */
function standingOf({ basis }: CompileContext['purpose'], today: string): Record<Standing | 'states', Part> {
  if (basis === 'consent') {
    const lives = "consent.state = 'consented' and (consent.until is null or consent.until >= ?)";
    const refused = "consent.state in ('limited', 'objected')";
    return {
      states: part("consent.state in ('consented', 'limited', 'objected')"),
      allowed: part(`consent.citizen is not null and ${lives}`, today),
      objected: part(`consent.citizen is not null and ${refused}`),
      without_consent: part(
        `(consent.citizen is null or (consent.state = 'consented' and consent.until is not null and consent.until < ?))`,
        today,
      ),
    };
  }
  return {
    states: part(
      basis === 'public_interest' ? "consent.state in ('limited', 'objected')" : "consent.state = 'limited'",
    ),
    allowed: part('consent.citizen is null'),
    objected: part('consent.citizen is not null'),
    without_consent: NOBODY,
  };
}

const part = (sql: string, ...values: Value[]): Part => ({ sql, values });
const EVERYBODY = part('1 = 1');
const NOBODY = part('1 = 0');

function combined(parts: readonly Part[], word: 'and' | 'or'): Part {
  if (parts.length === 0) return word === 'and' ? EVERYBODY : NOBODY;
  return {
    sql: `(${parts.map(({ sql }) => sql).join(` ${word} `)})`,
    values: parts.flatMap(({ values }) => values),
  };
}

/** What must all be true: nested groups of `and` are one. */
const conjunctsOf = (condition: Condition): Condition[] =>
  condition.type === 'and' ? condition.items.flatMap(conjunctsOf) : [condition];

const COMPARISONS = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function compared<Given>(expression: string, test: Compared<Given>, bind: (value: Given) => Value): Part {
  return test.op === 'between'
    ? part(`${expression} between ? and ?`, bind(test.from), bind(test.to))
    : part(`${expression} ${COMPARISONS[test.op]} ?`, bind(test.value));
}

function oneOf(expression: string, values: readonly Value[]): Part {
  if (values.length === 0) return NOBODY;
  return part(`${expression} in (${values.map(() => '?').join(', ')})`, ...values);
}

/** Text that people make up is compared letter by letter; a collation of MariaDB would take É for e. */
const exactly = (database: Database, column: string): string =>
  clientOf(database) === 'mysql' ? `cast(${column} as binary)` : column;

/** The tests of an age, as tests of the year of birth: the later, the younger. */
const TURNED = { eq: 'eq', lt: 'gt', lte: 'gte', gt: 'lt', gte: 'lte' } as const;

function fieldPredicate(
  database: Database,
  condition: FieldCondition,
  today: string,
  zones: CompileContext['zones'],
): Part {
  const { field, test } = condition;
  if (field === 'engagement') {
    if (test.op === 'known' || test.op === 'unknown') return test.op === 'known' ? EVERYBODY : NOBODY;
    return compared('coalesce(score.score, 0)', test as Compared<number>, Number);
  }
  const column = `citizen.${field === 'age' ? 'birth_year' : field}`;
  if (test.op === 'known' || test.op === 'unknown')
    return part(`${column} is ${test.op === 'known' ? 'not null' : 'null'}`);
  const known = (of: Part): Part => ({ sql: `(${column} is not null and ${of.sql})`, values: of.values });
  if (test.op === 'in' || test.op === 'not_in') {
    const values = field === 'zone' ? withinZones(test.values as number[], zones) : test.values;
    const { sql, values: bound } = oneOf(field === 'source' ? exactly(database, column) : column, values);
    return known({ sql: test.op === 'in' ? sql : `not (${sql})`, values: bound });
  }
  if (condition.field === 'registered_on')
    return known(
      compared(column, condition.test as Compared<never>, (ref) =>
        dayValue(database, resolveDate(ref, today)),
      ),
    );
  const numbers = test as Compared<number>;
  if (field !== 'age') return known(compared(column, numbers, Number));
  const year = Number(today.slice(0, 4));
  return known(
    numbers.op === 'between'
      ? part(`${column} between ? and ?`, year - numbers.to, year - numbers.from)
      : part(`${column} ${COMPARISONS[TURNED[numbers.op]]} ?`, year - numbers.value),
  );
}

/** These zones and all that lie within; a circle of parents ends where it began. */
function withinZones(asked: readonly number[], zones: CompileContext['zones']): number[] {
  const inside = new Map<number | null, number[]>();
  for (const { id, parent } of zones) inside.set(parent, [...(inside.get(parent) ?? []), id]);
  const found = new Set(asked);
  for (const id of found) for (const child of inside.get(id) ?? []) found.add(child);
  return [...found];
}

/** The citizens whose interactions pass the test, or else fail it: then whoever is not in the set meets it. */
function relatedSet(database: Database, condition: RelatedCondition, today: string): Membership {
  const filters = [part('citizen is not null'), ...filterParts(database, condition.filter)];
  const { from, to } = windowDays(condition.window, today);
  if (from !== null) filters.push(part('date >= ?', dayValue(database, from)));
  if (to !== null) filters.push(part('date <= ?', dayValue(database, to)));
  const { having, within } = measured(database, condition, today);
  const { sql, values } = combined(filters, 'and');
  const select = `select citizen from m57_interactions where ${sql}`;
  if (having === null) return { set: { sql: select, values }, unique: false, within };
  return {
    set: {
      sql: `${select} group by citizen having ${having.sql}`,
      values: [...values, ...having.values],
    },
    unique: true,
    within,
  };
}

function filterParts(database: Database, filter: RelatedFilter): Part[] {
  const parts: Part[] = [];
  const any = (expression: string, values: readonly Value[] | undefined) => {
    if (values !== undefined) parts.push(oneOf(expression, values));
  };
  any('service', filter.services);
  if (filter.kinds) parts.push(kindIn(database, filter.kinds, filter.services));
  any('channel', filter.channels);
  any('status', filter.statuses);
  any(exactly(database, 'campaign'), filter.campaigns);
  if (filter.score) parts.push(compared('score', filter.score, Number));
  if (filter.amount) parts.push(compared(hundredths(database, 'amount'), filter.amount, hundredthsOf));
  return parts;
}

/**
 * Most kinds of any service are asked as not the others: fewer texts are compared with each row. It is the same, since
 * no other kind gets in (relation/guards.ts).
 */
function kindIn(
  database: Database,
  kinds: readonly InteractionKind[],
  services: readonly number[] | undefined,
): Part {
  if (services) return oneOf('kind', kinds);
  if (2 * kinds.length > INTERACTION_KINDS.length) {
    const others = INTERACTION_KINDS.filter((kind) => !kinds.includes(kind));
    const { sql, values } = oneOf('kind', others);
    return { sql: `not (${sql})`, values };
  }
  // Payments are most of a town's rows, and SQLite would look each up from the index of kinds: to a plus it has none.
  const isMost = clientOf(database) === 'sqlite' && kinds.includes('payment');
  return oneOf(isMost ? '+kind' : 'kind', kinds);
}

const hundredthsOf = (decimal: string): number => parseCents(decimal)!;

function measured(
  database: Database,
  condition: RelatedCondition,
  today: string,
): { having: Part | null; within: boolean } {
  const { measure } = condition;
  if (measure === 'first' || measure === 'last') {
    const day = measure === 'first' ? 'min(date)' : 'max(date)';
    return {
      having: compared(day, condition.test, (ref) => dayValue(database, resolveDate(ref, today))),
      within: true,
    };
  }
  if (measure === 'units' || measure === 'amount')
    return tested(sumOfHundredths(database, measure), condition.test, hundredthsOf);
  const { having, within } = tested(
    measure === 'count' ? 'count(*)' : 'count(distinct service)',
    condition.test,
    Number,
  );
  // Where one passes as any number does, nothing is counted: whoever is in the set at all has one.
  const some = [1, Number.MAX_SAFE_INTEGER].every((count) => meets(count, condition.test, Number) === within);
  return { having: measure === 'count' && some ? null : having, within };
}

function tested<Given>(
  expression: string,
  test: Compared<Given>,
  bind: (value: Given) => number,
): { having: Part; within: boolean } {
  const { sql, values } = compared(expression, test, bind);
  return meets(0, test, bind)
    ? { having: { sql: `not (${sql})`, values }, within: false }
    : { having: { sql, values }, within: true };
}

function meets<Given>(value: number, test: Compared<Given>, bind: (value: Given) => number): boolean {
  switch (test.op) {
    case 'eq':
      return value === bind(test.value);
    case 'lt':
      return value < bind(test.value);
    case 'lte':
      return value <= bind(test.value);
    case 'gt':
      return value > bind(test.value);
    case 'gte':
      return value >= bind(test.value);
    case 'between':
      return bind(test.from) <= value && value <= bind(test.to);
  }
}
