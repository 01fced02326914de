import { bitLength, magnitude } from './fraction';
import { times, type Rational, type System } from './system';

/** Primes are sought below this: a product of two digits and a sum of 256 of them stay whole in a float64. */
const PRIME_BITS = 22;
/** Entries are cut into limbs of so many bits: sums of 2 048 products with a digit stay whole in a float64. */
const LIMB_BITS = 20;
const LIMB_MASK = (1n << BigInt(LIMB_BITS)) - 1n;
/** The largest system that the sums above allow. */
export const LIFTED_SIZE = 2 ** (53 - PRIME_BITS - LIMB_BITS);
const CHUNK = 256;
const PRIMES_TRIED = 20;
/** Bits taken beyond what the matrix tells, for solutions larger than the right-hand side; doubled where too few. */
const FIRST_SLACK = 64;
const LAST_SLACK = 1 << 14;

/**
 * Solves a system in whole numbers, exactly; null where no prime tried would do, which no matrix of ours has shown.
 * Method: Dixon (1982): the inverse modulo a prime gives the solution digit by digit in base of that prime, and the
 * rational solution is read from enough digits. The answer is verified: A·numerators = denominator·b.
 */
export function lift(system: System, right: readonly bigint[]): Rational | null {
  let tried = 0;
  for (let prime = 2 ** PRIME_BITS - 1; tried < PRIMES_TRIED; prime -= 2) {
    if (!isPrime(prime)) continue;
    tried += 1;
    const inverse = inverseModulo(system, prime);
    if (inverse === null) continue;
    const digits = lifted(system, right, inverse, prime);
    // The determinant of an M-matrix is at most the product of its diagonal (Hadamard–Fischer).
    const denominatorBits = system.diagonal.reduce((sum, value) => sum + bitLength(value), 0);
    const rightBits = right.reduce((most, value) => Math.max(most, bitLength(value)), 0);
    for (let slack = FIRST_SLACK; slack <= LAST_SLACK; slack *= 4) {
      const numeratorBits = denominatorBits + rightBits + slack;
      const count = Math.ceil((denominatorBits + numeratorBits + 2) / Math.log2(prime));
      const solution = reconstruct(digits(count), prime, numeratorBits, denominatorBits);
      if (solution !== null && isSolution(system, right, solution)) return solution;
    }
  }
  return null;
}

function isSolution(system: System, right: readonly bigint[], { numerators, denominator }: Rational) {
  return times(system, numerators).every((value, at) => value === denominator * right[at]!);
}

function isPrime(value: number): boolean {
  for (let divisor = 3; divisor * divisor <= value; divisor += 2) if (value % divisor === 0) return false;
  return value % 2 === 1;
}

/** `value` modulo `prime`, for whole floats up to 2^53: a multiplication and a correction instead of a division. */
function reduced(value: number, prime: number, reciprocal: number): number {
  const rest = value - Math.floor(value * reciprocal) * prime;
  return rest < 0 ? rest + prime : rest >= prime ? rest - prime : rest;
}

/** Row by row, the inverse modulo the prime; null where a pivot is zero. Method: Gauss–Jordan, in place. */
function inverseModulo({ diagonal, rows }: System, prime: number): Float64Array | null {
  const size = diagonal.length;
  const modulus = BigInt(prime);
  const reciprocal = 1 / prime;
  const matrix = new Float64Array(size * size);
  rows.forEach((row, at) => {
    matrix[at * size + at] = Number(diagonal[at]! % modulus);
    for (const { column, value } of row)
      matrix[at * size + column] = (prime - Number(value % modulus)) % prime;
  });
  for (let step = 0; step < size; step += 1) {
    const lead = step * size;
    const pivot = matrix[lead + step]!;
    if (pivot === 0) return null;
    const inverse = inverseOf(pivot, prime);
    matrix[lead + step] = 1;
    for (let column = 0; column < size; column += 1)
      matrix[lead + column] = reduced(matrix[lead + column]! * inverse, prime, reciprocal);
    for (let at = 0; at < size; at += 1) {
      const row = at * size;
      const factor = matrix[row + step]!;
      if (at === step || factor === 0) continue;
      matrix[row + step] = 0;
      const negative = prime - factor;
      for (let column = 0; column < size; column += 1)
        matrix[row + column] = reduced(
          matrix[row + column]! + negative * matrix[lead + column]!,
          prime,
          reciprocal,
        );
    }
  }
  return matrix;
}

/** Method: extended Euclid. */
function inverseOf(value: number, prime: number): number {
  let [a, b, x, y] = [value, prime, 1, 0];
  while (b !== 0) {
    const quotient = Math.floor(a / b);
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return x < 0 ? x + prime : x;
}

/** The digits of the solution modulo growing powers of the prime: `count` arrays, one digit per unknown. */
function lifted(system: System, right: readonly bigint[], inverse: Float64Array, prime: number) {
  const size = right.length;
  const modulus = BigInt(prime);
  const reciprocal = 1 / prime;
  const limbs = limbsOf(system);
  const found: Float64Array[] = [];
  /** What the digits found leave of the right-hand side, divided by the prime at each digit. */
  let residual: bigint[] = [...right];
  /** The same in floats, once it fits: it shrinks to the size of the matrix. */
  let small: Float64Array | null = null;
  const digitsOf = (rest: Float64Array): Float64Array => {
    const digits = new Float64Array(size);
    for (let at = 0; at < size; at += 1) {
      let sum = 0;
      for (let from = 0; from < size; from += CHUNK) {
        const to = Math.min(size, from + CHUNK);
        for (let column = from; column < to; column += 1) sum += inverse[at * size + column]! * rest[column]!;
        sum = reduced(sum, prime, reciprocal);
      }
      digits[at] = sum;
    }
    return digits;
  };
  const step = () => {
    const current = small;
    const rest = current
      ? current.map((value) => reduced(value, prime, reciprocal))
      : Float64Array.from(residual, (value) => Number(((value % modulus) + modulus) % modulus));
    const digits = digitsOf(rest);
    found.push(digits);
    const products = limbs.map((limb) => product(limb, digits));
    if (current) {
      small = current.map((value, at) => (value - products[0]![at]!) / prime);
      return;
    }
    residual = residual.map((value, at) => {
      let sum = 0n;
      for (let limb = limbs.length - 1; limb >= 0; limb -= 1)
        sum = (sum << BigInt(LIMB_BITS)) + BigInt(products[limb]![at]!);
      return (value - sum) / modulus;
    });
    if (limbs.length === 1 && residual.every((value) => magnitude(value) < 1n << 50n))
      small = Float64Array.from(residual, Number);
  };
  return (count: number): Float64Array[] => {
    while (found.length < count) step();
    return found.slice(0, count);
  };
}

/** The matrix as a sum of matrices of small entries times powers of 2^LIMB_BITS, each dense and row by row. */
function limbsOf({ diagonal, rows }: System): Float64Array[] {
  const size = diagonal.length;
  const longest = diagonal.reduce((most, value) => Math.max(most, bitLength(value)), 1);
  // No entry is larger than the diagonal of its column or, transposed, of its row.
  const limbs = Array.from({ length: Math.ceil(longest / LIMB_BITS) }, () => new Float64Array(size * size));
  const put = (at: number, column: number, value: bigint, sign: number) => {
    let rest = value;
    for (let limb = 0; rest !== 0n; limb += 1) {
      limbs[limb]![at * size + column]! += sign * Number(rest & LIMB_MASK);
      rest >>= BigInt(LIMB_BITS);
    }
  };
  rows.forEach((row, at) => {
    put(at, at, diagonal[at]!, 1);
    for (const { column, value } of row) put(at, column, value, -1);
  });
  return limbs;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const result = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) sum += matrix[at * size + column]! * vector[column]!;
    result[at] = sum;
  }
  return result;
}

/**
 * Fractions from their residues: the first gives a denominator, the others mostly share it. Null where the digits do
 * not hold them.
 */
function reconstruct(
  digits: readonly Float64Array[],
  prime: number,
  numeratorBits: number,
  denominatorBits: number,
): Rational | null {
  const powers = [BigInt(prime)];
  while (1 << powers.length < digits.length) powers.push(powers.at(-1)! ** 2n);
  const modulus = BigInt(prime) ** BigInt(digits.length);
  const residues = Array.from(digits[0]!, (_, at) =>
    numberOf(
      digits.map((digit) => BigInt(digit[at]!)),
      powers,
    ),
  );
  const limit = 1n << BigInt(numeratorBits);
  const symmetric = (value: bigint) => {
    const rest = value % modulus;
    return rest * 2n > modulus ? rest - modulus : rest;
  };
  let denominator = 1n;
  for (const residue of residues) {
    const scaled = symmetric(residue * denominator);
    if (magnitude(scaled) < limit) continue;
    denominator *= denominatorOf(scaled < 0n ? scaled + modulus : scaled, modulus, limit);
    if (bitLength(denominator) > denominatorBits) return null;
  }
  const numerators = residues.map((residue) => symmetric(residue * denominator));
  return numerators.every((value) => magnitude(value) < limit) ? { numerators, denominator } : null;
}

/** Σ digit·prime^i, by halves. `powers`: prime^(2^i). */
function numberOf(digits: bigint[], powers: readonly bigint[]): bigint {
  let level = digits;
  for (let at = 0; level.length > 1; at += 1) {
    const next: bigint[] = [];
    for (let pair = 0; pair < level.length; pair += 2)
      next.push(pair + 1 < level.length ? level[pair]! + level[pair + 1]! * powers[at]! : level[pair]!);
    level = next;
  }
  return level[0]!;
}

/** The denominator of the fraction that is `residue` modulo `modulus`, its numerator below `limit`. Method: Wang (1981). */
function denominatorOf(residue: bigint, modulus: bigint, limit: bigint): bigint {
  let [a, b, x, y] = [modulus, residue, 0n, 1n];
  while (b >= limit) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return magnitude(y);
}
