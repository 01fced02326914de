import type { Knex } from 'knex';
import type { z } from 'zod';
import type { ServiceRelation, serviceRelationQuery } from '../../contract/interactions';
import { formatCents } from '../../domain/money';
import { CLOSED_STATUSES, REQUEST_STATUSES } from '../../domain/relation/model';
import { protectSatisfaction } from '../../domain/relation/satisfaction';
import { protectCount } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { dayValue, daysFromTo, sumOfHundredths, monthOf, today } from './columns';
import { readErasedUsers } from './erased-users';
import { readLargestHouseholds } from './largest-households';
import { REQUEST_KINDS, statusOf } from './requests';
import { inStatistics, type InStatistics } from './statistics-purpose';
import { readSuppressionRule } from './suppression-rule';
import { readYears } from './years';

const SCORES = [1, 2, 3, 4, 5];

/**
 * Who uses a service in a year and how it answers, in aggregates: what would tell of a few persons is secret. Throws
 * NOT_FOUND.
 */
export async function readServiceRelation(
  database: Database,
  id: number,
  { exercice: asked }: z.infer<typeof serviceRelationQuery>,
): Promise<ServiceRelation> {
  const service = await database('m57_services').where({ id }).first('id', 'name', 'unit_of_work as unit');
  if (!service) throw new Refusal('NOT_FOUND', { what: `service ${id}` });
  const [rule, exercices, who] = await Promise.all([
    readSuppressionRule(database),
    readYears(database, id),
    inStatistics(database),
  ]);
  const exercice = asked ?? exercices[0] ?? null;
  const chosen = () => {
    const query = database('m57_interactions').where({ service: id });
    return exercice === null
      ? query.whereRaw('1 = 0')
      : query.whereBetween('date', [
          dayValue(database, `${exercice}-01-01`),
          dayValue(database, `${exercice}-12-31`),
        ]);
  };
  const [uses, persons, households, erased, requests, days, satisfaction] = await Promise.all([
    loadUses(database, chosen(), who),
    loadPersons(database, chosen().whereRaw(who.counted('citizen'))),
    exercice === null ? null : readLargestHouseholds(database, exercice, who, id),
    exercice === null ? [] : readErasedUsers(database, { year: exercice }),
    loadRequests(database, chosen()),
    loadDays(database, chosen()),
    loadSatisfaction(database, chosen()),
  ]);
  const sum = (list: readonly Use[], of: 'units' | 'revenue' | 'interactions') =>
    list.reduce((added, use) => added + use[of], 0);
  const [identified, anonymous] = [uses.filter((use) => use.known), uses.filter((use) => !use.known)];
  const gone = erased.find((one) => one.service === id)?.users ?? 0;
  const users = persons.users + gone;
  const largest = households?.get(id);
  // All of them or none, as in the statistics: what one page hides the other does not tell.
  const secret = [
    { amount: sum(identified, 'units'), largest: Math.max(persons.largestUnits, largest?.units ?? 0) },
    { amount: sum(identified, 'revenue'), largest: Math.max(persons.largestRevenue, largest?.revenue ?? 0) },
  ].some(
    (amount) =>
      // Who was erased stands behind no amount.
      protectCount({ count: users, contributors: persons.users, ...amount }, rule).reason !== null,
  );
  return {
    service,
    exercices,
    exercice,
    users: secret ? null : users,
    units: {
      identified: secret ? null : formatCents(sum(identified, 'units')),
      anonymous: secret ? null : formatCents(sum(anonymous, 'units')),
      total: formatCents(sum(uses, 'units')),
    },
    revenue: secret ? null : formatCents(sum(uses, 'revenue')),
    months: by(uses, ({ month }) => month)
      .sort(([a], [b]) => a - b)
      .map(([month, list]) => ({
        month,
        units: formatCents(sum(list, 'units')),
        interactions: sum(list, 'interactions'),
      })),
    channels: by(uses, ({ channel }) => channel)
      .map(([channel, list]) => ({ channel, interactions: sum(list, 'interactions') }))
      .sort((a, b) => b.interactions - a.interactions || (String(a.channel) < String(b.channel) ? -1 : 1)),
    requests: { ...requests, median_days: medianOf(days) },
    satisfaction: protectSatisfaction(satisfaction.scores, satisfaction.persons, rule),
  };
}

interface Use {
  month: number;
  channel: string | null;
  /** Whether it is known whose they are, and these may be counted. */
  known: boolean;
  /** Hundredths. */
  units: number;
  revenue: number;
  interactions: number;
}

function by<K>(uses: readonly Use[], of: (use: Use) => K): [K, Use[]][] {
  const groups = new Map<K, Use[]>();
  for (const use of uses) groups.set(of(use), [...(groups.get(of(use)) ?? []), use]);
  return [...groups];
}

async function loadUses(database: Database, chosen: Knex.QueryBuilder, who: InStatistics): Promise<Use[]> {
  const uses = chosen.select(
    database.raw(`${monthOf(database, 'date')} as month`),
    'channel',
    database.raw(`case when citizen is not null and ${who.counted('citizen')} then 1 else 0 end as known`),
    'units',
    'amount',
  );
  const rows = await database
    .from(uses.as('uses'))
    .groupBy('month', 'channel', 'known')
    .select(
      'month',
      'channel',
      'known',
      database.raw(`${sumOfHundredths(database, 'units')} as units`),
      database.raw(`${sumOfHundredths(database, 'amount')} as revenue`),
      database.raw('count(*) as interactions'),
    );
  return rows.map((row: Record<string, unknown>) => ({
    month: Number(row['month']),
    channel: row['channel'] as string | null,
    known: Number(row['known']) === 1,
    units: Number(row['units']),
    revenue: Number(row['revenue']),
    interactions: Number(row['interactions']),
  }));
}

/** How many citizens there are, and what the one who used or paid most did. */
async function loadPersons(database: Database, chosen: Knex.QueryBuilder) {
  const persons = chosen
    .whereNotNull('citizen')
    .groupBy('citizen')
    .select(
      database.raw(`${sumOfHundredths(database, 'units')} as units`),
      database.raw(`${sumOfHundredths(database, 'amount')} as revenue`),
    );
  const row = await database
    .from(persons.as('persons'))
    .first(
      database.raw('count(*) as users'),
      database.raw('max(abs(units)) as units'),
      database.raw('max(abs(revenue)) as revenue'),
    );
  return {
    users: Number(row.users),
    largestUnits: Number(row.units ?? 0),
    largestRevenue: Number(row.revenue ?? 0),
  };
}

async function loadRequests(
  database: Database,
  chosen: Knex.QueryBuilder,
): Promise<Omit<ServiceRelation['requests'], 'median_days'>> {
  const rows = await chosen
    .whereIn('kind', REQUEST_KINDS)
    .groupBy('status')
    .select(
      'status',
      database.raw('count(*) as requests'),
      database.raw('coalesce(sum(case when due_on < ? then 1 else 0 end), 0) as overdue', [
        dayValue(database, today()),
      ]),
    );
  const closed: readonly string[] = CLOSED_STATUSES;
  const by_status = REQUEST_STATUSES.map((status) => {
    const mine = rows.filter((row: Parameters<typeof statusOf>[0]) => statusOf(row) === status);
    const sum = (of: 'requests' | 'overdue') =>
      mine.reduce((added: number, row: Record<string, unknown>) => added + Number(row[of]), 0);
    return { status, requests: sum('requests'), overdue: closed.includes(status) ? 0 : sum('overdue') };
  });
  const total = (of: 'requests' | 'overdue', isClosed: boolean) =>
    by_status
      .filter(({ status }) => closed.includes(status) === isClosed)
      .reduce((added, one) => added + one[of], 0);
  return {
    open: total('requests', false),
    overdue: total('overdue', false),
    closed: total('requests', true),
    by_status: by_status.map(({ status, requests }) => ({ status, requests })),
  };
}

/** How many requests were closed after how many days, the quickest first. */
async function loadDays(database: Database, chosen: Knex.QueryBuilder): Promise<[number, number][]> {
  const days = daysFromTo(database, 'date', 'closed_on');
  const rows = await chosen
    .whereIn('kind', REQUEST_KINDS)
    .whereIn('status', CLOSED_STATUSES)
    .whereNotNull('closed_on')
    .groupByRaw(days)
    .select(database.raw(`${days} as days`), database.raw('count(*) as requests'));
  return rows
    .map((row: Record<string, unknown>): [number, number] => [Number(row['days']), Number(row['requests'])])
    .sort(([a]: [number, number], [b]: [number, number]) => a - b);
}

/** The middle one; of an even number, half way between the two in the middle. Null of none. */
function medianOf(days: readonly [number, number][]): number | null {
  const count = days.reduce((sum, [, requests]) => sum + requests, 0);
  if (count === 0) return null;
  const at = (rank: number) => {
    let passed = 0;
    return days.find(([, requests]) => (passed += requests) > rank)![0];
  };
  return (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2;
}

/** Answers by score, and the distinct persons behind them and behind all: an anonymous answer is one. */
async function loadSatisfaction(database: Database, chosen: Knex.QueryBuilder) {
  const answers = chosen.where({ kind: 'satisfaction' }).whereIn('score', SCORES);
  const counts = [
    database.raw('count(*) as answers'),
    database.raw(
      'count(distinct citizen) + coalesce(sum(case when citizen is null then 1 else 0 end), 0) as persons',
    ),
  ];
  const [rows, all] = await Promise.all([
    answers
      .clone()
      .groupBy('score')
      .select('score', ...counts),
    answers.clone().first(...counts),
  ]);
  return {
    scores: SCORES.map((score) => {
      const row = rows.find((one: Record<string, unknown>) => Number(one['score']) === score);
      return { score, answers: Number(row?.answers ?? 0), persons: Number(row?.persons ?? 0) };
    }),
    persons: Number(all.persons),
  };
}
