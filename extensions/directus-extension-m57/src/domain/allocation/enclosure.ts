import { eliminate } from './elimination';
import { bitLength, magnitude } from './fraction';
import { lift, LIFTED_SIZE } from './lifting';
import { times, type Rational, type System } from './system';

/** What is known of unknowns: each is within `radius` of `middle`. */
export interface Enclosure {
  middle: bigint[];
  radius: bigint[];
}

/** Solves a system in float64, well or badly. */
export type Guess = (right: Float64Array) => Float64Array;

/** Up to this size elimination is as fast as lifting. */
const ELIMINATED_SIZE = 12;

/** The exact solution of a system in whole numbers. */
export function solveExactly(system: System, right: readonly bigint[]): Rational {
  const size = system.diagonal.length;
  const lifted = size > ELIMINATED_SIZE && size <= LIFTED_SIZE ? lift(system, right) : null;
  return lifted ?? eliminate(system, right);
}

/**
 * Encloses the solution of a system whose right-hand side is known within `spread`. The guesses refine it with exact
 * residuals; the radius is proved: A is an M-matrix, so A·w ≥ |b − A·y| + spread, checked in whole numbers, says that
 * no unknown is further than w from y (Berman and Plemmons, 1979, chapter 6). Guesses are tried in turn; where none
 * will do, the system is solved exactly.
 */
export function enclose(
  system: System,
  right: readonly bigint[],
  spread: readonly bigint[],
  guesses: readonly (() => Guess)[],
): Enclosure {
  if (system.diagonal.length === 1) {
    const [total] = system.diagonal as [bigint];
    return { middle: [right[0]! / total], radius: [spread[0]! / total + 2n] };
  }
  for (const guess of guesses) {
    const enclosure = refined(system, right, spread, guess());
    if (enclosure !== null) return enclosure;
  }
  const middle = solveExactly(system, right);
  const radius = solveExactly(system, spread);
  return {
    middle: middle.numerators.map((value) => value / middle.denominator),
    radius: radius.numerators.map((value) => value / radius.denominator + 2n),
  };
}

/** A guess that gains less than this at a step is given up. */
const GAIN_BITS = 8;

function refined(
  system: System,
  right: readonly bigint[],
  spread: readonly bigint[],
  guess: Guess,
): Enclosure | null {
  // Rounding an unknown to a whole number moves a row by as much as its entries.
  const noise = system.rows.map((row, at) =>
    row.reduce((sum, { value }) => sum + value, system.diagonal[at]!),
  );
  const floor = noise.reduce((most, value) => Math.max(most, bitLength(value)), 0) + 1;
  let middle = right.map(() => 0n);
  let residual = [...right];
  let bits = longest(residual);
  while (bits > floor) {
    const correction = solved(residual, guess);
    if (correction === null) return null;
    middle = middle.map((value, at) => value + correction[at]!);
    residual = times(system, middle).map((value, at) => right[at]! - value);
    const after = longest(residual);
    if (after > floor && after > bits - GAIN_BITS) return null;
    bits = after;
  }
  const needed = residual.map((value, at) => magnitude(value) + spread[at]!);
  const radius = solved(
    needed.map((value, at) => 2n * (value + noise[at]!)),
    guess,
  );
  if (radius === null || radius.some((value) => value < 0n)) return null;
  return times(system, radius).every((value, at) => value > needed[at]!) ? { middle, radius } : null;
}

const longest = (values: readonly bigint[]) =>
  values.reduce((most, value) => Math.max(most, bitLength(value)), 0);

const FLOAT_BITS = 60;

/** The guess for a right-hand side of any size, rounded to whole numbers; null where it is no number. */
function solved(right: readonly bigint[], guess: Guess): bigint[] | null {
  const shift = Math.max(0, longest(right) - FLOAT_BITS);
  const answer = guess(Float64Array.from(right, (value) => Number(value >> BigInt(shift))));
  let most = 0;
  for (const value of answer) {
    if (!Number.isFinite(value)) return null;
    most = Math.max(most, Math.abs(value));
  }
  if (most === 0) return right.map(() => 0n);
  // Scaled so that the largest keeps all its digits.
  const scale = FLOAT_BITS - Math.ceil(Math.log2(most));
  const back = shift - scale;
  return Array.from(answer, (value) => {
    const whole = BigInt(Math.round(value * 2 ** scale));
    return back >= 0 ? whole << BigInt(back) : (whole + (1n << BigInt(-back - 1))) >> BigInt(-back);
  });
}
