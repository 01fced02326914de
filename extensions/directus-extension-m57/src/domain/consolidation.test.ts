import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consolidate, type BudgetSum, type EliminationPair } from './consolidation';
import type { Direction, Imputation } from './ledger';

const PAIRS: EliminationPair[] = [
  { id: 'subventions', label: { fr: '', en: '' }, expense: 'DRF * N65736', revenue: 'RRF * N75736' },
  { id: 'frais', label: { fr: '', en: '' }, expense: 'DRF * N6287', revenue: 'RRF * N7087' },
];
const sum = (
  budget: number,
  direction: Direction,
  nature: string,
  amount: number,
  more: Partial<Imputation> = {},
): BudgetSum => ({
  budget,
  amount,
  imputation: {
    siret: '21990999100016',
    budget: '',
    section: 'F',
    direction,
    kind: 'real',
    nature,
    fonction: null,
    chapitre: null,
    chapitre_vote: null,
    operation: null,
    analytic: null,
    manager: null,
    ...more,
  },
});
const cell = (result: ReturnType<typeof consolidate>, budget: number, direction: Direction) => {
  const { total, eliminated } = result.cells.find(
    (one) => one.budget === budget && one.direction === direction,
  )!;
  return [total, eliminated];
};

describe('budgets added up as one', () => {
  it('take out what one pays the other, and show what does not cancel', () => {
    const result = consolidate(
      2,
      [
        sum(0, 'D', '657363', 100_000),
        sum(0, 'D', '60632', 50_000),
        sum(0, 'R', '70873', 2_000),
        sum(1, 'R', '757361', 97_000),
        sum(1, 'R', '7066', 10_000),
        sum(1, 'D', '62871', 2_500),
      ],
      PAIRS,
    );
    expect(result.pairs.map(({ expense, revenue, eliminated }) => [expense, revenue, eliminated])).toEqual([
      [100_000, 97_000, 97_000],
      [2_500, 2_000, 2_000],
    ]);
    expect(cell(result, 0, 'D')).toEqual([150_000, 97_000]);
    expect(cell(result, 0, 'R')).toEqual([2_000, 2_000]);
    expect(cell(result, 1, 'D')).toEqual([2_500, 2_000]);
    expect(cell(result, 1, 'R')).toEqual([107_000, 97_000]);
  });

  it('take out nothing within one budget, of ordre, of results carried forward or of cancelled amounts', () => {
    const alone = consolidate(1, [sum(0, 'D', '657363', 100), sum(0, 'R', '757361', 100)], PAIRS);
    expect(alone.pairs[0]).toMatchObject({ expense: 100, revenue: 100, eliminated: 0 });
    const none = consolidate(
      2,
      [
        sum(0, 'D', '657363', 100, { kind: 'ordre' }),
        sum(0, 'D', '002', 70),
        sum(0, 'D', '65736211', -100),
        sum(1, 'R', '757361', 100),
      ],
      PAIRS,
    );
    expect(none.pairs[0]).toMatchObject({ expense: -100, revenue: 100, eliminated: 0 });
    expect(cell(none, 0, 'D')).toEqual([-100, 0]);
  });

  it('leave a budget what it would have had to pay itself', () => {
    // Budget 0 paid 100 and received 100; budget 1 paid 100: only that can have come from another.
    const result = consolidate(
      2,
      [sum(0, 'D', '657363', 100), sum(0, 'R', '757361', 100), sum(1, 'D', '657363', 100)],
      PAIRS,
    );
    expect(result.pairs[0]!.eliminated).toBe(100);
    expect(result.pairs[0]!.budgets.map(({ eliminatedExpense }) => eliminatedExpense)).toEqual([0, 100]);
  });

  const amount = fc.integer({ min: -100_000, max: 10_000_000 });
  const line = fc.record({
    budget: fc.integer({ min: 0, max: 3 }),
    account: fc.constantFrom<[Direction, string]>(
      ['D', '657363'],
      ['D', '62871'],
      ['D', '60632'],
      ['R', '757361'],
      ['R', '70873'],
      ['R', '7066'],
    ),
    section: fc.constantFrom('F' as const, 'F' as const, 'I' as const),
    kind: fc.constantFrom('real' as const, 'real' as const, 'ordre' as const),
    amount,
  });
  const anySection = PAIRS.map((pair) => ({
    ...pair,
    expense: pair.expense.replace('DRF', 'D'),
    revenue: pair.revenue.replace('RRF', 'R'),
  }));

  it('add up to the cent, both sides alike, never beyond the smaller one, whatever the amounts', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const sums = lines.map(({ budget, account: [direction, nature], section, kind, amount }) =>
          sum(budget, direction, nature, amount, { section, kind }),
        );
        const { cells, pairs } = consolidate(4, sums, anySection);
        const real = sums.filter(({ imputation }) => imputation.kind === 'real');
        for (const direction of ['D', 'R'] as const) {
          const own = cells.filter((one) => one.direction === direction);
          const before = real.filter(({ imputation }) => imputation.direction === direction);
          expect(own.reduce((total, one) => total + one.total, 0)).toBe(
            before.reduce((total, one) => total + one.amount, 0),
          );
          // Sum before − eliminated = after: what cells lose is what pairs take, on each side.
          expect(own.reduce((total, one) => total + one.eliminated, 0)).toBe(
            pairs.reduce((total, one) => total + one.eliminated, 0),
          );
        }
        for (const { expense, revenue, eliminated, budgets } of pairs) {
          expect(eliminated).toBeGreaterThanOrEqual(0);
          expect(budgets.reduce((total, one) => total + one.eliminatedExpense, 0)).toBe(eliminated);
          expect(budgets.reduce((total, one) => total + one.eliminatedRevenue, 0)).toBe(eliminated);
          for (const { eliminatedExpense, eliminatedRevenue } of budgets) {
            expect(Math.min(eliminatedExpense, eliminatedRevenue)).toBeGreaterThanOrEqual(0);
            // Nobody pays itself.
            expect(eliminatedExpense + eliminatedRevenue).toBeLessThanOrEqual(eliminated);
          }
          expect(eliminated).toBeLessThanOrEqual(Math.max(0, Math.min(expense, revenue)));
        }
        for (const { total, eliminated } of cells)
          if (lines.every(({ amount }) => amount >= 0)) expect(eliminated).toBeLessThanOrEqual(total);
      }),
      { numRuns: 500 },
    );
  });

  it('are the same seen from the other side', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const sums = lines.map(({ budget, account: [direction, nature], amount }) =>
          sum(budget, direction, nature, amount),
        );
        const mirrored = sums.map((one) => {
          const direction: Direction = one.imputation.direction === 'D' ? 'R' : 'D';
          return { ...one, imputation: { ...one.imputation, direction } };
        });
        const swapped = anySection.map(({ expense, revenue, ...pair }) => ({
          ...pair,
          expense: revenue.replace('R *', 'D *'),
          revenue: expense.replace('D *', 'R *'),
        }));
        const eliminated = ({ pairs }: ReturnType<typeof consolidate>) => pairs.map((one) => one.eliminated);
        expect(eliminated(consolidate(4, mirrored, swapped))).toEqual(
          eliminated(consolidate(4, sums, anySection)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
