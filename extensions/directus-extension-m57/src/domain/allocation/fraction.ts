/** An exact rational number in lowest terms; `den` is positive. */
export interface Fraction {
  num: bigint;
  den: bigint;
}

/** What a fraction may take to be written out: nobody reads more digits than these. */
const WRITTEN_DIGITS = 40;

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** So many leading bits are worked on in floats: quotients of such numbers are exact. */
const LEADING_BITS = 50;
const LEADING = 2 ** LEADING_BITS;

/**
 * Greatest common divisor, never negative; gcd(0, 0) is 0. Method: Lehmer (Knuth, volume 2, 4.5.2, algorithm L): the
 * leading bits tell many quotients of Euclid's at once, so that long numbers are seldom touched.
 */
export function gcd(first: bigint, second: bigint): bigint {
  let [a, b] = [magnitude(first), magnitude(second)];
  if (a < b) [a, b] = [b, a];
  let shift = Math.max(0, bitLength(b) - LEADING_BITS);
  while (shift > 0 && b !== 0n) {
    const from = BigInt(shift);
    let [x, y] = [Number(a >> from), Number(b >> from)];
    let [p, q, r, s] = [1, 0, 0, 1];
    while (x < LEADING && y + r !== 0 && y + s !== 0) {
      const quotient = Math.floor((x + p) / (y + r));
      if (quotient !== Math.floor((x + q) / (y + s))) break;
      [p, r] = [r, p - quotient * r];
      [q, s] = [s, q - quotient * s];
      [x, y] = [y, x - quotient * y];
    }
    if (q === 0) [a, b] = [b, a % b];
    else [a, b] = [BigInt(p) * a + BigInt(q) * b, BigInt(r) * a + BigInt(s) * b];
    const bits = shift + bitLength(a >> from);
    shift = Math.max(0, bits - LEADING_BITS);
  }
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** How many binary digits the magnitude of a whole number has; 0 for zero. */
export function bitLength(value: bigint): number {
  const hex = magnitude(value).toString(16);
  return hex === '0' ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(parseInt(hex[0]!, 16)));
}

/** In lowest terms. Throws a RangeError where `den` is zero. */
export function fraction(num: bigint, den = 1n): Fraction {
  if (den === 0n) throw new RangeError('fraction: a denominator of zero');
  const shared = den < 0n ? -gcd(num, den) : gcd(num, den);
  return { num: num / shared, den: den / shared };
}

export const ZERO: Fraction = { num: 0n, den: 1n };

/** A fraction times a whole number. */
export function product({ num, den }: Fraction, factor: bigint): Fraction {
  const shared = gcd(factor, den);
  return { num: num * (factor / shared), den: den / shared };
}

/** A fraction divided by a positive whole number. */
export function quotient({ num, den }: Fraction, divisor: bigint): Fraction {
  const shared = gcd(num, divisor);
  return { num: num / shared, den: den * (divisor / shared) };
}

/** "8/25", "-8/25" or "12"; null where the numerator or the denominator has more than 40 digits. */
export function formatFraction({ num, den }: Fraction): string | null {
  const limit = 10n ** BigInt(WRITTEN_DIGITS);
  if (magnitude(num) >= limit || den >= limit) return null;
  return den === 1n ? `${num}` : `${num}/${den}`;
}

/** Rounded half away from zero to `digits` decimals, all of them written: "0.3200" for 8/25 and 4. */
export function decimal({ num, den }: Fraction, digits: number): string {
  const scaled = (magnitude(num) * 10n ** BigInt(digits) * 2n + den) / (den * 2n);
  const text = scaled.toString().padStart(digits + 1, '0');
  const sign = num < 0n && scaled !== 0n ? '-' : '';
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
