import type { EngagementAnswer, EngagementParametersAnswer } from '../../contract/citizens';
import { checkEngagement, DEFAULT_ENGAGEMENT, engagementWindow } from '../../domain/relation/engagement';
import { protectList } from '../../domain/suppression';
import { clientOf, type Database } from '../host';
import { runJob } from '../jobs';
import { readSettings, writeSetting } from '../stored-settings';
import { dayValue, daysFromTo, today } from './columns';
import { readSuppressionRule } from './suppression-rule';

const SETTING = 'engagement';
/** So many citizens are computed before the answer, more after it. */
const COMPUTED_AT_ONCE = 20_000;

export const readEngagementParameters = async (database: Database): Promise<EngagementParametersAnswer> =>
  (await readSettings<EngagementParametersAnswer>(database, SETTING)).get(SETTING) ?? {
    ...DEFAULT_ENGAGEMENT,
    kinds: [...DEFAULT_ENGAGEMENT.kinds],
  };

/** Parameters, and how many citizens have which score, small counts left out. */
export async function readEngagement(database: Database): Promise<EngagementAnswer> {
  const tenth = clientOf(database) === 'mysql' ? 'score div 10' : 'score / 10';
  const [parameters, rule, rows] = await Promise.all([
    readEngagementParameters(database),
    readSuppressionRule(database),
    database('m57_scores')
      .groupByRaw(tenth)
      .select(
        database.raw(`${tenth} as tenth`),
        database.raw('count(*) as citizens'),
        database.raw('max(computed_on) as computed_on'),
      ),
  ]);
  const counts = Array.from({ length: 10 }, () => 0);
  // 100 is in the last tenth.
  for (const { tenth, citizens } of rows) counts[Math.min(9, Number(tenth))]! += Number(citizens);
  const { parts } = protectList({ parts: counts.map((count) => ({ count })) }, rule);
  return {
    parameters,
    computed_on: rows.reduce((last, row) => (row.computed_on > (last ?? '') ? row.computed_on : last), null),
    distribution: parts.map(({ count }, rank) => ({ from: rank * 10, citizens: count })),
  };
}

/** Keeps other parameters and computes all scores by them. Throws InputError as checkEngagement does. */
export async function storeEngagement(
  database: Database,
  parameters: EngagementParametersAnswer,
): Promise<EngagementAnswer> {
  checkEngagement(parameters);
  await writeSetting(database, SETTING, parameters);
  const counted = await database('m57_citizens').count({ citizens: '*' }).first();
  const computing = computeAllScores(database);
  if (Number(counted?.citizens) <= COMPUTED_AT_ONCE) await computing;
  // The row of the job says how it ended.
  else computing.catch(() => undefined);
  return readEngagement(database);
}

/** As a job that everybody sees: after imports, every night, and when the parameters change. */
export const computeAllScores = (database: Database): Promise<void> =>
  runJob(database, { kind: 'scores', subject: 'Score de participation / Engagement score' }, () =>
    computeScores(database, today()),
  );

/**
 * The scores of all citizens, or of some, on a day: in the database, by one statement with the whole-number formula of
 * domain/relation/engagement.ts. Who took no part has no row.
 */
export async function computeScores(
  database: Database,
  on: string,
  citizens?: readonly number[],
): Promise<void> {
  const parameters = await readEngagementParameters(database);
  const { weights, full_frequency, full_breadth } = parameters;
  const window = engagementWindow(on, parameters);
  const counted = database('m57_interactions')
    .whereNotNull('citizen')
    .whereIn('kind', parameters.kinds)
    .where('date', '>', dayValue(database, window.after))
    .where('date', '<=', dayValue(database, window.to))
    .groupBy('citizen')
    .select(
      'citizen',
      database.raw(`${daysFromTo(database, 'max(date)', dayLiteral(database, on))} as days`),
      database.raw('count(*) as uses'),
      database.raw('count(distinct kind) as kinds'),
    );
  if (citizens !== undefined) counted.whereIn('citizen', citizens);
  const most = (column: string, limit: number) =>
    `case when ${column} < ${limit} then ${column} else ${limit} end`;
  const points = {
    recency: divided(database, `${weights.recency} * (${window.days} - days)`, window.days),
    frequency: divided(database, `${weights.frequency} * (${most('uses', full_frequency)})`, full_frequency),
    breadth: divided(database, `${weights.breadth} * (${most('kinds', full_breadth)})`, full_breadth),
  };
  const parts = database
    .from(counted.as('counted'))
    .select('citizen', ...Object.entries(points).map(([name, sql]) => database.raw(`${sql} as ${name}`)));
  const scores = database
    .from(parts.as('parts'))
    // SQLite would take the ON of what follows for a join's.
    .whereRaw('1 = 1')
    .select(
      'citizen',
      database.raw('recency + frequency + breadth'),
      'recency',
      'frequency',
      'breadth',
      database.raw('?', [on]),
    );
  await database.transaction(async (trx) => {
    const former = trx('m57_scores').delete();
    if (citizens !== undefined) former.whereIn('citizen', citizens);
    await former;
    const { sql, bindings } = scores.toSQL();
    await trx.raw(
      `insert into m57_scores (${COLUMNS.join(', ')}) ${sql} ${upsert(database)}`,
      bindings as never,
    );
  });
}

const COLUMNS = ['citizen', 'score', 'recency', 'frequency', 'breadth', 'computed_on'];

/** Somebody else may compute at the same moment. */
function upsert(database: Database): string {
  const updated = COLUMNS.slice(1);
  return clientOf(database) === 'mysql'
    ? `on duplicate key update ${updated.map((name) => `${name} = values(${name})`).join(', ')}`
    : `on conflict (citizen) do update set ${updated.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}

/** Of whole numbers, rounded down. */
const divided = (database: Database, product: string, by: number) =>
  `(${product}) ${clientOf(database) === 'mysql' ? 'div' : '/'} ${by}`;

/** A day in an expression; it comes from a calendar, not from a caller. */
const dayLiteral = (database: Database, day: string) =>
  clientOf(database) === 'sqlite' ? String(dayValue(database, day)) : `cast('${day}' as date)`;
