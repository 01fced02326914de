import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitLength, decimal, formatFraction, fraction, gcd, product, quotient } from './fraction';

describe('fractions', () => {
  it('are written in lowest terms, up to 40 digits', () => {
    expect(formatFraction(fraction(32n, 100n))).toBe('8/25');
    expect(formatFraction(fraction(-24n, -2n))).toBe('12');
    expect(formatFraction(fraction(24n, -100n))).toBe('-6/25');
    expect(formatFraction(fraction(0n, 5n))).toBe('0');
    const longest = 10n ** 40n - 1n;
    expect(formatFraction(fraction(-longest))).toBe(`-${longest}`);
    expect(formatFraction(fraction(1n, longest))).toBe(`1/${longest}`);
    expect(formatFraction(fraction(longest + 1n))).toBeNull();
    expect(formatFraction(fraction(1n, longest + 1n))).toBeNull();
    expect(() => fraction(1n, 0n)).toThrow(RangeError);
  });

  it('are rounded half away from zero', () => {
    expect(decimal(fraction(8n, 25n), 4)).toBe('0.3200');
    expect(decimal(fraction(1n, 8n), 2)).toBe('0.13');
    expect(decimal(fraction(-1n, 8n), 2)).toBe('-0.13');
    expect(decimal(fraction(-1n, 1000n), 2)).toBe('0.00');
    expect(decimal(fraction(5n, 2n), 0)).toBe('3');
    expect(decimal(fraction(123456n, 100n), 1)).toBe('1234.6');
  });

  it('times and by whole numbers stay in lowest terms', () => {
    const numbers = fc.bigInt(-(10n ** 20n), 10n ** 20n);
    const positive = fc.bigInt(1n, 10n ** 20n);
    fc.assert(
      fc.property(numbers, positive, positive, (num, den, factor) => {
        const value = fraction(num, den);
        expect(product(value, factor)).toEqual(fraction(num * factor, den));
        expect(quotient(value, factor)).toEqual(fraction(num, den * factor));
      }),
    );
  });

  it('share the greatest divisor that Euclid finds, at any length', () => {
    const euclid = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : euclid(b, a % b));
    const long = fc.bigInt(-(1n << 700n), 1n << 700n);
    fc.assert(
      fc.property(long, long, fc.bigInt(0n, 1n << 300n), (a, b, c) => {
        expect(gcd(a, b)).toBe(euclid(a, b));
        expect(gcd(a * c, b * c)).toBe(euclid(a * c, b * c));
        expect(gcd(a * c, c)).toBe(euclid(a * c, c));
      }),
      { numRuns: 2_000 },
    );
    expect(gcd(0n, 0n)).toBe(0n);
  });

  it('know how long a number is', () => {
    fc.assert(
      fc.property(fc.bigInt(-(1n << 200n), 1n << 200n), (value) => {
        expect(bitLength(value)).toBe(value === 0n ? 0 : (value < 0n ? -value : value).toString(2).length);
      }),
    );
  });
});
