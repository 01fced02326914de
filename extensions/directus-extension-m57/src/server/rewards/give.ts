import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { GiveAnswer } from '../../contract/rewards';
import { CODE_LENGTH, codeOf } from '../../domain/segments/pass-code';
import { asksQuotient } from '../../domain/segments/purpose';
import { figureOfPersons, protectCount } from '../../domain/suppression';
import { bulkInsert } from '../bulk';
import { isDuplicate, type Database } from '../host';
import { today } from '../relation/columns';
import { logAccess } from '../relation/log';
import { withPersonsLock } from '../relation/persons';
import { readSuppressionRule } from '../relation/suppression-rule';
import { isRefused, joinLaw } from '../segments/allowed';
import { countedHouseholds } from '../segments/households';
import { readChosenBy } from '../segments/references';
import { assertComputed } from '../segments/stored';
import { assertRewardable } from './reward-segment';
import { assertNotEnded, lockReward } from './rewards';

/** A code that is taken already is drawn once in many lives; then all are drawn again. */
const ATTEMPTS = 3;

/**
 * Gives a pass to each member of the segment who has none of this reward and may be addressed for its purpose today.
 * Codes are drawn here, since no two databases draw at random what nobody can guess.
 * @throws PERSONS_BUSY, NOT_FOUND, REWARD_CLOSED, REWARD_ENDED, SEGMENT_NOT_COMPUTED, and as assertRewardable does:
 * a segment may have changed since the reward was made
 */
export async function givePasses(database: Database, id: number, user: string | null): Promise<GiveAnswer> {
  for (let attempt = 1; ; attempt += 1)
    try {
      // Nobody is merged or erased in between, whom a pass would then outlive.
      return await withPersonsLock(database, (trx) => give(trx, id, user));
    } catch (error) {
      if (attempt === ATTEMPTS || !isDuplicate(error)) throw error;
    }
}

async function give(trx: Database, id: number, user: string | null): Promise<GiveAnswer> {
  // Held: of two who give at once, the second finds the passes of the first.
  const reward = await lockReward(trx, id);
  assertNotEnded(reward);
  const segment = await assertRewardable(trx, reward.segment);
  await assertComputed(trx, segment);
  const on = today();
  const members = () => trx('m57_members as member').where('member.segment', segment.id);
  const fresh = addressed(trx, members(), segment.id)
    .leftJoin('m57_passes as pass', (join) =>
      join.on('pass.citizen', 'member.citizen').andOnVal('pass.reward', id),
    )
    .whereNull('pass.id');
  const [rule, chosenBy] = [await readSuppressionRule(trx), await readChosenBy(trx, segment)];
  const told = async (query: Knex.QueryBuilder) => {
    const { persons, households } = await query
      .clone()
      .join('m57_citizens as citizen', 'citizen.id', 'member.citizen')
      .first(trx.raw('count(*) as persons'), countedHouseholds(trx));
    const figure = figureOfPersons(Number(persons), asksQuotient(chosenBy) ? Number(households) : null);
    return protectCount(figure, rule).count;
  };
  // Before they have one.
  const given = await told(fresh);
  const citizens: (number | string)[] = await fresh.orderBy('member.citizen').pluck('member.citizen');
  const bytes = randomBytes(citizens.length * CODE_LENGTH);
  await bulkInsert(
    trx,
    'm57_passes',
    ['reward', 'citizen', 'code', 'given_on'],
    citizens.map((citizen, at) => [
      id,
      citizen,
      codeOf(bytes.subarray(at * CODE_LENGTH, (at + 1) * CODE_LENGTH)),
      on,
    ]),
  );
  await logAccess(trx, { user, action: 'give_passes', count: citizens.length, detail: `reward ${id}` });
  const refused = underLaw(members(), segment.id).where(isRefused(trx, today()) as never);
  return { given, left_out: await told(refused) };
}

/** Of a query with a column `member.citizen`, those who may be addressed for the purpose of the segment today. */
export const addressed = (database: Database, query: Knex.QueryBuilder, segment: number): Knex.QueryBuilder =>
  underLaw(query, segment).whereNot(isRefused(database, today()) as never);

const underLaw = (query: Knex.QueryBuilder, segment: number): Knex.QueryBuilder =>
  joinLaw(
    query.join('m57_segments as segment', (join) => join.onVal('segment.id', segment)),
    'member.citizen',
  );
