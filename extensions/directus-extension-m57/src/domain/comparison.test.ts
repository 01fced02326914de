import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAuthorities, divideCents, median, populationOf, type ComparedGroup } from './comparison';
import type { Imputation } from './ledger';

const sum = (
  direction: 'D' | 'R',
  nature: string,
  amount: number,
  { section = 'F', kind = 'real' }: Partial<Pick<Imputation, 'section' | 'kind'>> = {},
) => ({
  amount,
  imputation: {
    siret: '21990999100016',
    budget: '00',
    section,
    direction,
    kind,
    nature,
    fonction: null,
    chapitre: null,
    chapitre_vote: null,
    operation: null,
    analytic: null,
    manager: null,
  },
});

describe('authorities side by side', () => {
  it('are cut into the same groups, per inhabitant, beside the median of the others', () => {
    const lines = compareAuthorities([
      {
        own: true,
        inhabitants: 1_000,
        sums: [
          sum('D', '64111', 300_000),
          sum('D', '6218', 50_000),
          sum('D', '6331', 10_000),
          sum('D', '60632', 80_000),
          sum('D', '6156', 40_000),
          sum('D', '6811', 99_000, { kind: 'ordre' }),
          sum('R', '73111', 500_000),
          sum('R', '6419', 5_000),
          sum('D', '2313', 120_050, { section: 'I' }),
          sum('D', '1641', 30_000, { section: 'I' }),
          sum('R', '1641', 70_000, { section: 'I' }),
        ],
      },
      { own: false, inhabitants: 3, sums: [sum('D', '64111', 100)] },
      { own: false, inhabitants: 2, sums: [sum('D', '64111', 100)] },
      { own: false, inhabitants: null, sums: [sum('D', '64111', 100)] },
      { own: false, inhabitants: 10, sums: null },
    ]);
    const of = (group: ComparedGroup) => lines.find((line) => line.group === group)!;
    expect(of('personnel').values).toEqual([
      { amount: 360_000, perInhabitant: 360 },
      { amount: 100, perInhabitant: 33 },
      { amount: 100, perInhabitant: 50 },
      { amount: 100, perInhabitant: null },
      { amount: null, perInhabitant: null },
    ]);
    // Of 33 and 50: half way, rounded up.
    expect(of('personnel').median).toBe(42);
    const own = Object.fromEntries(lines.map(({ group, values }) => [group, values[0]!.amount]));
    expect(own).toEqual({
      personnel: 360_000,
      purchases: 80_000,
      external: 40_000,
      other_expense: 0,
      interest: 0,
      taxes: 500_000,
      grants: 0,
      users: 0,
      equipment: 120_050,
      repayments: 30_000,
      loans: 70_000,
    });
    expect(of('loans').direction).toBe('R');
  });

  it('count no account in two groups of one side', () => {
    fc.assert(
      fc.property(fc.constantFrom('D', 'R'), fc.stringMatching(/^[1-7]\d{1,6}$/), (direction, nature) => {
        const section = /^[67]/.test(nature) ? 'F' : 'I';
        const [line] = [sum(direction as 'D' | 'R', nature, 100, { section })];
        const amounts = compareAuthorities([{ own: true, inhabitants: 1, sums: [line!] }]).map(
          ({ values }) => values[0]!.amount!,
        );
        expect(amounts.reduce((total, amount) => total + amount, 0)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('divide to the nearest cent', () => {
    expect([divideCents(5, 2), divideCents(-5, 2), divideCents(1, 3), divideCents(-1, 3)]).toEqual([
      3, -3, 0, 0,
    ]);
    expect(divideCents(9_000_000_000_000_00, 7)).toBe(128_571_428_571_429);
    expect([median([]), median([3]), median([9, 1, 5])]).toEqual([null, 3, 5]);
  });

  it('take the population of the year, else the nearest known', () => {
    expect(populationOf({ 2022: 10, 2024: 12 }, 2024)).toEqual({ inhabitants: 12, year: 2024 });
    expect(populationOf({ 2022: 10, 2024: 12 }, 2023)).toEqual({ inhabitants: 10, year: 2022 });
    expect(populationOf({ 2026: 14 }, 2024)).toEqual({ inhabitants: 14, year: 2026 });
    expect(populationOf({}, 2024)).toBe(null);
  });
});
