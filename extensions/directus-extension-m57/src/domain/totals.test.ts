import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TotalsAccumulator, ordreWarning, totalsMessages } from './totals';

const line = fc.record({
  direction: fc.constantFrom('D' as const, 'R' as const),
  kind: fc.constantFrom('real' as const, 'ordre' as const),
  nature: fc.constantFrom('001', '002', '6068', '1068', '00', '0011'),
  realised: fc.integer({ min: -1e9, max: 1e9 }),
});

describe('totals', () => {
  it('tell results carried forward from the operations of the year', () => {
    const sums = new TotalsAccumulator();
    sums.add({ direction: 'D', kind: 'real', nature: '6068' }, 1000);
    sums.add({ direction: 'D', kind: 'real', nature: '001' }, 300);
    sums.add({ direction: 'R', kind: 'real', nature: '002' }, 500);
    sums.add({ direction: 'R', kind: 'real', nature: '1068' }, 70);
    sums.add({ direction: 'D', kind: 'ordre', nature: '6811' }, 40);
    sums.add({ direction: 'R', kind: 'ordre', nature: '2805' }, 40);
    expect(sums.totals).toEqual({
      document: { expense_real: 1300, revenue_real: 570, expense_ordre: 40, revenue_ordre: 40 },
      carried_forward: { expense: 300, revenue: 500 },
      operations: { expense: 1000, revenue: 70 },
    });
    expect(ordreWarning(sums.totals)).toBeNull();
  });

  it('add up: document = carried forward + operations, and all of it is every line', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const sums = new TotalsAccumulator();
        for (const one of lines) sums.add(one, one.realised);
        const { document, carried_forward, operations } = sums.totals;
        expect(carried_forward.expense + operations.expense).toBe(document.expense_real);
        expect(carried_forward.revenue + operations.revenue).toBe(document.revenue_real);
        const all = Object.values(document).reduce((a, b) => a + b, 0);
        expect(all).toBe(lines.reduce((sum, { realised }) => sum + realised, 0));
      }),
    );
  });

  it('warn of ordre operations that do not balance, with the gap', () => {
    const sums = new TotalsAccumulator();
    sums.add({ direction: 'R', kind: 'ordre', nature: '2805' }, 4050);
    const warning = ordreWarning(sums.totals);
    expect(warning).toMatchObject({ amount: -4050, issue: { code: 'ORDRE_UNBALANCED' } });
    expect(totalsMessages['ORDRE_UNBALANCED']!.fr(warning!.issue.params)).toContain('-40.50');
  });
});
