import Papa from 'papaparse';
import type { Amounts, BudgetDocument, Imputation } from '../ledger';
import type { PlanIndex } from '../nomenclature/plan';

/** A budget document whose lines are written, with the plan that gives its labels. */
export interface WrittenDocument {
  document: Pick<BudgetDocument, 'siret' | 'budget' | 'label' | 'exercice' | 'stage'>;
  plan: PlanIndex;
  votedByFonction: boolean;
}

export interface WrittenLine {
  of: WrittenDocument;
  imputation: Imputation;
  amounts: Amounts;
}

/** A CSV format for ledger lines: `head` once, then lines in batches of any size. */
export interface LedgerWriter {
  head: string;
  rows(lines: readonly WrittenLine[]): string;
}

/** Rows of CSV (RFC 4180), CRLF after each; '' where there are none. */
export function csvText(rows: readonly (readonly string[])[], delimiter: ',' | ';'): string {
  if (rows.length === 0) return '';
  return `${Papa.unparse(rows as string[][], { delimiter, newline: '\r\n', header: false })}\r\n`;
}

/**
 * A cell of text (never an amount) that no spreadsheet takes for a formula: a file that others wrote can hold
 * `=HYPERLINK(…)` as a label. Method: OWASP, "CSV injection".
 */
export function plainText(text: string | null): string {
  if (text === null) return '';
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
}
