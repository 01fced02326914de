import { matchPerson, prepare } from '../../../domain/relation/match';
import type { IncomingPerson } from '../../../domain/relation/row';
import type { Database } from '../../host';
import { newPseudonym } from '../pseudonym';
import { isoDate } from '../../rules/load';
import { findCandidates } from './candidates';
import type { Pair } from './matcher';

const BLOCK = 1_000;

type StagedRow = Pick<
  IncomingPerson,
  'person_key' | 'last_name' | 'first_name' | 'birth_year' | 'email' | 'phone' | 'address' | 'postcode'
> & { id: number; position: number; birth_date: string | null; pseudonym: string | null };

/**
 * Persons were matched while the file was read, without stopping anybody: those that are new are looked for among the
 * citizens that came in meanwhile, and those whose citizen is gone (merged or erased) among all. Changes what is
 * staged, and returns all pairs for the review. `since`: citizens with a higher id came in meanwhile; null: none did.
 */
export async function rematch(
  trx: Database,
  staged: { job: number; source: string; pairs: readonly Pair[] },
  since: number | null,
): Promise<Pair[]> {
  const { job, pairs: former } = staged;
  const pairs: Pair[] = [];
  /** Who is certainly somebody now has no pairs. */
  const settled = new Set<number>();
  const all = () => [...former.filter(({ local }) => !settled.has(local)), ...pairs];
  const gone: StagedRow[] = await trx('m57_staging_people as person')
    .leftJoin('m57_citizens as citizen', 'citizen.id', 'person.citizen')
    .where('person.job', job)
    .whereNotNull('person.citizen')
    .whereNull('citizen.id')
    .select('person.*');
  for (let start = 0; start < gone.length; start += BLOCK)
    await matchAgain(trx, staged, gone.slice(start, start + BLOCK), 0, pairs, settled);
  if (since === null) return all();
  for (let after = 0; ;) {
    const rows: StagedRow[] = await trx('m57_staging_people')
      .where({ job, fresh: 1 })
      .where('id', '>', after)
      .orderBy('id')
      .limit(BLOCK);
    if (rows.length === 0) return all();
    await matchAgain(trx, staged, rows, since, pairs, settled);
    after = rows.at(-1)!.id;
  }
}

async function matchAgain(
  trx: Database,
  { job, source }: { job: number; source: string },
  rows: readonly StagedRow[],
  since: number,
  pairs: Pair[],
  settled: Set<number>,
): Promise<void> {
  const block = rows.map((row) => prepare(personOf(row)));
  const candidates = await findCandidates(trx, source, block, since);
  for (const [at, { id, position, pseudonym }] of rows.entries()) {
    const { verdict, matches } = matchPerson(block[at]!, candidates[at]!);
    const table = trx('m57_staging_people');
    if (verdict === 'certain') {
      settled.add(position);
      const found = { citizen: matches[0]!.citizen, fresh: 0 };
      // With those of the file that are certainly the same.
      if (pseudonym === null) await table.where({ id }).update(found);
      else await table.where({ job, pseudonym }).update(found);
      continue;
    }
    if (since === 0) await table.where({ id }).update({ citizen: null, fresh: 1, pseudonym: newPseudonym() });
    for (const match of matches) pairs.push({ local: position, match });
  }
}

/** As it was told, but for what matching does not look at. */
const personOf = (row: StagedRow): IncomingPerson => ({
  ...row,
  birth_date: isoDate(row.birth_date === null ? null : stagedDay(row.birth_date)),
  city: null,
  zone: null,
  household: null,
  household_size: null,
  household_type: null,
  quotient_band: null,
});

/** SQLite stages milliseconds, the others ISO text. */
const stagedDay = (text: string) => (text.includes('-') && !text.startsWith('-') ? text : Number(text));
