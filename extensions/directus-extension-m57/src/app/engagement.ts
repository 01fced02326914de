import type { EngagementParametersAnswer } from '../contract/citizens';
import type { InteractionKind } from '../domain/relation/model';

/** What may count as taking part: requests, complaints and payments are needs or means. */
export const PARTICIPATION = [
  'event',
  'renewal',
  'satisfaction',
  'consultation',
] as const satisfies readonly InteractionKind[];

export const WEIGHTS = ['recency', 'frequency', 'breadth'] as const;

/** What keeps parameters from being saved; null where nothing does. */
export function faultOf({
  weights,
  kinds,
  full_breadth,
}: EngagementParametersAnswer): 'weights' | 'kinds' | 'breadth' | null {
  if (weights.recency + weights.frequency + weights.breadth !== 100) return 'weights';
  if (kinds.length === 0) return 'kinds';
  return full_breadth > kinds.length ? 'breadth' : null;
}
