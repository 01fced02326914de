import { InputError, type Issue } from '../issue';
import type { Cents } from '../money';

export const METHODS = ['direct', 'stepdown', 'reciprocal'] as const;
export type Method = (typeof METHODS)[number];

export interface Centre {
  id: string;
  kind: 'auxiliary' | 'final';
  /** Whole cents; may be negative, where deductions are larger than costs. */
  cost: Cents;
}

/**
 * What `from`, an auxiliary, delivers to `to`. Quantities are exact and not negative, all those of one deliverer in one
 * unit (the caller scales decimals): inside a deliverer only proportions matter. Several deliveries between the same
 * two centres add up.
 */
export interface Delivery {
  from: string;
  to: string;
  quantity: bigint;
}

export interface Network {
  centres: readonly Centre[];
  deliveries: readonly Delivery[];
}

/** What a network says that people should know of; the result stands. */
export interface Problem {
  code: 'KEY_SELF' | 'NO_DELIVERY' | 'NO_DELIVERY_LEFT' | 'CLOSED_LOOP';
  /** The centres concerned, in the order of their ids. */
  ids: string[];
}

/** A delivery as the engine walks it: the rank of the centre that gets it. */
export interface Link {
  to: number;
  quantity: bigint;
}

/** A network that was checked, its centres and links in the order of their ids: the order of the input is forgotten. */
export interface Graph {
  centres: Centre[];
  /** By deliverer: what it delivers to others, one link per receiver, none of zero. */
  links: Link[][];
  /** Ranks of the centres that deliver to themselves. */
  selves: number[];
}

/** Quantities of more digits than this are refused: no measure has them. */
const QUANTITY_DIGITS = 40;

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const issue = (code: string, params: Issue['params']): Issue => ({ code, line: null, column: null, params });

/**
 * Checks a network and puts it in order. What a centre delivers to itself is left out: it would come back to it in
 * full, and what the others get of it, in proportion to one another, would be the same.
 *
 * Throws an InputError with every CENTRE_DUPLICATE, CENTRE_UNKNOWN, CENTRE_COST_INVALID, DELIVERY_FROM_FINAL,
 * QUANTITY_NEGATIVE and QUANTITY_TOO_LARGE.
 */
export function graphOf({ centres: given, deliveries }: Network): Graph {
  const issues: Issue[] = [];
  const centres = [...given].sort(byId);
  const ranks = new Map<string, number>();
  centres.forEach(({ id, cost }, rank) => {
    if (ranks.has(id)) issues.push(issue('CENTRE_DUPLICATE', { id }));
    if (!Number.isSafeInteger(cost)) issues.push(issue('CENTRE_COST_INVALID', { id }));
    ranks.set(id, rank);
  });
  const limit = 10n ** BigInt(QUANTITY_DIGITS);
  const sums = centres.map(() => new Map<number, bigint>());
  const selves = new Set<number>();
  for (const { from, to, quantity } of deliveries) {
    const [deliverer, receiver] = [ranks.get(from), ranks.get(to)];
    if (deliverer === undefined) issues.push(issue('CENTRE_UNKNOWN', { id: from }));
    if (receiver === undefined) issues.push(issue('CENTRE_UNKNOWN', { id: to }));
    if (quantity < 0n) issues.push(issue('QUANTITY_NEGATIVE', { from, to, quantity: `${quantity}` }));
    else if (quantity >= limit)
      issues.push(issue('QUANTITY_TOO_LARGE', { from, to, digits: QUANTITY_DIGITS }));
    if (deliverer === undefined || receiver === undefined) continue;
    if (centres[deliverer]!.kind === 'final') issues.push(issue('DELIVERY_FROM_FINAL', { from, to }));
    if (quantity === 0n) continue;
    if (deliverer === receiver) selves.add(deliverer);
    else sums[deliverer]!.set(receiver, (sums[deliverer]!.get(receiver) ?? 0n) + quantity);
  }
  if (issues.length > 0) throw new InputError(issues);
  return {
    centres,
    links: sums.map((sum) =>
      [...sum].map(([to, quantity]) => ({ to, quantity })).sort((a, b) => a.to - b.to),
    ),
    selves: [...selves].sort((a, b) => a - b),
  };
}
