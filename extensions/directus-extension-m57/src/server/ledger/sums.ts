import type { ImputationSum } from '../../domain/rules/rule';
import type { Database } from '../host';
import { CODE_COLUMNS } from '../imports/publish';

/** What an imputation adds up to, and its id. */
export interface StoredSum extends ImputationSum {
  id: number;
}

/** A few thousand rows, however many lines: everything but traces works on these. */
export async function loadSums(
  database: Database,
  documents: readonly { id: number }[],
): Promise<StoredSum[]> {
  if (documents.length === 0) return [];
  const rows = await database('m57_sums as sums')
    .join('m57_imputations as coding', 'coding.id', 'sums.imputation')
    .whereIn(
      'sums.document',
      documents.map(({ id }) => id),
    )
    .join('m57_documents as document', 'document.id', 'sums.document')
    .groupBy(['coding.id', 'document.exercice', ...CODE_COLUMNS.map((name) => `coding.${name}`)])
    .select([
      'coding.id',
      'document.exercice',
      ...CODE_COLUMNS.map((name) => `coding.${name}`),
      database.raw('sum(??) as ??', ['sums.lines', 'lines']),
      database.raw('sum(??) as ??', ['sums.budgeted', 'budgeted']),
      database.raw('sum(??) as ??', ['sums.realised', 'realised']),
    ]);
  return rows.map(({ id, exercice, lines, budgeted, realised, ...imputation }) => ({
    id,
    imputation: imputation as ImputationSum['imputation'],
    exercice,
    // PostgreSQL and MySQL give sums of big integers as text.
    lines: Number(lines),
    budgeted: Number(budgeted),
    realised: Number(realised),
  }));
}
