import type { Run } from '../../contract/allocations';
import type { Locale } from '../../domain/issue';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { lockImports } from './store';
import { describeProblem, readRun } from './read';
import { loadResults, loadRun, resultHash } from './results';

/**
 * Makes a draft the figures of its year: from now on nobody changes it, and the imports it rests on cannot be undone.
 * Refused with problems that block, and where the results are not what was computed.
 */
export async function validateRun(
  database: Database,
  id: number,
  user: string | null,
  locale: Locale,
): Promise<Run> {
  const row = await loadRun(database, id);
  if (row.status !== 'draft') throw new Refusal('RUN_NOT_DRAFT', { name: row.name });
  const blocking = row.report.problems.filter((problem) => problem.blocking);
  if (blocking.length > 0) {
    const problems = [...new Set(blocking.map((problem) => describeProblem(problem, locale).message))];
    throw new Refusal('RUN_BLOCKED', { problems: problems.join(' ') });
  }
  const results = await loadResults(database, id);
  if (resultHash(row, results) !== row.result_hash) throw new Refusal('RUN_ALTERED');
  const documents = row.report.documents.map((document) => document.id);
  await database.transaction(async (trx) => {
    await lockImports(trx, results.inputs);
    const there = await trx('m57_documents').whereIn('id', documents).pluck('id');
    if (there.length !== documents.length) throw new Refusal('RUN_DOCUMENTS_GONE');
    const signed = await trx('m57_runs')
      .where({ id, status: 'draft' })
      .update({ status: 'validated', validated_on: new Date(), validated_by: user });
    if (signed === 0) throw new Refusal('RUN_NOT_DRAFT', { name: row.name });
  });
  return readRun(database, id, locale);
}

/** Takes a validated run back; it stays with its results as a record, and its imports are free. */
export async function reverseRun(
  database: Database,
  id: number,
  user: string | null,
  locale: Locale,
): Promise<Run> {
  const { name } = await loadRun(database, id);
  const reversed = await database('m57_runs')
    .where({ id, status: 'validated' })
    .update({ status: 'reversed', reversed_on: new Date(), reversed_by: user });
  if (reversed === 0) throw new Refusal('RUN_NOT_VALIDATED', { name });
  return readRun(database, id, locale);
}
