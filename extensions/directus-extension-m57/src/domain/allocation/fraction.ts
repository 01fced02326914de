/** An exact rational number in lowest terms; `den` is positive. */
export interface Fraction {
  num: bigint;
  den: bigint;
}

/** What a fraction may take to be written out: nobody reads more digits than these. */
const WRITTEN_DIGITS = 40;

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Greatest common divisor, never negative; gcd(0, 0) is 0. */
export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [magnitude(a), magnitude(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
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
