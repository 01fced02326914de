import { costPart, type CostPart } from '../costs';
import type { Measures } from '../ledger';
import type { Cents } from '../money';
import type { CompiledPerimeter } from '../perimeter';
import { assign } from '../rules/assign';
import { place } from '../rules/place';
import type { ImputationSum, Rule } from '../rules/rule';
import type { RunService } from './parameters';

/**
 * What an amount is in a run. `outside`: left out by the perimeter, by a service outside of it, or as investment;
 * `unmatched`: no rule gives it to a service.
 */
export type RunPart = CostPart | 'outside' | 'unmatched';

/** A part of an imputation, and where a run puts it. */
export interface PlacedCost {
  imputation: number;
  /** Null: outside by the perimeter, or unmatched. */
  service: number | null;
  rule: number | null;
  part: RunPart;
  /** Outside: the label of the formula, or the name of the service. */
  reason: string | null;
  /** Ledger lines of the imputation; one that is shared out counts in each part. */
  lines: number;
  /** As read, in cents: a deduction and revenue are positive. Outside and unmatched: expense − revenue. */
  amount: Cents;
}

export type RunSum = ImputationSum & { id: number };

export interface Placement {
  costs: PlacedCost[];
  /** Imputations that several rules claim, and their net expense: it is unmatched. */
  conflicting: { imputations: number; amount: Cents };
}

/** Puts every imputation where the perimeter and the rules say; the parts of one add up to it, to the cent. */
export function placeSums(
  sums: readonly RunSum[],
  rules: readonly Rule[],
  services: readonly RunService[],
  perimeter: CompiledPerimeter,
  measure: keyof Measures,
): Placement {
  const known = new Map(services.map((service) => [service.id, service]));
  const costs: PlacedCost[] = [];
  const net = (sum: RunSum, amount: Cents) =>
    sum.imputation.direction === 'D' || amount === 0 ? amount : -amount;
  const inside: RunSum[] = [];
  for (const sum of sums) {
    const reason = perimeter.excludedAs(sum.imputation);
    if (reason === null) inside.push(sum);
    else
      costs.push({
        imputation: sum.id,
        service: null,
        rule: null,
        part: 'outside',
        reason,
        lines: sum.lines,
        amount: net(sum, sum[measure]),
      });
  }
  const outcomes = assign(rules, inside).outcomes.service;
  const conflicting = { imputations: 0, amount: 0 };
  inside.forEach((sum, rank) => {
    const { parts, rest } = place(sum, outcomes[rank]!);
    let left = rest[measure];
    let placed = 0;
    for (const part of parts) {
      const service = known.get(Number(part.target));
      const amount = part[measure];
      if (!service) {
        left += amount;
        continue;
      }
      placed += 1;
      const outside = service.kind === 'outside';
      costs.push({
        imputation: sum.id,
        service: service.id,
        rule: part.rule,
        part: outside ? 'outside' : costPart(sum.imputation, perimeter),
        reason: outside ? service.name : null,
        lines: sum.lines,
        amount: outside ? net(sum, amount) : amount,
      });
    }
    if (outcomes[rank]!.status === 'conflicting') {
      conflicting.imputations += 1;
      conflicting.amount += net(sum, left);
    }
    if (placed === 0 || left !== 0)
      costs.push({
        imputation: sum.id,
        service: null,
        rule: null,
        part: 'unmatched',
        reason: null,
        lines: sum.lines,
        amount: net(sum, left),
      });
  });
  return { costs, conflicting };
}

/** Direct cost and revenue of one service, in cents. */
export interface Own {
  lines: number;
  direct: Cents;
  users: Cents;
  partners: Cents;
}

export function ownCosts(costs: readonly PlacedCost[]): Map<number, Own> {
  const own = new Map<number, Own>();
  for (const { service, part, lines, amount } of costs) {
    if (service === null || part === 'outside' || part === 'unmatched') continue;
    let total = own.get(service);
    if (!total) own.set(service, (total = { lines: 0, direct: 0, users: 0, partners: 0 }));
    total.lines += lines;
    if (part === 'cost') total.direct += amount;
    else if (part === 'deduction') total.direct -= amount;
    else total[part] += amount;
  }
  return own;
}
