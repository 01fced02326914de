import { InputError } from '../issue';
import type { Cents } from '../money';
import { fraction, quotient, type Fraction } from './fraction';
import { planOf, type Plan } from './method';
import { graphOf, type Centre, type Method, type Network, type Problem } from './network';
import { AmountTooLarge, roundCosts, type Rounded } from './rounding';
import { solve, type Solution } from './solution';

export interface AllocationOptions {
  method: Method;
  /**
   * Step-down: ids of auxiliaries in the order in which they are closed; those not named follow, largest direct cost
   * first, ties by id.
   */
  order?: readonly string[];
}

export interface Flow {
  from: string;
  to: string;
  amount: Cents;
}

export interface CentreResult {
  id: string;
  kind: Centre['kind'];
  direct: Cents;
  received: Cents;
  /** What it hands on to other centres. */
  delivered: Cents;
  /** direct + received. */
  full: Cents;
  /** Of an auxiliary: what found no way out. */
  unallocated: Cents;
  /** The exact full cost in cents; null where its thousands of digits were not worth the time (solution.ts). */
  exact: Fraction | null;
  /** What is proved of the exact full cost in cents, to far below a cent; twice the same where it is known exactly. */
  bounds: { low: Fraction; high: Fraction };
  /** All that the method lets it deliver, in units of the input; 0n where that is nothing. */
  quantity: bigint;
  /** Exact full cost over quantity, in cents; null where it delivers nothing or `exact` is null. */
  unitCost: Fraction | null;
}

export interface Allocation {
  method: Method;
  /** Ids of the auxiliaries in the order in which they were closed; none unless step-down. */
  order: string[];
  /** By id. */
  centres: CentreResult[];
  /** By ids of deliverer and receiver. */
  flows: Flow[];
  problems: Problem[];
  /** Direct costs of all centres. */
  totalIn: Cents;
  /** What auxiliaries delivered to finals. */
  delivered: Cents;
  unallocated: Cents;
}

/**
 * Shares the costs of auxiliary centres among those that they serve, by one of three methods, exactly, and rounds once
 * at the end: every flow and every full cost is one of the two cents next to its exact value, and every centre hands
 * on what it got, to the cent. The result does not depend on the order of the input.
 *
 * Throws an InputError for an impossible network (`graphOf`), and with COST_TOO_LARGE where services that return
 * nearly all they get to each other pile up more than a safe integer of cents.
 */
export function allocate(network: Network, { method, order = [] }: AllocationOptions): Allocation {
  const plan = planOf(graphOf(network), method, order);
  return allocationOf(plan, method, solve(plan));
}

function allocationOf(plan: Plan, method: Method, solution: Solution): Allocation {
  const { full, flows } = rounded(plan, solution);
  const received = full.map((value, rank) => value - plan.graph.centres[rank]!.cost);
  const isFinal = ({ kind }: Centre) => kind === 'final';
  const centres = plan.graph.centres.map(({ id, kind, cost }, rank): CentreResult => {
    const delivers = plan.totals[rank]! > 0n;
    const exact = solution.exact[rank]!;
    const quantity = plan.totals[rank]! * plan.units[rank]!;
    return {
      id,
      kind,
      direct: cost,
      received: received[rank]!,
      delivered: delivers ? full[rank]! : 0,
      full: full[rank]!,
      unallocated: kind === 'auxiliary' && !delivers ? full[rank]! : 0,
      exact: exact && exact.full,
      bounds: exact ? { low: exact.full, high: exact.full } : boundsOf(solution, rank),
      quantity,
      unitCost: exact && delivers ? quotient(exact.unit, plan.units[rank]!) : null,
    };
  });
  const sum = (values: readonly Cents[]) => values.reduce((a, b) => a + b, 0);
  return {
    method,
    order: plan.order,
    centres,
    flows: plan.links.flatMap((links, rank) =>
      links.map(({ to }, at) => ({
        from: plan.graph.centres[rank]!.id,
        to: plan.graph.centres[to]!.id,
        amount: flows[rank]![at]!,
      })),
    ),
    problems: plan.problems,
    totalIn: sum(centres.map(({ direct }) => direct)),
    delivered: sum(plan.graph.centres.map((centre, rank) => (isFinal(centre) ? received[rank]! : 0))),
    unallocated: sum(centres.map(({ unallocated }) => unallocated)),
  };
}

function rounded(plan: Plan, solution: Solution): Rounded {
  try {
    return roundCosts(plan, solution);
  } catch (error) {
    if (!(error instanceof AmountTooLarge)) throw error;
    const { id } = plan.graph.centres[error.rank]!;
    throw new InputError({ code: 'COST_TOO_LARGE', line: null, column: null, params: { id } });
  }
}

function boundsOf({ full, bits }: Solution, rank: number) {
  const den = 1n << BigInt(bits);
  return { low: fraction(full[rank]!.low, den), high: fraction(full[rank]!.high, den) };
}

/** What came in at a centre and what went out: the proof that is kept with a result. */
export interface ProofRow {
  id: string;
  in: Cents;
  out: Cents;
}

/**
 * Adds every flow up again and compares what came in with what went out at each centre and in all, to the cent. Throws
 * where they differ, which would be a fault of this program.
 */
export function checkConservation({
  centres,
  flows,
  totalIn,
  delivered,
  unallocated,
}: Allocation): ProofRow[] {
  const received = new Map<string, Cents>();
  const sent = new Map<string, Cents>();
  for (const { from, to, amount } of flows) {
    sent.set(from, (sent.get(from) ?? 0) + amount);
    received.set(to, (received.get(to) ?? 0) + amount);
  }
  let [inAll, kept] = [0, 0];
  let outside = 0;
  const rows = centres.map((centre): ProofRow => {
    const into = centre.direct + (received.get(centre.id) ?? 0);
    const stays = centre.kind === 'final' ? centre.full : centre.unallocated;
    const out = (sent.get(centre.id) ?? 0) + stays;
    if (into !== out || into !== centre.full)
      throw new Error(`Cents lost at ${centre.id}: ${into} in, ${out} out`);
    inAll += centre.direct;
    kept += stays;
    if (centre.kind === 'final') outside += centre.full - centre.direct;
    return { id: centre.id, in: into, out };
  });
  const lost = unallocated - centres.reduce((sum, centre) => sum + centre.unallocated, 0);
  if (inAll !== kept || inAll !== totalIn || outside !== delivered || lost !== 0)
    throw new Error(`Cents lost: ${totalIn} in, ${kept} out`);
  return rows;
}
