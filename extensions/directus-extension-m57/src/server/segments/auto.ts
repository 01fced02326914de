import type { RefreshAnswer } from '../../contract/segments';
import type { Database, Host } from '../host';
import { withLease } from '../jobs';
import { addMonths } from '../../domain/relation/dates';
import { today } from '../relation/columns';
import { readiness } from '../status';
import { hasSegments } from './installed';
import { refreshSegment, refreshSegments } from './refresh';
import { registerWebhook } from './webhook';
import type { RegisterFunctions } from '@directus/types';

const EVERY_NIGHT = '0 3 * * *';
const CHANGES_KEPT_MONTHS = 12;
/** Batches of a portal come one after the other: segments follow when it is quiet, or has not been for so long. */
const QUIET_MS = 3_000;
const LONGEST_WAIT_MS = 60_000;

/** What is to be refreshed when it is quiet, by this instance, which alone knows what was done through it. */
const nothing = () => ({ all: false, saved: new Set<number>(), refreshed: new Set<number>(), since: 0 });
let waiting = nothing();
let timer: NodeJS.Timeout | undefined;
let running = false;

/** Persons came, went or changed: every segment may have other members. */
export function personsChanged(database: Database): void {
  waiting.all = true;
  wait(database);
}

/** The definition of a segment was saved. */
function definitionChanged(database: Database, segments: readonly number[]): void {
  for (const id of segments) waiting.saved.add(id);
  wait(database);
}

/** Refreshes a segment on demand; what is built on it follows by itself where its members have changed. */
export async function refreshNow(
  database: Database,
  id: number,
  user: string | null,
): Promise<RefreshAnswer> {
  try {
    return await refreshSegment(database, id, user);
  } finally {
    // Also where it failed: a part of it may have been refreshed before.
    waiting.refreshed.add(id);
    wait(database);
  }
}

function wait(database: Database): void {
  if (waiting.since === 0) waiting.since = Date.now();
  clearTimeout(timer);
  const left = running ? QUIET_MS : Math.max(0, waiting.since + LONGEST_WAIT_MS - Date.now());
  timer = setTimeout(() => void refreshWaiting(database), Math.min(QUIET_MS, left)).unref();
}

/** The row of the job says how it ended. */
async function refreshWaiting(database: Database): Promise<void> {
  if (running) return wait(database);
  const { all, saved, refreshed } = waiting;
  waiting = nothing();
  running = true;
  try {
    if (!(await hasSegments(database))) return;
    const cause = saved.size > 0 ? 'definition' : 'demand';
    // One of these that fails keeps the others from nothing.
    if (saved.size + refreshed.size > 0)
      await refreshSegments(database, cause, [...saved, ...refreshed]).catch(() => undefined);
    if (all) await refreshSegments(database, 'import');
  } catch {
    // Told by the job; what was not refreshed is at night.
  } finally {
    running = false;
  }
}

/** Refreshes all segments every night, by M57_SEGMENTS_CRON ("off" for never), and after a definition is saved. */
export function registerRefresh({ action, schedule }: RegisterFunctions, host: Host): void {
  const { database, logger } = host;
  registerWebhook(host);
  const decides = (payload: Record<string, unknown>) =>
    ['definition', 'purpose', 'mode'].some((field) => field in payload);
  action('m57_segments.items.create', ({ key, payload }) => {
    if (decides(payload)) definitionChanged(database, [Number(key)]);
  });
  action('m57_segments.items.update', ({ keys, payload }) => {
    if (decides(payload)) definitionChanged(database, (keys as unknown[]).map(Number));
  });

  const said = String(host.env['M57_SEGMENTS_CRON'] ?? '').trim();
  if (said === 'off' || said === 'false') return;
  const cron = said || EVERY_NIGHT;
  if (!/^\S+(\s+\S+){4,5}$/.test(cron)) {
    logger.error(
      `M57: segments are not refreshed at night. M57_SEGMENTS_CRON must hold five or six fields, such as "${EVERY_NIGHT}", or "off".`,
    );
    return;
  }
  schedule(cron, async () => {
    if ((await readiness(host, 'segments')) !== 'ready') return;
    // Every instance hears the clock strike.
    await withLease(database, 'segments', async () => {
      await refreshSegments(database, 'schedule').catch((error: unknown) =>
        logger.error(error, 'M57: segments'),
      );
      await cutOff(database, addMonths(today(), -CHANGES_KEPT_MONTHS));
    });
  });
}

/** Who entered and left is kept for a year, how many for good; and nothing of segments that are gone. */
async function cutOff(database: Database, day: string): Promise<void> {
  const last = await database('m57_segment_refreshes')
    .where('at', '<', Date.parse(`${day}T00:00:00Z`))
    .max({ id: 'id' })
    .first();
  if (last?.['id']) await database('m57_member_changes').where('refresh', '<=', last['id']).delete();
  const there = database('m57_segments').select('id');
  for (const table of ['m57_members', 'm57_member_changes', 'm57_segment_refreshes'])
    await database(table).whereNotIn('segment', there).delete();
}
