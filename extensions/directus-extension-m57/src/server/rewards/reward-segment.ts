import { noReward, type NoReward } from '../../domain/segments/reward';
import { segmentsIn } from '../../domain/segments/definition';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { loadSegments, type StoredSegment } from '../segments/stored';

/** A segment as far as rewards go. */
export type RewardSegment = Pick<StoredSegment, 'id' | 'name' | 'purpose' | 'definition'>;

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
    // The purpose is that of the segment that is used, whatever its parts were made for.
    const code = noReward(segment.purpose, one.definition);
    if (code) return { code, by: one.name };
    if (one.definition) waiting.push(...segmentsIn(one.definition).flatMap((id) => byId.get(id) ?? []));
  }
  return null;
}

/**
 * The segment that a reward is for.
 * @throws NOT_FOUND; REWARD_STATISTICS, REWARD_ENGAGEMENT, REWARD_QUOTIENT where the law gives its members nothing
 */
export async function assertRewardable(database: Database, id: number): Promise<StoredSegment> {
  const all = await loadSegments(database);
  const segment = all.find((one) => one.id === id);
  if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const refused = refusedBy(segment, all);
  if (refused) throw new Refusal(refused.code, { segment: segment.name, by: refused.by });
  return segment;
}
