import { InputError, type Issue } from '../issue';
import { formatCents, parseCents } from '../money';
import { allocate, checkConservation, type CentreResult } from './allocate';
import { decimal, formatFraction, quotient, product, type Fraction } from './fraction';
import { METHODS, type Centre, type Delivery, type Method, type Network, type Problem } from './network';

export const SIMULATED_KINDS = ['auxiliary', 'principal'] as const;

export interface SimulationInput {
  /** `cost`: euros with two decimals at most, as a string. `revenue` is accepted and allocated nowhere. */
  centres: readonly { id: string; cost: string; revenue?: string; kind: string }[];
  /** `quantity`: a number, or a decimal in a string, which is taken to its last digit. */
  deliveries: readonly { from: string; to: string; quantity: number | string }[];
  method: string;
  order?: readonly string[];
}

/** Amounts are strings with two decimals. */
export interface Simulation {
  method: Method;
  /** Ids of auxiliaries in the order in which they were closed; none unless step-down. */
  order: string[];
  /** In the order of the input. */
  centres: {
    id: string;
    direct: string;
    full: string;
    /** Full cost over what the method lets it deliver, in euros; null where it delivers nothing. */
    unit_cost: { fraction: string | null; decimal: string } | null;
  }[];
  flows: { from: string; to: string; amount: string }[];
  problems: Problem[];
  /** What auxiliaries deliver to principal services. */
  outside: string;
  unallocated: string;
  /** Direct costs of all services; full costs of principal ones and what is not allocated: the same. */
  total_in: string;
  total_out: string;
}

const UNIT_COST_DECIMALS = 6;

/**
 * An allocation without storing anything: the answer of `POST /m57/allocations/simulate`.
 *
 * Throws an InputError: METHOD_INVALID, CENTRE_COST_INVALID, CENTRE_KIND_INVALID, QUANTITY_INVALID, and those of
 * `allocate`.
 */
export function simulate(input: SimulationInput): Simulation {
  const { network, scales } = read(input);
  const allocation = allocate(network, { method: input.method as Method, order: input.order });
  checkConservation(allocation);
  const results = new Map(allocation.centres.map((centre) => [centre.id, centre]));
  const totalOut = allocation.centres.reduce(
    (sum, { kind, full }) => (kind === 'final' ? sum + full : sum),
    allocation.unallocated,
  );
  return {
    method: allocation.method,
    order: allocation.order,
    centres: input.centres.map(({ id }) => {
      const centre = results.get(id)!;
      return {
        id,
        direct: formatCents(centre.direct),
        full: formatCents(centre.full),
        unit_cost: unitCost(centre, scales.get(id) ?? 0),
      };
    }),
    flows: allocation.flows.map((flow) => ({ ...flow, amount: formatCents(flow.amount) })),
    problems: allocation.problems,
    outside: formatCents(allocation.delivered),
    unallocated: formatCents(allocation.unallocated),
    total_in: formatCents(allocation.totalIn),
    total_out: formatCents(totalOut),
  };
}

/** In euros a unit; `scale`: how many decimals the quantities of the centre were given with. */
function unitCost({ quantity, unitCost: exact, bounds }: CentreResult, scale: number) {
  if (quantity === 0n) return null;
  const inEuros = (perUnit: Fraction) => product(quotient(perUnit, 100n), 10n ** BigInt(scale));
  const near = exact ?? quotient(bounds.low, quantity);
  return {
    fraction: exact && formatFraction(inEuros(exact)),
    decimal: decimal(inEuros(near), UNIT_COST_DECIMALS),
  };
}

function read({ centres, deliveries, method }: SimulationInput) {
  const issues: Issue[] = [];
  const refuse = (code: string, params: Issue['params']) =>
    issues.push({ code, line: null, column: null, params });
  if (!(METHODS as readonly string[]).includes(method)) refuse('METHOD_INVALID', { method });
  const network: Network = {
    centres: centres.map(({ id, cost, kind }): Centre => {
      const cents = parseCents(cost);
      if (cents === null) refuse('CENTRE_COST_INVALID', { id });
      if (!(SIMULATED_KINDS as readonly string[]).includes(kind)) refuse('CENTRE_KIND_INVALID', { id, kind });
      return { id, kind: kind === 'auxiliary' ? 'auxiliary' : 'final', cost: cents ?? 0 };
    }),
    deliveries: [],
  };
  const read = deliveries.map(({ from, to, quantity }) => {
    const parsed = parseDecimal(String(quantity));
    if (parsed === null) refuse('QUANTITY_INVALID', { from, to, quantity: String(quantity) });
    return { from, to, ...(parsed ?? { digits: 0n, scale: 0 }) };
  });
  if (issues.length > 0) throw new InputError(issues);
  const scales = new Map<string, number>();
  for (const { from, scale } of read) scales.set(from, Math.max(scale, scales.get(from) ?? 0));
  const scaled = read.map(({ from, to, digits, scale }): Delivery => ({
    from,
    to,
    quantity: digits * 10n ** BigInt(scales.get(from)! - scale),
  }));
  return { network: { ...network, deliveries: scaled }, scales };
}

/** Longest exponent of a decimal: beyond it the quantity is refused as too large, or nothing. */
const LONGEST = 60;

/** "12.50" as 1250 and two decimals; also "1.5e-7", as JavaScript writes small numbers. Null for anything else. */
export function parseDecimal(text: string): { digits: bigint; scale: number } | null {
  const match = /^([+-]?)(\d*)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = '', decimals = '', exponent = '0'] = match;
  if (whole + decimals === '') return null;
  const scale = decimals.length - Number(exponent);
  if (Math.abs(scale) > LONGEST || whole.length > LONGEST) return null;
  const digits = BigInt(whole + decimals) * (sign === '-' ? -1n : 1n);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}
