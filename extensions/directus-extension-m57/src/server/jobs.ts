import { randomUUID } from 'node:crypto';
import { clientOf, type Database } from './host';

/** One process of one instance; a job whose owner is gone shows by its heartbeat. */
const OWNER = randomUUID();
const HEARTBEAT_MS = 10_000;
const LOST_AFTER_MS = 60_000;

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

/**
 * Runs `work` as a job; `target` is the id of the item that it works on, where there is one. Whatever happens, its
 * staged rows are gone afterwards and the row says how it ended.
 */
export async function runJob<T>(
  database: Database,
  { kind, subject, target = null }: { kind: string; subject: string; target?: number | null },
  work: (job: Job) => Promise<T>,
): Promise<T> {
  await clearLostJobs(database);
  const row = {
    kind,
    subject: subject.slice(0, 255),
    target,
    status: 'running',
    owner: OWNER,
    heartbeat: Date.now(),
    progress: 0,
  };
  const id = await insertId(database, 'm57_jobs', row);
  let written = Date.now();
  const beat = setInterval(() => {
    void database('m57_jobs')
      .where({ id })
      .update({ heartbeat: Date.now() })
      .catch(() => undefined);
  }, HEARTBEAT_MS);
  const end = (status: string, result: string | null = null) =>
    database('m57_jobs').where({ id }).update({ status, result, heartbeat: Date.now() });
  try {
    const result = await work({
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
    await end('done');
    return result;
  } catch (error) {
    if (error instanceof Cancelled) await end('cancelled');
    else await end('failed', error instanceof Error ? error.message.slice(0, 2000) : String(error));
    throw error;
  } finally {
    clearInterval(beat);
    await clearStaging(database, [id]);
  }
}

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

/** Jobs whose process died: marked as such, their staged rows cleared. Called at start and before each job. */
export async function clearLostJobs(database: Database): Promise<void> {
  const rows: { id: number; kind: string; target: number | null }[] = await database('m57_jobs')
    .whereIn('status', ['running', 'cancelling'])
    .where('heartbeat', '<', Date.now() - LOST_AFTER_MS)
    .select('id', 'kind', 'target');
  if (rows.length === 0) return;
  const lost = rows.map(({ id }) => id);
  await database('m57_jobs').whereIn('id', lost).update({ status: 'failed', result: 'INTERRUPTED' });
  const imports = rows.filter(({ kind }) => kind === 'import').flatMap(({ target }) => target ?? []);
  await database('m57_imports')
    .whereIn('id', imports)
    .where({ status: 'running' })
    .update({ status: 'failed' });
  await clearStaging(database, lost);
}

async function clearStaging(database: Database, jobs: number[]): Promise<void> {
  await database('m57_staging').whereIn('job', jobs).delete();
  await database('m57_staging_imputations').whereIn('job', jobs).delete();
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
