import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addCost, costPart, coverageRates, noCost } from './costs';
import type { Imputation } from './ledger';
import { compilePerimeter } from './perimeter';

const perimeter = compilePerimeter(JSON.parse(readFileSync('seeds/perimeter/default.json', 'utf8')));

const imputation = (direction: 'D' | 'R', nature: string, chapitre: string | null = null): Imputation => ({
  siret: '21990999100016',
  budget: '00',
  section: 'F',
  direction,
  kind: 'real',
  nature,
  fonction: '281',
  chapitre,
  chapitre_vote: null,
  operation: null,
  analytic: null,
  manager: null,
});

describe('what an amount is for a service', () => {
  it.each([
    ['D', '60623', '011', 'cost'],
    ['D', '7391', '014', 'cost'],
    ['R', '7067', '70', 'users'],
    ['R', '747888', '74', 'partners'],
    ['R', '752', '75', 'partners'],
    // 013: refunds of wages and of purchases reduce the cost and raise no rate.
    ['R', '6419', '013', 'deduction'],
    ['R', '6032', '013', 'deduction'],
    ['R', '722', '042', 'deduction'],
    ['R', '777', '042', 'deduction'],
  ] as const)('%s %s is %s → %s', (direction, nature, chapitre, part) => {
    expect(costPart(imputation(direction, nature, chapitre), perimeter)).toBe(part);
  });

  it('takes deductions off the cost', () => {
    const total = noCost();
    addCost(total, 'cost', 3, 100_00);
    addCost(total, 'deduction', 1, 10_00);
    addCost(total, 'users', 2, 30_00);
    expect(total).toEqual({ lines: 6, cost: 90_00, users: 30_00, partners: 0 });
  });
});

describe('coverage rates', () => {
  it('are rounded down and add up: Montpellier crèches 2018', () => {
    const rates = coverageRates({ lines: 1, cost: 2741445104, users: 250567277, partners: 1119940159 });
    expect(rates).toEqual({ users: 913, partners: 4999, authority: 5001 });
  });

  it('are none where there is no cost', () => {
    expect(coverageRates(noCost())).toEqual({ users: null, partners: null, authority: null });
  });

  it('may exceed 100 %, and the authority then bears less than nothing', () => {
    expect(coverageRates({ lines: 1, cost: 100, users: 150, partners: 0 })).toEqual({
      users: 15000,
      partners: 15000,
      authority: -5000,
    });
  });
});
