import type { CitizenList, citizensRequest } from '../../contract/citizens';
import type { z } from 'zod';
import { emailKey, nameTokens, phoneKey } from '../../domain/relation/normalise';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { nameOf } from './names';

const PAGE = 50;

/**
 * Citizens by what somebody typed: words that names begin with, in any order; a whole e-mail, phone number, pseudonym or
 * number in a source. Nothing typed: who came in last.
 */
export async function searchCitizens(
  database: Database,
  { search, page }: z.infer<typeof citizensRequest>,
): Promise<CitizenList> {
  const query = database('m57_citizens as citizen')
    .leftJoin('m57_identities as identity', 'identity.citizen', 'citizen.id')
    .leftJoin('m57_zones as zone', 'zone.id', 'citizen.zone')
    .select(
      'citizen.id',
      'citizen.pseudonym',
      'citizen.birth_year',
      'citizen.registered_on',
      'identity.last_name',
      'identity.first_name',
      'zone.name as zone',
    )
    .limit(PAGE + 1)
    .offset((page - 1) * PAGE);
  if (search === '') query.orderBy('citizen.id', 'desc');
  else {
    const found = foundBy(database, search);
    if (found.length === 0) return { citizens: [], more: false };
    // A join: MariaDB would look for each citizen in a union anew.
    query
      .join(database.union(found).as('found'), 'found.citizen', 'citizen.id')
      .orderByRaw(
        `lower(coalesce(identity.last_name, '')), lower(coalesce(identity.first_name, '')), citizen.id`,
      );
  }
  const rows = await query;
  const shown = rows.slice(0, PAGE);
  const ids = shown.map(({ id }) => id);
  const [last, duplicates] = await Promise.all([
    lastInteractions(database, ids),
    waitingPairs(database, ids),
  ]);
  return {
    citizens: shown.map((row) => ({
      id: Number(row.id),
      pseudonym: row.pseudonym,
      name: nameOf(row),
      birth_year: row.birth_year,
      zone: row.zone,
      registered_on: isoDate(row.registered_on),
      last_on: last.get(Number(row.id))?.last_on ?? null,
      duplicates: duplicates.get(Number(row.id)) ?? 0,
    })),
    more: rows.length > PAGE,
  };
}

/** Queries for the ids of whom the text may tell. */
function foundBy(database: Database, search: string) {
  const identities = () => database('m57_identities').select('citizen');
  const email = emailKey(search);
  if (email !== null) return [identities().where({ email_key: email })];
  const queries = [];
  const phone = phoneKey(search);
  if (phone !== null) queries.push(identities().where({ phone_key: phone }));
  if (/\d/.test(search)) queries.push(database('m57_citizen_keys').select('citizen').where({ key: search }));
  if (/^[\da-z]{26}$/.test(search))
    queries.push(database('m57_citizens').select('id as citizen').where({ pseudonym: search }));
  // Letters, digits and blanks only: nothing that LIKE would take for more.
  const words = nameTokens(search).filter((word) => !/\d/.test(word));
  if (words.length > 0)
    queries.push(
      words.reduce(
        (query, word) =>
          query.where((either) =>
            either.where('name_key', 'like', `${word}%`).orWhere('name_key', 'like', `% ${word}%`),
          ),
        identities(),
      ),
    );
  return queries;
}

/** How many interactions each of these citizens has, and the day of the last. */
export async function lastInteractions(
  database: Database,
  citizens: readonly number[],
): Promise<Map<number, { interactions: number; last_on: string | null }>> {
  const rows: { citizen: number | string; last_on: unknown; interactions: number | string }[] =
    await database('m57_interactions')
      .whereIn('citizen', citizens)
      .groupBy('citizen')
      .select('citizen', database.raw('max(date) as last_on'), database.raw('count(*) as interactions'));
  return new Map(
    rows.map(({ citizen, last_on, interactions }) => [
      Number(citizen),
      { interactions: Number(interactions), last_on: isoDate(last_on) },
    ]),
  );
}

/** How many pairs to review each of these citizens is in. */
export async function waitingPairs(
  database: Database,
  citizens: readonly number[],
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  const rows: Record<'citizen' | 'other', number | string>[] = await database('m57_duplicates')
    .where({ status: 'waiting' })
    .where((either) => either.whereIn('citizen', citizens).orWhereIn('other', citizens))
    .select('citizen', 'other');
  for (const { citizen, other } of rows)
    for (const id of [Number(citizen), Number(other)]) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
