import { matcher } from './formula/evaluate';
import { parseFormula } from './formula/parse';
import type { Direction, Imputation } from './ledger';
import type { Cents } from './money';

/**
 * Groups of accounts that mean the same in every authority under M57, whatever its functions: natures, real
 * operations, gross of what is taken back (6419, 739). A balance can be cut so, however coarse.
 */
export const COMPARED_GROUPS = [
  { group: 'personnel', formula: 'DRF * (N621 + N631 + N633 + N64)' },
  { group: 'purchases', formula: 'DRF * N60' },
  { group: 'external', formula: 'DRF * (N61 + N62) - N621' },
  { group: 'other_expense', formula: 'DRF * N65' },
  { group: 'interest', formula: 'DRF * N66' },
  { group: 'taxes', formula: 'RRF * N73' },
  { group: 'grants', formula: 'RRF * N74' },
  { group: 'users', formula: 'RRF * N70' },
  { group: 'equipment', formula: 'DRI * (N20 + N21 + N23)' },
  { group: 'repayments', formula: 'DRI * N16' },
  { group: 'loans', formula: 'RRI * N16' },
] as const;
export type ComparedGroup = (typeof COMPARED_GROUPS)[number]['group'];

export interface ComparedAuthority {
  /** Null: nothing of that year is known. */
  sums: { imputation: Imputation; amount: Cents }[] | null;
  inhabitants: number | null;
  own: boolean;
}

export interface ComparedLine {
  group: ComparedGroup;
  formula: string;
  direction: Direction;
  /** In the order of the authorities. */
  values: { amount: Cents | null; perInhabitant: Cents | null }[];
  /** Of the others, those of which both accounts and population are known. */
  median: Cents | null;
}

/** Every group for every authority, in euros and per inhabitant. */
export function compareAuthorities(authorities: readonly ComparedAuthority[]): ComparedLine[] {
  return COMPARED_GROUPS.map(({ group, formula }) => {
    const caught = matcher(parseFormula(formula));
    const values = authorities.map(({ sums, inhabitants }) => {
      if (sums === null) return { amount: null, perInhabitant: null };
      const amount = sums.reduce((sum, one) => (caught(one.imputation) ? sum + one.amount : sum), 0);
      return { amount, perInhabitant: inhabitants === null ? null : divideCents(amount, inhabitants) };
    });
    const others = values.flatMap(({ perInhabitant }, rank) =>
      authorities[rank]!.own || perInhabitant === null ? [] : perInhabitant,
    );
    return { group, formula, direction: formula.startsWith('D') ? 'D' : 'R', values, median: median(others) };
  });
}

/** To the nearest cent, halves away from zero. */
export function divideCents(amount: Cents, by: number): Cents {
  const doubled = BigInt(Math.abs(amount)) * 2n + BigInt(by);
  const rounded = Number(doubled / (2n * BigInt(by)));
  return amount < 0 && rounded !== 0 ? -rounded : rounded;
}

/** The middle amount; of an even number, half way between the two in the middle. Null of none. */
export function median(amounts: readonly Cents[]): Cents | null {
  if (amounts.length === 0) return null;
  const sorted = [...amounts].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : divideCents(sorted[middle - 1]! + sorted[middle]!, 2);
}

/** Inhabitants by year. */
export type Populations = Record<string, number>;

/** The population of a year, else that of the nearest one known (the earlier of two); null where none is. */
export function populationOf(
  populations: Populations,
  year: number,
): { inhabitants: number; year: number } | null {
  const nearest = Object.keys(populations)
    .map(Number)
    .sort((a, b) => Math.abs(a - year) - Math.abs(b - year) || a - b)[0];
  return nearest === undefined ? null : { inhabitants: populations[nearest]!, year: nearest };
}
