import type { Knex } from 'knex';
import { clientOf, type Database } from '../host';

/** Somebody does not wait for the answer any more. */
export class Cancelled extends Error {}

/**
 * How PostgreSQL finds sets of citizens. Sorted, as the index by citizen has them: it takes them for fewer than they
 * are, and their hash table would not fit in its memory. In one process: it lets each of several find the whole set.
 */
const SORTED = 'set local enable_hashagg = off; set local max_parallel_workers_per_gather = 0';

/**
 * Runs a query, `sorted` where it joins sets of citizens, and ends it in the database itself when `signal` aborts:
 * PostgreSQL and MariaDB are told by another connection, SQLite by its only one. @throws Cancelled
 */
export async function runCancellable<Row>(
  database: Database,
  query: Knex.QueryBuilder,
  signal: AbortSignal,
  sorted: boolean,
): Promise<Row[]> {
  const stopIfAborted = () => {
    if (signal.aborted) throw new Cancelled();
  };
  stopIfAborted();
  const saysSorted = sorted && clientOf(database) === 'postgres';
  const connection = await database.client.acquireConnection();
  const tell = (statement: string) => database.raw(statement).connection(connection);
  // The connection is not given back before what was to end the query has arrived: it would end somebody else's.
  let ending: Promise<unknown> = Promise.resolve();
  const end = () => {
    ending =
      clientOf(database) === 'sqlite'
        ? Promise.resolve(connection.interrupt())
        : database.client.cancelQuery(connection).catch(() => undefined);
  };
  try {
    if (saysSorted) await tell(`begin; ${SORTED}`);
    stopIfAborted();
    signal.addEventListener('abort', end, { once: true });
    return (await query.connection(connection)) as Row[];
  } catch (error) {
    stopIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    await ending;
    // A connection that broke has nothing to take back.
    if (saysSorted) await tell('rollback').catch(() => undefined);
    await database.client.releaseConnection(connection);
  }
}

/** What each asker is waiting for now. */
const asked = new Map<string, AbortController>();

/** Work of which an asker wants the newest answer only: asking again, or `left`, ends what runs. */
export async function newestOf<T>(
  asker: string,
  left: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  asked.get(asker)?.abort();
  const own = new AbortController();
  asked.set(asker, own);
  try {
    return await work(AbortSignal.any([own.signal, left]));
  } finally {
    if (asked.get(asker) === own) asked.delete(asker);
  }
}
