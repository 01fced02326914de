import { describe, expect, it } from 'vitest';
import { sameBudgetOnce } from './documents';

const document = (budget: string, number: number, importId: number, stage = 'CA') => ({
  siret: '21990999100016',
  budget,
  exercice: 2024,
  stage,
  number,
  import: importId,
});

describe('a budget that comes in two formats', () => {
  it('counts once, by its later import: SCDL names no budget', () => {
    expect(sameBudgetOnce([document('', 0, 1), document('00', 0, 2)])).toEqual([document('00', 0, 2)]);
    expect(sameBudgetOnce([document('', 0, 3), document('00', 0, 2)])).toEqual([document('00', 0, 3)]);
  });

  it('goes to the principal budget, else to the only one known, else stays apart', () => {
    const budgets = (list: ReturnType<typeof document>[]) => sameBudgetOnce(list).map(({ budget }) => budget);
    expect(budgets([document('', 0, 1, 'BP'), document('00', 0, 2), document('01', 0, 3)])).toEqual([
      '00',
      '00',
      '01',
    ]);
    expect(budgets([document('', 0, 1, 'BP'), document('07', 0, 2)])).toEqual(['07', '07']);
    expect(budgets([document('', 0, 1, 'BP'), document('07', 0, 2), document('08', 0, 3)])).toEqual([
      '',
      '07',
      '08',
    ]);
    expect(budgets([document('', 0, 1)])).toEqual(['']);
  });

  it('keeps what adds up: modifications and payment orders by their number', () => {
    const orders = [document('00', 10_000_001, 1, 'PES'), document('00', 10_000_002, 2, 'PES')];
    expect(sameBudgetOnce(orders)).toEqual(orders);
  });
});
