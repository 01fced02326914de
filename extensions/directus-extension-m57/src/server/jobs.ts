import { randomUUID } from 'node:crypto';
import type { Database } from './host';

/** One process of one instance; a job whose owner is gone shows by its heartbeat. */
const OWNER = randomUUID();
const HEARTBEAT_MS = 10_000;
const LOST_AFTER_MS = 60_000;

/** Long work of every kind is a row here: who does it, how far it is, how it ended. */
export interface Job {
  id: number;
  /** Says how far the work is; at most one write a second reaches the database. */
  progress(count: number): Promise<void>;
}

/** Runs `work` as a job. Whatever happens, its staged rows are gone afterwards and the row says how it ended. */
export async function runJob<T>(
  database: Database,
  kind: string,
  subject: string,
  work: (job: Job) => Promise<T>,
): Promise<T> {
  await clearLostJobs(database);
  const row = {
    kind,
    subject: subject.slice(0, 255),
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
  try {
    const result = await work({
      id,
      progress: async (count) => {
        if (Date.now() - written < 1000) return;
        written = Date.now();
        await database('m57_jobs').where({ id }).update({ progress: count, heartbeat: written });
      },
    });
    await database('m57_jobs').where({ id }).update({ status: 'done', heartbeat: Date.now() });
    return result;
  } catch (error) {
    const result = error instanceof Error ? error.message.slice(0, 2000) : String(error);
    await database('m57_jobs').where({ id }).update({ status: 'failed', heartbeat: Date.now(), result });
    throw error;
  } finally {
    clearInterval(beat);
    await clearStaging(database, [id]);
  }
}

/** Jobs whose process died: marked as such, their staged rows cleared. Called at start and before each job. */
export async function clearLostJobs(database: Database): Promise<void> {
  const lost: number[] = (
    await database('m57_jobs')
      .where('status', 'running')
      .where('heartbeat', '<', Date.now() - LOST_AFTER_MS)
      .select('id')
  ).map(({ id }) => id);
  if (lost.length === 0) return;
  await database('m57_jobs').whereIn('id', lost).update({ status: 'failed', result: 'INTERRUPTED' });
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
  const [answer] = await database(table).insert(row).returning('id');
  return typeof answer === 'object' ? (answer as { id: number }).id : Number(answer);
}
