import type { z } from 'zod';
import type { RetentionAnswer, retentionRequest } from '../../contract/privacy';
import { addMonths } from '../../domain/relation/dates';
import type { Purpose } from '../../domain/relation/model';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { holdJob, insertJob, runJob, withLock, type Job } from '../jobs';
import { today } from './columns';
import { loadPurposes, purposeOfRow } from './declared-purposes';
import { eraseCitizens, ERASED_AT_ONCE } from './erase';
import { lockChain } from './evidence';
import { expiredUses, unusedCitizens } from './expired';
import { logAccess } from './log';
import { whenFree } from './persons';
import { readPrivacySettings } from './privacy-settings';
import { unlinkInteractions } from './unlink';

/**
 * What has expired today. Without `dryRun` it is anonymised by a job that goes on after the answer: persons none of
 * whose data is in use any more are erased, of the others the interactions for a purpose that has expired are unlinked;
 * the log of accesses and scores that nobody computes any more are cut off.
 */
export async function applyRetention(
  database: Database,
  { dryRun }: z.infer<typeof retentionRequest>,
  user: string | null,
  failed: (error: unknown) => void,
): Promise<RetentionAnswer> {
  const on = today();
  const answer = { ...(await readExpired(database, on)), dryRun, on, anonymised: 0, job: null };
  if (dryRun) return answer;
  const job = holdJob(database, await insertJob(database, { kind: 'retention', subject: on }));
  runRetention(database, on, user, job).catch(failed);
  return { ...answer, job };
}

/** How many persons that concerns, by purpose too. */
export async function readExpired(
  database: Database,
  on: string,
): Promise<Pick<RetentionAnswer, 'due' | 'by_purpose' | 'kept' | 'log_entries'>> {
  const purposes = await loadPurposes(database);
  const due = await countUnused(database, purposes, on);
  // Their active life is over, and the law keeps them.
  const inactive = await countOf(
    unusedCitizens(database, purposes, on, (purpose) => purpose.retention_months),
  );
  const uses: { purpose: string; persons: number | string }[] = await database
    .from(expiredUses(database, purposes, on).as('expired'))
    .groupBy('purpose')
    .select('purpose')
    .count({ persons: '*' });
  const persons = new Map(uses.map((row) => [row.purpose, Number(row.persons)]));
  return {
    due,
    by_purpose: purposes.flatMap(({ code, label }) =>
      persons.has(code) ? [{ purpose: code, label, persons: persons.get(code)! }] : [],
    ),
    kept: inactive - due,
    log_entries: await countOf(database('m57_privacy_log').where('at', '<', await logCutoff(database, on))),
  };
}

export const countUnused = (database: Database, purposes: readonly Purpose[], on: string): Promise<number> =>
  countOf(unusedCitizens(database, purposes, on));

async function countOf(query: { count(columns: object): PromiseLike<unknown> }): Promise<number> {
  const [{ count }] = (await query.count({ count: '*' })) as [{ count: number | string }];
  return Number(count);
}

/** Anonymises in blocks, each of them whole or not at all; stopped, the next run goes on. */
export async function runRetention(
  database: Database,
  on: string,
  user: string | null,
  job: number | { kind: string; subject: string },
): Promise<void> {
  await runJob(database, job, (running) =>
    withLock(
      database,
      'retention',
      () => new Refusal('PERSONS_BUSY'),
      async () => {
        const purposes = await loadPurposes(database);
        const done = await eraseUnused(database, purposes, on, user, running);
        await unlinkExpired(database, purposes, on, user, running, done);
        await cutOff(database, on);
      },
    ),
  );
}

async function eraseUnused(
  database: Database,
  purposes: readonly Purpose[],
  on: string,
  user: string | null,
  job: Job,
): Promise<number> {
  let done = 0;
  for (let after = 0; ;) {
    const ids = await whenFree(database, job, done, async (trx) => {
      // Nobody has a limitation recorded between the look and the end.
      await lockChain(trx);
      const found: (number | string)[] = await unusedCitizens(trx, purposes, on)
        .where('citizen.id', '>', after)
        .orderBy('citizen.id')
        .limit(ERASED_AT_ONCE)
        .pluck('citizen.id');
      const block = found.map(Number);
      await eraseCitizens(trx, block, { user, ground: 'retention' });
      return block;
    });
    if (ids.length === 0) return done;
    after = ids.at(-1)!;
    done += ids.length;
    await job.progress(done);
  }
}

/** Of persons who are there for another purpose. */
async function unlinkExpired(
  database: Database,
  purposes: readonly Purpose[],
  on: string,
  user: string | null,
  job: Job,
  before: number,
): Promise<void> {
  let done = before;
  for (const { code } of purposes)
    for (let after = 0; ;) {
      const ids = await whenFree(database, job, done, async (trx) => {
        await lockChain(trx);
        const expression = purposeOfRow(trx, 'm57_interactions');
        const found: (number | string)[] = await expiredUses(trx, purposes, on)
          .whereRaw(`${purposeOfRow(trx, 'used')} = ?`, [code])
          .where('used.citizen', '>', after)
          .orderBy('used.citizen')
          .limit(ERASED_AT_ONCE)
          .pluck('used.citizen');
        const block = found.map(Number);
        if (block.length === 0) return block;
        await unlinkInteractions(trx, block, { expression, code });
        await logAccess(trx, { user, action: 'unlink', count: block.length, detail: code });
        return block;
      });
      if (ids.length === 0) break;
      after = ids.at(-1)!;
      done += ids.length;
      await job.progress(done);
    }
}

async function cutOff(database: Database, on: string): Promise<void> {
  const { log_months } = await readPrivacySettings(database);
  await database('m57_privacy_log')
    .where('at', '<', await logCutoff(database, on))
    .delete();
  await database('m57_scores').where('computed_on', '<', addMonths(on, -log_months)).delete();
}

async function logCutoff(database: Database, on: string): Promise<number> {
  const { log_months } = await readPrivacySettings(database);
  return Date.parse(`${addMonths(on, -log_months)}T00:00:00Z`);
}
