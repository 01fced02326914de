import type { z } from 'zod';
import type { UndoneUse, UseAnswer, useRequest } from '../../contract/rewards';
import { readCode } from '../../domain/segments/pass-code';
import { passProblem } from '../../domain/segments/reward';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { insertId } from '../jobs';
import { today } from '../relation/columns';
import { termsOf, type RewardRecord } from './rewards';

/**
 * Takes one use of a pass, and tells what its holder gets: nothing of who that is. Of two who take the last one at once,
 * one is refused.
 * @throws PASS_UNKNOWN, PASS_CLOSED, PASS_NOT_BEGUN, PASS_ENDED, PASS_USED_UP, PASS_ELSEWHERE; NOT_FOUND for a service
 */
export async function usePass(
  database: Database,
  { code, service: at }: z.infer<typeof useRequest>,
  user: string | null,
): Promise<UseAnswer> {
  const read = readCode(code);
  if (read === null) throw new Refusal('PASS_UNKNOWN');
  return database.transaction(async (trx) => {
    // Held until the use is in, and first of all: whoever comes second counts it.
    const pass = await trx('m57_passes').where({ code: read }).forUpdate().first('id', 'reward', 'citizen');
    if (!pass) throw new Refusal('PASS_UNKNOWN');
    const reward: RewardRecord = await trx('m57_rewards').where({ id: pass.reward }).first();
    const used = await countUses(trx, pass.id);
    const problem = passProblem(termsOf(reward), used, today());
    if (problem)
      throw new Refusal(problem, {
        name: reward.name,
        uses: reward.uses,
        day: (problem === 'PASS_NOT_BEGUN' ? reward.starts_on : reward.ends_on) ?? '',
      });
    const service = await serviceOf(trx, at ?? reward.service);
    if (reward.service !== null && service?.id !== reward.service)
      throw new Refusal('PASS_ELSEWHERE', {
        name: reward.name,
        service: (await serviceOf(trx, reward.service))?.name ?? '',
      });
    const use = await insertId(trx, 'm57_pass_uses', {
      reward: reward.id,
      pass: pass.id,
      citizen: pass.citizen,
      month: today().slice(0, 7),
      at: Date.now(),
      service: service?.id ?? null,
      by: user,
    });
    return {
      use: Number(use),
      reward: reward.name,
      advantage: reward.advantage,
      service,
      uses_left: reward.uses - used - 1,
      ends_on: reward.ends_on,
    };
  });
}

/**
 * Takes back a use: whoever took it, or (`any`) who reads citizens.
 * @throws NOT_FOUND, for that of somebody else too; PASS_TAKEN_BACK
 */
export async function takeBackUse(
  database: Database,
  id: number,
  { user, any }: { user: string | null; any: boolean },
): Promise<UndoneUse> {
  return database.transaction(async (trx) => {
    const use = await trx('m57_pass_uses').where({ id }).forUpdate().first();
    if (!use || use.pass === null || (!any && use.by !== user))
      throw new Refusal('NOT_FOUND', { what: `pass use ${id}` });
    if (use.taken_back_on !== null) throw new Refusal('PASS_TAKEN_BACK');
    await trx('m57_pass_uses').where({ id }).update({ taken_back_on: Date.now() });
    const { uses } = await trx('m57_rewards').where({ id: use.reward }).first('uses');
    return { uses_left: uses - (await countUses(trx, use.pass)) };
  });
}

const countUses = async (trx: Database, pass: number): Promise<number> =>
  Number(
    (await trx('m57_pass_uses').where({ pass }).whereNull('taken_back_on').count('* as count').first())![
      'count'
    ],
  );

/** @throws NOT_FOUND */
async function serviceOf(trx: Database, id: number | null): Promise<{ id: number; name: string } | null> {
  if (id === null) return null;
  const service = await trx('m57_services').where({ id }).first('id', 'name');
  if (!service) throw new Refusal('NOT_FOUND', { what: `service ${id}` });
  return service;
}
