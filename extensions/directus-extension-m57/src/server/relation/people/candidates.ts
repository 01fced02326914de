import type { Candidate, Prepared } from '../../../domain/relation/match';
import type { PersonKeys } from '../../../domain/relation/normalise';
import type { Database } from '../../host';
import { isoDate } from '../../rules/load';

export const KEY_COLUMNS = [
  'email_key',
  'phone_key',
  'name_key',
  'sound_key',
  'birth_key',
] as const satisfies readonly (keyof PersonKeys)[];

/**
 * Of the people under one key, no more are compared: the e-mail that an office writes where somebody has none would
 * make everybody be compared with everybody. Who shares more than this key is found by another.
 */
export const MOST_BY_KEY = 50;

interface Found extends Omit<Candidate, 'same_source_key'>, PersonKeys {}

/**
 * The citizens that each person of a block may be, by the keys of m57_identities and by their number in `source`: a
 * few statements of indexed look-ups for the whole block. `since`: only citizens with a higher id.
 */
export async function findCandidates(
  database: Database,
  source: string,
  block: readonly Prepared[],
  since = 0,
): Promise<Candidate[][]> {
  const byKey = new Map<string, Found[]>();
  for (const column of KEY_COLUMNS) {
    const keys = [...new Set(block.flatMap((person) => person[column] ?? []))];
    if (keys.length === 0) continue;
    const rows: Found[] = await citizens(database, since).whereIn(`identity.${column}`, keys);
    for (const row of rows) {
      const name = `${column} ${row[column]}`;
      const found = byKey.get(name);
      if (!found) byKey.set(name, [row]);
      else if (found.length < MOST_BY_KEY) found.push(row);
    }
  }
  const byNumber = await citizensByNumber(database, source, block, since);
  return block.map((person) => {
    const { person_key } = person.person;
    const told = person_key === null ? undefined : byNumber.get(person_key);
    const candidates = new Map<number, Candidate>();
    if (told) candidates.set(Number(told.citizen), candidate(told, true));
    for (const column of KEY_COLUMNS) {
      if (person[column] === null) continue;
      for (const found of byKey.get(`${column} ${person[column]}`) ?? []) {
        const citizen = Number(found.citizen);
        if (!candidates.has(citizen)) candidates.set(citizen, candidate(found, false));
      }
    }
    return [...candidates.values()];
  });
}

async function citizensByNumber(
  database: Database,
  source: string,
  block: readonly Prepared[],
  since: number,
): Promise<Map<string, Found>> {
  const numbers = [...new Set(block.flatMap(({ person }) => person.person_key ?? []))];
  if (numbers.length === 0) return new Map();
  const rows: (Found & { number: string })[] = await citizens(database, since)
    .join('m57_citizen_keys as number', 'number.citizen', 'citizen.id')
    .where('number.source', source)
    .whereIn('number.key', numbers)
    .select('number.key as number');
  return new Map(rows.map(({ number, ...found }) => [number, found]));
}

/** A citizen may have lost the identity, and have numbers still. */
const citizens = (database: Database, since: number) =>
  database('m57_citizens as citizen')
    .leftJoin('m57_identities as identity', 'identity.citizen', 'citizen.id')
    .where('citizen.id', '>', since)
    .select(
      'citizen.id as citizen',
      'identity.last_name',
      'identity.first_name',
      'identity.birth_date',
      'citizen.birth_year',
      'identity.address',
      'identity.postcode',
      ...KEY_COLUMNS.map((column) => `identity.${column}`),
    );

/** PostgreSQL gives big numbers as text. */
const candidate = (found: Found, same_source_key: boolean): Candidate => ({
  ...found,
  citizen: Number(found.citizen),
  birth_date: isoDate(found.birth_date),
  same_source_key,
});
