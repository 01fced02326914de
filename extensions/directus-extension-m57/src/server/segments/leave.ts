import type { Knex } from 'knex';
import type { ChangeReason, RefreshCause } from '../../contract/segments';
import { bulkInsert } from '../bulk';
import type { Database } from '../host';
import { insertId } from '../jobs';
import { today } from '../relation/columns';
import { isRefused, joinLaw, refusedBecause } from './allowed';
import { hasSegments } from './installed';
import type { RefreshCounts } from './told';

/** So many ids in one list of a statement. */
const BLOCK = 5000;

interface Leaver {
  id: number | string;
  segment: number;
  citizen: number | string;
  reason: ChangeReason;
}

/**
 * Who may not be used any more for the purpose of a segment leaves it, in the transaction of what said so. `citizens`:
 * as many as one list of a statement holds.
 */
export async function leaveByLaw(
  trx: Database,
  citizens: readonly number[],
  user: string | null,
): Promise<void> {
  if (!(await hasSegments(trx))) return;
  const leavers: Leaver[] = await joinLaw(
    trx('m57_members as member').join('m57_segments as segment', 'segment.id', 'member.segment'),
    'member.citizen',
  )
    .whereIn('member.citizen', [...citizens])
    .where(isRefused(trx, today()) as never)
    .select('member.id', 'member.segment', 'member.citizen', { reason: refusedBecause(trx) });
  await noteLeavers(trx, leavers, 'consent', user);
  const ids = leavers.map(({ id }) => id);
  for (let start = 0; start < ids.length; start += BLOCK)
    await trx('m57_members')
      .whereIn('id', ids.slice(start, start + BLOCK))
      .delete();
}

/** Before members are erased: that somebody left each of their segments is kept, and not who. */
export async function noteErased(
  trx: Database,
  citizens: readonly number[],
  user: string | null,
): Promise<void> {
  const leavers: Omit<Leaver, 'reason'>[] = await trx('m57_members')
    .whereIn('citizen', [...citizens])
    .select('id', 'segment', 'citizen');
  await noteLeavers(
    trx,
    leavers.map((leaver) => ({ ...leaver, reason: 'erased' })),
    'erased',
    user,
  );
}

async function noteLeavers(
  trx: Database,
  leavers: readonly Leaver[],
  cause: RefreshCause,
  user: string | null,
): Promise<void> {
  // In one order, so that two who change consents do not wait for each other.
  const segments = [...new Set(leavers.map(({ segment }) => segment))].sort((a, b) => a - b);
  for (const segment of segments) {
    const theirs = leavers.filter((leaver) => leaver.segment === segment);
    await trx('m57_segments').where({ id: segment }).decrement('size', theirs.length);
    const { size } = await trx('m57_segments').where({ id: segment }).first('size');
    const before = await trx('m57_segment_refreshes').where({ segment }).orderBy('id', 'desc').first();
    const refresh = await insertId(trx, 'm57_segment_refreshes', {
      segment,
      at: Date.now(),
      by: user,
      cause,
      size: size ?? 0,
      entered: 0,
      left: theirs.length,
      without_consent: null,
      objected: null,
      took_ms: 0,
      // Without the column, which an installer has yet to add, the law is done all the same.
      ...(before?.households && {
        households: JSON.stringify(fewest(size ?? 0, JSON.parse(before.households), theirs.length)),
      }),
    });
    await bulkInsert(
      trx,
      'm57_member_changes',
      ['segment', 'refresh', 'citizen', 'entered', 'reason'],
      theirs.map(({ citizen, reason }) => [
        segment,
        refresh,
        reason === 'erased' ? null : citizen,
        0,
        reason,
      ]),
    );
  }
}

/** Not counted before the next refresh: the fewest households, had each leaver been the last of one, or all of one. */
const fewest = (persons: number, { size }: RefreshCounts, leavers: number): RefreshCounts => ({
  size: persons === 0 ? 0 : Math.max(1, size - leavers),
  entered: 0,
  left: 1,
  without_consent: 0,
  objected: 0,
});

/** Members who never were, since the import that brought them is undone: nothing of them stays. */
export async function removeMembers(trx: Database, citizens: () => Knex.QueryBuilder): Promise<void> {
  const segments: number[] = await trx('m57_members')
    .whereIn('citizen', citizens())
    .distinct('segment')
    .pluck('segment');
  for (const table of ['m57_members', 'm57_member_changes'])
    await trx(table).whereIn('citizen', citizens()).delete();
  for (const id of segments) {
    const counted = await trx('m57_members').where({ segment: id }).count({ size: '*' }).first();
    await trx('m57_segments')
      .where({ id })
      .update({ size: Number(counted!['size']) });
  }
}
