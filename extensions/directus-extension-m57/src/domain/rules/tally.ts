import type { Direction, Measures } from '../ledger';

/** Lines and euro cents, expense and revenue apart, in both measures. */
export interface Tally {
  lines: number;
  expense: Measures;
  revenue: Measures;
}

export function emptyTally(): Tally {
  return { lines: 0, expense: { budgeted: 0, realised: 0 }, revenue: { budgeted: 0, realised: 0 } };
}

export function addTo(tally: Tally, direction: Direction, lines: number, amounts: Measures): void {
  const side = direction === 'D' ? tally.expense : tally.revenue;
  tally.lines += lines;
  side.budgeted += amounts.budgeted;
  side.realised += amounts.realised;
}
