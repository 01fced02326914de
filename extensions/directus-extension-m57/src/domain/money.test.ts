import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCents, parseCents, splitCents } from './money';

describe('money', () => {
  it.each([
    ['0', 0],
    ['-0.00', 0],
    ['1234.5', 123450],
    ['-12.34', -1234],
    ['410624337.33', 41062433733],
    ['12.3400', 1234],
  ])('reads %s', (text, cents) => expect(parseCents(text)).toBe(cents));

  it.each(['', '12,34', '1 234.00', '12.345', '1e3', 'douze', '.5', '99999999999999999.00'])(
    'refuses %s rather than rounding it',
    (text) => expect(parseCents(text)).toBeNull(),
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (cents) => {
        expect(parseCents(formatCents(cents))).toBe(cents === 0 ? 0 : cents);
      }),
    );
  });
});

describe('splitCents', () => {
  const weights = fc
    .array(fc.nat(1_000_000), { minLength: 1, maxLength: 30 })
    .filter((list) => list.some(Boolean));

  it('adds up to the total, and no part is a cent away from its exact share', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), weights, (total, list) => {
        const parts = splitCents(total, list);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        const sum = list.reduce((a, b) => a + b, 0);
        parts.forEach((part, index) =>
          expect(Math.abs(part - (total * list[index]!) / sum)).toBeLessThan(1.001),
        );
      }),
    );
  });

  it('gives the cents left over to the largest remainders, the first of equals', () => {
    expect(splitCents(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitCents(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(splitCents(10, [0, 7, 3])).toEqual([0, 7, 3]);
  });

  it('refuses weights that add up to nothing', () => {
    expect(() => splitCents(1, [0, 0])).toThrow(RangeError);
  });
});
