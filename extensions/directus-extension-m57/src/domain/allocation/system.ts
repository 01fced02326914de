import type { Plan } from './method';

/**
 * A·y = b with A = diagonal − entries, whole numbers, the entries not negative. Every system here is an M-matrix:
 * each service hands on no more than it has, and in each group something leaves it, so A has an inverse and nothing
 * in that inverse is negative.
 */
export interface System {
  diagonal: bigint[];
  /** By row: the entries beside the diagonal. */
  rows: { column: number; value: bigint }[][];
}

/** A solution over one denominator, which is positive. */
export interface Rational {
  numerators: bigint[];
  denominator: bigint;
}

/**
 * The system of a group of services. Its unknowns are unit costs: what all units of a service cost is its own cost
 * and what others of the group deliver to it. `transposed`: those of the way back, for the origins of a cost.
 */
export function systemOf(plan: Plan, group: readonly number[], transposed = false): System {
  const place = new Map(group.map((rank, at) => [rank, at]));
  const rows: System['rows'] = group.map(() => []);
  group.forEach((rank, at) => {
    for (const { to, quantity } of plan.links[rank]!) {
      const other = place.get(to);
      if (other === undefined) continue;
      const [row, column] = transposed ? [at, other] : [other, at];
      rows[row]!.push({ column, value: quantity });
    }
  });
  return { diagonal: group.map((rank) => plan.totals[rank]! || 1n), rows };
}

/** A·y. */
export function times({ diagonal, rows }: System, y: readonly bigint[]): bigint[] {
  return rows.map((row, at) => {
    let sum = diagonal[at]! * y[at]!;
    for (const { column, value } of row) sum -= value * y[column]!;
    return sum;
  });
}
