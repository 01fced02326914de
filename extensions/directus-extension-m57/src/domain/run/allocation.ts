import { allocate, checkConservation, type Allocation } from '../allocation/allocate';
import { genealogy } from '../allocation/origins';
import type { Network } from '../allocation/network';
import { resolveKeys, type ResolvedKeys } from '../keys/resolve';
import { splitCents, type Cents } from '../money';
import type { Quantity } from '../quantity';
import type { RunParameters, RunService } from './parameters';
import { splitSigned } from './split';

/** What people should know of a result (contract: problem), in words once a language is known. */
export interface RunProblem {
  code: string;
  params: Record<string, string | number>;
  service: number | null;
  amount: Cents | null;
  blocking: boolean;
}

export interface RunFlow {
  from: number;
  /** Null: nowhere ("non réparti"). */
  to: number | null;
  amount: Cents;
  /** What was measured, where the key is a quantity. */
  quantity: Quantity | null;
  unit: string | null;
}

export interface ServiceResult {
  service: RunService;
  /** From ledger lines: never altered. */
  direct: Cents;
  notional: Cents;
  received: Cents;
  delivered: Cents;
  unallocated: Cents;
  /** direct + notional + received = delivered + unallocated + what stays with a service that is no auxiliary. */
  full: Cents;
}

export interface RunAllocation {
  /** Every service of the run; one outside the perimeter only where it received something. */
  services: ServiceResult[];
  flows: RunFlow[];
  /** Step-down: the order in which auxiliaries were closed. */
  order: number[];
  problems: RunProblem[];
}

type Costs = ReadonlyMap<number, { direct: Cents; notional: Cents }>;
export type AllocationParameters = Pick<RunParameters, 'exercice' | 'method' | 'order' | 'keys' | 'services'>;

/** The centre that gets what keys deliver to nobody. */
const NOWHERE = 'nowhere';
const NOTHING = { direct: 0, notional: 0 };

/**
 * Shares the cost of auxiliary services out by their keys. Fixed amounts are taken first, out of direct and notional
 * cost; then the engine solves what is left. Services outside the perimeter may receive: they are final.
 */
export class ServiceNetwork {
  readonly services: readonly RunService[];
  readonly resolved: ResolvedKeys;
  readonly allocation: Allocation;
  private readonly network: Network;

  constructor(
    private readonly parameters: AllocationParameters,
    private readonly costs: Costs,
  ) {
    this.services = [...parameters.services].sort((a, b) => a.id - b.id);
    const own = new Map(this.services.map(({ id }) => [id, this.ownCost(id)]));
    this.resolved = resolveKeys(parameters.keys, this.services, parameters.exercice, own);
    const cost = new Map(own);
    for (const { from, to, amount } of this.resolved.fixed) {
      cost.set(from, cost.get(from)! - amount);
      cost.set(to, cost.get(to)! + amount);
    }
    this.network = this.networkOf(cost);
    this.allocation = this.solve(this.network);
    checkConservation(this.allocation);
  }

  private ownCost(service: number): Cents {
    const { direct, notional } = this.costs.get(service) ?? NOTHING;
    return direct + notional;
  }

  private networkOf(cost: ReadonlyMap<number, Cents>): Network {
    return {
      centres: [
        ...this.services.map(({ id, kind }) => ({
          id: String(id),
          kind: kind === 'auxiliary' ? ('auxiliary' as const) : ('final' as const),
          cost: cost.get(id) ?? 0,
        })),
        { id: NOWHERE, kind: 'final', cost: 0 },
      ],
      deliveries: this.resolved.deliveries.map(({ from, to, quantity }) => ({
        from: String(from),
        to: to === null ? NOWHERE : String(to),
        quantity,
      })),
    };
  }

  private solve(network: Network): Allocation {
    const { method, order } = this.parameters;
    return allocate(network, { method, order: this.allocation?.order ?? order.map(String) });
  }

  result(): RunAllocation {
    const { resolved, allocation } = this;
    const measured = new Map(resolved.quantities.map((one) => [`${one.from}>${one.to}`, one]));
    const flows = new Map<string, RunFlow>();
    const move = (from: number, to: number | null, amount: Cents) => {
      const name = `${from}>${to}`;
      const flow = flows.get(name);
      const { quantity = null, unit = null } = measured.get(name) ?? {};
      if (flow) flow.amount += amount;
      else flows.set(name, { from, to, amount, quantity, unit });
    };
    for (const { from, to, amount } of resolved.fixed) move(from, to, amount);
    for (const { from, to, amount } of allocation.flows)
      move(Number(from), to === NOWHERE ? null : Number(to), amount);
    for (const { id, unallocated } of allocation.centres)
      if (unallocated !== 0) move(Number(id), null, unallocated);

    const totals = new Map(
      this.services.map(({ id }) => [id, { received: 0, delivered: 0, unallocated: 0 }]),
    );
    for (const { from, to, amount } of flows.values()) {
      if (to === null) totals.get(from)!.unallocated += amount;
      else {
        totals.get(from)!.delivered += amount;
        totals.get(to)!.received += amount;
      }
    }
    const services = this.services
      .map((service) => {
        const { direct, notional } = this.costs.get(service.id) ?? NOTHING;
        const { received, delivered, unallocated } = totals.get(service.id)!;
        const full = direct + notional + received;
        return { service, direct, notional, received, delivered, unallocated, full };
      })
      .filter(({ service, direct, notional, received }) =>
        service.kind === 'outside' ? direct !== 0 || notional !== 0 || received !== 0 : true,
      );
    for (const { service, full, delivered, unallocated } of services)
      if (service.kind === 'auxiliary' && full !== delivered + unallocated)
        throw new Error(`Cents lost at service ${service.id}: ${full} in, ${delivered} + ${unallocated} out`);
    return {
      services,
      flows: [...flows.values()].sort((a, b) => a.from - b.from || (a.to ?? Infinity) - (b.to ?? Infinity)),
      order: allocation.order.map(Number),
      problems: this.problems(services),
    };
  }

  private problems(services: readonly ServiceResult[]): RunProblem[] {
    const names = new Map(this.services.map(({ id, name }) => [id, name]));
    const stuck = new Map(services.map(({ service, unallocated }) => [service.id, unallocated]));
    // What keys say of a service (KEY_MISSING, KEY_SELF) is told once, in their words.
    const ofEngine = this.allocation.problems
      .filter(({ code }) => code === 'CLOSED_LOOP' || code === 'NO_DELIVERY_LEFT')
      .flatMap(({ code, ids }) =>
        ids.map((id): RunProblem => ({
          code,
          params: { ids: ids.map((one) => names.get(Number(one))!).join(', ') },
          service: Number(id),
          amount: stuck.get(Number(id)) ?? null,
          blocking: false,
        })),
      );
    return [...this.resolved.problems, ...ofEngine];
  }

  /**
   * Whose direct and notional cost the full cost of a service is made of, by id of origin, in cents that add up to
   * it. One solve on the way back for each service that is asked for.
   */
  origins(): (service: number) => { origin: number; amount: Cents }[] {
    const from = genealogy(this.network, this.allocation);
    const fixedInto = new Map<number, { from: number; amount: Cents }[]>();
    const fixedFrom = new Map<number, Cents>();
    for (const { from: giver, to, amount } of this.resolved.fixed) {
      fixedInto.set(to, [...(fixedInto.get(to) ?? []), { from: giver, amount }]);
      fixedFrom.set(giver, (fixedFrom.get(giver) ?? 0) + amount);
    }
    return (service) => {
      const amounts = new Map<number, Cents>();
      const add = (origin: number, amount: Cents) => {
        if (amount !== 0) amounts.set(origin, (amounts.get(origin) ?? 0) + amount);
      };
      // Of an auxiliary that paid fixed amounts, the engine knows what was left.
      for (const { origin, amount } of from(String(service))) {
        const giver = Number(origin);
        const fixed = fixedInto.get(giver) ?? [];
        const own = this.ownCost(giver) - (fixedFrom.get(giver) ?? 0);
        const parts = splitSigned(amount, [own, ...fixed.map((one) => one.amount)]);
        add(giver, parts[0]!);
        fixed.forEach((one, rank) => add(one.from, parts[rank + 1]!));
      }
      add(service, fixedFrom.get(service) ?? 0);
      return [...amounts].map(([origin, amount]) => ({ origin, amount })).sort((a, b) => a.origin - b.origin);
    };
  }

  /**
   * Who bears an amount that is direct cost of a service, in the end: principal, indivis and outside services, and
   * null for what is not allocated. Adds up to the amount, to the cent.
   */
  bearers(service: number, amount: Cents): { service: number | null; amount: Cents }[] {
    const sign = amount < 0 ? -1 : 1;
    const fixed = this.resolved.fixed.filter(({ from }) => from === service);
    const rest = this.ownCost(service) - fixed.reduce((sum, one) => sum + one.amount, 0);
    const weights = [fixed.length > 0 ? rest : 1, ...fixed.map((one) => one.amount)];
    const parts = splitCents(Math.abs(amount), weights);
    const cost = new Map([[service, parts[0]!]]);
    fixed.forEach(({ to }, rank) => cost.set(to, (cost.get(to) ?? 0) + parts[rank + 1]!));
    const { centres, unallocated } = this.solve(this.networkOf(cost));
    let nowhere = unallocated;
    const bearers: { service: number | null; amount: Cents }[] = [];
    for (const { id, kind, full } of centres) {
      if (kind !== 'final' || full === 0) continue;
      if (id === NOWHERE) nowhere += full;
      else bearers.push({ service: Number(id), amount: sign * full });
    }
    if (nowhere !== 0) bearers.push({ service: null, amount: sign * nowhere });
    return bearers;
  }
}
