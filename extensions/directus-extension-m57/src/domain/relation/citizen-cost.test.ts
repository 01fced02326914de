import { describe, expect, it } from 'vitest';
import { costOfUnits } from './citizen-cost';

describe('costOfUnits', () => {
  it('takes the exact cost of a unit, not a rounded one', () => {
    // 1 000.00 for 3 units: 333.33⅓ each; of two, 666.67 and not 666.66.
    expect(costOfUnits(100_000, 30_000n, 20_000n)).toBe(66_667);
    expect(costOfUnits(100_000, 30_000n, 30_000n)).toBe(100_000);
  });
  it('rounds halves away from zero, also of a net gain and of units taken back', () => {
    expect(costOfUnits(5, 20_000n, 10_000n)).toBe(3);
    expect(costOfUnits(-5, 20_000n, 10_000n)).toBe(-3);
    expect(costOfUnits(5, 20_000n, -10_000n)).toBe(-3);
    expect(costOfUnits(-1, 40_000n, 10_000n)).toBe(0);
  });
  it('refuses where nothing was delivered', () => {
    expect(() => costOfUnits(5, 0n, 10_000n)).toThrow(RangeError);
  });
});
