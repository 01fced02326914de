import type { OverlapAnswer } from '../../contract/segments';
import { protectOverlap } from '../../domain/segments/overlap';
import { figureOfPersons, protectCount } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { readSuppressionRule } from '../relation/suppression-rule';
import { askingQuotient, HOUSEHOLD } from './households';
import { loadSegments } from './stored';

/**
 * Who is in exactly which of some segments, as they are stored; in households as soon as one that asks for the quotient
 * is told apart.
 * @throws NOT_FOUND
 */
export async function readOverlap(database: Database, asked: readonly number[]): Promise<OverlapAnswer> {
  const all = await loadSegments(database);
  const chosen = [...new Set(asked)].map((id) => {
    const segment = all.find((one) => one.id === id);
    if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
    return segment;
  });
  // Whoever asks for them in another order learns the same.
  const ids = chosen.map(({ id }) => id).sort((a, b) => a - b);
  const bitOf = (id: number) => 1 << ids.indexOf(id);
  const within = (mask: number) => ids.filter((id) => mask & bitOf(id));
  const asking = askingQuotient(chosen, all).reduce((bits, id) => bits + bitOf(id), 0);
  const [members, rule, of] = await Promise.all([
    loadMembers(database, ids),
    readSuppressionRule(database),
    asking === 0 ? null : loadHouseholds(database, ids),
  ]);
  const counts = new Map(
    ids.flatMap((id) => [...(members.get(id) ?? [])].filter(([mask]) => within(mask)[0] === id)),
  );
  const others = [...members].flatMap(([id, sets]) => (ids.includes(id) ? [] : [sets]));
  const sets = protectOverlap(counts, ids.length, rule, { others, households: of && { asking, of } });
  return {
    segments: chosen.map(({ id, name }) => {
      const own = [...(members.get(id) ?? [])];
      const size = own.reduce((sum, [, persons]) => sum + persons, 0);
      const households = of && asking & bitOf(id) ? of(own.map(([mask]) => mask)) : null;
      return { id, name, size: protectCount(figureOfPersons(size, households), rule).count };
    }),
    sets: sets.map(({ mask, persons }) => ({ segments: within(mask), persons })),
  };
}

/** By citizen, which of the segments they are in: `mask`, bit 0 for the first. */
const masks = (database: Database, ids: readonly number[]) =>
  database('m57_members')
    .whereIn('segment', [...ids])
    .groupBy('citizen')
    .select(
      'citizen',
      database.raw(
        `sum(case segment ${ids.map((id, at) => `when ${id} then ${1 << at}`).join(' ')} end) as mask`,
      ),
    );

/** Of every segment that has members, how many are in which of the chosen ones (0: in none), in one statement. */
async function loadMembers(
  database: Database,
  ids: readonly number[],
): Promise<Map<number, Map<number, number>>> {
  const rows: Record<'segment' | 'mask' | 'persons', number | string | null>[] = await database(
    'm57_members as member',
  )
    .leftJoin(masks(database, ids).as('sets'), 'sets.citizen', 'member.citizen')
    .groupBy('member.segment', 'sets.mask')
    .select('member.segment', 'sets.mask')
    .count({ persons: '*' });
  const members = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const segment = Number(row.segment);
    const sets = members.get(segment) ?? new Map<number, number>();
    members.set(segment, sets.set(Number(row.mask ?? 0), Number(row.persons)));
  }
  return members;
}

/** Masks that one number holds as bits: of six segments there are two such halves. */
const HALF = 32;

/**
 * How many households those of some sets are of together: households are grouped by the sets that any of theirs is in,
 * since the households of two sets do not add up.
 */
async function loadHouseholds(
  database: Database,
  ids: readonly number[],
): Promise<(masks: readonly number[]) => number> {
  const distinct = database
    .from(masks(database, ids).as('sets'))
    .join('m57_citizens as citizen', 'citizen.id', 'sets.citizen')
    .distinct('sets.mask')
    .select(database.raw(`${HOUSEHOLD} as household`));
  const halves = [0, 1].map((half) => {
    const cases = Array.from({ length: HALF }, (_, bit) => `when ${half * HALF + bit} then ${2 ** bit}`);
    return database.raw(`sum(case mask ${cases.join(' ')} else 0 end) as half${half}`);
  });
  const byHousehold = database.from(distinct.as('met')).groupBy('household').select(halves);
  const rows: Record<'half0' | 'half1' | 'households', number | string>[] = await database
    .from(byHousehold.as('households'))
    .groupBy('half0', 'half1')
    .select('half0', 'half1')
    .count({ households: '*' });
  const isIn = (row: (typeof rows)[number], mask: number) => {
    const half = Number(mask < HALF ? row.half0 : row.half1);
    return Math.floor(half / 2 ** (mask % HALF)) % 2 === 1;
  };
  return (some) =>
    rows.reduce((sum, row) => sum + (some.some((mask) => isIn(row, mask)) ? Number(row.households) : 0), 0);
}
