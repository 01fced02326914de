import {
  comparePlans,
  planChange,
  planEntries,
  type PlanChange,
  type PlanDifference,
} from '../../domain/nomenclature/plan-change';
import type { Plan } from '../../domain/nomenclature/plan';
import { bulkInsert } from '../bulk';
import { Refusal } from '../errors';
import { isDuplicate, type Database } from '../host';
import { insertId } from '../jobs';
import {
  accountKey,
  accountRows,
  insertAccounts,
  loadAccounts,
  planOf,
  shippedPlan,
  shippedPlans,
  type AccountRow,
} from '../nomenclature';

/** Rows of one upsert or delete: SQLite takes 500 terms. */
const CHUNK = 200;

/** What importing a chart of accounts would do to the one in place. */
export async function readPlanChange(database: Database, plan: Plan): Promise<PlanChange> {
  const { before, difference } = await compare(database, plan);
  return planChange(before, difference);
}

/**
 * Puts an official chart of accounts in place, whole or not at all, and keeps what each changed entry was, so that
 * it can be taken back. What an admin added by hand stays. Returns the id of the import: `waiting`, or a new one.
 */
export async function publishPlan(
  database: Database,
  plan: Plan,
  importRow: Record<string, unknown>,
  waiting: number | null,
): Promise<number> {
  try {
    return await database.transaction(async (trx) => {
      const id = waiting ?? (await insertId(trx, 'm57_imports', importRow));
      if (waiting !== null) await trx('m57_imports').where({ id: waiting }).update(importRow);
      const { rows, difference } = await compare(trx, plan);
      await writeDifference(trx, id, plan, rows, difference);
      await trx('m57_imports')
        .where({ format: 'plan', label: plan.id, status: 'imported' })
        .whereNot({ id })
        .update({ status: 'superseded' });
      return id;
    });
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('IMPORT_CONCURRENT');
    throw error;
  }
}

/**
 * Takes the import of a chart of accounts back: its entries are again what they were. Refused where a later import
 * changed the same plan, and where a document that counts was read with it since.
 */
export async function undoPlan(trx: Database, id: number, plan: string): Promise<void> {
  const later = await trx('m57_imports')
    .where({ format: 'plan', label: plan, status: 'imported' })
    .where('id', '>', id)
    .first('id');
  if (later) throw new Refusal('PLAN_IMPORT_REPLACED', { plan, id: later.id });
  const document = await trx('m57_documents')
    .where({ plan, current: 1 })
    .where('import', '>', id)
    .orderBy('import')
    .first('label', 'stage', 'exercice', 'import');
  if (document) throw new Refusal('PLAN_IN_USE', { plan, ...document });

  const changes: { account: string; former: string | null }[] = await trx('m57_account_changes')
    .where({ import: id })
    .orderBy('id')
    .select('account', 'former');
  const former = changes.flatMap((change) =>
    change.former === null ? [] : (JSON.parse(change.former) as AccountRow),
  );
  // Entries that are gone come back before those that may stand below them.
  await upsertAccounts(
    trx,
    former.map((row) => ({ ...row, parent: null })),
  );
  await upsertAccounts(trx, former);
  const added = changes.filter((change) => change.former === null).map(({ account }) => account);
  await deleteAccounts(trx, added);
  await trx('m57_account_changes').where({ import: id }).delete();
  const previous = await trx('m57_imports')
    .where({ format: 'plan', label: plan, status: 'superseded' })
    .orderBy('id', 'desc')
    .first('id');
  if (previous) await trx('m57_imports').where({ id: previous.id }).update({ status: 'imported' });
}

async function compare(
  database: Database,
  plan: Plan,
): Promise<{ rows: AccountRow[]; before: Plan | null; difference: PlanDifference }> {
  const rows = await loadAccounts(database, plan.id);
  const before = rows.length > 0 ? planOf(plan.id, rows) : null;
  const official = await publishedKeys(database, plan.id, rows);
  return { rows, before, difference: comparePlans(before, plan, (key) => official.has(key)) };
}

/** Entries that came with the package or with an import of the plan; others were added by hand. */
async function publishedKeys(
  database: Database,
  plan: string,
  rows: readonly AccountRow[],
): Promise<Set<string>> {
  const keys = new Set(shippedPlans().includes(plan) ? planEntries(shippedPlan(plan)).keys() : []);
  const imported = await database('m57_account_changes')
    .where({ plan })
    .whereNull('former')
    .select('account');
  const ids = new Set(imported.map(({ account }) => account as string));
  for (const row of rows) if (ids.has(row.id)) keys.add(accountKey(row));
  return keys;
}

async function writeDifference(
  trx: Database,
  importId: number,
  plan: Plan,
  rows: readonly AccountRow[],
  { added, changed, gone }: PlanDifference,
): Promise<void> {
  const before = new Map(rows.map((row) => [accountKey(row), row]));
  // An entry that an admin made by hand has an id of its own, and keeps it.
  const ids = new Map(rows.map((row) => [`${plan.id}/${accountKey(row)}`, row.id]));
  const next = new Map(
    accountRows(plan).map((row) => [
      accountKey(row),
      {
        ...row,
        id: ids.get(row.id) ?? row.id,
        parent: row.parent === null ? null : (ids.get(row.parent) ?? row.parent),
      },
    ]),
  );
  const pick = (keys: readonly string[], from: Map<string, AccountRow>) => keys.map((key) => from.get(key)!);
  await insertAccounts(trx, pick(added, next));
  await upsertAccounts(trx, pick(changed, next));
  await deleteAccounts(
    trx,
    pick(gone, before).map(({ id }) => id),
  );
  await bulkInsert(
    trx,
    'm57_account_changes',
    ['import', 'plan', 'account', 'former'],
    [
      ...pick(added, next).map(({ id }) => [importId, plan.id, id, null]),
      ...pick([...changed, ...gone], before).map((row) => [importId, plan.id, row.id, JSON.stringify(row)]),
    ],
  );
}

/** Rows that may be there already, written over. */
async function upsertAccounts(trx: Database, rows: readonly AccountRow[]): Promise<void> {
  for (const part of chunks(rows)) await trx('m57_accounts').insert(part).onConflict('id').merge();
}

/** Entries may stand below one another: they let go first. */
async function deleteAccounts(trx: Database, ids: readonly string[]): Promise<void> {
  for (const part of chunks(ids)) await trx('m57_accounts').whereIn('parent', part).update({ parent: null });
  for (const part of chunks(ids)) await trx('m57_accounts').whereIn('id', part).delete();
}

function* chunks<T>(list: readonly T[]): Generator<T[]> {
  for (let at = 0; at < list.length; at += CHUNK) yield list.slice(at, at + CHUNK);
}
