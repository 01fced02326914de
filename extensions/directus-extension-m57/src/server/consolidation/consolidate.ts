import type { z } from 'zod';
import type { Consolidated, consolidationQuery } from '../../contract/consolidation';
import {
  consolidate,
  type BudgetSum,
  type Consolidation,
  type ConsolidationCell,
} from '../../domain/consolidation';
import type { Locale } from '../../domain/issue';
import { formatCents } from '../../domain/money';
import type { Database } from '../host';
import { chooseDocuments, toUsed, type DocumentRow } from '../ledger/documents';
import { loadSums } from '../ledger/sums';
import { measureOf } from '../rules/load';
import { readPairs } from './pairs';

/** Budgets added up as one, by section and direction, without what they pay one another. */
export async function readConsolidation(
  database: Database,
  { exercice, budgets: wanted }: z.infer<typeof consolidationQuery>,
  locale: Locale,
): Promise<Consolidated> {
  const asked = wanted === undefined ? null : new Set(wanted.split(','));
  const all = byBudget(await chooseDocuments(database, exercice === undefined ? {} : { exercice }));
  const chosen = all.filter((group) => !asked || asked.has(keyOf(group[0]!)));
  const documents = chosen.flat();
  const measure = measureOf(documents);
  const [{ pairs }, sums] = await Promise.all([
    readPairs(database),
    Promise.all(chosen.map((group) => loadSums(database, group))),
  ]);
  const budgetSums = sums.flatMap((list, budget) =>
    list.map((sum): BudgetSum => ({ budget, imputation: sum.imputation, amount: sum[measure] })),
  );
  const result = consolidate(chosen.length, budgetSums, pairs);
  return {
    exercice: all[0]?.[0]?.exercice ?? null,
    documents: documents.map(toUsed),
    measure,
    budgets: all.map((group) => {
      const rank = chosen.indexOf(group);
      const cells = result.cells.filter(({ budget }) => budget === rank);
      return { ...nameOf(group), stages: stagesOf(group), chosen: rank >= 0, sections: sections(cells) };
    }),
    sections: sections(result.cells),
    pairs: result.pairs.map((outcome) => pairAnswer(outcome, chosen, locale)),
  };
}

const keyOf = ({ siret, budget }: DocumentRow) => `${siret}:${budget}`;
const stagesOf = (group: DocumentRow[]) => [...new Set(group.map(({ stage }) => stage))];
const nameOf = ([{ siret, budget, label }]: DocumentRow[] & { 0: DocumentRow }) => ({ siret, budget, label });

function byBudget(documents: DocumentRow[]): (DocumentRow[] & { 0: DocumentRow })[] {
  const groups = new Map<string, DocumentRow[] & { 0: DocumentRow }>();
  for (const document of documents) {
    const group = groups.get(keyOf(document));
    if (group) group.push(document);
    else groups.set(keyOf(document), [document]);
  }
  return [...groups.values()];
}

function sections(cells: readonly ConsolidationCell[]): Consolidated['sections'] {
  return (['F', 'I', null] as const)
    .map((section) => {
      const sum = (direction: 'D' | 'R', of: (cell: ConsolidationCell) => number) =>
        cells
          .filter((cell) => cell.section === section && cell.direction === direction)
          .reduce((total, cell) => total + of(cell), 0);
      const sides = (of: (cell: ConsolidationCell) => number) => ({
        expense: formatCents(sum('D', of)),
        revenue: formatCents(sum('R', of)),
      });
      return {
        section,
        total: sides(({ total }) => total),
        eliminated: sides(({ eliminated }) => eliminated),
        consolidated: sides(({ total, eliminated }) => total - eliminated),
      };
    })
    .filter(({ section }) => section !== null || cells.some((cell) => cell.section === null));
}

function pairAnswer(
  { pair, expense, revenue, eliminated, budgets }: Consolidation['pairs'][number],
  chosen: (DocumentRow[] & { 0: DocumentRow })[],
  locale: Locale,
): Consolidated['pairs'][number] {
  return {
    id: pair.id,
    label: pair.label[locale],
    expense_formula: pair.expense,
    revenue_formula: pair.revenue,
    expense: formatCents(expense),
    revenue: formatCents(revenue),
    eliminated: formatCents(eliminated),
    residue: formatCents(expense - revenue),
    budgets: budgets.flatMap((budget, rank) =>
      budget.expense === 0 && budget.revenue === 0
        ? []
        : {
            ...nameOf(chosen[rank]!),
            expense: formatCents(budget.expense),
            revenue: formatCents(budget.revenue),
            eliminated: {
              expense: formatCents(budget.eliminatedExpense),
              revenue: formatCents(budget.eliminatedRevenue),
            },
          },
    ),
  };
}
