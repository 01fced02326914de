import type { Knex } from 'knex';
import type { Duplicates } from '../../contract/citizens';
import type { Database } from '../host';
import { userNames } from '../user-names';
import { nameOf } from './names';

/** Merges, newest first, with the name of who was kept; `narrow` chooses among them (the table is `merge`). */
export async function readMerges(
  database: Database,
  narrow: (query: Knex.QueryBuilder) => void,
): Promise<Duplicates['merges']> {
  const query = database('m57_merges as merge')
    .leftJoin('m57_identities as identity', 'identity.citizen', 'merge.kept')
    .orderBy('merge.id', 'desc')
    .select(
      'merge.id',
      'merge.kept',
      'merge.merged',
      'merge.merged_on',
      'merge.merged_by',
      'merge.undone_on',
      'identity.last_name',
      'identity.first_name',
    );
  narrow(query);
  const rows = await query;
  const names = await userNames(
    database,
    rows.flatMap(({ merged_by }) => merged_by ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    kept: Number(row.kept),
    merged: Number(row.merged),
    merged_on: isoTime(row.merged_on)!,
    merged_by: names.get(row.merged_by) ?? null,
    undone_on: isoTime(row.undone_on),
    name: nameOf(row),
  }));
}

/** As the page of a citizen and an answer have it. */
export const withoutName = ({ name: _name, ...merge }: Duplicates['merges'][number]) => merge;

export const isoTime = (ms: number | string | null) =>
  ms === null ? null : new Date(Number(ms)).toISOString();
