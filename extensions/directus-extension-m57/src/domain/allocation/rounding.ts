import type { Cents } from '../money';
import type { Plan } from './method';
import type { Interval, Solution } from './solution';

/** Whole cents next to an exact value: it is `low`, or between `low` and `low` + 1 where `moves`. */
interface Bounds {
  low: Cents;
  moves: boolean;
  /** What the exact value has above `low`, in cents. */
  remainder: number;
}

/** Thrown where an amount is too large for whole cents in a safe integer: services that return nearly all they get. */
export class AmountTooLarge extends Error {
  constructor(readonly rank: number) {
    super('An amount is too large for whole cents');
  }
}

export interface Rounded {
  /** By centre: its own cost and what it received. */
  full: Cents[];
  /** By centre, in the order of its links. */
  flows: Cents[][];
}

const REMAINDER_BITS = 52n;

/**
 * Rounds all flows and full costs of a solution at once: each to one of the two whole cents next to its exact value
 * (to itself where it is whole), and so that at every service what comes in goes out, to the cent.
 *
 * Such a rounding exists: costs are a flow through a network with whole bounds on every arc, and where a flow
 * satisfies them a whole one does (Hoffman, 1960). Each service shares its rounded cost by largest remainder; where
 * receivers then have a cent too many or too few, cents move along shortest paths of arcs that may still move, from
 * where they are too many to where they lack (Ford and Fulkerson, 1956). An exact value within the proven distance of
 * a whole cent counts as that cent.
 */
export function roundCosts(plan: Plan, solution: Solution): Rounded {
  const { centres } = plan.graph;
  const count = centres.length;
  const arcs: { from: number; to: number; bounds: Bounds; value: Cents }[] = [];
  // Each centre comes in two nodes, before and after its full cost; past the last, where all costs end.
  const after = (rank: number) => count + rank;
  const end = 2 * count;
  const excess = new Float64Array(2 * count + 1);
  const add = (from: number, to: number, bounds: Bounds, value: Cents) => {
    arcs.push({ from, to, bounds, value });
    excess[from]! -= value;
    excess[to]! += value;
  };
  centres.forEach(({ cost }, rank) => {
    excess[rank]! += cost;
    excess[end]! -= cost;
  });
  centres.forEach((_, rank) => {
    const bounds = boundsOf(solution.full[rank]!, solution.bits, rank);
    const full = bounds.low + (bounds.moves && bounds.remainder >= 0.5 ? 1 : 0);
    const links = plan.links[rank]!;
    add(rank, links.length > 0 ? after(rank) : end, bounds, full);
    const parts = links.map(({ quantity }) => {
      const { low, high } = solution.unit[rank]!;
      return boundsOf({ low: low * quantity, high: high * quantity }, solution.bits, rank);
    });
    const shares = shared(full, parts);
    links.forEach(({ to }, at) => add(after(rank), to, parts[at]!, shares[at]!));
  });
  repair(arcs, excess);
  const full: Cents[] = [];
  const flows: Cents[][] = centres.map(() => []);
  for (const { from, value } of arcs) {
    if (from < count) full[from] = value;
    else flows[from - count]!.push(value);
  }
  return { full, flows };
}

function boundsOf({ low, high }: Interval, bits: number, rank: number): Bounds {
  const shift = BigInt(bits);
  const ceiling = -(-low >> shift);
  const whole = ceiling << shift <= high;
  const cents = whole ? ceiling : low >> shift;
  const value = Number(cents);
  if (!Number.isSafeInteger(value) || !Number.isSafeInteger(value + 1)) throw new AmountTooLarge(rank);
  const remainder = whole ? 0 : Number((low - (cents << shift)) >> (shift - REMAINDER_BITS));
  return { low: value, moves: !whole, remainder: remainder / 2 ** Number(REMAINDER_BITS) };
}

/** Largest remainder: the cents that the lower bounds leave of `total` go to the parts with most above theirs. */
function shared(total: Cents, parts: readonly Bounds[]): Cents[] {
  const values = parts.map(({ low }) => low);
  let left = values.reduce((rest, value) => rest - value, total);
  const movable = [...parts.keys()].filter((at) => parts[at]!.moves);
  movable.sort((a, b) => parts[b]!.remainder - parts[a]!.remainder || a - b);
  for (const at of movable) {
    if (left <= 0) break;
    values[at]! += 1;
    left -= 1;
  }
  return values;
}

/** Moves cents along arcs between their two values until no node has one too many or too few. */
function repair(
  arcs: { from: number; to: number; bounds: Bounds; value: Cents }[],
  excess: Float64Array,
): void {
  const moving = arcs.filter(({ bounds }) => bounds.moves);
  const touching: number[][] = Array.from(excess, () => []);
  moving.forEach(({ from, to }, arc) => {
    touching[from]!.push(arc);
    touching[to]!.push(arc);
  });
  /** The arc by which each node was reached; −1 where a search began, −2 where none came. */
  const reached = new Int32Array(excess.length);
  for (;;) {
    const queue = [...excess.keys()].filter((node) => excess[node]! > 0);
    if (queue.length === 0) break;
    reached.fill(-2);
    for (const node of queue) reached[node] = -1;
    let found = -1;
    for (let head = 0; head < queue.length && found === -1; head += 1) {
      const node = queue[head]!;
      for (const rank of touching[node]!) {
        const { from, to, bounds, value } = moving[rank]!;
        // A cent leaves a node where an arc out of it grows, or one into it shrinks.
        const other = from === node ? to : from;
        if (reached[other] !== -2 || (from === node) !== (value === bounds.low)) continue;
        reached[other] = rank;
        if (excess[other]! < 0) {
          found = other;
          break;
        }
        queue.push(other);
      }
    }
    if (found === -1) throw new Error('No rounding keeps every cent');
    excess[found]! += 1;
    let node = found;
    while (reached[node]! >= 0) {
      const arc = moving[reached[node]!]!;
      arc.value += arc.to === node ? 1 : -1;
      node = arc.to === node ? arc.from : arc.to;
    }
    excess[node]! -= 1;
  }
}
