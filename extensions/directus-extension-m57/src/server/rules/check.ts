import type { z } from 'zod';
import type { CheckAnswer, checkRequest } from '../../contract/rules';
import { InputError, type Locale } from '../../domain/issue';
import { matcher } from '../../domain/formula/evaluate';
import { parseFormula } from '../../domain/formula/parse';
import { addTo, emptyTally } from '../../domain/rules/tally';
import type { Database } from '../host';
import { chooseDocuments } from '../ledger/documents';
import { loadSums } from '../ledger/sums';
import { describe } from '../../domain/messages';
import { sides } from './coverage';
import { measureOf } from './load';

/** Is a formula right, and what does it catch in the chosen documents (all sections)? */
export async function checkFormula(
  database: Database,
  { formula, ...query }: z.infer<typeof checkRequest>,
  locale: Locale,
): Promise<CheckAnswer> {
  let caught: ReturnType<typeof matcher>;
  try {
    caught = matcher(parseFormula(formula));
  } catch (error) {
    if (error instanceof InputError)
      return { valid: false, error: describe(error.issues[0]!, locale), matched: null };
    throw error;
  }
  const documents = await chooseDocuments(database, query);
  const tally = emptyTally();
  for (const sum of await loadSums(database, documents))
    if (caught(sum.imputation)) addTo(tally, sum.imputation.direction, sum.lines, sum);
  return { valid: true, error: null, matched: sides(tally, measureOf(documents)) };
}
