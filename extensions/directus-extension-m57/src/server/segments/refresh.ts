import { InputError } from '../../domain/issue';
import { refreshOrder } from '../../domain/segments/dependencies';
import type { SuppressionRule } from '../../domain/suppression';
import { asksQuotient } from '../../domain/segments/purpose';
import type { RefreshAnswer, RefreshCause } from '../../contract/segments';
import { constant, insertSelect } from '../bulk';
import { Refusal } from '../errors';
import { clientOf, type Database } from '../host';
import { insertId, runJob, type Job } from '../jobs';
import { dayValue, today } from '../relation/columns';
import { purposeUnknown } from '../relation/declared-purposes';
import { lockChain } from '../relation/evidence';
import { whenFree } from '../relation/persons';
import { readSuppressionRule } from '../relation/suppression-rule';
import { isRefused, joinLaw, refusedBecause } from './allowed';
import { compileDefinition, type CompiledDefinition } from './compile';
import { countedHouseholds, countHouseholds } from './households';
import { assertMayAsk, loadReferences, partsIn, readChosenBy } from './references';
import { renewStatistics } from './renew-statistics';
import {
  dueAmong,
  fingerprintOf,
  lastRefreshes,
  loadSegments,
  partsBelow,
  segmentOf,
  usersOf,
  type StoredSegment,
} from './stored';
import { toldOfRefresh, type RefreshCounts, type RefreshFigures } from './told';
import { announce } from './webhook';

/** The kind of job that refreshes segments. */
export const JOB_KIND = 'segments';

/** What a refresh did, in figures that are not suppressed. */
export interface Refreshed extends RefreshFigures {
  segment: number;
  name: string;
  took_ms: number;
}

/**
 * Refreshes a segment now, after those that it refers to and that are stale, or built on one that is, so that it is right
 * without a second call. As a job that everybody sees.
 * @throws NOT_FOUND; InputError for a definition that refers to what is gone
 */
export async function refreshSegment(
  database: Database,
  id: number,
  user: string | null,
): Promise<RefreshAnswer> {
  const segments = await loadSegments(database);
  const segment = segments.find((one) => one.id === id);
  if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const [last, below] = [await lastRefreshes(database), partsBelow(segments, [id])];
  const due = dueAmong(segments, below, last);
  const parts = segments.filter((one) => below.has(one.id) && due.has(one.id));
  return runJob(database, { kind: JOB_KIND, subject: segment.name, target: id }, async (job) => {
    const refreshed = await refreshEach(database, refreshOrder([...parts, segment]), 'demand', user, job);
    return protectedAnswer(refreshed.at(-1)!, await readSuppressionRule(database));
  });
}

/**
 * Refreshes many, each after those that it refers to: all of them, also lists, so that consents that have expired
 * count; or, where some have changed, what is stale of them and of what is built on them, and what is built on that.
 */
export async function refreshSegments(
  database: Database,
  cause: RefreshCause,
  changed?: readonly number[],
): Promise<void> {
  const segments = await loadSegments(database);
  let chosen = segments;
  if (changed) {
    const last = await lastRefreshes(database);
    // Parts may have been refreshed on the way to them.
    const above = usersOf(segments, [...changed, ...partsBelow(segments, changed)]);
    // Whoever saved one may have refreshed it since, and not what is built on it.
    const due = dueAmong(segments, above, last);
    chosen = segments.filter(({ id }) => due.has(id));
  }
  if (chosen.length === 0) return;
  await runJob(database, { kind: JOB_KIND, subject: 'Segments' }, async (job) => {
    const failed: string[] = [];
    for (const id of refreshOrder(chosen))
      try {
        await refreshEach(database, [id], cause, null, job);
      } catch (error) {
        // One that refers to what is gone keeps no other from being refreshed, nor itself from the law.
        if (!(error instanceof InputError || error instanceof Refusal)) throw error;
        failed.push(chosen.find((one) => one.id === id)!.name);
        if (error instanceof InputError)
          await whenFree(database, job, 0, (trx) => refreshStored(trx, id, cause, null, false));
      }
    if (failed.length > 0)
      throw new Error(`À revoir : ${failed.join(', ')} / To be looked at: ${failed.join(', ')}`);
  });
}

async function refreshEach(
  database: Database,
  ids: readonly number[],
  cause: RefreshCause,
  user: string | null,
  job: Job,
): Promise<Refreshed[]> {
  const done: Refreshed[] = [];
  for (const id of ids) {
    await renewStatistics(database);
    // Nobody enters, leaves or is erased meanwhile: a member who is gone would never be found again.
    const refreshed = await whenFree(database, job, done.length, (trx) =>
      refreshStored(trx, id, cause, user),
    );
    done.push(refreshed);
    await job.progress(done.length);
    announce(refreshed, await readSuppressionRule(database));
  }
  return done;
}

/** What callers are told. */
const protectedAnswer = (refreshed: Refreshed, rule: SuppressionRule): RefreshAnswer => ({
  ...toldOfRefresh(refreshed, rule),
  took_ms: refreshed.took_ms,
});

/**
 * Brings the members of a segment in step with its definition and with the law, in the caller's transaction and in a
 * number of statements that does not grow with them; no row leaves the database.
 * - dynamic: who meets the definition today; snapshot: who did when it was first computed from it; static: its list.
 * - Whoever may not be used for the purpose is out of every one.
 * - Who entered or left, and why, is in m57_member_changes; of the first computation m57_members itself tells.
 */
async function refreshStored(
  trx: Database,
  id: number,
  cause: RefreshCause,
  user: string | null,
  /** Not: its definition cannot be computed now. */
  followsDefinition = true,
): Promise<Refreshed> {
  const start = Date.now();
  // Whoever withdraws a consent meanwhile waits, and then leaves.
  await lockChain(trx);
  const row = await trx('m57_segments').where({ id }).forUpdate().first();
  if (!row) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const segment = segmentOf(row);
  const fingerprint = fingerprintOf(segment);
  const former = await trx('m57_segment_refreshes')
    .where({ segment: id })
    .whereNotNull('fingerprint')
    .orderBy('id', 'desc')
    .first('fingerprint');
  const isNew = former?.fingerprint !== fingerprint;
  const computes =
    followsDefinition && (segment.mode === 'dynamic' || (segment.mode === 'snapshot' && isNew));
  // Read now: a segment within it may ask something else by the time that somebody asks of these members.
  const chosenBy = await readChosenBy(trx, computes ? { ...segment, chosen_by: null } : segment);
  // Those who leave were chosen by what it asked before.
  const inHouseholds = asksQuotient([...(await readChosenBy(trx, segment)), ...chosenBy]);
  const compiled = segment.definition && computes ? await compileStored(trx, segment, inHouseholds) : null;
  const refresh = await insertId(trx, 'm57_segment_refreshes', {
    segment: id,
    at: start,
    by: user,
    cause,
    size: 0,
    entered: 0,
    left: 0,
    took_ms: 0,
    fingerprint: compiled ? fingerprint : null,
  });
  const change: Change = { segment: id, refresh, reason: isNew ? 'definition' : 'data' };
  const isFirst = !former && !(await trx('m57_members').where({ segment: id }).first('id'));
  let [entered, left] = [0, 0];
  if (compiled && isFirst) await enterAll(trx, change, compiled);
  else {
    left = await takeOut(trx, change, compiled);
    if (compiled) entered = await takeIn(trx, change, compiled);
  }
  const counted = await trx('m57_members').where({ segment: id }).count({ size: '*' }).first();
  const size = Number(counted!['size']);
  const leftOut: Record<string, number | string> | undefined = await compiled?.leftOut().first();
  const counts: RefreshCounts = {
    size,
    entered: compiled && isFirst ? size : entered,
    left,
    without_consent: Number(leftOut?.['without_consent'] ?? 0),
    objected: Number(leftOut?.['objected'] ?? 0),
  };
  const households = inHouseholds ? await householdsOf(trx, change, counts, leftOut) : null;
  const took_ms = Date.now() - start;
  await trx('m57_segment_refreshes')
    .where({ id: refresh })
    .update({ ...counts, took_ms, ...(households && { households: JSON.stringify(households) }) });
  await trx('m57_segments')
    .where({ id })
    .update({
      size,
      ...(followsDefinition && { refreshed_on: new Date() }),
      chosen_by: chosenBy.join(','),
    });
  return { segment: id, name: segment.name, ...counts, households, took_ms };
}

/** The figures of a refresh in households. Of a first computation no changes tell: all have entered. */
async function householdsOf(
  trx: Database,
  { segment, refresh }: Change,
  { size, entered }: RefreshCounts,
  leftOut: Record<string, number | string> | undefined,
): Promise<RefreshCounts> {
  const members = (await countHouseholds(trx, [segment])).get(segment) ?? 0;
  const changes: { entered: number; households: number | string }[] = await trx(
    'm57_member_changes as change',
  )
    .join('m57_citizens as citizen', 'citizen.id', 'change.citizen')
    .where({ 'change.segment': segment, 'change.refresh': refresh })
    .groupBy('change.entered')
    .select('change.entered', countedHouseholds(trx));
  const changed = (way: 0 | 1) => Number(changes.find((one) => Number(one.entered) === way)?.households ?? 0);
  return {
    size: members,
    entered: entered === size ? members : changed(1),
    left: changed(0),
    without_consent: Number(leftOut?.['without_consent_households'] ?? 0),
    objected: Number(leftOut?.['objected_households'] ?? 0),
  };
}

async function compileStored(
  trx: Database,
  segment: StoredSegment,
  households: boolean,
): Promise<CompiledDefinition> {
  const purpose = await trx('m57_purposes').where({ code: segment.purpose }).first('code', 'basis');
  if (!purpose) throw new InputError(purposeUnknown(segment.purpose));
  const { zones } = await loadReferences(trx, segment.definition!, segment.id);
  // A segment within it may ask more than when this one was saved.
  assertMayAsk(segment.purpose, segment.definition!, await partsIn(trx, segment.definition!));
  return compileDefinition(trx, segment.definition!, { today: today(), zones, purpose, households });
}

interface Change {
  segment: number;
  refresh: number;
  /** Why, where the law does not say it. */
  reason: 'data' | 'definition';
}

const MEMBER = ['segment', 'citizen', 'entered_on'] as const;
const CHANGED = ['segment', 'refresh', 'citizen', 'entered', 'reason'] as const;

async function enterAll(trx: Database, { segment }: Change, compiled: CompiledDefinition): Promise<void> {
  const select = trx
    .from(compiled.members().as('matching'))
    .select([constant(trx, segment), 'matching.citizen', dayHere(trx)] as never);
  await insertSelect(trx, 'm57_members', MEMBER, select);
}

/** Who meets the definition and is no member yet. */
async function takeIn(
  trx: Database,
  { segment, refresh, reason }: Change,
  compiled: CompiledDefinition,
): Promise<number> {
  const fresh = trx
    .from(compiled.members().as('matching'))
    .leftJoin('m57_members as member', (on) =>
      on.on('member.citizen', 'matching.citizen').andOnVal('member.segment', segment),
    )
    .whereNull('member.id')
    .select([
      constant(trx, segment),
      constant(trx, refresh),
      'matching.citizen',
      constant(trx, 1),
      trx.raw(`'${reason}'`),
    ] as never);
  await insertSelect(trx, 'm57_member_changes', CHANGED, fresh);
  const entered = trx('m57_member_changes')
    .where({ segment, refresh, entered: 1 })
    .select(['segment', 'citizen', dayHere(trx)] as never);
  await insertSelect(trx, 'm57_members', MEMBER, entered);
  return countChanges(trx, segment, refresh, 1);
}

/** Members who do not meet the definition any more, where it is asked, or whom the purpose does not allow. */
async function takeOut(
  trx: Database,
  { segment, refresh, reason }: Change,
  compiled: CompiledDefinition | null,
): Promise<number> {
  const refused = isRefused(trx, today()).toQuery();
  const gone = joinLaw(
    trx('m57_members as member').join('m57_segments as segment', 'segment.id', 'member.segment'),
    'member.citizen',
  ).where('member.segment', segment);
  if (compiled)
    void gone
      .leftJoin(compiled.members().as('matching'), 'matching.citizen', 'member.citizen')
      .whereNull('matching.citizen');
  else void gone.whereRaw(refused);
  await insertSelect(
    trx,
    'm57_member_changes',
    CHANGED,
    gone.select([
      'member.segment',
      constant(trx, refresh),
      'member.citizen',
      constant(trx, 0),
      trx.raw(`case when ${refused} then ${refusedBecause(trx).toQuery()} else '${reason}' end`),
    ] as never),
  );
  const left = await countChanges(trx, segment, refresh, 0);
  if (left === 0) return 0;
  const theirs = trx('m57_member_changes').where({ segment, refresh, entered: 0 });
  // MariaDB would look for each member in the list anew.
  if (clientOf(trx) === 'mysql')
    await trx.raw(
      `delete member from m57_members member join m57_member_changes gone
       on gone.segment = member.segment and gone.citizen = member.citizen
       where gone.segment = ? and gone.refresh = ? and gone.entered = 0`,
      [segment, refresh],
    );
  else await trx('m57_members').where({ segment }).whereIn('citizen', theirs.select('citizen')).delete();
  return left;
}

async function countChanges(
  trx: Database,
  segment: number,
  refresh: number,
  entered: 0 | 1,
): Promise<number> {
  const counted = await trx('m57_member_changes')
    .where({ segment, refresh, entered })
    .count({ rows: '*' })
    .first();
  return Number(counted!['rows']);
}

/** Today in a select list, typed: PostgreSQL takes a bound value there for text. */
const dayHere = (trx: Database) =>
  trx.raw(clientOf(trx) === 'sqlite' ? '?' : 'cast(? as date)', [dayValue(trx, today())]);
