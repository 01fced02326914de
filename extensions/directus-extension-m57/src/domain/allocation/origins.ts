import { InputError } from '../issue';
import type { Cents } from '../money';
import { allocate, type Allocation, type AllocationOptions } from './allocate';
import { enclose } from './enclosure';
import { bitLength, magnitude } from './fraction';
import { planOf, type Plan } from './method';
import { graphOf, type Network } from './network';
import { guessesOf } from './solution';
import { systemOf } from './system';

/** What a centre's full cost owes to the direct cost of one centre, itself included. */
export interface Origin {
  origin: string;
  amount: Cents;
}

/** Fractional bits of shares, and how often they are doubled, until all amounts together are known to 2^-24 cent. */
const FIRST_BITS = 112;
const LAST_BITS = FIRST_BITS << 8;
const SPREAD_BITS = 24;

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
  const walk = waysBack(plan);
  return (id) => {
    const target = ranks.get(id);
    if (target === undefined)
      throw new InputError({ code: 'CENTRE_UNKNOWN', line: null, column: null, params: { id } });
    for (let bits = FIRST_BITS; ; bits *= 2) {
      const { low, high } = walk(target, bits);
      const spread = centres.reduce(
        (sum, { cost }, rank) => sum + magnitude(BigInt(cost)) * (high[rank]! - low[rank]!),
        0n,
      );
      if (bitLength(spread) + SPREAD_BITS <= bits) {
        const exacts = centres.map(({ id: origin, cost }, rank) => ({
          origin,
          exact: (BigInt(cost) * (low[rank]! + high[rank]!)) / 2n,
        }));
        return shared(allocation.centres[target]!.full, exacts, bits);
      }
      if (bits >= LAST_BITS) throw new Error('The origins could not be enclosed');
    }
  };
}

/** For a centre: the share of every centre's direct cost that reaches it, enclosed, as fractions of 2^bits. */
function waysBack(plan: Plan): (target: number, bits: number) => { low: bigint[]; high: bigint[] } {
  const guesses = guessesOf(plan);
  const groupOf = plan.links.map(() => -1);
  plan.groups.forEach((group, at) => group.forEach((rank) => (groupOf[rank] = at)));
  const delivering = [...plan.groups.entries()]
    .filter(([, group]) => plan.totals[group[0]!]! > 0n)
    .reverse()
    .map(([at, group]) => ({ at, group, system: systemOf(plan, group, true) }));
  return (target, bits) => {
    const low = plan.links.map(() => 0n);
    const high = plan.links.map(() => 0n);
    low[target] = high[target] = 1n << BigInt(bits);
    for (const { at, group, system } of delivering) {
      const right: bigint[] = [];
      const spread: bigint[] = [];
      for (const rank of group) {
        // What is delivered to later groups, and the centre itself where it is of this one.
        let [least, most] = [low[rank]! * plan.totals[rank]!, high[rank]! * plan.totals[rank]!];
        for (const { to, quantity } of plan.links[rank]!) {
          if (groupOf[to] === at) continue;
          least += quantity * low[to]!;
          most += quantity * high[to]!;
        }
        // Doubled, so that middles are whole.
        right.push(least + most);
        spread.push(most - least);
      }
      if (right.every((value) => value === 0n)) continue;
      const ways = guesses(at).map((way) => () => way()(true));
      const { middle, radius } = enclose(system, right, spread, ways);
      group.forEach((rank, place) => {
        low[rank] = (middle[place]! - radius[place]!) >> 1n;
        high[rank] = ((middle[place]! + radius[place]!) >> 1n) + 1n;
      });
    }
    return { low, high };
  };
}

/**
 * The genealogy of one centre's full cost. Throws the InputErrors of `allocate`, and CENTRE_UNKNOWN for an id that is
 * not there.
 */
export function originsOf(network: Network, options: AllocationOptions, id: string): Origin[] {
  return genealogy(network, allocate(network, options))(id);
}

/** Largest remainder: amounts in 2^-bits cents rounded down, the cents left given to the largest remainders. */
function shared(full: Cents, exacts: readonly { origin: string; exact: bigint }[], bits: number): Origin[] {
  const shift = BigInt(bits);
  // What is within a hair of a whole cent is that cent.
  const hair = 1n << BigInt(bits - SPREAD_BITS);
  const parts = exacts.map(({ origin, exact }, at) => {
    const whole = (exact + hair) >> shift;
    return { origin, at, amount: Number(whole), rest: exact - (whole << shift) };
  });
  let left = parts.reduce((sum, { amount }) => sum - amount, full);
  const byRest = [...parts].sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest < b.rest ? 1 : -1));
  for (const part of byRest) {
    if (left <= 0) break;
    part.amount += 1;
    left -= 1;
  }
  return parts.filter(({ amount }) => amount !== 0).map(({ origin, amount }) => ({ origin, amount }));
}
