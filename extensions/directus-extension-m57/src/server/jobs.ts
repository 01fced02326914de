import { randomBytes } from 'node:crypto';
import type { JobAnswer } from '../contract/jobs';
import type { Access } from './access';
import { Refusal } from './errors';
import { clientOf, type Database } from './host';
import { isGone, OWNER } from './process';

const HEARTBEAT_MS = 10_000;
/** A job of another machine shows by its heartbeat that it is gone; one of this machine by its process. */
const LOST_AFTER_MS = 60_000;
/** Long after what a schedule starts on one instance, late clocks of others have struck too. */
const LEASE_AFTER_START_MS = 30_000;

/**
 * Jobs of this process, and how their heartbeat is stopped: they are not lost, however long it waits for the one
 * connection of SQLite.
 */
const runningHere = new Map<number, () => void>();

/** Long work of every kind is a row here: who does it, how far it is, how it ended. */
export interface Job {
  id: number;
  /**
   * Says how far the work is; at most one write a second reaches the database, and tells whether somebody asked
   * to stop: then this throws Cancelled.
   */
  progress(count: number): Promise<void>;
}

/** Somebody asked the job to stop; whoever runs it lets this pass through. */
export class Cancelled extends Error {}

/** What a job is about; `target` is the id of the item that it works on, where there is one. */
export interface JobSubject {
  kind: string;
  subject: string;
  target?: number | null;
}

/** The row of a job that will be run: in the transaction of the item that it works on, so that neither is alone. */
export function insertJob(trx: Database, { kind, subject, target = null }: JobSubject): Promise<number> {
  return insertId(trx, 'm57_jobs', {
    kind,
    subject: subject.slice(0, 255),
    target,
    status: 'running',
    owner: OWNER,
    heartbeat: Date.now(),
    progress: 0,
  });
}

/** From now on nobody takes the job for lost, also while it waits for its turn. Whoever holds it runs it. */
export function holdJob(database: Database, id: number): number {
  runningHere.set(
    id,
    beat(() => database('m57_jobs').where({ id }).update({ heartbeat: Date.now() })),
  );
  return id;
}

/**
 * Runs `work` as a job, a new one or one that is held. Whatever happens, its staged rows are gone afterwards and the
 * row says how it ended. `failed` says it elsewhere, before the job ends: killed in between, that would be lost.
 */
export async function runJob<T>(
  database: Database,
  job: JobSubject | number,
  work: (job: Job) => Promise<T>,
  failed: (error: unknown) => Promise<void> = async () => {},
): Promise<T> {
  await clearLostJobs(database);
  const id = typeof job === 'number' ? job : holdJob(database, await insertJob(database, job));
  let written = Date.now();
  // The job ends last: killed before, it is seen to be lost, and what it staged is cleared.
  const conclude = async (status: string, result: string | null, say = async () => {}) => {
    runningHere.get(id)?.();
    try {
      await clearStaging(database, [id]);
      await say();
      await database('m57_jobs').where({ id }).update({ status, result, heartbeat: Date.now() });
    } finally {
      runningHere.delete(id);
    }
  };
  let result: T;
  try {
    result = await work({
      id,
      progress: async (count) => {
        if (Date.now() - written < 1000) return;
        written = Date.now();
        const going = await database('m57_jobs')
          .where({ id, status: 'running' })
          .update({ progress: count, heartbeat: written });
        if (going === 0) throw new Cancelled();
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 2000) : String(error);
    const cancelled = error instanceof Cancelled;
    await conclude(cancelled ? 'cancelled' : 'failed', cancelled ? null : reason, () => failed(error));
    throw error;
  }
  await conclude('done', null);
  return result;
}

/** Writes at every heartbeat; not again while the last one still waits for its turn. */
function beat(write: () => PromiseLike<unknown>): () => void {
  let waiting = false;
  const timer = setInterval(async () => {
    if (waiting) return;
    waiting = true;
    try {
      await write();
    } catch {
      // The next one may come through.
    }
    waiting = false;
  }, HEARTBEAT_MS);
  return () => clearInterval(timer);
}

/**
 * Does what every instance is asked to do at the same moment, once: whoever takes the lease does it, the others
 * go on without. A lease whose holder died ends by itself.
 */
export async function withLease(database: Database, name: string, work: () => Promise<void>): Promise<void> {
  const row = { name: `lease:${name}` };
  // As text of one length, times compare as they should.
  const time = (ms: number) => String(ms).padStart(16, '0');
  const hold = (until: number) =>
    database('m57_settings')
      .where(row)
      .update({ value: time(until) });
  await database('m57_settings')
    .insert({ ...row, value: time(0) })
    .onConflict('name')
    .ignore();
  const start = Date.now();
  const taken = await hold(start + LOST_AFTER_MS).where('value', '<', time(start));
  if (taken === 0) return;
  const stopBeating = beat(() => hold(Date.now() + LOST_AFTER_MS));
  try {
    await work();
  } finally {
    stopBeating();
    await hold(start + LEASE_AFTER_START_MS);
  }
}

/** As long as a caller waits for whoever does the same at this moment. */
const LONGEST_WAIT_MS = 20_000;
const LOOK_AGAIN_MS = 100;

/** A lock that is held; `assert` in the transaction of the last step: another may have taken a lock for dead. */
export interface Lock {
  assert(trx: Database): Promise<void>;
}

/**
 * Does `work` while nobody else does work of this name, on any number of instances; others wait for their turn, and
 * are refused (`busy`) when it does not come. A lock whose holder died is free at once on the same machine, and after
 * a minute without a heartbeat on others.
 */
export async function withLock<T>(
  database: Database,
  name: string,
  busy: () => Error,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  const row = { name: `lock:${name}` };
  const mine = `${OWNER}:${randomBytes(4).toString('hex')}`;
  const held = () => `${mine} ${Date.now() + LOST_AFTER_MS}`;
  const hold = (at: Database) =>
    at('m57_settings').where(row).where('value', 'like', `${mine} %`).update({ value: held() });
  await database('m57_settings')
    .insert({ ...row, value: '' })
    .onConflict('name')
    .ignore();
  const start = Date.now();
  for (;;) {
    const { value } = await database('m57_settings').where(row).first('value');
    const [owner, until] = String(value).split(' ');
    const free = !owner || Number(until) < Date.now() || isGone(owner.split(':')[0]!);
    if (
      free &&
      (await database('m57_settings')
        .where({ ...row, value })
        .update({ value: held() })) > 0
    )
      break;
    if (Date.now() - start > LONGEST_WAIT_MS) throw busy();
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  const stopBeating = beat(() => hold(database));
  try {
    return await work({
      assert: async (trx) => {
        if ((await hold(trx)) === 0) throw busy();
      },
    });
  } finally {
    stopBeating();
    await database('m57_settings').where(row).where('value', 'like', `${mine} %`).update({ value: '' });
  }
}

/** Stops a job that was cancelled, or was taken for dead, before its last step: what it staged may be gone. */
export async function assertRunning(database: Database, id: number): Promise<void> {
  if (!(await database('m57_jobs').where({ id, status: 'running' }).first('id'))) throw new Cancelled();
}

const LATEST = 50;

/** Who sees work of a kind: those whose work it is. */
const SEEN_BY: Record<string, keyof Access> = {
  import: 'finance',
  run: 'finance',
  people: 'people',
  scores: 'people',
  retention: 'privacy',
  segments: 'segments',
};

/** Jobs that run, and what has just ended, newest first; those that the caller may see. */
export async function listJobs(database: Database, access: Access): Promise<JobAnswer[]> {
  const rows = await database('m57_jobs')
    .whereIn(
      'kind',
      Object.keys(SEEN_BY).filter((kind) => access[SEEN_BY[kind]!]),
    )
    .orderBy('id', 'desc')
    .limit(LATEST);
  return rows.map(jobAnswer);
}

/** @throws NOT_FOUND for one that the caller may not see too */
export async function readJobAs(database: Database, id: number, access: Access): Promise<JobAnswer> {
  const job = await readJob(database, id);
  const right = SEEN_BY[job.kind];
  if (!right || !access[right]) throw new Refusal('NOT_FOUND', { what: `job ${id}` });
  return job;
}

export async function readJob(database: Database, id: number): Promise<JobAnswer> {
  const row = await database('m57_jobs').where({ id }).first();
  if (!row) throw new Refusal('NOT_FOUND', { what: `job ${id}` });
  return jobAnswer(row);
}

const jobAnswer = ({ id, kind, subject, status, progress, target, result }: JobAnswer): JobAnswer => ({
  id,
  kind,
  subject,
  status,
  progress,
  target,
  result,
});

/** Asks the running job on an item to stop; it does at its next progress. False where none runs. */
export async function cancelJob(database: Database, kind: string, target: number): Promise<boolean> {
  const asked = await database('m57_jobs')
    .where({ kind, target, status: 'running' })
    .update({ status: 'cancelling' });
  return asked > 0;
}

/** How far the latest job on an item is; null where there was none. */
export async function progressOf(database: Database, kind: string, target: number): Promise<number | null> {
  const row = await database('m57_jobs').where({ kind, target }).orderBy('id', 'desc').first('progress');
  return row ? row.progress : null;
}

/** Imports without a job, and since when: in the moment before it begins, or after a crash in that moment. */
let withoutJob = new Map<number, number>();

/**
 * Jobs whose process died: marked as such, their staged rows cleared, their imports told. Called at start, every
 * minute and before each job.
 */
export async function clearLostJobs(database: Database): Promise<void> {
  const cutoff = Date.now() - LOST_AFTER_MS;
  const going: {
    id: number;
    kind: string;
    target: number | null;
    owner: string;
    heartbeat: number | string;
  }[] = await database('m57_jobs')
    .whereIn('status', ['running', 'cancelling'])
    .select('id', 'kind', 'target', 'owner', 'heartbeat');
  const rows = going.filter(
    ({ id, owner, heartbeat }) => !runningHere.has(id) && (Number(heartbeat) < cutoff || isGone(owner)),
  );
  for (const { id, heartbeat } of rows)
    await database('m57_jobs')
      .where({ id, heartbeat })
      .whereIn('status', ['running', 'cancelling'])
      .update({ status: 'failed', result: 'INTERRUPTED' });
  const lost = (kind: string) =>
    rows.flatMap((row) => (row.kind === kind && row.target !== null ? [row.target] : []));
  const working = going.flatMap(({ kind, target }) => (kind === 'import' ? (target ?? []) : []));
  const orphans: number[] = await database('m57_imports')
    .where({ status: 'running' })
    .whereNotIn('id', working)
    .pluck('id');
  withoutJob = new Map(orphans.map((id) => [id, withoutJob.get(id) ?? Date.now()]));
  const failed = [...lost('import'), ...orphans.filter((id) => withoutJob.get(id)! < cutoff)];
  await failInterrupted(database, 'm57_imports', failed);
  await failInterrupted(database, 'm57_person_imports', lost('people'));
  await clearStaging(
    database,
    rows.map(({ id }) => id),
  );
}

/** Says on the row of an import that its server stopped. */
async function failInterrupted(
  database: Database,
  table: 'm57_imports' | 'm57_person_imports',
  imports: number[],
): Promise<void> {
  if (imports.length === 0) return;
  const rows = await database(table)
    .whereIn('id', imports)
    .where({ status: 'running' })
    .select('id', 'report');
  const refusal = new Refusal('IMPORT_INTERRUPTED');
  const error = { line: null, column: null, code: refusal.code, message: refusal.text('fr') };
  for (const { id, report } of rows) {
    const kept = typeof report === 'string' ? JSON.parse(report) : report;
    await database(table)
      .where({ id, status: 'running' })
      .update({ status: 'failed', report: JSON.stringify({ ...kept, errors: [error] }) });
  }
}

/** What jobs write to while they run; the last two are there where persons are. */
const STAGING = ['m57_staging', 'm57_staging_imputations'];
const STAGING_OF_PERSONS = ['m57_staging_people', 'm57_staging_interactions'];

async function clearStaging(database: Database, jobs: number[]): Promise<void> {
  if (jobs.length === 0) return;
  const persons = await database.schema.hasTable(STAGING_OF_PERSONS[0]!);
  for (const table of persons ? [...STAGING, ...STAGING_OF_PERSONS] : STAGING)
    await database(table).whereIn('job', jobs).delete();
}

/** Inserts one row and gives its id, alike on the three databases. */
export async function insertId(
  database: Database,
  table: string,
  row: Record<string, unknown>,
): Promise<number> {
  const inserted = database(table).insert(row);
  // MySQL gives the id unasked, and knex warns where it is asked to.
  const [answer] = await (clientOf(database) === 'mysql' ? inserted : inserted.returning('id'));
  return typeof answer === 'object' ? (answer as { id: number }).id : Number(answer);
}
