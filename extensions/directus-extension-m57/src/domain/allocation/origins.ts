import { InputError } from '../issue';
import type { Cents } from '../money';
import { allocate, type Allocation, type AllocationOptions } from './allocate';
import { enclose } from './enclosure';
import { planOf } from './method';
import { graphOf, type Network } from './network';
import { guessesOf } from './solution';
import { systemOf } from './system';

/** What a centre's full cost owes to the direct cost of one centre, itself included. */
export interface Origin {
  origin: string;
  amount: Cents;
}

/** Fractional bits of shares: amounts are known to far below a cent. */
const SHARE_BITS = 192n;

/**
 * The genealogy of full costs: for a centre's id, of which direct costs its full cost is made, by id of origin, without
 * those that give nothing. Amounts are direct cost times the exact share of it that reaches the centre, in cents by
 * largest remainder: they add up to the centre's full cost of this allocation. One solve on the way back per centre;
 * what it needs of the network is made once.
 *
 * Services that serve each other get costs back: of an auxiliary, which hands everything on, the shares count what
 * went through it more than once, as its full cost does.
 *
 * Throws an InputError CENTRE_UNKNOWN for an id that is not there.
 */
export function genealogy(network: Network, allocation: Allocation): (id: string) => Origin[] {
  const plan = planOf(graphOf(network), allocation.method, allocation.order);
  const { centres } = plan.graph;
  const ranks = new Map(centres.map(({ id }, rank) => [id, rank]));
  const groups = [...plan.groups.entries()].reverse().filter(([, group]) => plan.totals[group[0]!]! > 0n);
  const guesses = guessesOf(plan);
  const systems = plan.groups.map((group) => systemOf(plan, group, true));
  const places = centres.map(() => -1);
  plan.groups.forEach((group, at) => group.forEach((rank) => (places[rank] = at)));
  return (id) => {
    const target = ranks.get(id);
    if (target === undefined)
      throw new InputError({ code: 'CENTRE_UNKNOWN', line: null, column: null, params: { id } });
    const zero = centres.map(() => 0n);
    const [low, high] = [[...zero], [...zero]];
    low[target] = high[target] = 1n << SHARE_BITS;
    for (const [at, group] of groups) {
      // Doubled, so that middles are whole.
      const right: bigint[] = [];
      const spread: bigint[] = [];
      for (const rank of group) {
        let [least, most] =
          rank === target ? [low[rank]! * plan.totals[rank]!, high[rank]! * plan.totals[rank]!] : [0n, 0n];
        for (const { to, quantity } of plan.links[rank]!) {
          if (places[to] === at || high[to] === 0n) continue;
          least += quantity * low[to]!;
          most += quantity * high[to]!;
        }
        right.push(least + most);
        spread.push(most - least);
      }
      if (right.every((value) => value === 0n)) continue;
      const ways = guesses(at).map((way) => () => way()(true));
      const { middle, radius } = enclose(systems[at]!, right, spread, ways);
      group.forEach((rank, place) => {
        low[rank] = (middle[place]! - radius[place]!) >> 1n;
        high[rank] = ((middle[place]! + radius[place]!) >> 1n) + 1n;
      });
    }
    const full = allocation.centres[target]!.full;
    return shared(
      full,
      centres.map(({ id: origin, cost }, rank) => ({
        origin,
        exact: (BigInt(cost) * (low[rank]! + high[rank]!)) / 2n,
      })),
    );
  };
}

/**
 * The genealogy of one centre's full cost. Throws the InputErrors of `allocate`, and CENTRE_UNKNOWN for an id that is
 * not there.
 */
export function originsOf(network: Network, options: AllocationOptions, id: string): Origin[] {
  return genealogy(network, allocate(network, options))(id);
}

/** Largest remainder: amounts in 2^-SHARE_BITS cents rounded down, the cents left given to the largest remainders. */
function shared(full: Cents, exacts: readonly { origin: string; exact: bigint }[]): Origin[] {
  const parts = exacts.map(({ origin, exact }, at) => {
    // What is within a hair of a whole cent is that cent.
    const whole = (exact + (1n << (SHARE_BITS / 2n))) >> SHARE_BITS;
    return { origin, at, amount: Number(whole), rest: exact - (whole << SHARE_BITS) };
  });
  let left = parts.reduce((sum, { amount }) => sum - amount, full);
  for (const part of [...parts].sort((a, b) =>
    a.rest === b.rest ? a.at - b.at : a.rest < b.rest ? 1 : -1,
  )) {
    if (left <= 0) break;
    part.amount += 1;
    left -= 1;
  }
  return parts.filter(({ amount }) => amount !== 0).map(({ origin, amount }) => ({ origin, amount }));
}
