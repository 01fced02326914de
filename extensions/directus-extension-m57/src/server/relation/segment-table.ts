import { asksOnlyOf } from '../../domain/segments/about';
import type { Definition } from '../../domain/segments/definition';
import { protectCount, type SuppressionRule } from '../../domain/suppression';
import { protectSets } from '../../domain/suppression-sets';
import type { Database } from '../host';
import { sumOfHundredths } from './columns';
import { readErasedUsers } from './erased-users';
import { readLargestHouseholds } from './largest-households';
import { inStatistics, type InStatistics } from './statistics-purpose';
import {
  figureOf,
  inYear,
  NOTHING,
  readUnidentified,
  sumOf,
  type Measured,
  type TypologyTable,
} from './typology-table';

export interface ComputedSegment {
  id: number;
  name: string;
  definition: Definition | null;
}

/** Users of a service who are in the same segments, by position. */
interface Atom extends Measured {
  service: number;
  sets: number[];
}

/** A sum of so many different powers of two is a safe integer. */
const BITS = 50;
const AMOUNTS = ['units', 'revenue'] as const;

/**
 * Users, units and revenue of each service by the stored members of segments who may be counted today. Segments overlap
 * and do not add up; they are protected all together, also those that nobody asked for: which of two is secret does not
 * hang on which of them somebody looks at. A segment may ask for incomes, so that as many households as persons must
 * stand behind it.
 */
export async function readSegmentTable(
  database: Database,
  { exercice, segments: asked }: { exercice: number; segments?: readonly number[] | undefined },
  rule: SuppressionRule,
): Promise<TypologyTable> {
  const [segments, who] = await Promise.all([loadComputedSegments(database), inStatistics(database)]);
  const [atoms, behind, households, unidentified, erased, services] = await Promise.all([
    loadAtoms(database, segments, exercice, who),
    loadHouseholds(database, exercice, who),
    readLargestHouseholds(database, exercice, who),
    readUnidentified(database, exercice, who),
    readErasedUsers(database, { year: exercice }),
    database('m57_services').orderBy(['sort', 'name']).select('id', 'name'),
  ]);
  const gone = new Map(erased.map(({ service, users }) => [service, users]));
  const present = new Set([
    ...atoms.map(({ service }) => service),
    ...unidentified.keys(),
    ...erased.map(({ service }) => service),
  ]);
  const shown = segments.flatMap(({ id }, rank) => (!asked || asked.includes(id) ? [rank] : []));
  const used: { id: number; name: string }[] = services.filter(({ id }) => present.has(id));
  return {
    counted: 'persons',
    groups: shown.map((rank) => ({ key: String(segments[rank]!.id), label: segments[rank]!.name })),
    services: used.map(({ id, name }) => {
      const own = atoms.filter(({ service }) => service === id);
      const largest = households.get(id);
      const total = own.reduce<Measured>(sumOf, {
        ...NOTHING,
        erased: gone.get(id) ?? 0,
        largestUnits: largest?.units ?? 0,
        largestRevenue: largest?.revenue ?? 0,
      });
      const isSmall = (measured: Measured, contributors?: number) =>
        AMOUNTS.some((amount) => {
          const figure = figureOf(measured, amount);
          return (
            protectCount(contributors === undefined ? figure : { ...figure, contributors }, rule).reason !==
            null
          );
        });
      const sums = segments.map((_, rank) =>
        own.filter(({ sets }) => sets.includes(rank)).reduce<Measured>(sumOf, NOTHING),
      );
      const secret = isSmall(total);
      const hidden = protectSets(
        own.map((atom) => ({ sets: atom.sets, figures: AMOUNTS.map((amount) => figureOf(atom, amount)) })),
        segments.length,
        {
          total: !secret,
          own: sums.map((measured, rank) => {
            const { id: segment, definition } = segments[rank]!;
            const isAll = measured.users === total.users && !(definition && asksOnlyOf(definition, id));
            return isAll || isSmall(measured, behind.get(`${id} ${segment}`) ?? 0);
          }),
        },
        rule,
      );
      return {
        id,
        name,
        cells: shown.map((rank) => ({ measured: sums[rank]!, secret: hidden[rank]! })),
        total: { measured: total, secret },
        unidentified: unidentified.get(id) ?? { units: 0, revenue: 0 },
      };
    }),
  };
}

/** Those that were computed, or have members that somebody chose; the oldest first. */
export async function loadComputedSegments(database: Database): Promise<ComputedSegment[]> {
  const rows: { id: number; name: string; definition: unknown }[] = await database('m57_segments')
    .where((any) =>
      any.whereNotNull('refreshed_on').orWhereIn('id', database('m57_members').distinct('segment')),
    )
    .orderBy('id')
    .select('id', 'name', 'definition');
  return rows.map(({ definition, ...row }) => ({
    ...row,
    definition: (typeof definition === 'string' ? JSON.parse(definition) : definition) as Definition | null,
  }));
}

/** Interactions of a service in a year, of those who may be counted. */
export const ofCitizens = (database: Database, exercice: number, who: InStatistics) =>
  inYear(database('m57_interactions'), database, exercice)
    .whereNotNull('citizen')
    .whereRaw(who.counted('citizen'));

/** In one statement: what each citizen used of each service, then by the segments that they are in. */
async function loadAtoms(
  database: Database,
  segments: readonly ComputedSegment[],
  exercice: number,
  who: InStatistics,
): Promise<Atom[]> {
  const uses = ofCitizens(database, exercice, who)
    .groupBy('service', 'citizen')
    .select('service', 'citizen')
    .select(AMOUNTS.map((name) => summed(database, name)));
  const { members, names, setsOf } = segmentMasks(database, segments);
  const rows: Record<string, number | string | null>[] = await database
    .from(uses.as('uses'))
    .leftJoin(members.as('member'), 'member.citizen', 'uses.citizen')
    .groupBy('uses.service', ...names)
    .select(
      'uses.service',
      ...names,
      database.raw('count(*) as users'),
      database.raw('sum(uses.units) as units'),
      database.raw('max(abs(uses.units)) as largest_units'),
      database.raw('sum(uses.revenue) as revenue'),
      database.raw('max(abs(uses.revenue)) as largest_revenue'),
    );
  // Nobody's segments and none of ours are the same, and may come apart.
  const atoms = new Map<string, Atom>();
  for (const row of rows) {
    const sets = setsOf(row);
    const service = Number(row['service']);
    const key = `${service} ${sets.join()}`;
    const measured: Measured = {
      users: Number(row['users']),
      erased: 0,
      units: Number(row['units']),
      largestUnits: Number(row['largest_units']),
      revenue: Number(row['revenue']),
      largestRevenue: Number(row['largest_revenue']),
    };
    atoms.set(key, { service, sets, ...sumOf(atoms.get(key) ?? NOTHING, measured) });
  }
  return [...atoms.values()];
}

/**
 * Which segments each citizen is in, in as few columns as hold it, and the positions of the segments that a row with
 * these columns stands for. Each segment is a bit of a number, so that one group of rows is one set of segments.
 */
export function segmentMasks(database: Database, segments: readonly ComputedSegment[]) {
  const masks = Array.from({ length: Math.ceil(segments.length / BITS) }, (_, mask) => ({
    name: `mask${mask}`,
    bits: segments.slice(mask * BITS, (mask + 1) * BITS),
  }));
  const members = database('m57_members')
    .groupBy('citizen')
    .select('citizen')
    .select(
      masks.map(({ name, bits }) =>
        database.raw(
          `sum(case segment ${bits.map((_, bit) => `when ? then ${2 ** bit}`).join(' ')} else 0 end) as ${name}`,
          bits.map(({ id }) => id),
        ),
      ),
    );
  const names = masks.map(({ name }) => name);
  const setsOf = (row: Record<string, number | string | null>): number[] =>
    names.flatMap((name, mask) => bitsOf(Number(row[name] ?? 0)).map((bit) => mask * BITS + bit));
  return { members, names, setsOf };
}

const COLUMNS = { units: 'units', revenue: 'amount' } as const;
const summed = (database: Database, name: (typeof AMOUNTS)[number]) =>
  database.raw(`${sumOfHundredths(database, COLUMNS[name])} as ${name}`);

function bitsOf(mask: number): number[] {
  const bits: number[] = [];
  for (let bit = 0, left = mask; left > 0; bit += 1, left = Math.floor(left / 2))
    if (left % 2 === 1) bits.push(bit);
  return bits;
}

/** By "service segment", how many households the members who used it are of. Who has no household is one. */
async function loadHouseholds(
  database: Database,
  exercice: number,
  who: InStatistics,
): Promise<Map<string, number>> {
  const uses = ofCitizens(database, exercice, who).distinct('service', 'citizen');
  const rows: Record<'service' | 'segment' | 'households', number | string>[] = await database
    .from(uses.as('uses'))
    .join('m57_members as member', 'member.citizen', 'uses.citizen')
    .join('m57_citizens as person', 'person.id', 'uses.citizen')
    .groupBy('uses.service', 'member.segment')
    .select(
      'uses.service',
      'member.segment',
      database.raw('count(distinct coalesce(person.household, -person.id)) as households'),
    );
  return new Map(
    rows.map(({ service, segment, households }) => [`${service} ${segment}`, Number(households)]),
  );
}
