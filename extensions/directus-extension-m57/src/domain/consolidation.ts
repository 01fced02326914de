import { matcher } from './formula/evaluate';
import { parseFormula } from './formula/parse';
import type { Locale } from './issue';
import type { Direction, Imputation, Section } from './ledger';
import { splitCents, type Cents } from './money';
import { CARRIED_FORWARD } from './totals';

/** What one budget pays another: an expense of the one that is a revenue of the other, each as a formula. */
export interface EliminationPair {
  id: string;
  label: Record<Locale, string>;
  expense: string;
  revenue: string;
}

/** What one coding of a budget adds up to; `budget` is the rank of the budget. */
export interface BudgetSum {
  budget: number;
  imputation: Imputation;
  amount: Cents;
}

/** One budget, section and direction: its own total, what is taken out of it, and what is left. */
export interface ConsolidationCell {
  budget: number;
  section: Section | null;
  direction: Direction;
  total: Cents;
  eliminated: Cents;
}

export interface PairOutcome {
  pair: EliminationPair;
  expense: Cents;
  revenue: Cents;
  /** Taken out on each side: what both sides say, and never more. */
  eliminated: Cents;
  /** By budget, in their order. */
  budgets: { expense: Cents; revenue: Cents; eliminatedExpense: Cents; eliminatedRevenue: Cents }[];
}

export interface Consolidation {
  cells: ConsolidationCell[];
  pairs: PairOutcome[];
}

/**
 * Adds budgets up as one: real operations of the year, without what they pay one another. Of each pair as much is
 * taken out, on both sides alike, as some budgets paid and *others* received: never more than the smaller side,
 * and nothing that a budget would owe to itself. The rest of each side stays, for people to see. A coding that
 * several pairs claim goes to the first.
 */
export function consolidate(
  budgets: number,
  sums: readonly BudgetSum[],
  pairs: readonly EliminationPair[],
): Consolidation {
  const cells = new Map<string, ConsolidationCell>();
  const sides = pairs.map(({ expense, revenue }) => ({
    D: { catches: matcher(parseFormula(expense)), parts: new Map<ConsolidationCell, Cents>() },
    R: { catches: matcher(parseFormula(revenue)), parts: new Map<ConsolidationCell, Cents>() },
  }));
  for (const { budget, imputation, amount } of sums) {
    const { section, direction, kind, nature } = imputation;
    if (kind !== 'real' || CARRIED_FORWARD.includes(nature)) continue;
    const key = `${budget} ${section} ${direction}`;
    const cell = cells.get(key) ?? { budget, section, direction, total: 0, eliminated: 0 };
    cells.set(key, cell);
    cell.total += amount;
    const parts = sides.find((side) => side[direction].catches(imputation))?.[direction].parts;
    parts?.set(cell, (parts.get(cell) ?? 0) + amount);
  }
  const outcomes = pairs.map((pair, rank) =>
    eliminate(budgets, pair, sides[rank]!.D.parts, sides[rank]!.R.parts),
  );
  return { cells: [...cells.values()], pairs: outcomes };
}

type Parts = ReadonlyMap<ConsolidationCell, Cents>;

function eliminate(budgets: number, pair: EliminationPair, expenses: Parts, revenues: Parts): PairOutcome {
  // Cancellations count: a side that they made smaller gives no more than what is left of it.
  const smaller = Math.min(...[expenses, revenues].map((parts) => total([...parts.values()])));
  const flow = flows(payable(budgets, expenses), payable(budgets, revenues), smaller);
  const outcome: PairOutcome = { pair, expense: 0, revenue: 0, eliminated: flow.total, budgets: [] };
  for (let budget = 0; budget < budgets; budget += 1) {
    const expense = sumOf(expenses, budget);
    const revenue = sumOf(revenues, budget);
    outcome.expense += expense;
    outcome.revenue += revenue;
    const [eliminatedExpense, eliminatedRevenue] = [flow.expense[budget]!, flow.revenue[budget]!];
    outcome.budgets.push({ expense, revenue, eliminatedExpense, eliminatedRevenue });
    takeOut(expenses, budget, eliminatedExpense);
    takeOut(revenues, budget, eliminatedRevenue);
  }
  return outcome;
}

const ofBudget = (parts: Parts, budget: number) => [...parts].filter(([cell]) => cell.budget === budget);
const sumOf = (parts: Parts, budget: number) =>
  ofBudget(parts, budget).reduce((sum, [, amount]) => sum + amount, 0);

/** What each budget can have paid or received: a cell that cancellations made negative pays nobody. */
const payable = (budgets: number, parts: Parts) =>
  Array.from({ length: budgets }, (_, budget) =>
    ofBudget(parts, budget).reduce((sum, [, amount]) => sum + Math.max(0, amount), 0),
  );

function takeOut(parts: Parts, budget: number, amount: Cents): void {
  if (amount === 0) return;
  const own = ofBudget(parts, budget);
  const shares = splitCents(
    amount,
    own.map(([, part]) => Math.max(0, part)),
  );
  own.forEach(([cell], rank) => (cell.eliminated += shares[rank]!));
}

const total = (amounts: readonly Cents[]) => amounts.reduce((sum, amount) => sum + amount, 0);

/**
 * The most that can have gone from some budgets to others, up to `limit`, and what each of them paid and received: in
 * proportion, then moved off the one budget (there can be but one) that would have had to pay itself.
 */
function flows(paid: readonly Cents[], received: readonly Cents[], limit: Cents) {
  const [expense, revenue] = [total(paid), total(received)];
  const most = Math.min(
    limit,
    expense,
    revenue,
    ...paid.map((amount, rank) => expense - amount + revenue - received[rank]!),
  );
  if (most <= 0) return { total: 0, expense: paid.map(() => 0), revenue: paid.map(() => 0) };
  const out = splitCents(most, paid);
  const into = splitCents(most, received);
  const itself = out.findIndex((amount, rank) => amount + into[rank]! > most);
  if (itself >= 0) {
    const excess = out[itself]! + into[itself]! - most;
    const others = (limits: readonly Cents[], taken: readonly Cents[]) =>
      limits.map((limit, rank) => (rank === itself ? 0 : limit - taken[rank]!));
    const moved = splitCents(excess, [...others(paid, out), ...others(received, into)]);
    for (let rank = 0; rank < paid.length; rank += 1) {
      out[rank]! += moved[rank]!;
      out[itself]! -= moved[rank]!;
      into[rank]! += moved[paid.length + rank]!;
      into[itself]! -= moved[paid.length + rank]!;
    }
  }
  return { total: most, expense: out, revenue: into };
}
