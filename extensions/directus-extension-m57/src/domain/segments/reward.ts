import { STATISTICS } from '../relation/model';
import type { Restricted } from './purpose';

/** When a pass is good, and how often. Days are ISO dates, both in. */
export interface RewardTerms {
  starts_on: string;
  /** Null: no end. */
  ends_on: string | null;
  closed: boolean;
  /** Of one pass. */
  uses: number;
}

export const REWARD_STATES = ['planned', 'running', 'ended', 'closed'] as const;
export type RewardState = (typeof REWARD_STATES)[number];

export function rewardState({ starts_on, ends_on, closed }: RewardTerms, on: string): RewardState {
  if (closed) return 'closed';
  if (on < starts_on) return 'planned';
  return ends_on !== null && on > ends_on ? 'ended' : 'running';
}

export const PASS_PROBLEMS = ['PASS_CLOSED', 'PASS_NOT_BEGUN', 'PASS_ENDED', 'PASS_USED_UP'] as const;
export type PassProblem = (typeof PASS_PROBLEMS)[number];

/** Why a pass that was used `used` times is not good on a day; null: it is. */
export function passProblem(terms: RewardTerms, used: number, on: string): PassProblem | null {
  const state = rewardState(terms, on);
  if (state === 'closed') return 'PASS_CLOSED';
  if (state === 'planned') return 'PASS_NOT_BEGUN';
  if (state === 'ended') return 'PASS_ENDED';
  return used >= terms.uses ? 'PASS_USED_UP' : null;
}

export type NoReward = 'REWARD_STATISTICS' | 'REWARD_ENGAGEMENT' | 'REWARD_QUOTIENT';

/**
 * Why nothing may be given to the members of a segment with this purpose, who are chosen by what was asked; null:
 * something may. An advantage is a right: the engagement score is never an input to it, the quotient only where the
 * purpose is the service itself, and statistics single nobody out.
 */
export function noReward(purpose: string, asked: readonly Restricted[]): NoReward | null {
  if (purpose === STATISTICS) return 'REWARD_STATISTICS';
  if (asked.includes('engagement')) return 'REWARD_ENGAGEMENT';
  return asked.includes('quotient_band') && purpose !== 'service' ? 'REWARD_QUOTIENT' : null;
}
