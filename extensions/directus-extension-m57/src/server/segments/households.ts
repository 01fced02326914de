import { asksQuotient, chosenByOf } from '../../domain/segments/purpose';
import type { Database } from '../host';
import { partOfAmong, type StoredSegment } from './stored';

/** The household of `citizen`, in SQL; who has none is one. */
export const HOUSEHOLD = 'coalesce(citizen.household, -citizen.id)';

/** How many distinct households, as a column `households`. */
export const countedHouseholds = (database: Database) =>
  database.raw(`count(distinct ${HOUSEHOLD}) as households`);

/** Those of some segments whose members were chosen by the quotient, themselves or through others. `all`: all there are. */
export function askingQuotient(segments: readonly StoredSegment[], all: readonly StoredSegment[]): number[] {
  const partOf = partOfAmong(all);
  return segments
    .filter(({ id, chosen_by }) => {
      const definition = partOf(id)?.definition;
      return asksQuotient(chosen_by ?? (definition ? chosenByOf(definition, partOf) : []));
    })
    .map(({ id }) => id);
}

/** By segment, how many households its stored members are of; of an empty one nothing. */
export async function countHouseholds(
  database: Database,
  segments: readonly number[],
): Promise<Map<number, number>> {
  if (segments.length === 0) return new Map();
  const rows: { segment: number; households: number | string }[] = await database('m57_members as member')
    .join('m57_citizens as citizen', 'citizen.id', 'member.citizen')
    .whereIn('member.segment', [...segments])
    .groupBy('member.segment')
    .select('member.segment', countedHouseholds(database));
  return new Map(rows.map(({ segment, households }) => [segment, Number(households)]));
}
