import type { Cents } from '../../../domain/money';
import { bulkInsert } from '../../bulk';
import type { Database } from '../../host';
import { isoDate } from '../../rules/load';
import { dayValue } from '../columns';
import type { ChangedInteraction } from './incoming';
import { withStatus } from './incoming';

/** What a later export of the same software may change; who it is of and its subject stay as they came first. */
const CHANGEABLE = [
  'service',
  'kind',
  'date',
  'units',
  'amount',
  'channel',
  'status',
  'due_on',
  'closed_on',
  'score',
  'campaign',
  'purpose',
] as const;
type Changeable = (typeof CHANGEABLE)[number];
const DAYS: readonly string[] = ['date', 'due_on', 'closed_on'];
const DECIMALS: readonly string[] = ['units', 'amount'];

/** Before and after, in the form of IncomingInteraction: what the undo of an import puts back. */
export type Change = Partial<Record<string, [before: string | number | null, after: string | number | null]>>;

const BLOCK = 500;

/**
 * Interactions that their source tells otherwise than before: the newer export wins, field by field, and what was there
 * is kept for the undo. Returns how many were changed.
 */
export async function applyChanges(
  trx: Database,
  { importId, changed }: { importId: number | null; changed: readonly ChangedInteraction[] },
): Promise<number> {
  if (importId === null) return 0;
  let count = 0;
  for (let start = 0; start < changed.length; start += BLOCK) {
    const part = new Map(changed.slice(start, start + BLOCK).map((one) => [one.id, one]));
    const rows = await storedInteractions(trx, [...part.keys()]);
    const records: (string | number | null)[][] = [];
    const updates: Record<string, unknown>[] = [];
    for (const row of rows) {
      const { interaction, hash } = part.get(row.id)!;
      const told = withStatus(interaction);
      const change: Change = { source_hash: [row.source_hash, hash] };
      for (const field of CHANGEABLE)
        if (row[field] !== told[field]) change[field] = [row[field], told[field]];
      records.push([importId, row.citizen, row.id, JSON.stringify(change)]);
      updates.push(columnsOf(trx, row, change, 1));
    }
    await writeInteractions(trx, updates);
    await bulkInsert(trx, 'm57_person_changes', ['import', 'citizen', 'interaction', 'content'], records);
    count += updates.length;
  }
  return count;
}

/** Puts back what an import changed, but for fields that were changed again since. */
export async function revertInteractions(trx: Database, importId: number): Promise<void> {
  for (let after = 0; ;) {
    const records: { id: number; interaction: number | string; content: string }[] = await trx(
      'm57_person_changes',
    )
      .where({ import: importId })
      .whereNotNull('interaction')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BLOCK);
    if (records.length === 0) return;
    after = records.at(-1)!.id;
    const changes = new Map(
      records.map(({ interaction, content }) => [Number(interaction), JSON.parse(content) as Change]),
    );
    const rows = await storedInteractions(trx, [...changes.keys()]);
    await writeInteractions(
      trx,
      rows.map((row) => {
        const change = changes.get(row.id)!;
        const still = Object.entries(change).filter(
          ([field, values]) => row[field as Changeable] === values![1],
        );
        return columnsOf(trx, row, Object.fromEntries(still), 0);
      }),
    );
  }
}

interface StoredInteraction extends Record<Changeable, string | number | null> {
  id: number;
  citizen: number | null;
  source_hash: number | null;
  units: number | null;
  amount: Cents | null;
}

async function storedInteractions(trx: Database, ids: readonly number[]): Promise<StoredInteraction[]> {
  const rows: Record<string, unknown>[] = await trx('m57_interactions')
    .whereIn('id', ids)
    .forUpdate()
    .select('id', 'citizen', 'source_hash', ...CHANGEABLE);
  return rows.map((row) => ({
    ...(row as unknown as StoredInteraction),
    id: Number(row['id']),
    citizen: row['citizen'] === null ? null : Number(row['citizen']),
    source_hash: row['source_hash'] === null ? null : Number(row['source_hash']),
    date: isoDate(row['date']),
    due_on: isoDate(row['due_on']),
    closed_on: isoDate(row['closed_on']),
    units: row['units'] === null ? null : Math.round(Number(row['units']) * 100),
    amount: row['amount'] === null ? null : Math.round(Number(row['amount']) * 100),
  }));
}

/** The row as it shall be: one side of each change, and the rest as it is. */
function columnsOf(
  trx: Database,
  row: StoredInteraction,
  change: Change,
  side: 0 | 1,
): Record<string, unknown> {
  const columns: Record<string, unknown> = { id: row.id };
  for (const field of [...CHANGEABLE, 'source_hash'] as const) {
    const values = change[field];
    const value = values ? values[side] : row[field];
    if (value === null) columns[field] = null;
    else if (DAYS.includes(field)) columns[field] = dayValue(trx, String(value));
    else if (DECIMALS.includes(field)) columns[field] = Number(value) / 100;
    else columns[field] = value;
  }
  return columns;
}

/** One statement for many rows, that are all there. */
async function writeInteractions(trx: Database, rows: Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await trx('m57_interactions').insert(rows).onConflict('id').merge();
}
