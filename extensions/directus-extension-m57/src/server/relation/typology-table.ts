import type { Knex } from 'knex';
import type { Statistics } from '../../contract/interactions';
import type { Locale } from '../../domain/issue';
import type { Cents } from '../../domain/money';
import {
  ageGroupOf,
  ageGroups,
  engagementGroupOf,
  engagementGroups,
  householdGroups,
  quotientGroup,
  UNKNOWN,
  unknownGroup,
  type Group,
} from '../../domain/relation/typology';
import {
  protectTable,
  type Figure,
  type FigureTable,
  type ProtectedTable,
  type SuppressionRule,
} from '../../domain/suppression';
import type { Database } from '../host';
import { dayValue, sumOfHundredths } from './columns';
import { readErasedUsers } from './erased-users';
import { readLargestHouseholds } from './largest-households';
import { inStatistics, type InStatistics } from './statistics-purpose';

export type Typology = Statistics['by'];

/** What stands behind a cell: persons or households, their units in hundredths, their revenue in cents. */
export interface Measured {
  users: number;
  /** Users who are not there any more: nothing of theirs is in the rest. */
  erased: number;
  units: number;
  largestUnits: number;
  revenue: Cents;
  largestRevenue: Cents;
}
export const NOTHING: Measured = {
  users: 0,
  erased: 0,
  units: 0,
  largestUnits: 0,
  revenue: 0,
  largestRevenue: 0,
};

/** A line of the table: a group, the one it lies in, and whether it is shown for this typology. */
interface Line extends Group {
  parent: number | null;
  shown: boolean;
}

/** One service by the groups of a typology. */
export interface TypologyColumn {
  id: number;
  name: string;
  /** In the order of the groups, which make up all of its users. */
  cells: { measured: Measured; secret: boolean }[];
  total: { measured: Measured; secret: boolean };
  /** What is of nobody in particular, or of somebody who may not be counted. Tells of the total, where that is secret. */
  unidentified: { units: number; revenue: Cents };
}
export interface TypologyTable {
  counted: Statistics['counted'];
  groups: Group[];
  /** Those that somebody used in the year. */
  services: TypologyColumn[];
}

/**
 * Users, units and revenue of each service by a typology of citizens, as one table in which small figures, and those
 * that would give them away, are secret. Zones and the districts that they lie in are one table, whichever is asked
 * for: apart, each would give away what the other hides. Every answer by typology is made from it, so that none hides
 * what another shows.
 */
export async function readTypologyTable(
  database: Database,
  { by, exercice }: { by: Typology; exercice: number },
  rule: SuppressionRule,
  locale: Locale,
): Promise<TypologyTable> {
  const counted = countedOf(by);
  const who = await inStatistics(database);
  const [rows, households, unidentified, erased, services] = await Promise.all([
    loadRows(database, by, exercice, who),
    readLargestHouseholds(database, exercice, who),
    readUnidentified(database, exercice, who),
    // Who they were is not known any more, and neither are their households.
    counted === 'persons' ? readErasedUsers(database, { year: exercice }) : [],
    database('m57_services').orderBy(['sort', 'name']).select('id', 'name'),
  ]);
  const { lines, keyOf } = await linesOf(database, by, exercice, rows, locale);
  const present = new Set([
    ...rows.map(({ service }) => service),
    ...unidentified.keys(),
    ...erased.map(({ service }) => service),
  ]);
  const used: { id: number; name: string }[] = services.filter(({ id }) => present.has(id));
  const groups = lines.filter(({ shown }) => shown).map(({ key, label }) => ({ key, label }));
  if (used.length === 0) return { counted, groups, services: [] };
  const table = new Map<string, Measured>();
  const add = (line: string, service: number, measured: Measured) => {
    const at = `${line} ${service}`;
    table.set(at, sumOf(table.get(at) ?? NOTHING, measured));
  };
  for (const { service, attribute, ...measured } of rows) add(keyOf(attribute), service, measured);
  for (const { service, users } of erased) add(UNKNOWN, service, { ...NOTHING, erased: users });
  // From below: those of a zone are those of its district too.
  lines.forEach(({ key, parent }) => {
    if (parent === null) return;
    for (const { id } of used) add(lines[parent]!.key, id, table.get(`${key} ${id}`) ?? NOTHING);
  });
  const cells = lines.map(({ key }) => used.map(({ id }) => table.get(`${key} ${id}`) ?? NOTHING));
  const totals = used.map(({ id }, column) => {
    const tops = cells.filter((_, rank) => lines[rank]!.parent === null).map((row) => row[column]!);
    const largest = households.get(id);
    return tops.reduce(sumOf, {
      ...NOTHING,
      largestUnits: largest?.units ?? 0,
      largestRevenue: largest?.revenue ?? 0,
    });
  });
  const hidden = hiddenIn(lines, cells, totals, rule);
  return {
    counted,
    groups,
    services: used.map(({ id, name }, column) => ({
      id,
      name,
      cells: lines.flatMap(({ shown }, rank) =>
        shown ? [{ measured: cells[rank]![column]!, secret: hidden.cell(rank, column) }] : [],
      ),
      total: { measured: totals[column]!, secret: hidden.total(column) },
      unidentified: unidentified.get(id) ?? { units: 0, revenue: 0 },
    })),
  };
}

/** Households where income is the question. */
export const countedOf = (by: Typology): Statistics['counted'] =>
  by === 'quotient_band' ? 'households' : 'persons';

/** A figure on persons as suppression takes it; who was erased counts, and stands behind no amount. */
export const figureOf = ({ users, erased, ...rest }: Measured, amount: 'units' | 'revenue'): Figure => ({
  count: users + erased,
  ...(erased > 0 && { contributors: users }),
  amount: rest[amount],
  largest: amount === 'units' ? rest.largestUnits : rest.largestRevenue,
});

export const sumOf = (a: Measured, b: Measured): Measured => ({
  users: a.users + b.users,
  erased: a.erased + b.erased,
  units: a.units + b.units,
  largestUnits: Math.max(a.largestUnits, b.largestUnits),
  revenue: a.revenue + b.revenue,
  largestRevenue: Math.max(a.largestRevenue, b.largestRevenue),
});

/**
 * Units and revenue of a cell are hidden with its users. Each of the two may be one person's for the most part, so the
 * rule is applied to both, and what one hides stays hidden.
 */
function hiddenIn(
  lines: readonly Line[],
  cells: readonly (readonly Measured[])[],
  totals: readonly Measured[],
  rule: SuppressionRule,
) {
  // Where the attribute is known of nobody, that everybody is without it tells nothing of anybody.
  const isKnown = lines.some(
    ({ key }, rank) => key !== UNKNOWN && cells[rank]!.some(({ users }) => users > 0),
  );
  const told = lines.flatMap((line, rank) => (isKnown || line.key === UNKNOWN ? [rank] : []));
  const tables = (['units', 'revenue'] as const).map((amount): ProtectedTable => {
    const figure = (measured: Measured) => figureOf(measured, amount);
    const table: FigureTable = {
      cells: told.map((rank) => cells[rank]!.map(figure)),
      parents: told.map((rank) => lines[rank]!.parent),
      columnTotals: totals.map(figure),
    };
    return protectTable(table, rule);
  });
  return {
    cell: (line: number, column: number) =>
      told.includes(line) &&
      tables.some((table) => table.cells[told.indexOf(line)]![column]!.reason !== null),
    total: (column: number) => tables.some(({ columnTotals }) => columnTotals![column]!.reason !== null),
  };
}

interface Row extends Measured {
  service: number;
  attribute: number | string | null;
}

/** What puts a citizen into a group of a typology; `score` is of m57_scores. */
const ATTRIBUTES: Record<Typology, string> = {
  zone: 'person.zone',
  district: 'person.zone',
  quotient_band: 'person.quotient_band',
  household_type: 'person.household_type',
  age: 'person.birth_year',
  engagement: 'score.score',
};

/** In one statement: what each citizen used of each service, then by attribute; of incomes, by household in between. */
async function loadRows(
  database: Database,
  by: Typology,
  exercice: number,
  who: InStatistics,
): Promise<Row[]> {
  const uses = inYear(database('m57_interactions'), database, exercice)
    .whereNotNull('citizen')
    .whereRaw(who.counted('citizen'))
    .groupBy('service', 'citizen')
    .select('service', 'citizen', summed(database, 'units'), summed(database, 'amount'));
  const persons = database
    .from(uses.as('uses'))
    .join('m57_citizens as person', 'person.id', 'uses.citizen')
    .select('uses.service', `${ATTRIBUTES[by]} as attribute`);
  if (by === 'engagement') persons.leftJoin('m57_scores as score', 'score.citizen', 'uses.citizen');
  if (by === 'quotient_band')
    // Whoever has no household is one.
    persons
      .groupByRaw('uses.service, person.quotient_band, coalesce(person.household, -person.id)')
      .select(database.raw('sum(uses.units) as units'), database.raw('sum(uses.amount) as amount'));
  else persons.select('uses.units', 'uses.amount');
  const rows: Record<string, number | string | null>[] = await database
    .from(persons.as('persons'))
    .groupBy('service', 'attribute')
    .select(
      'service',
      'attribute',
      database.raw('count(*) as users'),
      database.raw('sum(units) as units'),
      database.raw('max(abs(units)) as largest_units'),
      database.raw('sum(amount) as amount'),
      database.raw('max(abs(amount)) as largest_amount'),
    );
  return rows.map((row) => ({
    service: Number(row['service']),
    attribute: row['attribute'] ?? null,
    users: Number(row['users']),
    erased: 0,
    units: Number(row['units']),
    largestUnits: Number(row['largest_units']),
    revenue: Number(row['amount']),
    largestRevenue: Number(row['largest_amount']),
  }));
}

/**
 * Units (hundredths) and revenue of each service in a year that are of nobody in particular, or of somebody who may not
 * be counted: two branches, each with its index.
 */
export async function readUnidentified(
  database: Database,
  exercice: number,
  who: InStatistics,
): Promise<Map<number, TypologyColumn['unidentified']>> {
  const uses = () =>
    inYear(database('m57_interactions'), database, exercice).select('service', 'units', 'amount');
  const rows: Record<'service' | 'units' | 'amount', number | string>[] = await database
    .from(
      uses()
        .whereNull('citizen')
        .unionAll(uses().whereNotNull('citizen').whereRaw(who.leftOut('citizen')))
        .as('uses'),
    )
    .groupBy('service')
    .select('service', summed(database, 'units'), summed(database, 'amount'));
  return new Map(
    rows.map(({ service, units, amount }) => [
      Number(service),
      { units: Number(units), revenue: Number(amount) },
    ]),
  );
}

const summed = (database: Database, column: string) =>
  database.raw(`${sumOfHundredths(database, column)} as ${column}`);

/** Interactions of a service in a year. */
export const inYear = (query: Knex.QueryBuilder, database: Database, year: number) =>
  query
    .whereNotNull('service')
    .whereBetween('date', [dayValue(database, `${year}-01-01`), dayValue(database, `${year}-12-31`)]);

/** The groups of a typology, and which one an attribute of a citizen puts them in. */
async function linesOf(
  database: Database,
  by: Typology,
  exercice: number,
  rows: readonly Row[],
  locale: Locale,
): Promise<{ lines: Line[]; keyOf: (attribute: Row['attribute']) => string }> {
  const flat = (groups: readonly Group[]): Line[] =>
    [...groups, unknownGroup(locale)].map((group) => ({ ...group, parent: null, shown: true }));
  const known = (lines: readonly Line[]) => (attribute: Row['attribute']) =>
    lines.some(({ key }) => key === String(attribute)) ? String(attribute) : UNKNOWN;
  const number = (attribute: Row['attribute']) => (attribute === null ? null : Number(attribute));
  if (by === 'age')
    return {
      lines: flat(ageGroups(locale)),
      keyOf: (attribute) => ageGroupOf(number(attribute), exercice),
    };
  if (by === 'engagement')
    return {
      lines: flat(engagementGroups(locale)),
      keyOf: (attribute) => engagementGroupOf(number(attribute)),
    };
  if (by === 'zone' || by === 'district') {
    const inhabited = new Set(rows.map(({ attribute }) => number(attribute)));
    const lines = [
      ...zoneLines(await database('m57_zones').select('id', 'name', 'parent'), by, inhabited),
      ...flat([]),
    ];
    return { lines, keyOf: known(lines) };
  }
  const bands = [...new Set(rows.map(({ attribute }) => number(attribute)))];
  const lines = flat(
    by === 'household_type'
      ? householdGroups(locale)
      : bands
          .filter((band) => band !== null)
          .sort((a, b) => a - b)
          .map((band) => quotientGroup(band, locale)),
  );
  return { lines, keyOf: known(lines) };
}

interface ZoneRow {
  id: number;
  name: string;
  parent: number | null;
}

/**
 * Districts, which are zones that lie in no other, each followed by the zones in it. A district where people live whose
 * zone is not told more closely has a line for them too.
 */
function zoneLines(
  zones: readonly ZoneRow[],
  by: 'zone' | 'district',
  inhabited: ReadonlySet<number | null>,
): Line[] {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  const districtOf = (zone: ZoneRow): ZoneRow => {
    let top = zone;
    // A circle of parents ends after as many steps as there are zones.
    for (let steps = 0; steps < zones.length; steps += 1)
      top = (top.parent === null ? undefined : byId.get(top.parent)) ?? top;
    return top;
  };
  const inside = new Map<number, ZoneRow[]>();
  for (const zone of zones) {
    const { id } = districtOf(zone);
    inside.set(id, [...(inside.get(id) ?? []), zone]);
  }
  // One that only holds others, such as a priority area made of IRIS, would be a line of noughts.
  const whole = ({ id }: ZoneRow) => inhabited.has(id) || !zones.some(({ parent }) => parent === id);
  const named = (list: readonly ZoneRow[]) => [...list].sort((a, b) => a.name.localeCompare(b.name, 'fr'));
  const lines: Line[] = [];
  for (const district of named([...inside.keys()].map((id) => byId.get(id)!))) {
    const { id, name } = district;
    const others = named(inside.get(id)!.filter((zone) => zone.id !== id && whole(zone)));
    const apart = { key: String(id), label: name, parent: null, shown: true };
    if (others.length === 0) {
      lines.push(apart);
      continue;
    }
    const parent = lines.length;
    lines.push({ ...apart, key: `district:${id}`, shown: by === 'district' });
    for (const zone of [...(inhabited.has(id) ? [district] : []), ...others])
      lines.push({ key: String(zone.id), label: zone.name, parent, shown: by === 'zone' });
  }
  return lines;
}
