import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { withLock, type Job } from '../jobs';

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

/** Nobody waits for a job: it takes its turn when whoever publishes or erases has done. */
export async function whenFree<T>(
  database: Database,
  job: Job,
  rows: number,
  work: (trx: Database) => Promise<T>,
): Promise<T> {
  for (;;)
    try {
      return await withPersonsLock(database, work);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'PERSONS_BUSY') throw error;
      await job.progress(rows);
      await sleep(1000);
    }
}
