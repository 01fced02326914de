import { sumOfHundredths, dayValue } from './columns';
import type { Database } from '../host';
import type { InStatistics } from './statistics-purpose';

/** What the household that used, or paid, most of a service in a year did, without signs. */
export interface LargestHousehold {
  /** Hundredths. */
  units: number;
  revenue: number;
}

/**
 * By service. Totals of a service stand in several tables, some of them counted in households: a total is published in
 * all of them or in none, so that none gives away what another hides. Who has no household is one.
 */
export async function readLargestHouseholds(
  database: Database,
  exercice: number,
  who: InStatistics,
  service?: number,
): Promise<Map<number, LargestHousehold>> {
  const uses = database('m57_interactions as used')
    .join('m57_citizens as person', 'person.id', 'used.citizen')
    .whereBetween('used.date', [
      dayValue(database, `${exercice}-01-01`),
      dayValue(database, `${exercice}-12-31`),
    ])
    .whereRaw(who.counted('used.citizen'))
    .groupByRaw('used.service, coalesce(person.household, -person.id)')
    .select(
      'used.service',
      database.raw(`${sumOfHundredths(database, 'used.units')} as units`),
      database.raw(`${sumOfHundredths(database, 'used.amount')} as revenue`),
    );
  if (service === undefined) uses.whereNotNull('used.service');
  else uses.where('used.service', service);
  const rows: Record<'service' | 'units' | 'revenue', number | string>[] = await database
    .from(uses.as('uses'))
    .groupBy('service')
    .select(
      'service',
      database.raw('max(abs(units)) as units'),
      database.raw('max(abs(revenue)) as revenue'),
    );
  return new Map(
    rows.map(({ service: id, units, revenue }) => [
      Number(id),
      { units: Number(units), revenue: Number(revenue) },
    ]),
  );
}
