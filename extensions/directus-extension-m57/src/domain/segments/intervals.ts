/**
 * How sure a figure is. These are estimates: floating point, whereas figures themselves are whole. Intervals are at
 * 95 %, by methods for large samples; callers keep to `LEAST_SAMPLE`.
 */
export const LEAST_SAMPLE = 30;
const Z95 = 1.959963984540054;

export interface Estimate {
  value: number;
  /** Of the estimate, not of one observation. */
  variance: number;
}

export interface Difference {
  difference: number;
  low: number;
  high: number;
  /** Two-sided. */
  p: number;
}

/** The mean of `count` observations, of which the sum and the sum of the squares are known. */
export function meanEstimate({ count, sum, squares }: Record<'count' | 'sum' | 'squares', number>): Estimate {
  const value = sum / count;
  return { value, variance: Math.max(0, squares - count * value * value) / (count - 1) / count };
}

export interface PairSums {
  count: number;
  /** Of the lower and the upper part of the ratio, and of their squares and products. */
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

/** Σy / Σx over the same persons, its variance by linearisation (Cochran, Sampling Techniques, chapter 6). */
export function ratioEstimate({ count, x, y, xx, yy, xy }: PairSums): Estimate {
  const value = y / x;
  const residuals = Math.max(0, yy - 2 * value * xy + value * value * xx);
  return { value, variance: (residuals * count) / ((count - 1) * x * x) };
}

/** Of two groups that share nobody, after Welch: neither need spread as the other. */
export function differenceOf(a: Estimate, b: Estimate): Difference {
  const difference = a.value - b.value;
  const error = Math.sqrt(a.variance + b.variance);
  const p = error > 0 ? twoSided(difference / error) : difference === 0 ? 1 : 0;
  return { difference, low: difference - Z95 * error, high: difference + Z95 * error, p };
}

/** How many times more often in one group than in another, with its interval after Katz; both counts above nought. */
export function timesAsOften(
  a: { users: number; of: number },
  b: { users: number; of: number },
): { times: number; low: number; high: number; p: number } {
  const log = Math.log(a.users / a.of / (b.users / b.of));
  const error = Math.sqrt(1 / a.users - 1 / a.of + 1 / b.users - 1 / b.of);
  return {
    times: Math.exp(log),
    low: Math.exp(log - Z95 * error),
    high: Math.exp(log + Z95 * error),
    p: error > 0 ? twoSided(log / error) : 1,
  };
}

/**
 * Which of many comparisons stand out, so that of those told at most 5 % are chance in the long run: of twenty groups
 * one would stand out by itself (Benjamini and Hochberg, 1995).
 */
export function standingOut(p: readonly number[]): boolean[] {
  const rising = [...p].sort((a, b) => a - b);
  const last = rising.findLastIndex((value, rank) => value <= (0.05 * (rank + 1)) / p.length);
  return p.map((value) => last >= 0 && value <= rising[last]!);
}

/** The chance of being so far from nought or farther, of a normal distribution (Abramowitz and Stegun, 7.1.26). */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return polynomial * Math.exp(-x * x);
}
