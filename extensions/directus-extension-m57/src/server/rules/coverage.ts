import type { CoverageAnswer } from '../../contract/rules';
import type { LedgerQuery } from '../../contract/common';
import type { Locale } from '../../domain/issue';
import type { Measures } from '../../domain/ledger';
import { formatCents } from '../../domain/money';
import { coverage, gaps } from '../../domain/rules/coverage';
import { AXES } from '../../domain/rules/rule';
import type { Tally } from '../../domain/rules/tally';
import type { Database } from '../host';
import { accountLabels } from '../ledger/labels';
import { toUsed } from '../ledger/documents';
import { describe } from '../../domain/messages';
import { loadAssignment } from './load';

const SAMPLES = 50;

/** How far the rules reach on each axis, what each rule catches and keeps, and the largest gaps. */
export async function readCoverage(
  database: Database,
  query: LedgerQuery,
  locale: Locale,
): Promise<CoverageAnswer> {
  const { documents, measure, assignment } = await loadAssignment(database, query);
  const plans = documents.map(({ plan }) => plan);
  const axes = AXES.map((axis) => ({
    ...coverage(assignment, axis),
    gaps: gaps(assignment, axis, measure, SAMPLES),
  }));
  const natures = axes.flatMap((axis) => axis.gaps.map(({ sum }) => sum.imputation.nature));
  const labels = await accountLabels(database, plans, 'nature', natures);
  return {
    documents: documents.map(toUsed),
    axes: axes.map(({ axis, total, covered, unmatched, conflicting, rate, gaps: samples }) => ({
      axis,
      total: sides(total, measure),
      covered: sides(covered, measure),
      unmatched: sides(unmatched, measure),
      conflicting: sides(conflicting, measure),
      rate: rate[measure],
      samples: samples.map(({ sum, reason, amount, rules }) => {
        const { section, direction, kind, nature, fonction } = sum.imputation;
        const label = labels.get(nature) ?? null;
        return {
          reason,
          section,
          direction,
          kind,
          nature,
          fonction,
          label,
          lines: sum.lines,
          amount: formatCents(amount),
          rules,
        };
      }),
    })),
    rules: assignment.rules.map(({ rule, caught, kept, error }) => ({
      rule,
      caught: sides(caught, measure),
      kept: sides(kept, measure),
      error: error && describe(error, locale),
    })),
  };
}

export function sides({ lines, expense, revenue }: Tally, measure: keyof Measures) {
  return { lines, expense: formatCents(expense[measure]), revenue: formatCents(revenue[measure]) };
}
