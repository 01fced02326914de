import type { Locale } from '../../../domain/issue';
import { describe } from '../../../domain/messages';
import { Refusal } from '../../errors';
import type { Database } from '../../host';
import { lockChain } from '../evidence';
import { personsChanged } from '../../segments/auto';
import { hasSegments } from '../../segments/installed';
import { removeMembers } from '../../segments/leave';
import { withPersonsLock } from '../persons';
import { revertInteractions } from './changes';
import { revertCitizens } from './complete';
import type { PersonReport } from './person-import';

/**
 * Takes an import of persons back, in one transaction: its interactions, what it changed, its numbers of persons and
 * pairs for the review that nobody decided on, and the citizens it created, but for those who have something from
 * elsewhere since (interactions, numbers, evidence, a merge): these stay, and the row of the import tells how many.
 * Evidence that it brought stays for ever, and so do the citizens whom it is about.
 */
export async function undoPersonImport(
  database: Database,
  id: number,
  user: string | null,
  locale: Locale,
): Promise<void> {
  await withPersonsLock(database, async (trx) => {
    // Nobody of whom something is recorded meanwhile is taken away.
    await lockChain(trx);
    const row = await trx('m57_person_imports').where({ id }).first('status', 'report');
    if (!row) throw new Refusal('NOT_FOUND', { what: `import ${id}` });
    if (row.status !== 'imported') throw new Refusal('IMPORT_NOT_UNDOABLE');
    await revertInteractions(trx, id);
    await revertCitizens(trx, id);
    await trx('m57_person_changes').where({ import: id }).delete();
    await trx('m57_interactions').where({ import: id }).delete();
    await trx('m57_citizen_keys').where({ import: id }).delete();
    await trx('m57_duplicates').where({ import: id, status: 'waiting' }).delete();
    const stayed = await keepOthers(trx, id);
    await removeCitizens(trx, id);
    const report = JSON.parse(row.report) as PersonReport;
    const issue = { code: 'CITIZENS_STAYED', line: null, column: null, params: { rows: stayed } };
    if (stayed > 0) report.warnings.push({ ...describe(issue, locale), count: stayed });
    await trx('m57_person_imports')
      .where({ id })
      .update({
        status: 'undone',
        report: JSON.stringify(report),
        undone_on: Date.now(),
        undone_by: user,
      });
  });
  personsChanged(database);
}

/** Where a citizen may stand that something else has put there. */
const HOLDS = [
  ['m57_interactions', 'citizen'],
  ['m57_citizen_keys', 'citizen'],
  ['m57_evidence', 'citizen'],
  ['m57_merges', 'kept'],
] as const;
/** Where there are segments: a pass that was given is a promise. */
const HOLDS_OF_SEGMENTS = [['m57_passes', 'citizen']] as const;

/** Citizens who have something from elsewhere are not the import's any more. */
async function keepOthers(trx: Database, id: number): Promise<number> {
  const holds = (await hasSegments(trx)) ? [...HOLDS, ...HOLDS_OF_SEGMENTS] : HOLDS;
  return trx('m57_citizens')
    .where({ import: id })
    .where((held) => {
      for (const [table, column] of holds)
        void held.orWhereExists(
          trx(`${table} as other`).where(`other.${column}`, trx.ref('m57_citizens.id')).select(trx.raw('1')),
        );
    })
    .update({ import: null });
}

async function removeCitizens(trx: Database, id: number): Promise<void> {
  const theirs = () => trx('m57_citizens').where({ import: id }).select('id');
  if (await hasSegments(trx)) await removeMembers(trx, theirs);
  for (const [table, column] of [
    ['m57_identities', 'citizen'],
    ['m57_scores', 'citizen'],
    ['m57_duplicates', 'citizen'],
    ['m57_duplicates', 'other'],
    ['m57_person_changes', 'citizen'],
  ] as const)
    await trx(table).whereIn(column, theirs()).delete();
  await trx('m57_citizens').where({ import: id }).delete();
}
