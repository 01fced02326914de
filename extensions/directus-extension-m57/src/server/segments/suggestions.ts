import type { Knex } from 'knex';
import type { SegmentSuggestions } from '../../contract/segments';
import type { Locale } from '../../domain/issue';
import { STATISTICS } from '../../domain/relation/model';
import { UNKNOWN, ageGroupOf } from '../../domain/relation/typology';
import {
  spread,
  suggest,
  suggestionFigure,
  suggestionWords,
  type GroupFigures,
  type ServiceFigures,
  type Suggestion,
  type UserSums,
} from '../../domain/segments/suggest';
import { suggestedDefinition, type SuggestionGroup } from '../../domain/segments/suggested-draft';
import { protectCount, protectList, type SuppressionRule } from '../../domain/suppression';
import { protectSets } from '../../domain/suppression-sets';
import { loadServices } from '../allocations/results';
import { clientOf, type Database } from '../host';
import { sumOfHundredths, sumOfProducts } from '../relation/columns';
import { costOfHundredth } from '../relation/group-costs';
import {
  loadComputedSegments,
  ofCitizens,
  readSegmentTable,
  segmentMasks,
  type ComputedSegment,
} from '../relation/segment-table';
import { inStatistics, type InStatistics } from '../relation/statistics-purpose';
import { readSuppressionRule } from '../relation/suppression-rule';
import { readTypologyTable, type TypologyTable } from '../relation/typology-table';
import { latestFigures } from './latest-figures';
import { districtsOf } from './profile';
import type { ZoneRow } from './references';

/** What a segment that is made of a suggestion is called at most. */
const LONGEST_NAME = 120;
/** More than anybody reads; the surest are there. */
const MOST = 40;

const TYPOLOGIES = ['district', 'age', 'household_type'] as const;
const SCORES = [1, 2, 3, 4, 5];

/** A group of the users of a service. */
interface Group extends GroupFigures {
  of: { id: number; name: string };
  by: SuggestionGroup;
  key: string;
}

/**
 * Stored segments and groups of typologies whose cost per user, coverage, use or satisfaction stands out from the other
 * users of a service, in the year that costs by group begin with. What the tables of statistics keep secret is not
 * compared, and what a satisfaction is of is protected as they are.
 */
export async function readSuggestions(database: Database, locale: Locale): Promise<SegmentSuggestions> {
  const latest = await latestFigures(database);
  if (latest === null) return { exercice: null, run: null, suggestions: [] };
  const { exercice, run } = latest;
  const [rule, who, segments, zones, results] = await Promise.all([
    readSuppressionRule(database),
    inStatistics(database),
    loadComputedSegments(database),
    database('m57_zones').select('id', 'name', 'parent'),
    run === null ? [] : loadServices(database, run.id),
  ]);
  const [byValue, bySets, segmentTable, ...tables] = await Promise.all([
    loadByValue(database, exercice, who),
    segments.length === 0 ? [] : loadBySets(database, segments, exercice, who),
    readSegmentTable(database, { exercice }, rule),
    ...TYPOLOGIES.map((by) => readTypologyTable(database, { by, exercice }, rule, locale)),
  ]);
  const unitCosts = new Map(
    segmentTable.services.map(({ id, total }) => [
      id,
      costOfHundredth(results.find(({ service }) => service === id) ?? null, total.measured),
    ]),
  );
  const unitCostOf = (service: number) => unitCosts.get(service) ?? null;
  const services = [
    ...ofSegments(segmentTable, bySets, unitCostOf, rule),
    ...TYPOLOGIES.flatMap((by, rank) =>
      ofTypology(
        by,
        tables[rank]!,
        byValue.filter((row) => row.by === by),
        { keyOf: KEYS[by](exercice, zones, tables[rank]!), unitCostOf, rule },
      ),
    ),
  ];
  return {
    exercice,
    run,
    suggestions: spread(suggest(services, rule), MOST).map((suggestion) =>
      toldOf(suggestion, exercice, locale),
    ),
  };
}

function toldOf(
  suggestion: Suggestion<Group>,
  exercice: number,
  locale: Locale,
): SegmentSuggestions['suggestions'][number] {
  const { measure, persons, of } = suggestion;
  const figure = (value: number) => suggestionFigure(measure, value);
  const figures = { service: of.of.id, exercice, answered: measure === 'satisfaction' };
  const definition = of.by === 'segment' ? null : suggestedDefinition(of.by, of.key, figures);
  return {
    measure,
    service: of.of,
    group: { by: of.by, key: of.key, label: of.label },
    value: figure(suggestion.value),
    others: figure(suggestion.others),
    difference: figure(suggestion.difference),
    low: figure(suggestion.low),
    high: figure(suggestion.high),
    level: 95,
    method: 'welch',
    persons,
    sentence: suggestionWords(suggestion, locale),
    segment: of.by === 'segment' ? Number(of.key) : null,
    draft: definition && {
      name: `${of.of.name} ${exercice} – ${of.label}`.slice(0, LONGEST_NAME),
      purpose: STATISTICS,
      definition,
    },
  };
}

type UnitCostOf = (service: number) => number | null;

/** Which group of a table a value of its attribute belongs to. */
type KeyOf = (value: string | null) => string;
const DISTRICT = 'district:';
const KEYS: Record<
  (typeof TYPOLOGIES)[number],
  (exercice: number, zones: readonly ZoneRow[], table: TypologyTable) => KeyOf
> = {
  age: (exercice) => (value) => ageGroupOf(value === null ? null : Number(value), exercice),
  household_type: () => (value) => value ?? UNKNOWN,
  district: (_exercice, zones, { groups }) => {
    const districtOf = districtsOf(zones);
    return (value) => {
      const id = value === null ? UNKNOWN : String(districtOf(Number(value))?.id ?? UNKNOWN);
      // A district that holds zones where people live has a key of its own beside theirs.
      return groups.some(({ key }) => key === `${DISTRICT}${id}`) ? `${DISTRICT}${id}` : id;
    };
  },
};

function ofTypology(
  by: (typeof TYPOLOGIES)[number],
  { groups, services }: TypologyTable,
  rows: readonly ValueRow[],
  { keyOf, unitCostOf, rule }: { keyOf: KeyOf; unitCostOf: UnitCostOf; rule: SuppressionRule },
): ServiceFigures<Group>[] {
  return services.map(({ id, name, cells, total }) => {
    const own = rows.filter(({ service }) => service === id);
    const whole = added(own);
    const groupOf = ({ value }: ValueRow) => {
      const key = keyOf(value);
      return groups.some((group) => group.key === key) ? key : UNKNOWN;
    };
    const parts = groups.map(({ key }) => added(own.filter((row) => groupOf(row) === key)));
    const answered = protectList(
      {
        parts: parts.map(({ respondents }) => ({ count: respondents })),
        total: { count: whole.respondents },
      },
      rule,
    );
    return {
      service: name,
      unit_cost: unitCostOf(id),
      whole: figuresOf('', whole, { sums: !total.secret, scores: true }),
      groups: groups.flatMap(({ key, label }, rank): Group[] => {
        if (key === UNKNOWN) return [];
        const open = !cells[rank]!.secret;
        const shown = { sums: open, scores: open && answered.parts[rank]!.reason === null };
        return [{ ...figuresOf(label, parts[rank]!, shown), of: { id, name }, by, key }];
      }),
    };
  });
}

function ofSegments(
  { groups, services }: TypologyTable,
  rows: readonly SetsRow[],
  unitCostOf: UnitCostOf,
  rule: SuppressionRule,
): ServiceFigures<Group>[] {
  return services.map(({ id, name, cells, total }) => {
    const own = rows.filter(({ service }) => service === id);
    const whole = added(own);
    const parts = groups.map((_, rank) => added(own.filter(({ sets }) => sets.includes(rank))));
    const isSmall = ({ respondents }: Sums) => protectCount({ count: respondents }, rule).reason !== null;
    const hidden = protectSets(
      own.map(({ sets, sums }) => ({ sets, figures: [{ count: sums.respondents }] })),
      groups.length,
      { total: !isSmall(whole), own: parts.map(isSmall) },
      rule,
    );
    return {
      service: name,
      unit_cost: unitCostOf(id),
      whole: figuresOf('', whole, { sums: !total.secret, scores: true }),
      groups: groups.map(({ key, label }, rank): Group => {
        const open = !cells[rank]!.secret;
        const shown = { sums: open, scores: open && !hidden[rank]! };
        return { ...figuresOf(label, parts[rank]!, shown), of: { id, name }, by: 'segment', key };
      }),
    };
  });
}

function figuresOf(label: string, sums: Sums, shown: { sums: boolean; scores: boolean }): GroupFigures {
  const { users, units, paid, units_squared, paid_squared, units_paid } = sums;
  return {
    label,
    sums: shown.sums ? { users, units, paid, units_squared, paid_squared, units_paid } : null,
    scores: shown.scores
      ? SCORES.map((score, rank) => ({
          score,
          answers: sums.answers[rank]!,
          persons: sums.persons[rank]!,
        }))
      : [],
    respondents: shown.scores ? sums.respondents : 0,
  };
}

/** What users add up to; `answers` and `persons` behind them by satisfaction score, 1 first. */
interface Sums extends UserSums {
  respondents: number;
  answers: number[];
  persons: number[];
}
interface Row {
  service: number;
  sums: Sums;
}
type ValueRow = Row & { by: string; value: string | null };
type SetsRow = Row & { sets: number[] };

function added(rows: readonly Row[]): Sums {
  const sum = (of: (sums: Sums) => number) => rows.reduce((total, { sums }) => total + of(sums), 0);
  return {
    users: sum(({ users }) => users),
    units: sum(({ units }) => units),
    paid: sum(({ paid }) => paid),
    units_squared: sum((sums) => sums.units_squared),
    paid_squared: sum((sums) => sums.paid_squared),
    units_paid: sum((sums) => sums.units_paid),
    respondents: sum(({ respondents }) => respondents),
    answers: SCORES.map((_, rank) => sum(({ answers }) => answers[rank]!)),
    persons: SCORES.map((_, rank) => sum(({ persons }) => persons[rank]!)),
  };
}

type Stored = Record<string, number | string | null>;
const rowOf = (row: Stored): Row => {
  const number = (name: string) => Number(row[name]);
  return {
    service: number('service'),
    sums: {
      users: number('users'),
      units: number('all_units'),
      paid: number('all_paid'),
      units_squared: number('units_squared'),
      paid_squared: number('paid_squared'),
      units_paid: number('units_paid'),
      respondents: number('respondents'),
      answers: SCORES.map((score) => number(`answers${score}`)),
      persons: SCORES.map((score) => number(`persons${score}`)),
    },
  };
};

/** Of each citizen and service, once: units, what was paid, and satisfaction answers by score. */
const usesQuery = (database: Database, exercice: number, who: InStatistics): Knex.QueryBuilder =>
  ofCitizens(database, exercice, who)
    .groupBy('service', 'citizen')
    .select('service', 'citizen')
    .select([
      database.raw(`${sumOfHundredths(database, 'units')} as units`),
      database.raw(`${sumOfHundredths(database, 'amount')} as paid`),
      ...SCORES.map((score) =>
        database.raw(
          `sum(case when kind = 'satisfaction' and score = ${score} then 1 else 0 end) as score${score}`,
        ),
      ),
    ]);

const sumsColumns = (database: Database): Knex.Raw[] => {
  const some = (condition: string) => `sum(case when ${condition} then 1 else 0 end)`;
  return [
    'count(*) as users',
    'sum(units) as all_units',
    'sum(paid) as all_paid',
    `${sumOfProducts(database, 'units', 'units')} as units_squared`,
    `${sumOfProducts(database, 'paid', 'paid')} as paid_squared`,
    `${sumOfProducts(database, 'units', 'paid')} as units_paid`,
    `${some(SCORES.map((score) => `score${score} > 0`).join(' or '))} as respondents`,
    ...SCORES.map((score) => `sum(score${score}) as answers${score}`),
    ...SCORES.map((score) => `${some(`score${score} > 0`)} as persons${score}`),
  ].map((column) => database.raw(column));
};

/** In one statement, by what typologies put citizens into groups by. */
async function loadByValue(database: Database, exercice: number, who: InStatistics): Promise<ValueRow[]> {
  const text = { sqlite: 'text', postgres: 'text', mysql: 'char' }[clientOf(database)];
  const counted = (by: (typeof TYPOLOGIES)[number]) =>
    database('uses')
      .join('m57_citizens as person', 'person.id', 'uses.citizen')
      .groupBy('service', ATTRIBUTES[by])
      .select(database.raw(`'${by}' as typology`))
      .select('service', database.raw(`cast(${ATTRIBUTES[by]} as ${text}) as value`))
      .select(sumsColumns(database));
  const rows: Stored[] = await database
    .with('uses', usesQuery(database, exercice, who))
    .unionAll(TYPOLOGIES.map(counted));
  return rows.map((row) => ({
    ...rowOf(row),
    by: String(row['typology']),
    value: row['value'] === null ? null : String(row['value']),
  }));
}

const ATTRIBUTES: Record<(typeof TYPOLOGIES)[number], string> = {
  district: 'person.zone',
  age: 'person.birth_year',
  household_type: 'person.household_type',
};

/** In one statement, by the set of segments that citizens are in. */
async function loadBySets(
  database: Database,
  segments: readonly ComputedSegment[],
  exercice: number,
  who: InStatistics,
): Promise<SetsRow[]> {
  const { members, names, setsOf } = segmentMasks(database, segments);
  const rows: Stored[] = await database
    .from(usesQuery(database, exercice, who).as('uses'))
    .leftJoin(members.as('member'), 'member.citizen', 'uses.citizen')
    // Nobody's segments and none of ours are the same set.
    .groupByRaw(['service', ...names.map(orNought)].join(', '))
    .select('service', ...names.map((name) => database.raw(`${orNought(name)} as ${name}`)))
    .select(sumsColumns(database));
  return rows.map((row) => ({ ...rowOf(row), sets: setsOf(row) }));
}

const orNought = (name: string) => `coalesce(${name}, 0)`;
