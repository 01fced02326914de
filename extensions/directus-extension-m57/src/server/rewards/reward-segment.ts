import { noReward, type NoReward } from '../../domain/segments/reward';
import { segmentsIn } from '../../domain/segments/definition';
import { askedIn, computedFromOf, type Part } from '../../domain/segments/purpose';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { isRedefined, lastRefreshes, loadSegments, type StoredSegment } from '../segments/stored';

/** A segment as far as rewards go. */
export type RewardSegment = Pick<StoredSegment, 'id' | 'name' | 'purpose'> & Part;

/**
 * Why nothing may be given to the members of a segment, and which segment that it is made of says so; null: something
 * may. `all`: every segment there is.
 */
export function refusedBy(
  segment: RewardSegment,
  all: readonly RewardSegment[],
): { code: NoReward; by: string } | null {
  const byId = new Map(all.map((one) => [one.id, one]));
  const seen = new Set<number>();
  const waiting = [segment];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (seen.has(one.id)) continue;
    seen.add(one.id);
    const definition = computedFromOf(one);
    // The purpose is that of the segment that is used, whatever its parts were made for.
    const code = noReward(segment.purpose, definition ? askedIn(definition) : []);
    if (code) return { code, by: one.name };
    if (definition) waiting.push(...segmentsIn(definition).flatMap((id) => byId.get(id) ?? []));
  }
  // None of them asks it: one of them did when its members were chosen.
  for (const id of seen) {
    const one = byId.get(id) ?? segment;
    const code = noReward(segment.purpose, one.chosen_by ?? []);
    if (code) return { code, by: one.name };
  }
  return null;
}

/** All segments. Members of a former definition get nothing before they follow, and so tell nothing of this one. */
export async function loadRewardSegments(database: Database): Promise<StoredSegment[]> {
  const [segments, last] = await Promise.all([loadSegments(database), lastRefreshes(database)]);
  return segments.map((one) => (isRedefined(one, last) ? { ...one, chosen_by: null } : one));
}

/**
 * The segment that a reward is for.
 * @throws NOT_FOUND; REWARD_STATISTICS, REWARD_ENGAGEMENT, REWARD_QUOTIENT where the law gives its members nothing
 */
export async function assertRewardable(database: Database, id: number): Promise<StoredSegment> {
  const all = await loadRewardSegments(database);
  const segment = all.find((one) => one.id === id);
  if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const refused = refusedBy(segment, all);
  if (refused) throw new Refusal(refused.code, { segment: segment.name, by: refused.by });
  return segment;
}
