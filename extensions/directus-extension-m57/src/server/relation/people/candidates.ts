import type { Candidate, Prepared } from '../../../domain/relation/match';
import type { PersonKeys } from '../../../domain/relation/normalise';
import { clientOf, type Database } from '../../host';
import { isoDate } from '../../rules/load';
import { rowsByKey } from './by-key';

export const KEY_COLUMNS = [
  'email_key',
  'phone_key',
  'name_key',
  'sound_key',
  'birth_key',
] as const satisfies readonly (keyof PersonKeys)[];

/**
 * Of the people under one key, no more are compared: the e-mail that an office writes where somebody has none would
 * make everybody be compared with everybody. Who shares more than this key is found by another. More than the bearers of
 * a frequent name in a large town: of a person whose birth is not known, all are read.
 */
export const MOST_BY_KEY = 200;

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
    const told = block.filter((person) => person[column] !== null);
    if (told.length === 0) continue;
    const rows: Found[] =
      column === 'name_key'
        ? await citizensByName(database, told, since)
        : await identities(database, since).whereIn(`identity.${column}`, [
            ...new Set(told.map((person) => person[column]!)),
          ]);
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

/**
 * A name is borne by dozens, most of whom were born on another day, which settles it (`matchPerson`): of those, only who
 * shares e-mail or phone is read. A date of birth that is nearly the same has the year or the day of the month in common;
 * birth_key begins with it, as text on every database.
 */
function citizensByName(database: Database, block: readonly Prepared[], since: number) {
  const different = (column: 'name_key' | 'email_key' | 'phone_key', some = block) => [
    ...new Set(some.flatMap((person) => person[column] ?? [])),
  ];
  const born = block.filter(({ person }) => person.birth_date !== null);
  const unknown = block.filter(({ person }) => person.birth_date === null);
  const name = 'identity.name_key';
  return identities(database, since)
    .whereIn(name, different('name_key'))
    .where((near) => {
      void near.whereNull('identity.birth_key');
      void near.orWhereIn(name, different('name_key', unknown));
      void near.orWhereIn('identity.email_key', different('email_key'));
      void near.orWhereIn('identity.phone_key', different('phone_key'));
      if (born.length === 0) return;
      // MySQL and MariaDB look a list of pairs up, the others a table of them.
      const pairs = born.map(() => '(?, ?)').join(', ');
      const among = clientOf(database) === 'mysql' ? `(${pairs})` : `(values ${pairs})`;
      const told = (part: (date: string) => string) =>
        born.flatMap(({ name_key, person }) => [name_key!, part(person.birth_date!)]);
      const year = told((date) => date.slice(0, 4));
      const day = told((date) => date.slice(8));
      void near.orWhereRaw(`(identity.name_key, substr(identity.birth_key, 1, 4)) in ${among}`, year);
      void near.orWhereRaw(`(identity.name_key, substr(identity.birth_key, 7, 2)) in ${among}`, day);
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
  // A citizen may have lost the identity, and have numbers still.
  const told = rowsByKey(
    database,
    { table: 'm57_citizen_keys', source, key: 'key', select: ['key', 'citizen'] },
    numbers,
  );
  const rows: (Found & { number: string })[] = await database
    .from(told.as('number'))
    .join('m57_citizens as citizen', 'citizen.id', 'number.citizen')
    .leftJoin('m57_identities as identity', 'identity.citizen', 'citizen.id')
    .where('citizen.id', '>', since)
    .select('number.key as number', 'citizen.id as citizen', 'citizen.birth_year', ...OF_IDENTITY);
  return new Map(rows.map(({ number, ...found }) => [number, found]));
}

const OF_IDENTITY = ['last_name', 'first_name', 'birth_date', 'address', 'postcode', ...KEY_COLUMNS].map(
  (column) => `identity.${column}`,
);

/**
 * The year of birth counts where the date is not known, and is looked up for those only: joined, it would make
 * PostgreSQL read all citizens.
 */
const identities = (database: Database, since: number) =>
  database('m57_identities as identity')
    .where('identity.citizen', '>', since)
    .select(
      'identity.citizen',
      ...OF_IDENTITY,
      database.raw(
        `(select citizen.birth_year from m57_citizens citizen
          where citizen.id = identity.citizen and identity.birth_date is null) as birth_year`,
      ),
    );

/** PostgreSQL gives big numbers as text. */
const candidate = (found: Found, same_source_key: boolean): Candidate => ({
  ...found,
  citizen: Number(found.citizen),
  birth_date: isoDate(found.birth_date),
  same_source_key,
});
