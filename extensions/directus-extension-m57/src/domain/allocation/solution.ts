import { enclose, solveExactly, type Guess } from './enclosure';
import { bitLength, fraction, gcd, magnitude, product, ZERO, type Fraction } from './fraction';
import { factorised, sharesOf, sweeps, type Approximation } from './floating';
import type { Plan } from './method';
import { systemOf, times } from './system';

/**
 * Whole numbers that stand for a fraction of 2^bits: what is known, low ≤ exact ≤ high. The exact value is a fraction
 * that may have thousands of digits; what people read of it, cents and remainders, is in its first hundred bits.
 */
export interface Interval {
  low: bigint;
  high: bigint;
}

export interface Solution {
  bits: number;
  /** By centre: what its own cost and what it received add up to, in cents. */
  full: Interval[];
  /** By centre: what one unit of its links costs; zero where it delivers nothing. */
  unit: Interval[];
  /** By centre: the exact values of `full` and `unit`, in cents; null where they would have taken more than EXACT_WORK. */
  exact: ({ full: Fraction; unit: Fraction } | null)[];
}

/** By group of services, what approximates its costs and origins; made once and kept. */
export type Guesses = (group: number) => (() => (transposed: boolean) => Guess)[];

/**
 * How much work goes into exact fractions, in nanoseconds of a machine of 2020 or so; the rest of the network is
 * enclosed. Counted, not timed: the same network gives the same answer everywhere. 200 services that all serve each
 * other take a tenth of it; of 2 000 that do, each fraction would have 10 000 digits, which nobody reads.
 */
const EXACT_WORK = 1e9;
/** Fractional bits beyond those of the largest total, and how often they are doubled. */
const FIRST_BITS = 96;
const LAST_BITS = FIRST_BITS << 8;
/** All radii together stay below 2^-24 cent: nothing that is rounded can tell. */
const SPREAD_BITS = 24;
/** Above this size sweeps are tried before the group is factorised. */
const SWEPT_SIZE = 200;

/** What approximates the groups of a plan. */
export function guessesOf(plan: Plan): Guesses {
  const kept = new Map<string, Approximation>();
  const once = (key: string, make: () => Approximation) => {
    const made = kept.get(key) ?? make();
    kept.set(key, made);
    return made;
  };
  return (rank) => {
    const group = plan.groups[rank]!;
    const totals = group.map((member) => Number(plan.totals[member]! || 1n));
    // Systems are in whole quantities, approximations in shares of a total.
    const guess = (approximation: Approximation) => (transposed: boolean) => (right: Float64Array) =>
      transposed
        ? approximation(
            right.map((value, at) => value / totals[at]!),
            true,
          )
        : approximation(right, false).map((value, at) => value / totals[at]!);
    const shares = () => sharesOf(plan, group);
    const ways = [() => guess(once(`factorised ${rank}`, () => factorised(shares())))];
    if (group.length > SWEPT_SIZE) ways.unshift(() => guess(once(`sweeps ${rank}`, () => sweeps(shares()))));
    return ways;
  };
}

/** The full cost of every centre of a plan. */
export function solve(plan: Plan, guesses = guessesOf(plan)): Solution {
  const units = exactUnits(plan);
  const longestTotal = plan.totals.reduce((most, total) => Math.max(most, bitLength(total)), 0);
  for (let bits = FIRST_BITS; ; bits *= 2) {
    const solution = enclosed(plan, units, guesses, bits + longestTotal);
    const spread = spreadOf(plan, solution);
    if (bitLength(spread) + SPREAD_BITS <= solution.bits)
      return { ...solution, exact: exactCosts(plan, units) };
    if (bits >= LAST_BITS) throw new Error('The allocation could not be enclosed');
  }
}

function spreadOf(plan: Plan, { full, unit }: Omit<Solution, 'exact'>): bigint {
  let spread = 0n;
  for (const { low, high } of full) spread += high - low;
  plan.totals.forEach((total, rank) => (spread += total * (unit[rank]!.high - unit[rank]!.low)));
  return spread;
}

function enclosed(plan: Plan, units: ExactUnits, guesses: Guesses, bits: number): Omit<Solution, 'exact'> {
  const { centres } = plan.graph;
  const shift = BigInt(bits);
  /** What is known to reach each centre: its own cost, and what groups solved so far deliver to it. */
  const full = centres.map(({ cost }) => ({ low: BigInt(cost) << shift, high: BigInt(cost) << shift }));
  const unit: Interval[] = centres.map(() => ({ low: 0n, high: 0n }));
  plan.groups.forEach((group, at) => {
    if (plan.totals[group[0]!] === 0n) return;
    const known = units.groups[at];
    if (known) {
      group.forEach((rank, place) => {
        const scaled = known.numerators[place]! << shift;
        const low = scaled / known.denominator - (scaled < 0n ? 1n : 0n);
        unit[rank] = { low, high: low + 1n };
      });
    } else {
      // Twice the middle, so that it is whole.
      const right = group.map((rank) => full[rank]!.low + full[rank]!.high);
      const spread = group.map((rank) => full[rank]!.high - full[rank]!.low);
      const ways = guesses(at).map((way) => () => way()(false));
      const { middle, radius } = enclose(systemOf(plan, group), right, spread, ways);
      group.forEach((rank, place) => {
        const [low, high] = [middle[place]! - radius[place]!, middle[place]! + radius[place]!];
        unit[rank] = { low: low >> 1n, high: (high >> 1n) + 1n };
      });
      units.groups[at] = shortUnits(plan, units, at, unit, bits);
    }
    for (const rank of group)
      for (const { to, quantity } of plan.links[rank]!) {
        const target = full[to]!;
        target.low += quantity * unit[rank]!.low;
        target.high += quantity * unit[rank]!.high;
      }
  });
  for (const [rank, total] of plan.totals.entries())
    if (total > 0n) full[rank] = { low: total * unit[rank]!.low, high: total * unit[rank]!.high };
  return { bits, full, unit };
}

/** Exact unit costs by group, each over one denominator; null where they are not known. */
interface ExactUnits {
  groups: ({ numerators: bigint[]; denominator: bigint } | null)[];
  /** By centre: its group, and its place in it. */
  places: { group: number; place: number }[];
  /** By centre: what others deliver to it. */
  suppliers: Supply[][];
  afford: (work: number) => boolean;
}

/** Nanoseconds that a greatest common divisor of numbers of so many bits takes. */
const gcdWork = (bits: number) => bits * (80 + bits / 190);

function exactUnits(plan: Plan): ExactUnits {
  let left = EXACT_WORK;
  const afford = (work: number) => {
    if (work > left) return false;
    left -= work;
    return true;
  };
  const places = plan.graph.centres.map(() => ({ group: -1, place: -1 }));
  plan.groups.forEach((group, at) => group.forEach((rank, place) => (places[rank] = { group: at, place })));
  const suppliers = suppliersOf(plan);
  const units: ExactUnits = { groups: plan.groups.map(() => null), places, suppliers, afford };
  plan.groups.forEach((group, at) => {
    const outside = group.map((rank) => outsideOf(units, rank));
    const shared = commonDenominator(units, outside.flat());
    if (shared === null) return;
    const size = group.length;
    const bits = group.reduce((sum, rank) => sum + bitLength(plan.totals[rank]!), bitLength(shared));
    const digits = (2 * bits) / 22;
    const lifting = size > 1 ? 3 * size ** 3 + 3 * digits * size ** 2 + size * bits * 20 : 0;
    if (!afford(lifting + (size + 1) * gcdWork(bits))) return;
    const right = group.map((rank, place) => sumOver(plan, units, rank, outside[place]!, shared));
    const { numerators, denominator } = solveExactly(systemOf(plan, group), right);
    let [common, over] = [denominator * shared, denominator * shared];
    for (const numerator of numerators) {
      if (common === 1n) break;
      common = gcd(numerator, common);
    }
    over /= common;
    units.groups[at] = { numerators: numerators.map((value) => value / common), denominator: over };
  });
  return units;
}

interface Supply {
  from: number;
  quantity: bigint;
}

function suppliersOf(plan: Plan): Supply[][] {
  const suppliers: Supply[][] = plan.links.map(() => []);
  plan.links.forEach((list, from) => {
    for (const { to, quantity } of list) suppliers[to]!.push({ from, quantity });
  });
  return suppliers;
}

const outsideOf = ({ suppliers, places }: ExactUnits, rank: number) =>
  suppliers[rank]!.filter(({ from }) => places[from]!.group !== places[rank]!.group);

/**
 * Exact unit costs of a group that was only enclosed, where they are short: the simplest fractions within their
 * intervals, if they satisfy the equations of the group. Null where they do not.
 */
function shortUnits(plan: Plan, units: ExactUnits, at: number, unit: readonly Interval[], bits: number) {
  const group = plan.groups[at]!;
  const outside = group.map((rank) => outsideOf(units, rank));
  const shared = commonDenominator(units, outside.flat());
  if (shared === null) return null;
  const simple: Fraction[] = [];
  let denominator = shared;
  for (const rank of group) {
    const found = simplest(unit[rank]!, bits);
    if (found === null) return null;
    denominator *= found.den / gcd(denominator, found.den);
    if (bitLength(denominator) > bits) return null;
    simple.push(found);
  }
  const numerators = simple.map(({ num, den }) => num * (denominator / den));
  const over = denominator / shared;
  const satisfied = times(systemOf(plan, group), numerators).every(
    (value, place) => value === over * sumOver(plan, units, group[place]!, outside[place]!, shared),
  );
  return satisfied ? { numerators, denominator } : null;
}

/**
 * The simplest fraction within an interval; null where its denominator takes half the bits that are known, as those of
 * nearly all numbers do. Method: continued fractions.
 */
function simplest({ low, high }: Interval, bits: number): Fraction | null {
  if (low <= 0n && high >= 0n) return ZERO;
  const sign = high < 0n ? -1n : 1n;
  const limit = 1n << BigInt(bits >> 1);
  let [a, b] = [magnitude(sign < 0n ? high : low), 1n << BigInt(bits)];
  let [c, d] = [magnitude(sign < 0n ? low : high), b];
  let [p, q, r, s] = [1n, 0n, 0n, 1n];
  for (;;) {
    const term = a / b;
    // The interval reaches the next whole number, or begins at one.
    const last = term * b === a ? term : term < c / d ? term + 1n : null;
    [p, q, r, s] = [p * (last ?? term) + r, q * (last ?? term) + s, p, q];
    if (q > limit) return null;
    if (last !== null) return { num: sign * p, den: q };
    [a, b, c, d] = [d, c - term * d, b, a - term * b];
  }
}

/** The least denominator of what suppliers deliver; null where it is not known or not worth its work. */
function commonDenominator(units: ExactUnits, supplies: readonly Supply[]): bigint | null {
  let shared = 1n;
  for (const group of new Set(supplies.map(({ from }) => units.places[from]!.group))) {
    const known = units.groups[group];
    if (!known) return null;
    if (known.denominator === 1n || known.denominator === shared) continue;
    if (shared !== 1n) {
      if (!units.afford(gcdWork(bitLength(known.denominator)))) return null;
      shared *= known.denominator / gcd(shared, known.denominator);
    } else shared = known.denominator;
  }
  return shared;
}

/** The cost of a centre and of what suppliers deliver to it, times the denominator. */
function sumOver(plan: Plan, units: ExactUnits, rank: number, supplies: readonly Supply[], shared: bigint) {
  let sum = BigInt(plan.graph.centres[rank]!.cost) * shared;
  for (const { from, quantity } of supplies) {
    const { group, place } = units.places[from]!;
    const { numerators, denominator } = units.groups[group]!;
    const part = quantity * numerators[place]!;
    sum += denominator === shared ? part : part * (shared / denominator);
  }
  return sum;
}

function exactCosts(plan: Plan, units: ExactUnits): Solution['exact'] {
  const { suppliers } = units;
  return plan.graph.centres.map((_, rank) => {
    const total = plan.totals[rank]!;
    if (total > 0n) {
      const { group, place } = units.places[rank]!;
      const known = units.groups[group];
      if (!known) return null;
      const unit = fraction(known.numerators[place]!, known.denominator);
      return { full: product(unit, total), unit };
    }
    const shared = commonDenominator(units, suppliers[rank]!);
    if (shared === null || !units.afford(gcdWork(bitLength(shared)))) return null;
    return { full: fraction(sumOver(plan, units, rank, suppliers[rank]!, shared), shared), unit: ZERO };
  });
}
