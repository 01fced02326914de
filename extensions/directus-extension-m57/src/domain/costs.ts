import type { Imputation } from './ledger';
import type { Cents } from './money';
import type { CompiledPerimeter } from './perimeter';

/** How an amount counts for a service (domain.md, full costs): by direction, chapter and nature. */
export type CostPart = 'cost' | 'deduction' | 'users' | 'partners';

/**
 * Expenses are cost. What the perimeter deducts (by default chapter 013, own work and what neutralises depreciation)
 * reduces it: it is no revenue and raises no coverage rate. Account 70 is what users pay; the rest of a service's
 * revenue comes from partners.
 */
export function costPart(
  imputation: Imputation,
  { isDeducted }: Pick<CompiledPerimeter, 'isDeducted'>,
): CostPart {
  if (imputation.direction === 'D') return 'cost';
  if (isDeducted(imputation)) return 'deduction';
  return imputation.nature.startsWith('70') ? 'users' : 'partners';
}

/** Sums of one service, in cents; `cost` has its deductions taken off. */
export interface DirectCost {
  lines: number;
  cost: Cents;
  users: Cents;
  partners: Cents;
}

export const noCost = (): DirectCost => ({ lines: 0, cost: 0, users: 0, partners: 0 });

export function addCost(total: DirectCost, part: CostPart, lines: number, amount: Cents): void {
  total.lines += lines;
  if (part === 'deduction') total.cost -= amount;
  else total[part] += amount;
}

/**
 * The three coverage rates, in hundredths of a percent: users, users + partners, and what is left to the
 * authority. The first two are rounded down, the third is their complement, so that none is flattered and they
 * add up. Null where there is no cost to cover.
 */
export function coverageRates({ cost, users, partners }: DirectCost) {
  if (cost <= 0) return { users: null, partners: null, authority: null };
  const rate = (amount: Cents) => Number((BigInt(amount) * 10_000n) / BigInt(cost));
  return { users: rate(users), partners: rate(users + partners), authority: 10_000 - rate(users + partners) };
}
