import type { InteractionKind } from '../relation/model';
import { PARTICIPATION_KINDS } from '../relation/engagement';
import { conditionsOf, type Condition, type Definition } from './definition';

/** Who people are, which services they use, how they take part. */
export const SEGMENT_FAMILIES = ['profile', 'usage', 'engagement', 'mixed'] as const;
export type SegmentFamily = (typeof SEGMENT_FAMILIES)[number];

/** What more than half of the conditions look at; `mixed` where nothing does. Other segments are not looked into. */
export function familyOf({ where }: Definition): SegmentFamily {
  const families = [...conditionsOf(where)].flatMap((condition) => familyOfOne(condition) ?? []);
  const most = (['profile', 'usage', 'engagement'] as const).find(
    (family) => 2 * families.filter((one) => one === family).length > families.length,
  );
  return most ?? 'mixed';
}

function familyOfOne(condition: Condition): SegmentFamily | null {
  if (condition.type === 'field') {
    if (condition.field === 'engagement') return 'engagement';
    return condition.field === 'source' || condition.field === 'registered_on' ? 'usage' : 'profile';
  }
  if (condition.type !== 'related') return null;
  const isParticipation = (kind: InteractionKind) =>
    (PARTICIPATION_KINDS as readonly InteractionKind[]).includes(kind);
  return condition.filter.kinds?.every(isParticipation) ? 'engagement' : 'usage';
}
