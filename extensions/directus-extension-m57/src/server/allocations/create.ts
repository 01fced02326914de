import type { JobAnswer } from '../../contract/jobs';
import type { RunAnswer, RunRequest } from '../../contract/allocations';
import type { Locale } from '../../domain/issue';
import { computeRun } from '../../domain/run/run';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { holdJob, insertJob, readJob, runJob, withLock, type Job, type Lock } from '../jobs';
import { loadSums } from '../ledger/sums';
import { loadInputs, type RunInputs } from './inputs';
import { readRun } from './read';
import { storeRun } from './store';

interface Made {
  id: number;
  existing: boolean;
}

/**
 * Computes a run and keeps it as a draft. Inputs that were computed before give that run, unless it was reversed. One
 * at a time writes, on any number of instances; others wait (RUN_BUSY). Nothing is left of a run that fails.
 */
export async function createRun(
  database: Database,
  request: RunRequest,
  user: string | null,
  locale: Locale,
): Promise<RunAnswer> {
  const inputs = await loadInputs(database, request);
  const known = await sameRun(database, inputs);
  const { id, existing } =
    known === null
      ? await runJob(database, { kind: 'run', subject: nameOf(request) }, (job) =>
          compute(database, request, user, job),
        )
      : { id: known, existing: true };
  return { ...(await readRun(database, id, locale)), existing };
}

/** The same, answered before it is done: the job says how far it is, and in the end which run it made. */
export async function createRunInBackground(
  database: Database,
  request: RunRequest,
  user: string | null,
  locale: Locale,
): Promise<JobAnswer> {
  const job = holdJob(database, await insertJob(database, { kind: 'run', subject: nameOf(request) }));
  runJob(database, job, async (running) => {
    try {
      await compute(database, request, user, running);
    } catch (error) {
      // Whoever asks for the job reads why, in the language in which it was asked for.
      throw error instanceof Refusal ? new Error(error.text(locale)) : error;
    }
  }).catch(() => undefined);
  return readJob(database, job);
}

async function compute(
  database: Database,
  request: RunRequest,
  user: string | null,
  job: Job,
): Promise<Made> {
  const busy = () => new Refusal('RUN_BUSY');
  const made = await withLock(database, 'run', busy, async (lock) => {
    const inputs = await loadInputs(database, request);
    const known = await sameRun(database, inputs);
    return known === null
      ? { id: await computeNew(database, request, user, inputs, lock, job), existing: false }
      : { id: known, existing: true };
  });
  await database('m57_jobs').where({ id: job.id }).update({ target: made.id, progress: 100 });
  return made;
}

async function computeNew(
  database: Database,
  { name, ...scope }: RunRequest,
  user: string | null,
  inputs: RunInputs,
  lock: Lock,
  job: Job,
): Promise<number> {
  if (inputs.documents.length === 0)
    throw new Refusal('RUN_NO_DOCUMENT', { exercice: scope.exercice, siret: scope.siret });
  await job.progress(10);
  const sums = await loadSums(database, inputs.documents);
  await job.progress(30);
  const result = computeRun(sums, inputs.measure, inputs.parameters);
  await job.progress(70);
  return database.transaction(async (trx) => {
    await lock.assert(trx);
    return storeRun(trx, { name: name ?? nameOf(scope), user, scope }, inputs, result);
  });
}

/** The draft or validated run of the same inputs; null: none. */
async function sameRun(database: Database, { fingerprint }: RunInputs): Promise<number | null> {
  const row = await database('m57_runs')
    .where({ fingerprint })
    .whereNot('status', 'reversed')
    .orderBy('id')
    .first('id');
  return row?.id ?? null;
}

const nameOf = ({ name, exercice }: Pick<RunRequest, 'name' | 'exercice'>) =>
  name ?? `Coûts complets ${exercice}`;
