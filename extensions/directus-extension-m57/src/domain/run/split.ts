import type { Cents } from '../money';

/**
 * Shares `total` in proportion to weights that may be negative, to the cent: parts rounded down, the cents left over
 * to the largest remainders (ties to the first). The parts add up to `total`. Where the weights add up to zero, the
 * first part takes all.
 */
export function splitSigned(total: Cents, weights: readonly number[]): Cents[] {
  let sum = weights.reduce((a, b) => a + BigInt(b), 0n);
  if (sum === 0n) return weights.map((_, rank) => (rank === 0 ? total : 0));
  let whole = BigInt(total);
  if (sum < 0n) [sum, whole] = [-sum, -whole];
  const parts = weights.map((weight, rank) => {
    const product = whole * BigInt(weight);
    const remainder = ((product % sum) + sum) % sum;
    return { rank, part: (product - remainder) / sum, remainder };
  });
  let left = BigInt(total) - parts.reduce((a, { part }) => a + part, 0n);
  for (const part of [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.rank - b.rank : a.remainder < b.remainder ? 1 : -1,
  )) {
    if (left === 0n) break;
    part.part += 1n;
    left -= 1n;
  }
  return parts.map(({ part }) => Number(part));
}

/**
 * Shares of amounts that come one after the other, in hundredths of a percent that leave nothing: each row adds up to
 * its amount, and each column to what `split` makes of the sum of all, since both are differences of what is shared
 * out so far.
 */
export function splitRunning(amounts: readonly Cents[], split: (total: Cents) => Cents[]): Cents[][] {
  let total = 0;
  let before = split(0);
  return amounts.map((amount) => {
    total += amount;
    const after = split(total);
    const row = after.map((part, rank) => part - before[rank]!);
    before = after;
    return row;
  });
}
