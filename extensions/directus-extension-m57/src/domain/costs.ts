import type { Imputation } from './ledger';
import type { Cents } from './money';

/** How an amount counts for a service (domain.md, full costs): by direction, chapter and nature. */
export type CostPart = 'cost' | 'deduction' | 'users' | 'partners';

/**
 * Expenses are cost. Chapter 013 (refunds of charges), 72 (own work) and what neutralises depreciation (777, 7811)
 * reduce it: they are no revenue and raise no coverage rate. Account 70 is what users pay; the rest of a service's
 * revenue comes from partners.
 */
export function costPart({ direction, nature, chapitre }: Imputation): CostPart {
  if (direction === 'D') return 'cost';
  if (chapitre === '013' || /^(6|72|777|7811)/.test(nature)) return 'deduction';
  return nature.startsWith('70') ? 'users' : 'partners';
}

/** Sums of one service, in cents; `cost` has its deductions taken off. */
export interface DirectCost {
  lines: number;
  cost: Cents;
  users: Cents;
  partners: Cents;
}

export const noCost = (): DirectCost => ({ lines: 0, cost: 0, users: 0, partners: 0 });

export function addCost(total: DirectCost, imputation: Imputation, lines: number, amount: Cents): void {
  const part = costPart(imputation);
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
