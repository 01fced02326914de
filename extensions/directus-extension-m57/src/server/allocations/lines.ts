import { parseCents, splitCents, type Cents } from '../../domain/money';
import type { PlacedCost } from '../../domain/run/place';
import { readParameters } from '../../domain/run/parameters';
import { splitRunning } from '../../domain/run/split';
import { WHOLE } from '../../domain/rules/rule';
import type { Database } from '../host';
import { COST_COLUMNS, loadParameters, type RunRow } from './results';

export interface TracedLine {
  id: number;
  import: number;
  position: number;
  /** As read, in cents. */
  amount: Cents;
}

/** The lines of an imputation that a run has read, in the order in which they are shared out. */
export function linesOf(database: Database, { report }: RunRow, imputation: number) {
  return database('m57_lines')
    .where({ imputation })
    .whereIn(
      'document',
      report.documents.map(({ id }) => id),
    )
    .orderBy(['document', 'id']);
}

export async function readLines(
  database: Database,
  run: RunRow,
  imputation: number,
  page?: { size: number; rank: number },
): Promise<TracedLine[]> {
  const query = linesOf(database, run, imputation).select(
    'id',
    'import',
    'position',
    `${run.report.measure} as amount`,
  );
  if (page) query.limit(page.size).offset(page.size * (page.rank - 1));
  const rows: { id: number | string; import: number; position: number; amount: unknown }[] = await query;
  return rows.map((row) => ({ ...row, id: Number(row.id), amount: centsOf(row.amount) }));
}

/** Decimals are floating point numbers on SQLite and text elsewhere; both are exact to the cent. */
export function centsOf(euros: unknown): Cents {
  return euros === null
    ? 0
    : typeof euros === 'number'
      ? Math.round(euros * 100)
      : parseCents(String(euros))!;
}

/** Where a run puts the parts of an imputation, in the order of its rules; what is left comes last. */
export async function partsOf(database: Database, run: number, imputation: number): Promise<PlacedCost[]> {
  const rows = await database('m57_run_costs').where({ run, imputation }).orderBy('id').select(COST_COLUMNS);
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
}

/** Amounts as read: of revenue, what is outside or unmatched is stored as a negative expense. */
export const asRead = ({ part, amount }: PlacedCost, direction: string): Cents =>
  direction === 'R' && (part === 'outside' || part === 'unmatched') && amount !== 0 ? -amount : amount;

/**
 * How much of each line goes to each part: lines add up to their amounts, parts to what the run has stored. Where all
 * lines together are zero, the shares of the rules say it.
 */
export async function shareLines(
  database: Database,
  run: number,
  lines: readonly { amount: Cents }[],
  parts: readonly PlacedCost[],
  direction: string,
): Promise<Cents[][]> {
  if (parts.length === 1) return lines.map(({ amount }) => [amount]);
  let weights = parts.map((part) => Math.abs(asRead(part, direction)));
  if (weights.every((weight) => weight === 0)) {
    const { rules } = readParameters(await loadParameters(database, run));
    const shares = new Map(rules.map(({ id, share }) => [id, share]));
    weights = parts.map(({ rule }) => (rule === null ? 0 : (shares.get(rule) ?? 0)));
    const rest = WHOLE - weights.reduce((a, b) => a + b, 0);
    weights = weights.map((weight, rank) => (parts[rank]!.rule === null ? rest : weight));
  }
  return splitRunning(
    lines.map(({ amount }) => amount),
    (total) => splitCents(total, weights),
  );
}
