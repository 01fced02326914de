import type { Knex } from 'knex';
import type { ProfileGroups } from '../../contract/segments';
import type { Locale } from '../../domain/issue';
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
import { figureOfPersons, protectList, type Figure, type SuppressionRule } from '../../domain/suppression';
import { clientOf, type Database } from '../host';
import type { Standing } from './compile';
import { HOUSEHOLD } from './households';
import type { ZoneRow } from './references';

/** How many of a set of citizens have which value of what; households for `quotient_band`. */
export interface ProfileRow {
  attribute: string;
  value: string | null;
  persons: number | string;
}

/**
 * One statement for all attributes, and for how many have which standing (attribute `standing`).
 * @param persons a query over m57_citizens as `citizen` that selects `citizen` and `standing` (`Standing`); the
 *   profile is of those who are allowed
 * @param inHouseholds whether standings are counted in households too (attribute `households`), and the persons of the
 *   largest one (`largest_household`)
 */
export function profileQuery(
  database: Database,
  persons: Knex.QueryBuilder,
  inHouseholds = false,
): Knex.QueryBuilder {
  const met = persons
    .leftJoin('m57_scores as part_taken', 'part_taken.citizen', 'citizen.id')
    .select(
      'citizen.birth_year',
      'citizen.household_type',
      'citizen.zone',
      'citizen.quotient_band',
      'part_taken.score',
      database.raw(`${HOUSEHOLD} as household`),
    );
  if (clientOf(database) === 'mysql') return countedInOnePass(database, met, inHouseholds);
  const counted = (from: Knex.QueryBuilder, attribute: string, column: string) =>
    from
      .groupBy(column)
      .select(
        database.raw(`'${attribute}' as attribute`),
        database.raw(`cast(${column} as text) as value`),
        database.raw('count(*) as persons'),
      );
  const allowed = () => database('met').where({ standing: 'allowed' });
  const households = allowed().distinct('quotient_band', 'household').as('households');
  // SQLite would find them anew for each attribute.
  return database
    .withMaterialized('met', met)
    .unionAll([
      counted(database('met'), 'standing', 'standing'),
      ...(inHouseholds
        ? [
            counted(
              database.from(database('met').distinct('standing', 'household').as('households')),
              'households',
              'standing',
            ),
            largestHousehold(database, database('met'), ['value']),
          ]
        : []),
      counted(allowed(), 'age', 'birth_year'),
      counted(allowed(), 'household_type', 'household_type'),
      counted(allowed(), 'district', 'zone'),
      counted(allowed(), 'engagement', 'score'),
      counted(database.from(households), 'quotient_band', 'quotient_band'),
    ]);
}

const largestHousehold = (
  database: Database,
  met: Knex.QueryBuilder,
  values: readonly string[],
): Knex.QueryBuilder =>
  database
    .from(met.where({ standing: 'allowed' }).groupBy('household').count({ persons: '*' }).as('households'))
    .select(
      database.raw(`'largest_household' as attribute`),
      ...values.map((value) => database.raw('null as ??', [value])),
      database.raw('max(persons) as persons'),
    );

/** The same on MariaDB, which finds a `with` anew for each attribute: a limit is what lets it keep them. */
function countedInOnePass(
  database: Database,
  met: Knex.QueryBuilder,
  inHouseholds: boolean,
): Knex.QueryBuilder {
  const counted = database
    .select(
      'attributes.attribute',
      database.raw(`case attribute when 'age' then birth_year when 'district' then zone
        when 'engagement' then score when 'quotient_band' then quotient_band end as number`),
      database.raw(`case when attribute in ('standing', 'households') then standing
        when attribute = 'household_type' then household_type end as word`),
      database.raw(`case when attribute in ('households', 'quotient_band') then count(distinct household)
        else count(*) end as persons`),
    )
    .from(met.clone().limit(Number.MAX_SAFE_INTEGER).as('met'))
    .joinRaw(
      `join (select 'standing' as attribute union all select 'age' union all select 'household_type'
         union all select 'district' union all select 'engagement' union all select 'quotient_band'
         ${inHouseholds ? "union all select 'households'" : ''}) as attributes
       on attribute in ('standing', 'households') or standing = 'allowed'`,
    )
    .groupBy('attribute', 'number', 'word');
  const largest = largestHousehold(database, database.from(met.as('met')), ['number', 'word']);
  return database
    .select('attribute', database.raw('coalesce(word, cast(number as char)) as value'), 'persons')
    .from(database.unionAll(inHouseholds ? [counted, largest] : [counted]).as('counted'));
}

/** How many persons, or households, have which standing, of the rows of `profileQuery`. */
export function standingsOf(
  rows: readonly ProfileRow[],
  counted: 'standing' | 'households' = 'standing',
): Record<Standing, number> {
  const of = (standing: Standing) =>
    Number(rows.find(({ attribute, value }) => attribute === counted && value === standing)?.persons ?? 0);
  return {
    allowed: of('allowed'),
    without_consent: of('without_consent'),
    objected: of('objected'),
  };
}

/**
 * The profile of `total`, each list beside its number, which is shown: where a list can only be protected by hiding that,
 * it is hidden as a whole. Where households decide, behind each group of persons are as many as it takes at least, were
 * all as large as the largest.
 */
export function profileOf(
  rows: readonly ProfileRow[],
  {
    total,
    year,
    zones,
    rule,
    locale,
  }: {
    total: Figure;
    /** Of the day: ages are those reached in it. */
    year: number;
    zones: readonly ZoneRow[];
    rule: SuppressionRule;
    locale: Locale;
  },
): ProfileGroups[] {
  const largest = rows.find(
    ({ attribute, persons }) => attribute === 'largest_household' && persons !== null,
  );
  const list = (
    by: ProfileGroups['by'],
    groups: readonly Group[],
    keyOf: (value: string | null) => string,
  ): ProfileGroups => {
    const persons = new Map<string, number>();
    for (const { attribute, value, persons: count } of rows)
      if (attribute === by) {
        const key = keyOf(value);
        persons.set(key, (persons.get(key) ?? 0) + Number(count));
      }
    const all = [...groups, unknownGroup(locale)];
    const isOfPersons = by !== 'quotient_band';
    const parts = all.map(({ key }) => {
      const count = persons.get(key) ?? 0;
      const least = isOfPersons && largest ? Math.ceil(count / Number(largest.persons)) : null;
      return figureOfPersons(count, least);
    });
    const shown = protectList({ parts, ...(isOfPersons && { total }) }, rule);
    const open = shown.total === null || shown.total.reason === null;
    return {
      by,
      counted: isOfPersons ? 'persons' : 'households',
      groups: all.map((group, rank) => ({
        ...group,
        persons: open ? shown.parts[rank]!.count : null,
      })),
    };
  };
  const amongst = (groups: readonly Group[]) => (value: string | null) =>
    groups.some(({ key }) => key === value) ? value! : UNKNOWN;
  const numberOf = (value: string | null) => (value === null ? null : Number(value));
  const types = householdGroups(locale);
  const bands = rows
    .flatMap(({ attribute, value }) =>
      attribute === 'quotient_band' && value !== null ? [Number(value)] : [],
    )
    .sort((a, b) => a - b)
    .map((band) => quotientGroup(band, locale));
  const districtOf = districtsOf(zones);
  const lived = new Set(
    rows.flatMap(({ attribute, value }) =>
      attribute === 'district' && value !== null ? (districtOf(Number(value)) ?? []) : [],
    ),
  );
  const districts = [...lived]
    .sort((a, b) => a.name.localeCompare(b.name, 'fr'))
    .map(({ id, name }) => ({ key: String(id), label: name }));
  return [
    list('age', ageGroups(locale), (value) => ageGroupOf(numberOf(value), year)),
    list('household_type', types, amongst(types)),
    list('quotient_band', bands, amongst(bands)),
    list('district', districts, (value) =>
      value === null ? UNKNOWN : String(districtOf(Number(value))?.id ?? UNKNOWN),
    ),
    // As in definitions: who took no part has no row, and a score of nought.
    list('engagement', engagementGroups(locale), (value) => engagementGroupOf(numberOf(value) ?? 0)),
  ];
}

/** The district of a zone: the one that it lies in at last, which lies in no other. */
export function districtsOf(zones: readonly ZoneRow[]): (zone: number) => ZoneRow | undefined {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  return (zone) => {
    let top = byId.get(zone);
    // A circle of parents ends after as many steps as there are zones.
    for (let steps = 0; top?.parent != null && steps < zones.length; steps += 1)
      top = byId.get(top.parent) ?? { ...top, parent: null };
    return top;
  };
}
