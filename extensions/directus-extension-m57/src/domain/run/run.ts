import type { Measures } from '../ledger';
import type { Cents } from '../money';
import { compilePerimeter } from '../perimeter';
import type { Quantity } from '../quantity';
import { ServiceNetwork, type RunAllocation, type RunProblem } from './allocation';
import type { NotionalCost, RunParameters } from './parameters';
import { ownCosts, placeSums, type PlacedCost, type Placement, type RunSum } from './place';

/** One service of a run as it is stored; amounts in cents. */
export interface RunServiceRow {
  service: number;
  name: string;
  kind: RunParameters['services'][number]['kind'];
  lines: number;
  direct: Cents;
  notional: Cents;
  received: Cents;
  delivered: Cents;
  unallocated: Cents;
  users: Cents;
  partners: Cents;
  unit: string | null;
  units: Quantity | null;
}

export interface RunTotals {
  direct: Cents;
  notional: Cents;
  /** Borne by principal and indivis services. */
  full: Cents;
  revenue: Cents;
  unallocated: Cents;
  unmatched: Cents;
  /** Net expense outside the perimeter, and what auxiliaries delivered to services there. */
  outside: Cents;
  expense: Cents;
  revenueOfDocuments: Cents;
}

export interface RunResult {
  services: RunServiceRow[];
  flows: RunAllocation['flows'];
  costs: PlacedCost[];
  order: number[];
  problems: RunProblem[];
  totals: RunTotals;
}

/**
 * A run from its inputs alone: every imputation placed, direct and notional cost of every service, and these shared
 * out by keys. Throws where a cent would be lost, which would be a fault of this program, and the InputErrors of the
 * engine.
 */
export function computeRun(
  sums: readonly RunSum[],
  measure: keyof Measures,
  parameters: RunParameters,
): RunResult {
  const { rules, services, perimeter, notional } = parameters;
  const { costs, conflicting } = placeSums(sums, rules, services, compilePerimeter(perimeter), measure);
  const own = ownCosts(costs);
  const known = new Set(services.map(({ id }) => id));
  const added = notionalByService(notional.filter(({ service }) => known.has(service)));
  const network = new ServiceNetwork(
    parameters,
    new Map(
      services.map(({ id }) => [id, { direct: own.get(id)?.direct ?? 0, notional: added.get(id) ?? 0 }]),
    ),
  );
  const allocation = network.result();
  const units = new Map(parameters.units.map(({ service, quantity }) => [service, quantity]));
  const rows = allocation.services.map(({ service: { id, name, kind, unit }, full: _full, ...amounts }) => {
    const { lines, users, partners } = own.get(id) ?? { lines: 0, users: 0, partners: 0 };
    return {
      service: id,
      name,
      kind,
      lines,
      ...amounts,
      users,
      partners,
      unit,
      units: units.get(id) ?? null,
    };
  });
  const totals = totalsOf(sums, measure, rows, costs);
  return {
    services: rows,
    flows: allocation.flows,
    costs,
    order: allocation.order,
    problems: [...placementProblems(totals, conflicting), ...allocation.problems],
    totals,
  };
}

export function notionalByService(costs: readonly NotionalCost[]): Map<number, Cents> {
  const added = new Map<number, Cents>();
  for (const { service, amount } of costs) added.set(service, (added.get(service) ?? 0) + amount);
  return added;
}

/** Adds everything up and proves that no cent of the documents was lost or made. */
function totalsOf(
  sums: readonly RunSum[],
  measure: keyof Measures,
  rows: readonly RunServiceRow[],
  costs: readonly PlacedCost[],
): RunTotals {
  const sum = <T>(list: readonly T[], of: (item: T) => Cents) =>
    list.reduce((total, item) => total + of(item), 0);
  const of = (direction: 'D' | 'R') =>
    sum(sums, ({ imputation, ...amounts }) => (imputation.direction === direction ? amounts[measure] : 0));
  const part = (name: PlacedCost['part']) => sum(costs, (cost) => (cost.part === name ? cost.amount : 0));
  const inside = rows.filter(({ kind }) => kind !== 'outside');
  const final = inside.filter(({ kind }) => kind !== 'auxiliary');
  const totals: RunTotals = {
    direct: sum(inside, ({ direct }) => direct),
    notional: sum(rows, ({ notional }) => notional),
    full: sum(final, ({ direct, notional, received }) => direct + notional + received),
    revenue: sum(inside, ({ users, partners }) => users + partners),
    unallocated: sum(rows, ({ unallocated }) => unallocated),
    unmatched: part('unmatched'),
    outside:
      part('outside') +
      sum(rows, ({ kind, notional, received }) => (kind === 'outside' ? notional + received : 0)),
    expense: of('D'),
    revenueOfDocuments: of('R'),
  };
  const document = totals.expense - totals.revenueOfDocuments;
  const { direct, notional, full, revenue, unallocated, unmatched, outside } = totals;
  if (direct - revenue + unmatched + part('outside') !== document)
    throw new Error(`Cents lost between the documents (${document}) and the services`);
  if (full + unallocated + unmatched + outside - notional - revenue !== document)
    throw new Error(`Cents lost between the services and their full costs (${document})`);
  if (!Object.values(totals).every(Number.isSafeInteger)) throw new Error('Amounts too large');
  return totals;
}

function placementProblems(
  { unmatched }: RunTotals,
  { imputations, amount }: Placement['conflicting'],
): RunProblem[] {
  const about = { params: {}, service: null };
  const rest = unmatched - amount;
  return [
    ...(rest === 0 ? [] : [{ ...about, code: 'RUN_UNMATCHED', amount: rest, blocking: false }]),
    ...(imputations === 0 ? [] : [{ ...about, code: 'RUN_CONFLICTING', amount, blocking: true }]),
  ];
}
