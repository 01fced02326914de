import type { z } from 'zod';
import type { copyKeysRequest, ImportKeysRequest, KeyRowRequest } from '../../contract/keys';
import { InputError, type Issue } from '../../domain/issue';
import { checkKey } from '../../domain/keys/check';
import { daysIn, type KeyKind } from '../../domain/keys/key';
import { movedTo, outsideOf, periodOf, type Period } from '../../domain/keys/period';
import { nameKey } from '../../domain/pack';
import { formatQuantity, parseQuantity } from '../../domain/quantity';
import { bulkInsert } from '../bulk';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { isoDate } from '../rules/load';

/** A row of `m57_keys` beside its deliverer and its dates, which are those of a Period here. */
interface NewKey extends Period {
  to_service: number | null;
  kind: KeyKind;
  like_service: number | null;
  quantity: string | null;
  unit: string | null;
  source: string | null;
  owner: string | null;
  note: string | null;
}

/** Writes all that a service delivers in an exercice, in place of what stood there; other years keep theirs. */
export async function storeKeyRow(
  database: Database,
  service: number,
  request: KeyRowRequest,
): Promise<void> {
  const { exercice, kind, like, unit, source, owner } = request;
  const said = { like_service: null, unit, source, owner, note: null };
  const ownKind = kind === 'equal' || kind === 'pro_rata';
  const cells: NewKey[] = request.cells
    .filter(({ quantity }) => quantity !== null || ownKind)
    .map(({ to, quantity, month }) => ({
      ...said,
      ...periodOf(exercice, month),
      to_service: to,
      kind,
      quantity: ownKind ? null : quantity,
    }));
  const rows: NewKey[] =
    kind === 'like'
      ? [{ ...said, ...periodOf(exercice, null), to_service: null, kind, like_service: like, quantity: null }]
      : cells;
  const fixed = request.fixed.map(({ to, quantity }) => ({
    ...said,
    ...periodOf(exercice, null),
    unit: null,
    to_service: to,
    kind: 'fixed' as const,
    quantity,
  }));
  await database.transaction(async (trx) => {
    await lockService(trx, service);
    const known = new Set(await trx('m57_services').pluck('id'));
    const issues = [...rows, ...fixed].flatMap((row, index) => issuesOf(row, service, known, index + 1));
    if (issues.length > 0) throw new InputError(issues);
    if (owner !== null && !(await trx('directus_users').where({ id: owner }).first('id')))
      throw new Refusal('NOT_FOUND', { what: owner });
    await replaceKeys(trx, service, exercice, [...rows, ...fixed]);
  });
}

function issuesOf(row: NewKey, from_service: number, known: ReadonlySet<number>, line: number): Issue[] {
  const unknown = [row.to_service, row.like_service].find((id) => id !== null && !known.has(id));
  if (unknown !== undefined)
    return [{ code: 'KEY_SERVICE_UNKNOWN', line, column: null, params: { service: unknown! } }];
  try {
    checkKey({ from_service, ...row });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.issues.map((issue) => ({ ...issue, line }));
  }
}

/**
 * Copies the keys of an exercice into another, month by month; there they take the place of what the same deliverers
 * had. Deliverers without keys in the first are left alone, and so are those whose keys hold in both already.
 */
export async function copyKeys(
  database: Database,
  { from, to, services }: z.infer<typeof copyKeysRequest>,
): Promise<void> {
  if (from === to) throw new Refusal('KEYS_SAME_YEAR', { exercice: from });
  await database.transaction(async (trx) => {
    const query = trx('m57_keys').whereNotNull('from_service').orderBy('id');
    const all = (await (services ? query.whereIn('from_service', services) : query)).map(dated);
    const meets = (exercice: number) => all.filter((row) => daysIn(row, exercice) > 0);
    const deliverers = [...new Set(meets(from).map(({ from_service }) => from_service as number))];
    for (const service of deliverers.sort((a, b) => a - b)) {
      await lockService(trx, service);
      const of = (exercice: number) => meets(exercice).filter((row) => row.from_service === service);
      const ids = (exercice: number) => JSON.stringify(of(exercice).map(({ id }) => id));
      if (ids(from) === ids(to)) continue;
      const copies = of(from).map((row) => ({ ...row, ...movedTo(row, from, to) }));
      await replaceKeys(trx, service, to, copies as unknown as NewKey[]);
    }
  });
}

/**
 * Makes a grid (posts, assets, square metres) the quantities that a service delivers in an exercice: rows are summed
 * by service and month. Services go by number or by name, whatever its case, accents and spaces.
 * @throws InputError with the position of each row whose service is not known; nothing is written then.
 */
export async function importKeys(
  database: Database,
  { exercice, from, unit, source, rows }: ImportKeysRequest,
): Promise<void> {
  await database.transaction(async (trx) => {
    await lockService(trx, from);
    const services: { id: number; name: string }[] = await trx('m57_services').select('id', 'name');
    const find = finder(services);
    const issues: Issue[] = [];
    const sums = new Map<string, { to: number; month: number | null; quantity: bigint }>();
    rows.forEach(({ service, quantity, month }, index) => {
      const found = find(service);
      if (typeof found === 'string') {
        issues.push({ code: found, line: index + 1, column: null, params: { service } });
        return;
      }
      const at = `${found} ${month}`;
      const sum = sums.get(at) ?? { to: found, month, quantity: 0n };
      sum.quantity += parseQuantity(quantity)!;
      sums.set(at, sum);
    });
    if (issues.length > 0) throw new InputError(issues.slice(0, 200));
    const former = await trx('m57_keys').where({ from_service: from }).whereNotNull('owner').first('owner');
    await replaceKeys(
      trx,
      from,
      exercice,
      [...sums.values()].map(({ to, month, quantity }) => ({
        ...periodOf(exercice, month),
        to_service: to,
        kind: 'quantity',
        like_service: null,
        quantity: formatQuantity(quantity),
        unit,
        source,
        owner: former?.owner ?? null,
        note: null,
      })),
    );
  });
}

/** The id of a service that is called so, or why there is none. */
function finder(services: readonly { id: number; name: string }[]) {
  const byName = new Map<string, number[]>();
  for (const { id, name } of services) byName.set(nameKey(name), [...(byName.get(nameKey(name)) ?? []), id]);
  const exact = new Map(services.map(({ id, name }) => [name, id]));
  const ids = new Set(services.map(({ id }) => String(id)));
  return (wanted: string): number | 'KEY_SERVICE_UNKNOWN' | 'KEY_SERVICE_AMBIGUOUS' => {
    const found = exact.get(wanted);
    if (found !== undefined) return found;
    const alike = byName.get(nameKey(wanted)) ?? [];
    if (alike.length === 1) return alike[0]!;
    if (alike.length > 1) return 'KEY_SERVICE_AMBIGUOUS';
    return ids.has(wanted) ? Number(wanted) : 'KEY_SERVICE_UNKNOWN';
  };
}

/** Two writers of one service take turns: neither adds its rows to those of the other. SQLite has one writer anyway. */
async function lockService(trx: Database, id: number): Promise<void> {
  if (!(await trx('m57_services').where({ id }).forUpdate().first('id')))
    throw new Refusal('NOT_FOUND', { what: `service ${id}` });
}

type StoredKey = Record<string, unknown> & Period & { id: number };
const dated = (row: Record<string, unknown>) =>
  ({ ...row, valid_from: isoDate(row['valid_from']), valid_to: isoDate(row['valid_to']) }) as StoredKey;

/** Rows that hold beyond the exercice are cut: the parts before and after it stay, with all that they say. */
async function replaceKeys(
  trx: Database,
  from_service: number,
  exercice: number,
  rows: readonly NewKey[],
): Promise<void> {
  const stored: StoredKey[] = (await trx('m57_keys').where({ from_service }).orderBy('id')).map(dated);
  const meeting = stored.filter((row) => daysIn(row, exercice) > 0);
  const rests = meeting.flatMap((row) => outsideOf(row, exercice).map((period) => ({ ...row, ...period })));
  const ids = meeting.map(({ id }) => id);
  for (let start = 0; start < ids.length; start += MOST_IDS)
    await trx('m57_keys')
      .whereIn('id', ids.slice(start, start + MOST_IDS))
      .delete();
  await insertKeys(trx, rests);
  await insertKeys(
    trx,
    rows.map((row) => ({ ...row, from_service })),
  );
}
const MOST_IDS = 10_000;

/** Every column that the rows have, those that an admin added included, but for the id. */
async function insertKeys(trx: Database, rows: readonly (Record<string, unknown> & Period)[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id');
  await bulkInsert(
    trx,
    'm57_keys',
    columns,
    rows.map((row) => columns.map((column) => bound(column, row[column]))),
  );
}

/** Dates as the host binds them: midnight here (isoDate reads them back). */
function bound(column: string, value: unknown): unknown {
  if ((column === 'valid_from' || column === 'valid_to') && typeof value === 'string') {
    const [year, month, day] = value.split('-').map(Number) as [number, number, number];
    return new Date(year, month - 1, day);
  }
  return value !== null && typeof value === 'object' && !(value instanceof Date)
    ? JSON.stringify(value)
    : value;
}
