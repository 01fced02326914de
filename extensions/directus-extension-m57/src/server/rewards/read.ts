import type { RewardList, RewardRow } from '../../contract/rewards';
import type { Locale } from '../../domain/issue';
import { formatCents } from '../../domain/money';
import { rewardState } from '../../domain/segments/reward';
import { figureOfPersons, protectCount, protectList, type SuppressionRule } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { readSuppressionRule } from '../relation/suppression-rule';
import { userNames } from '../user-names';
import { readElectionPeriod } from '../segments/elections';
import { askingQuotient, countedHouseholds } from '../segments/households';
import { loadSegments } from '../segments/stored';
import { loadRewardSegments, refusedBy } from './reward-segment';
import { termsOf, type RewardRecord } from './rewards';

/** Every reward with what was given and used of it, the newest first, and what a new one may be made of. */
export async function readRewards(database: Database, locale: Locale): Promise<RewardList> {
  const on = today();
  const [rule, period, rewards, segments, services, given, uses] = await Promise.all([
    readSuppressionRule(database),
    readElectionPeriod(database, locale),
    database('m57_rewards').orderBy('id', 'desc') as unknown as Promise<RewardRecord[]>,
    loadRewardSegments(database),
    database('m57_services').orderBy(['sort', 'name']).select('id', 'name', 'kind'),
    loadGiven(database),
    loadUses(database),
  ]);
  const asking = new Set(askingQuotient(segments, await loadSegments(database)));
  const names = await userNames(
    database,
    rewards.flatMap(({ created_by }) => created_by ?? []),
  );
  const time = (ms: number | string) => new Date(Number(ms)).toISOString();
  return {
    today: on,
    electionPeriod: period,
    rewards: rewards.map((reward) => {
      const segment = segments.find(({ id }) => id === reward.segment);
      const service = services.find(({ id }) => id === reward.service);
      const { passes, ...holders } = given.get(reward.id) ?? { passes: 0, persons: 0, households: 0 };
      return {
        id: reward.id,
        name: reward.name,
        segment: segment ? { id: segment.id, name: segment.name, purpose: segment.purpose } : null,
        advantage: reward.advantage,
        service: service ? { id: service.id, name: service.name } : null,
        uses: reward.uses,
        value: reward.value === null ? null : formatCents(reward.value),
        starts_on: reward.starts_on,
        ends_on: reward.ends_on,
        state: rewardState(termsOf(reward), on),
        created_on: time(reward.created_on),
        created_by: reward.created_by && (names.get(reward.created_by) ?? null),
        closed_on: reward.closed_on === null ? null : time(reward.closed_on),
        begun: passes > 0,
        ...figuresOf(holders, uses.get(reward.id) ?? [], reward.value, rule, asking.has(reward.segment)),
      };
    }),
    segments: segments.map((segment) => {
      const refused = refusedBy(segment, segments);
      return {
        id: segment.id,
        name: segment.name,
        purpose: segment.purpose,
        refused: refused && new Refusal(refused.code, { segment: segment.name, by: refused.by }).text(locale),
      };
    }),
    services: services.flatMap(({ id, name, kind }) => (kind === 'outside' ? [] : [{ id, name }])),
  };
}

interface Persons {
  persons: number;
  /** That they are of; who was erased is of none. */
  households: number;
}

/** Uses of a reward in a month, or in all (month null). */
interface Uses extends Persons {
  month: string | null;
  used: number;
  /** Of the person who used it most. */
  largest: number;
}

/**
 * What of it may be told. Who used their pass and who did not are two parts of those who have one; that nobody has used
 * any yet tells of nobody.
 * @param inHouseholds the segment asks for the quotient: households stand behind figures, and not persons
 */
export function figuresOf(
  given: Persons,
  uses: readonly Uses[],
  value: number | null,
  rule: SuppressionRule,
  inHouseholds: boolean,
): Pick<RewardRow, 'given' | 'users' | 'used' | 'cost' | 'months'> {
  const figureOf = ({ persons, households }: Persons) =>
    figureOfPersons(persons, inHouseholds ? households : null);
  const figureOfUses = ({ used, largest, ...of }: Uses) => ({
    count: used,
    contributors: inHouseholds ? of.households : of.persons,
    amount: used,
    largest,
  });
  const all = uses.find(({ month }) => month === null);
  if (!all || all.used === 0)
    return {
      given: protectCount(figureOf(given), rule).count,
      users: 0,
      used: 0,
      cost: value === null ? null : formatCents(0),
      months: [],
    };
  // At least so many households: some may hold one who used theirs and one who did not.
  const others = {
    persons: given.persons - all.persons,
    households: Math.max(0, given.households - all.households),
  };
  const {
    parts: [users],
    total: passes,
  } = protectList({ parts: [figureOf(all), figureOf(others)], total: figureOf(given) }, rule);
  const used = users!.count === null ? null : protectCount(figureOfUses(all), rule).count;
  const months = uses.flatMap(({ month, ...of }) => (month === null ? [] : [{ month, ...of }]));
  const shown = protectList(
    {
      parts: months.map((month) => figureOfUses(month)),
      ...(used === null ? {} : { total: figureOfUses(all) }),
    },
    rule,
  );
  return {
    given: passes!.count,
    users: users!.count,
    used,
    cost: used === null || value === null ? null : formatCents(used * value),
    months: months.map(({ month }, at) => ({
      month,
      // Of a total that is secret no part is told.
      used: used === null ? null : shown.parts[at]!.count,
    })),
  };
}

/** Of each reward its passes, and the persons who have them: who was erased is one for each pass. */
async function loadGiven(database: Database): Promise<Map<number, Persons & { passes: number }>> {
  const rows: Record<'reward' | 'passes' | 'persons' | 'households', number | string>[] = await database(
    'm57_passes as pass',
  )
    .leftJoin('m57_citizens as citizen', 'citizen.id', 'pass.citizen')
    .groupBy('pass.reward')
    .select(
      'pass.reward',
      database.raw('count(*) as passes'),
      database.raw(
        'count(distinct pass.citizen) + coalesce(sum(case when pass.citizen is null then 1 else 0 end), 0) as persons',
      ),
      countedHouseholds(database),
    );
  return new Map(
    rows.map(({ reward, passes, persons, households }) => [
      Number(reward),
      { passes: Number(passes), persons: Number(persons), households: Number(households) },
    ]),
  );
}

/** Of each reward its uses in all, then month by month. How many persons used what was erased is not known any more. */
async function loadUses(database: Database): Promise<Map<number, Uses[]>> {
  const count = (columns: readonly string[]) =>
    database
      .from(
        database('m57_pass_uses')
          .whereNull('taken_back_on')
          .groupBy([...columns, 'citizen'])
          .select([...columns, 'citizen', database.raw('count(*) as used')])
          .as('person'),
      )
      .leftJoin('m57_citizens as citizen', 'citizen.id', 'person.citizen')
      .groupBy([...columns])
      .orderBy([...columns])
      .select([
        ...columns,
        database.raw('sum(used) as used'),
        database.raw('count(person.citizen) as persons'),
        countedHouseholds(database),
        database.raw('coalesce(max(case when person.citizen is not null then used end), 0) as largest'),
      ]);
  const rows: ({ month?: string } & Record<
    'reward' | 'used' | 'persons' | 'households' | 'largest',
    number | string
  >)[] = [...(await count(['reward'])), ...(await count(['reward', 'month']))];
  const uses = new Map<number, Uses[]>();
  for (const { reward, month = null, used, persons, households, largest } of rows) {
    const one = {
      month,
      used: Number(used),
      persons: Number(persons),
      households: Number(households),
      largest: Number(largest),
    };
    uses.set(Number(reward), [...(uses.get(Number(reward)) ?? []), one]);
  }
  return uses;
}
