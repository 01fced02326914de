import type { Duplicates } from '../../contract/citizens';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { userNames } from '../user-names';
import { isoTime, readMerges } from './merges';
import { IDENTITY_COLUMNS, identityOf, nameOf } from './names';
import { lastInteractions } from './search';

const PAGE = 20;
/** Merges, and pairs told to be two, that are shown to be taken back. */
const LATEST = 20;

/** Pairs that may be one person, the surest first. */
export async function readDuplicates(database: Database, page: number): Promise<Duplicates> {
  const waiting = () => database('m57_duplicates').where({ status: 'waiting' });
  const [counted, pairs, merges, apart] = await Promise.all([
    waiting().count({ pairs: '*' }).first(),
    waiting()
      .orderBy([{ column: 'score', order: 'desc' }, 'id'])
      .limit(PAGE)
      .offset((page - 1) * PAGE)
      .select('id', 'citizen', 'other', 'score', 'reasons'),
    readMerges(database, (query) => query.whereNull('merge.undone_on').limit(LATEST)),
    readApart(database),
  ]);
  const sides = await readSides(
    database,
    pairs.flatMap(({ citizen, other }) => [Number(citizen), Number(other)]),
  );
  return {
    waiting: Number(counted?.pairs),
    pairs: pairs.flatMap(({ id, citizen, other, score, reasons }) => {
      const [one, two] = [sides.get(Number(citizen)), sides.get(Number(other))];
      return one && two ? [{ id, score, reasons: JSON.parse(reasons), sides: [one, two] }] : [];
    }),
    merges,
    apart,
  };
}

/** Pairs that somebody told to be two, the latest first. */
async function readApart(database: Database): Promise<Duplicates['apart']> {
  const rows = await database('m57_duplicates as pair')
    .leftJoin('m57_identities as one', 'one.citizen', 'pair.citizen')
    .leftJoin('m57_identities as two', 'two.citizen', 'pair.other')
    .where('pair.status', 'different')
    .orderBy([
      { column: 'pair.decided_on', order: 'desc' },
      { column: 'pair.id', order: 'desc' },
    ])
    .limit(LATEST)
    .select(
      'pair.id',
      'pair.citizen',
      'pair.other',
      'pair.decided_on',
      'pair.decided_by',
      'one.last_name as one_last',
      'one.first_name as one_first',
      'two.last_name as two_last',
      'two.first_name as two_first',
    );
  const users = await userNames(
    database,
    rows.flatMap(({ decided_by }) => decided_by ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    citizens: [
      { id: Number(row.citizen), name: nameOf({ last_name: row.one_last, first_name: row.one_first }) },
      { id: Number(row.other), name: nameOf({ last_name: row.two_last, first_name: row.two_first }) },
    ],
    decided_on: isoTime(row.decided_on)!,
    decided_by: users.get(row.decided_by) ?? null,
  }));
}

type Side = Duplicates['pairs'][number]['sides'][number];

async function readSides(database: Database, ids: readonly number[]): Promise<Map<number, Side>> {
  const [rows, last] = await Promise.all([
    database('m57_citizens as citizen')
      .leftJoin('m57_identities as identity', 'identity.citizen', 'citizen.id')
      .leftJoin('m57_zones as zone', 'zone.id', 'citizen.zone')
      .whereIn('citizen.id', ids)
      .select(
        'citizen.id as id',
        'citizen.pseudonym',
        'citizen.registered_on',
        'citizen.source',
        'zone.name as zone',
        ...IDENTITY_COLUMNS,
      ),
    lastInteractions(database, ids),
  ]);
  return new Map(
    rows.map((row) => {
      const id = Number(row.id);
      const { interactions, last_on } = last.get(id) ?? { interactions: 0, last_on: null };
      const { pseudonym, zone, source } = row;
      return [
        id,
        {
          id,
          pseudonym,
          identity: identityOf(row),
          zone,
          registered_on: isoDate(row.registered_on),
          source,
          interactions,
          last_on,
        },
      ];
    }),
  );
}
