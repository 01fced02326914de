import { INTERACTION_KINDS } from '../../domain/relation/model';
import type { Database } from '../host';
import { isoDate } from '../rules/load';

/**
 * The years in which a service, or any, has interactions, newest first: from the first to the last day of each service
 * and kind, which the index tells without reading what is between.
 */
export async function readYears(database: Database, service?: number): Promise<number[]> {
  const kinds = INTERACTION_KINDS.map((kind) => `select '${kind}' as kind`).join(' union all ');
  const day = (which: 'min' | 'max') =>
    database('m57_interactions')
      .whereRaw('service = service_of.id and kind = kind_of.kind')
      .select(database.raw(`${which}(date)`));
  const query = database('m57_services as service_of')
    .joinRaw(`cross join (${kinds}) as kind_of`)
    .select({ first: day('min'), last: day('max') });
  if (service !== undefined) query.where('service_of.id', service);
  const rows: { first: unknown; last: unknown }[] = await query;
  const years = new Set<number>();
  for (const { first, last } of rows) {
    if (first === null) continue;
    for (let year = yearIn(first); year <= yearIn(last); year += 1) years.add(year);
  }
  return [...years].sort((a, b) => b - a);
}

const yearIn = (day: unknown) => Number(isoDate(day)!.slice(0, 4));
