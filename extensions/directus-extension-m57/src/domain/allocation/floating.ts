import type { Plan } from './method';

/**
 * A group of services in float64, as shares: `shares[i]` of what service i costs goes to others of the group, `leaks`
 * leaves the group. Nothing here is trusted: enclosures (enclosure.ts) prove what they make of it.
 */
export interface Shares {
  shares: { to: number; share: number }[][];
  leaks: Float64Array;
}

/** Solves x = right + Pᵀ·x (costs, the way of deliveries) or, transposed, h = right + P·h, P being the shares. */
export type Approximation = (right: Float64Array, transposed: boolean) => Float64Array;

export function sharesOf(plan: Plan, group: readonly number[]): Shares {
  const place = new Map(group.map((rank, at) => [rank, at]));
  const leaks = new Float64Array(group.length);
  const shares = group.map((rank, at) => {
    const total = plan.totals[rank]!;
    const inside = plan.links[rank]!.filter(({ to }) => place.has(to));
    // Subtracted in whole numbers: a leak of one in 10^15 keeps all its digits.
    const leak = inside.reduce((rest, { quantity }) => rest - quantity, total);
    leaks[at] = Number(leak) / Number(total);
    return inside.map(({ to, quantity }) => ({
      to: place.get(to)!,
      share: Number(quantity) / Number(total),
    }));
  });
  return { shares, leaks };
}

const SWEEPS = 300;
const SWEPT = 2 ** -36;
/** After so many sweeps what circulates as a whole is set right. */
const CIRCLED = 8;

/**
 * Fast where costs mix well among the services of a group, which those of many services do; a poor answer elsewhere.
 * Method: Gauss–Seidel, and a correction along the vector that it reduces least where little leaves the group: what
 * each service holds of costs that circulate for long. (A two-level method with one coarse unknown.)
 */
export function sweeps({ shares, leaks }: Shares): Approximation {
  const suppliers: { to: number; share: number }[][] = shares.map(() => []);
  shares.forEach((list, at) => {
    for (const { to, share } of list) suppliers[to]!.push({ to: at, share });
  });
  const straight = packed(suppliers);
  const back = packed(shares);
  const none = new Float64Array(shares.length);
  const circulating = new Float64Array(shares.length).fill(1);
  for (let sweep = 0; sweep < SWEEPS / 4; sweep += 1) {
    const size = swept(straight, none, circulating).size;
    if (size === 0) break;
    for (let at = 0; at < circulating.length; at += 1) circulating[at]! /= size;
  }
  const leaking = dot(leaks, circulating);
  return (right, transposed) => {
    const matrix = transposed ? back : straight;
    const x = Float64Array.from(right);
    const all = right.reduce((sum, value) => sum + value, 0);
    for (let sweep = 1; sweep <= SWEEPS; sweep += 1) {
      const { change, size } = swept(matrix, right, x);
      if (change <= size * SWEPT) break;
      if (sweep % CIRCLED !== 0 || leaking === 0) continue;
      if (transposed) {
        const missing = dot(circulating, residual(matrix, right, x)) / leaking;
        for (let at = 0; at < x.length; at += 1) x[at]! += missing;
      } else {
        // What leaves the group is what comes into it.
        const missing = (all - dot(leaks, x)) / leaking;
        for (let at = 0; at < x.length; at += 1) x[at]! += missing * circulating[at]!;
      }
    }
    return x;
  };
}

type Packed = ReturnType<typeof packed>;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at]! * b[at]!;
  return sum;
}

/** One sweep over x = right + M·x, in place: how much it changed, and how large it is. */
function swept({ starts, columns, values }: Packed, right: Float64Array, x: Float64Array) {
  let [change, size] = [0, 0];
  for (let at = 0; at < x.length; at += 1) {
    let sum = right[at]!;
    for (let entry = starts[at]!; entry < starts[at + 1]!; entry += 1)
      sum += values[entry]! * x[columns[entry]!]!;
    change += Math.abs(sum - x[at]!);
    size += Math.abs(sum);
    x[at] = sum;
  }
  return { change, size };
}

function residual({ starts, columns, values }: Packed, right: Float64Array, x: Float64Array): Float64Array {
  return right.map((value, at) => {
    let sum = value - x[at]!;
    for (let entry = starts[at]!; entry < starts[at + 1]!; entry += 1)
      sum += values[entry]! * x[columns[entry]!]!;
    return sum;
  });
}

function packed(lists: readonly { to: number; share: number }[][]) {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, at) => (starts[at + 1] = starts[at]! + list.length));
  const columns = new Int32Array(starts[lists.length]!);
  const values = new Float64Array(columns.length);
  let entry = 0;
  for (const list of lists)
    for (const { to, share } of list) {
      columns[entry] = to;
      values[entry] = share;
      entry += 1;
    }
  return { starts, columns, values };
}

/** One service taken out: what it hands on to the services left, what they hand on to it, and what leaves it in all. */
interface Step {
  at: number;
  to: Int32Array;
  toShares: Float64Array;
  from: Int32Array;
  fromShares: Float64Array;
  leaves: number;
}

/** From so dense a rest on, a full matrix is faster than lists. */
const DENSE = 0.2;

/**
 * Factorises a group once, for any number of right-hand sides. Method: elimination in the form of Grassmann, Taksar
 * and Heyman (1985), which adds and multiplies what is not negative and never subtracts: every share keeps its digits
 * however little leaves the group. The service with the fewest links goes first (Markowitz).
 */
export function factorised({ shares, leaks: given }: Shares): Approximation {
  const size = shares.length;
  const leaks = Float64Array.from(given);
  const rows = shares.map((list) => new Map(list.map(({ to, share }) => [to, share])));
  const suppliers = shares.map(() => new Set<number>());
  shares.forEach((list, at) => {
    for (const { to } of list) suppliers[to]!.add(at);
  });
  const left = new Set(shares.keys());
  const steps: Step[] = [];
  let entries = shares.reduce((sum, list) => sum + list.length, 0);
  while (left.size > 0 && entries <= DENSE * left.size ** 2) {
    let best = -1;
    let fewest = Infinity;
    for (const at of left) {
      const links = rows[at]!.size * suppliers[at]!.size;
      if (links < fewest) [best, fewest] = [at, links];
    }
    const row = rows[best]!;
    const step = stepOf(
      best,
      leaks[best]!,
      [...row],
      [...suppliers[best]!].map((at) => [at, rows[at]!.get(best)!]),
    );
    steps.push(step);
    left.delete(best);
    for (const to of row.keys()) suppliers[to]!.delete(best);
    entries -= row.size + step.from.length;
    step.from.forEach((at, rank) => {
      const target = rows[at]!;
      target.delete(best);
      const passed = step.fromShares[rank]! / step.leaves;
      leaks[at]! += passed * leaks[best]!;
      for (const [to, share] of row) {
        if (to === at) continue;
        const before = target.get(to);
        if (before === undefined) {
          suppliers[to]!.add(at);
          entries += 1;
        }
        target.set(to, (before ?? 0) + passed * share);
      }
    });
  }
  steps.push(...denseSteps([...left], rows, leaks));
  return (right, transposed) => substituted(steps, right, transposed, size);
}

function stepOf(
  at: number,
  leak: number,
  to: readonly (readonly [number, number])[],
  from: readonly (readonly [number, number])[],
): Step {
  return {
    at,
    to: Int32Array.from(to, ([rank]) => rank),
    toShares: Float64Array.from(to, ([, share]) => share),
    from: Int32Array.from(from, ([rank]) => rank),
    fromShares: Float64Array.from(from, ([, share]) => share),
    leaves: to.reduce((sum, [, share]) => sum + share, leak),
  };
}

function denseSteps(
  left: readonly number[],
  rows: readonly Map<number, number>[],
  leaks: Float64Array,
): Step[] {
  const size = left.length;
  const place = new Map(left.map((rank, at) => [rank, at]));
  const matrix = left.map((rank) => {
    const row = new Float64Array(size);
    for (const [to, share] of rows[rank]!) row[place.get(to)!] = share;
    return row;
  });
  const steps: Step[] = [];
  for (let step = size - 1; step >= 0; step -= 1) {
    const lead = matrix[step]!;
    let leaves = leaks[left[step]!]!;
    for (let column = 0; column < step; column += 1) leaves += lead[column]!;
    const column = new Float64Array(step);
    for (let at = 0; at < step; at += 1) {
      const row = matrix[at]!;
      const share = row[step]!;
      column[at] = share;
      if (share === 0) continue;
      const passed = share / leaves;
      leaks[left[at]!]! += passed * leaks[left[step]!]!;
      const own = row[at]!;
      for (let to = 0; to < step; to += 1) row[to]! += passed * lead[to]!;
      row[at] = own;
    }
    const ranks = Int32Array.from(left.slice(0, step));
    steps.push({
      at: left[step]!,
      to: ranks,
      toShares: lead.slice(0, step),
      from: ranks,
      fromShares: column,
      leaves,
    });
  }
  return steps;
}

function substituted(
  steps: readonly Step[],
  right: Float64Array,
  transposed: boolean,
  size: number,
): Float64Array {
  const rest = Float64Array.from(right);
  for (const { at, to, toShares, from, fromShares, leaves } of steps) {
    const [ranks, shares] = transposed ? [from, fromShares] : [to, toShares];
    const passed = rest[at]! / leaves;
    for (let entry = 0; entry < ranks.length; entry += 1) rest[ranks[entry]!]! += shares[entry]! * passed;
  }
  const x = new Float64Array(size);
  for (let step = steps.length - 1; step >= 0; step -= 1) {
    const { at, to, toShares, from, fromShares, leaves } = steps[step]!;
    const [ranks, shares] = transposed ? [to, toShares] : [from, fromShares];
    let sum = rest[at]!;
    for (let entry = 0; entry < ranks.length; entry += 1) sum += shares[entry]! * x[ranks[entry]!]!;
    x[at] = sum / leaves;
  }
  return x;
}
