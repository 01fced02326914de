import type { Measures } from '../ledger';
import type { Assignment } from './assign';
import { place } from './place';
import type { Axis, ImputationSum } from './rule';
import { addTo, emptyTally, type Tally } from './tally';

export interface Coverage {
  axis: Axis;
  /** Everything given; covered + unmatched + conflicting, in lines and in cents. */
  total: Tally;
  covered: Tally;
  /** By none: a line that is only shared out in part counts here, with the cents that are left. */
  unmatched: Tally;
  /** By several of one priority. */
  conflicting: Tally;
  /** Share of expense + revenue that is covered, in hundredths of a percent, rounded down (9712 = 97.12 %). */
  rate: Measures;
}

/**
 * How far the rules of one axis reach over the sums that were assigned (the caller chooses them: section F for
 * operating lines). The rate weighs each imputation by its absolute amount, so that a reversal never hides a
 * gap; where all amounts are zero it counts lines.
 */
export function coverage({ sums, outcomes }: Assignment, axis: Axis): Coverage {
  const result = {
    total: emptyTally(),
    covered: emptyTally(),
    unmatched: emptyTally(),
    conflicting: emptyTally(),
  };
  const weight = { budgeted: 0, realised: 0 };
  const reached = { budgeted: 0, realised: 0 };
  sums.forEach((sum, index) => {
    const outcome = outcomes[axis][index]!;
    const { direction } = sum.imputation;
    const { rest } = place(sum, outcome);
    const placed = { budgeted: sum.budgeted - rest.budgeted, realised: sum.realised - rest.realised };
    const isCovered = outcome.status === 'covered';
    addTo(result.total, direction, sum.lines, sum);
    addTo(result.covered, direction, isCovered ? sum.lines : 0, placed);
    if (!isCovered) addTo(result[outcome.status], direction, sum.lines, rest);
    for (const measure of ['budgeted', 'realised'] as const) {
      weight[measure] += Math.abs(sum[measure]);
      reached[measure] += Math.abs(placed[measure]);
    }
  });
  const { covered, total } = result;
  const rate = (measure: keyof Measures) =>
    weight[measure] === 0 ? ratio(covered.lines, total.lines) : ratio(reached[measure], weight[measure]);
  return { axis, ...result, rate: { budgeted: rate('budgeted'), realised: rate('realised') } };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(part) * 10_000n) / BigInt(whole));
}

export interface Gap {
  sum: ImputationSum;
  reason: 'unmatched' | 'conflicting';
  /** What has no target, in cents. */
  amount: number;
  /** The rivals of a conflict, or the shares that leave a rest. */
  rules: number[];
}

/** The imputations that lack a target, whole or in part: the largest amounts first, then the most lines. */
export function gaps(
  { sums, outcomes }: Assignment,
  axis: Axis,
  measure: keyof Measures,
  limit: number,
): Gap[] {
  return sums
    .flatMap((sum, index): Gap[] => {
      const outcome = outcomes[axis][index]!;
      if (outcome.status === 'covered') return [];
      const amount = place(sum, outcome).rest[measure];
      return [{ sum, reason: outcome.status, amount, rules: outcome.targets.map(({ rule }) => rule) }];
    })
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || b.sum.lines - a.sum.lines)
    .slice(0, limit);
}
