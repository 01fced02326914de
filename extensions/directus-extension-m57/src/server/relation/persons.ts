import { Refusal } from '../errors';
import type { Database } from '../host';
import { withLock } from '../jobs';

/** @throws NOT_FOUND */
export async function assertCitizen(database: Database, id: number): Promise<void> {
  if (!(await database('m57_citizens').where({ id }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `citizen ${id}` });
}

/** A transaction that makes or takes away citizens, while no other does; refused (PERSONS_BUSY) after a while. */
export function withPersonsLock<T>(database: Database, work: (trx: Database) => Promise<T>): Promise<T> {
  return withLock(
    database,
    'persons',
    () => new Refusal('PERSONS_BUSY'),
    (lock) =>
      database.transaction(async (trx) => {
        const result = await work(trx);
        await lock.assert(trx);
        return result;
      }),
  );
}
