import type { Knex } from 'knex';
import { clientOf, type Database } from '../../host';

/**
 * The rows of a table, unique by `source` and `key`, that have these keys in a source. Each key is one look-up on
 * PostgreSQL too: of a source that has just come it knows nothing, and it would read all of that source each time.
 */
export const rowsByKey = (
  database: Database,
  { table, source, key, select }: { table: string; source: string; key: string; select: readonly string[] },
  keys: readonly string[],
): Knex.QueryBuilder => {
  const ofSource = database(table).where({ source });
  if (clientOf(database) !== 'postgres') return ofSource.whereIn(key, keys).select(select as string[]);
  const found = ofSource
    .whereRaw('?? = told.key', [key])
    .select(select as string[])
    .limit(1);
  return database
    .from(database.raw('unnest(?::text[]) as told(key)', [keys as string[]]))
    .joinRaw('cross join lateral ? as found', [found] as never)
    .select('found.*');
};
