import type { KeyRow, KeysAnswer } from '../../contract/keys';
import type { Problem } from '../../contract/allocations';
import type { Locale } from '../../domain/issue';
import { daysIn, daysOf, KEY_KINDS, type Key } from '../../domain/keys/key';
import { monthOf } from '../../domain/keys/period';
import { resolveKeys, type KeyedService, type KeyProblem } from '../../domain/keys/resolve';
import { describe } from '../../domain/messages';
import { formatCents, parseCents, type Cents } from '../../domain/money';
import { formatQuantity } from '../../domain/quantity';
import { readServiceCosts } from '../costs/services';
import type { Database } from '../host';
import { userNames } from '../user-names';
import { keyOf, keyRows } from './load';

/** The keys of an exercice as a matrix: a row for each auxiliary service, and for others that have keys all the same. */
export async function readKeys(database: Database, exercice: number, locale: Locale): Promise<KeysAnswer> {
  const [services, stored, costs] = await Promise.all([
    database('m57_services')
      .select('id', 'name', 'kind')
      .orderBy([{ column: 'sort' }, { column: 'id' }]),
    keyRows(database),
    directCosts(database, exercice),
  ]);
  const keys = stored.map((row): StoredKey => ({ ...keyOf(row), source: row.source, owner: row.owner }));
  const owners = keys.flatMap(({ owner }) => owner ?? []);
  const names = await userNames(database, owners);
  const { problems } = resolveKeys(keys, services as KeyedService[], exercice, costs.direct);
  const meeting = keys.filter((key) => daysIn(key, exercice) > 0);
  const rows = services
    .filter(({ id, kind }) => kind === 'auxiliary' || meeting.some(({ from }) => from === id))
    .map(({ id }) =>
      keyRow(
        id,
        meeting.filter(({ from }) => from === id),
        exercice,
        names,
        problems
          .filter(({ service }) => service === id)
          .map((problem) => toProblem({ ...problem, amount: costs.known ? problem.amount : null }, locale)),
      ),
    );
  return {
    exercice,
    services: services.map(({ id, name, kind }) => ({ service: id, name, kind })),
    rows,
    exercices: ownYears(keys),
  };
}

type StoredKey = Key & { source: string | null; owner: string | null };

function keyRow(
  from: number,
  keys: readonly StoredKey[],
  exercice: number,
  names: ReadonlyMap<string, string>,
  problems: Problem[],
): KeyRow {
  const kinds = KEY_KINDS.filter((kind) => keys.some((key) => key.kind === kind));
  const kind = kinds.find((each) => each !== 'fixed') ?? kinds[0] ?? null;
  const said = <T>(of: (key: StoredKey) => T | null) => keys.map(of).find((value) => value !== null) ?? null;
  const owner = said((key) => key.owner);
  return {
    from,
    kind,
    like: said((key) => (key.kind === 'like' ? key.like : null)),
    unit: said((key) => key.unit),
    source: said((key) => key.source),
    owner: owner === null ? null : { id: owner, name: names.get(owner) ?? '' },
    cells: keys
      .filter((key) => key.kind !== 'like')
      .map((key) => ({
        to: key.to,
        kind: key.kind,
        quantity: key.quantity === null ? null : formatQuantity(key.quantity),
        month: monthOf(key, exercice),
      })),
    total: total(
      keys.filter((key) => key.kind === kind),
      exercice,
    ),
    shared: keys.some(
      ({ valid_from, valid_to }) =>
        valid_from === null ||
        valid_to === null ||
        valid_from < `${exercice}-01-01` ||
        valid_to > `${exercice}-12-31`,
    ),
    problems,
  };
}

/** Quantities and euros add up; percentages count for the days on which they hold. */
function total(keys: readonly StoredKey[], exercice: number): string | null {
  const measured = keys.filter(({ kind }) => ['quantity', 'percent', 'fixed'].includes(kind));
  if (measured.length === 0) return null;
  const days = BigInt(daysOf(exercice));
  const weighed = measured.reduce(
    (sum, key) =>
      sum + (key.quantity ?? 0n) * (key.kind === 'percent' ? BigInt(daysIn(key, exercice)) : days),
    0n,
  );
  return formatQuantity(weighed / days);
}

/** Years that a key begins or ends in. */
function ownYears(keys: readonly Key[]): number[] {
  const years = keys.flatMap(({ valid_from, valid_to }) =>
    [valid_from, valid_to].flatMap((date) => (date === null ? [] : Number(date.slice(0, 4)))),
  );
  return [...new Set(years)].sort((a, b) => b - a);
}

/**
 * Direct costs of the exercice, notional costs included. Before any accounts are in, a large cost for each service
 * stands in, so that only what is wrong in the keys themselves is told, without an amount.
 */
async function directCosts(
  database: Database,
  exercice: number,
): Promise<{ direct: Map<number, Cents>; known: boolean }> {
  const [{ documents, services }, notional] = await Promise.all([
    readServiceCosts(database, { exercice }),
    database('m57_notional_costs').where({ exercice }).select('service', 'amount'),
  ]);
  const known = documents.length > 0;
  const direct = new Map<number, Cents>();
  const add = (service: number, amount: Cents) => direct.set(service, (direct.get(service) ?? 0) + amount);
  for (const { service, cost } of services)
    if (service !== null) add(service, known ? parseCents(cost)! : STAND_IN);
  for (const { service, amount } of notional) add(service, Number(amount));
  return { direct, known };
}
const STAND_IN: Cents = 1e14;

export function toProblem({ code, params, service, amount, blocking }: KeyProblem, locale: Locale): Problem {
  const { message } = describe({ code, params, line: null, column: null }, locale);
  return { code, message, service, amount: amount === null ? null : formatCents(amount), blocking };
}
