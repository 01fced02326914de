import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCents } from '../money';
import { splitRunning, splitSigned } from './split';

const sum = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0);

describe('signed weights', () => {
  it.each([
    [100, [3, -1], [150, -50]],
    // 10 × 2/3, 10 × 1/3: the cent left goes to the larger remainder.
    [10, [2, 1], [7, 3]],
    [-10, [2, 1], [-7, -3]],
    [5, [1, -1], [5, 0]],
    [0, [7, -3], [0, 0]],
    [90, [-2, -1], [60, 30]],
  ])('%i by %j is %j', (total, weights, parts) => {
    expect(splitSigned(total, weights)).toEqual(parts);
  });

  it('add up, each part less than a cent from its exact value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 12 }),
        (total, weights) => {
          const parts = splitSigned(total, weights);
          expect(sum(parts)).toBe(total);
          const whole = BigInt(sum(weights));
          if (whole === 0n) return;
          parts.forEach((part, rank) => {
            const gap = BigInt(part) * whole - BigInt(total) * BigInt(weights[rank]!);
            expect(gap < 0n ? -gap : gap).toBeLessThan(Number(whole < 0n ? -whole : whole));
          });
        },
      ),
    );
  });
});

describe('amounts shared out one after the other', () => {
  it('add up by row and by column, also with reversals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e7, max: 1e9 }), { maxLength: 40 }),
        fc
          .array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 5 })
          .filter((weights) => sum(weights) > 0),
        (amounts, weights) => {
          const split = (total: number) => splitCents(total, weights);
          const rows = splitRunning(amounts, split);
          expect(rows.map(sum)).toEqual(amounts);
          const columns = weights.map((_, rank) => sum(rows.map((row) => row[rank]!)));
          expect(columns.map((column) => column + 0)).toEqual(split(sum(amounts)).map((part) => part + 0));
          rows.forEach((row, at) =>
            row.forEach((part, rank) => {
              const exact = (amounts[at]! * weights[rank]!) / sum(weights);
              expect(Math.abs(part - exact)).toBeLessThan(2.001);
            }),
          );
        },
      ),
    );
  });
});
