import { createHash } from 'node:crypto';
import type { SegmentMode } from '../../contract/segments';
import { checkDefinition } from '../../domain/segments/check';
import { segmentsIn, type Definition } from '../../domain/segments/definition';
import { RESTRICTED, type PartOf, type Restricted } from '../../domain/segments/purpose';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';

/** A row of m57_segments. */
export interface StoredSegment {
  id: number;
  name: string;
  description: string | null;
  purpose: string;
  mode: SegmentMode;
  /** As it is stored: it may be wrong by now. */
  definition: Definition | null;
  service: number | null;
  offer: 'entitled' | 'interested' | null;
  message_subject: string | null;
  message: string | null;
  size: number | null;
  refreshed_on: Date | null;
  /** What its members were chosen by, of what not every purpose may ask, whatever definitions have become since. */
  chosen_by: Restricted[] | null;
}

/** All of them, or some, by name. */
export async function loadSegments(database: Database, ids?: readonly number[]): Promise<StoredSegment[]> {
  const query = database('m57_segments').orderBy('name');
  if (ids) query.whereIn('id', [...ids]);
  return (await query).map(segmentOf);
}

export const segmentOf = (row: Record<string, unknown>): StoredSegment => ({
  ...(row as unknown as StoredSegment),
  definition: definitionOf(row['definition']),
  refreshed_on: row['refreshed_on'] == null ? null : new Date(row['refreshed_on'] as never),
  chosen_by: restrictedIn(row['chosen_by'] as string | null),
});

const restrictedIn = (stored: string | null): Restricted[] | null => {
  const named = stored?.split(',');
  return named ? RESTRICTED.filter((one) => named.includes(one)) : null;
};

/** JSON columns come as text on SQLite and MariaDB. */
export function definitionOf(stored: unknown): Definition | null {
  return (typeof stored === 'string' ? (JSON.parse(stored) as Definition) : (stored as Definition)) ?? null;
}

/** What decides who is in a segment: where it changes, members enter and leave for that reason. */
export const fingerprintOf = ({ purpose, definition }: Pick<StoredSegment, 'purpose' | 'definition'>) =>
  createHash('sha256')
    .update(JSON.stringify([purpose, definition]))
    .digest('hex');

/** Refreshes of a segment by their ids, which grow; 0: none. */
interface LastRefreshes {
  latest: number;
  /** That computed it, and did not only take out whom the law does not allow. */
  computed: number;
  /** In which somebody entered or left. */
  changed: number;
  /** What it was computed from, and when. */
  fingerprint: string | null;
  at: Date;
}
export type Refreshes = ReadonlyMap<number, LastRefreshes>;

/** The last refreshes of each segment, by its id. */
export async function lastRefreshes(database: Database): Promise<Refreshes> {
  const last = database('m57_segment_refreshes')
    .groupBy('segment')
    .max({ latest: 'id' })
    .select(
      'segment',
      database.raw('max(case when fingerprint is not null then id else 0 end) as computed'),
      database.raw('max(case when entered > 0 or ?? > 0 then id else 0 end) as changed', ['left']),
    );
  const rows: Record<string, unknown>[] = await database
    .from(last.as('last'))
    .leftJoin('m57_segment_refreshes as refresh', 'refresh.id', 'last.computed')
    .select('last.*', 'refresh.fingerprint', 'refresh.at');
  return new Map(
    rows.map(({ segment, latest, computed, changed, fingerprint, at }) => [
      Number(segment),
      {
        latest: Number(latest),
        computed: Number(computed),
        changed: Number(changed),
        fingerprint: fingerprint as string | null,
        at: new Date(Number(at)),
      },
    ]),
  );
}

export const loadPartOf = async (database: Database): Promise<PartOf> =>
  partOfAmong(await loadSegments(database));

/** Of all segments; one that was written past us and is no definition has none. */
export function partOfAmong(segments: readonly StoredSegment[]): PartOf {
  const parts = new Map(segments.map((segment) => [segment.id, segment]));
  return (id) => {
    const part = parts.get(id);
    if (!part) return null;
    const isRight = part.definition !== null && checkDefinition(part.definition).length === 0;
    return { ...part, definition: isRight ? part.definition : null };
  };
}

/** Not computed yet from the definition that it has. */
export const isRedefined = (segment: StoredSegment, last: Refreshes): boolean =>
  segment.mode !== 'static' &&
  segment.definition !== null &&
  last.get(segment.id)?.fingerprint !== fingerprintOf(segment);

/**
 * Members who were computed from another definition, or for another purpose, serve nothing.
 * @throws SEGMENT_NOT_COMPUTED
 */
export async function assertComputed(database: Database, segment: StoredSegment): Promise<void> {
  if (isRedefined(segment, await lastRefreshes(database)))
    throw new Refusal('SEGMENT_NOT_COMPUTED', { name: segment.name });
}

/**
 * A segment that was computed from another definition than it has; a dynamic one also that was not computed today, that
 * did not follow its definition since, or that stands on another whose members have changed since.
 */
function isStale(segment: StoredSegment, last: Refreshes): boolean {
  if (isRedefined(segment, last)) return true;
  if (segment.mode !== 'dynamic' || segment.definition === null) return false;
  const own = last.get(segment.id)!;
  return (
    today(own.at) !== today() ||
    own.latest !== own.computed ||
    partsOf(segment).some((part) => (last.get(part)?.changed ?? 0) > own.computed)
  );
}

/** Those of some segments that are stale, and all that is built on them. */
export function dueAmong(
  segments: readonly StoredSegment[],
  some: ReadonlySet<number>,
  last: Refreshes,
): Set<number> {
  const stale = segments.filter((one) => some.has(one.id) && isStale(one, last));
  return usersOf(
    segments,
    stale.map(({ id }) => id),
  );
}

/** A list is not computed: its definition tells what its members were chosen by. */
const partsOf = ({ mode, definition }: StoredSegment): number[] =>
  definition && mode !== 'static' ? segmentsIn(definition) : [];

/** The segments that these refer to, directly or through others, without themselves. */
export function partsBelow(segments: readonly StoredSegment[], ids: readonly number[]): Set<number> {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const found = new Set(ids);
  for (const id of found) for (const part of byId.has(id) ? partsOf(byId.get(id)!) : []) found.add(part);
  for (const id of ids) found.delete(id);
  return found;
}

/** These, and the segments that refer to them, directly or through others. */
export function usersOf(segments: readonly StoredSegment[], ids: readonly number[]): Set<number> {
  const found = new Set(ids);
  for (const id of found)
    for (const segment of segments) if (partsOf(segment).includes(id)) found.add(segment.id);
  return found;
}
