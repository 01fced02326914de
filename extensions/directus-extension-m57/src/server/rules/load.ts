import { assign, type Assignment } from '../../domain/rules/assign';
import { parseShare, type ImputationSum, type Rule } from '../../domain/rules/rule';
import type { LedgerQuery } from '../../contract/common';
import type { Database } from '../host';
import { chooseDocuments, type DocumentRow } from '../ledger/documents';
import { loadSums } from '../ledger/sums';
import type { Measures } from '../../domain/ledger';

/** The rules as staff keep them. A rule whose target is missing counts for nothing: it is reported as wrong. */
export async function loadRules(database: Database): Promise<Rule[]> {
  const rows = await database('m57_rules').select('*').orderBy('id');
  return rows.map((row) => ({
    id: row.id,
    axis: row.axis,
    formula: row.formula,
    target: row[row.axis as 'service' | 'phase' | 'campaign'] ?? '',
    share: parseShare(row.share) ?? 0,
    priority: row.priority,
    valid_from: isoDate(row.valid_from),
    valid_to: isoDate(row.valid_to),
    active: Boolean(row.active),
  }));
}

/** SQLite keeps dates as milliseconds or text, PostgreSQL and MySQL give Date objects. */
export function isoDate(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)) return value.slice(0, 10);
  const date = value instanceof Date ? value : new Date(Number(value));
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

export interface AssignedLedger {
  documents: DocumentRow[];
  /** Which amount the documents are read by: realised, or budgeted where only a budget is in. */
  measure: keyof Measures;
  assignment: Assignment;
}

/** Operating imputations (section F) of the chosen documents, and what the rules say of each. */
export async function loadAssignment(database: Database, query: LedgerQuery): Promise<AssignedLedger> {
  const documents = await chooseDocuments(database, query);
  const [rules, sums] = await Promise.all([loadRules(database), loadSums(database, documents)]);
  return { documents, measure: measureOf(documents), assignment: assign(rules, operating(sums)) };
}

export const operating = (sums: ImputationSum[]) =>
  sums.filter(({ imputation }) => imputation.section === 'F');

const BUDGET_STAGES = ['BP', 'BS', 'DM'];
export function measureOf(documents: readonly DocumentRow[]): keyof Measures {
  return documents.length > 0 && documents.every(({ stage }) => BUDGET_STAGES.includes(stage))
    ? 'budgeted'
    : 'realised';
}
