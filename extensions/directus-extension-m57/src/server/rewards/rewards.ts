import type { RewardRequest } from '../../contract/rewards';
import { InputError } from '../../domain/issue';
import { parseCents } from '../../domain/money';
import { politicalIssues } from '../../domain/segments/political';
import { rewardState } from '../../domain/segments/reward';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { insertId } from '../jobs';
import { today } from '../relation/columns';
import { assertRewardable } from './reward-segment';

/** A row of m57_rewards. */
export interface RewardRecord {
  id: number;
  name: string;
  segment: number;
  advantage: string;
  service: number | null;
  uses: number;
  /** Cents. */
  value: number | null;
  starts_on: string;
  ends_on: string | null;
  created_on: number | string;
  created_by: string | null;
  closed_on: number | string | null;
}

export const termsOf = ({ starts_on, ends_on, closed_on, uses }: RewardRecord) => ({
  starts_on,
  ends_on,
  uses,
  closed: closed_on !== null,
});

/** What was promised to those who have a pass. */
const PROMISED = ['segment', 'service', 'value', 'starts_on'] as const;

/**
 * @throws InputError SEGMENT_POLITICAL; NOT_FOUND for a segment or service that is not there, and as assertRewardable
 * does
 */
export async function createReward(
  database: Database,
  request: RewardRequest,
  user: string | null,
): Promise<number> {
  assertWords(request);
  await assertRewardable(database, request.segment);
  await assertService(database, request.service);
  return Number(
    await insertId(database, 'm57_rewards', {
      ...columnsOf(request),
      created_on: Date.now(),
      created_by: user,
    }),
  );
}

/**
 * Changes a reward. Once there are passes, only its words change, its end, and how often a pass may be used: that
 * never falls.
 * @throws NOT_FOUND, REWARD_CLOSED, REWARD_BEGUN, and as createReward does
 */
export async function changeReward(database: Database, id: number, request: RewardRequest): Promise<void> {
  assertWords(request);
  await database.transaction(async (trx) => {
    const reward = await lockReward(trx, id);
    const columns = columnsOf(request);
    const begun = await trx('m57_passes').where({ reward: id }).first('id');
    if (begun && (PROMISED.some((field) => columns[field] !== reward[field]) || columns.uses < reward.uses))
      throw new Refusal('REWARD_BEGUN', { name: reward.name });
    if (columns.segment !== reward.segment) await assertRewardable(trx, columns.segment);
    await assertService(trx, columns.service);
    await trx('m57_rewards').where({ id }).update(columns);
  });
}

/**
 * Ends a reward at once, for good: its passes are no longer taken.
 * @throws NOT_FOUND, REWARD_CLOSED
 */
export async function closeReward(database: Database, id: number): Promise<void> {
  await database.transaction(async (trx) => {
    await lockReward(trx, id);
    await trx('m57_rewards').where({ id }).update({ closed_on: Date.now() });
  });
}

/**
 * A reward that is not closed, held until the transaction ends.
 * @throws NOT_FOUND, REWARD_CLOSED
 */
export async function lockReward(trx: Database, id: number): Promise<RewardRecord> {
  const reward: RewardRecord | undefined = await trx('m57_rewards').where({ id }).forUpdate().first();
  if (!reward) throw new Refusal('NOT_FOUND', { what: `reward ${id}` });
  if (reward.closed_on !== null) throw new Refusal('REWARD_CLOSED', { name: reward.name });
  return reward;
}

/** @throws REWARD_ENDED for one whose last day is over */
export function assertNotEnded(reward: RewardRecord): void {
  if (rewardState(termsOf(reward), today()) === 'ended')
    throw new Refusal('REWARD_ENDED', { name: reward.name, day: reward.ends_on! });
}

const columnsOf = ({ value, ...request }: RewardRequest) => ({
  ...request,
  value: value === null ? null : parseCents(value),
});

/** Nothing here serves a campaign for votes. */
function assertWords({ name, advantage }: RewardRequest): void {
  const issues = politicalIssues([name, advantage]);
  if (issues.length > 0) throw new InputError(issues);
}

async function assertService(database: Database, service: number | null): Promise<void> {
  if (service !== null && !(await database('m57_services').where({ id: service }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `service ${service}` });
}
