import type { Cents } from '../money';
import type { Messages } from '../issue';
import type { Quantity } from '../quantity';
import { costOfUnits } from './citizen-cost';

/** What a run says of a service. */
export interface ServiceOfRun {
  /** Full cost; may be negative where deductions exceed it. */
  cost: Cents;
  /** What it delivered in all; null or nought: not known. */
  units: Quantity | null;
  /** Delivered to users; to all (indivis), hence given per inhabitant only; or to other services. */
  delivers: 'users' | 'all' | 'services';
}

/** Why a service has no cost of its users, or one that is not that of the run's units. */
export type UnitsProblem = 'no_units' | 'more_units';

/** The cost of a service in parts that add up to the run to the cent. */
export interface CostParts {
  identified: Cents;
  unidentified: Cents;
  /** Of a service for all. */
  indivis: Cents;
  total: Cents;
  /** All that is shared out is divided by so many units; null: nothing is shared out. */
  base: Quantity | null;
  problem: UnitsProblem | null;
}

/**
 * Splits the cost of a service into that of identified users, by their units, and the rest.
 * - A service without units gives nothing to anybody: all of its cost is of nobody in particular.
 * - Where more units are recorded with a name than the run has (it counted too few, or was made before they came in),
 *   those that are recorded bear the whole cost and nothing is left: a negative rest would be money that nobody spent.
 * What auxiliary services cost is in the services that they serve: nought here.
 */
export function costParts({ cost, units, delivers }: ServiceOfRun, identified: Quantity): CostParts {
  const none = { identified: 0, unidentified: 0, indivis: 0, total: 0, base: null, problem: null };
  if (delivers === 'services') return none;
  if (delivers === 'all') return { ...none, indivis: cost, total: cost };
  if (units === null || units <= 0n) return { ...none, unidentified: cost, total: cost, problem: 'no_units' };
  const base = identified > units ? identified : units;
  const part = costOfUnits(cost, base, identified);
  return {
    identified: part,
    unidentified: cost - part,
    indivis: 0,
    total: cost,
    base,
    problem: identified > units ? 'more_units' : null,
  };
}

/**
 * What groups that make up all identified users cost: cents by largest remainder (ties to the first), so that they add
 * up to the identified part. Whoever has no units costs nothing. Units may be negative, which are taken back.
 */
export function costsOfGroups(cost: Cents, base: Quantity, units: readonly Quantity[]): Cents[] {
  const total = costOfUnits(
    cost,
    base,
    units.reduce((a, b) => a + b, 0n),
  );
  const parts = units.map((own, at) => {
    const product = BigInt(cost) * own;
    const remainder = ((product % base) + base) % base;
    return { at, part: (product - remainder) / base, remainder };
  });
  // What was rounded off is less than a cent for each part that has a remainder, so each takes one at most.
  const left = Number(BigInt(total) - parts.reduce((sum, { part }) => sum + part, 0n));
  const up = new Set(
    [...parts]
      .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder < b.remainder ? 1 : -1))
      .slice(0, left)
      .map(({ at }) => at),
  );
  return parts.map(({ at, part }) => Number(part) + (up.has(at) ? 1 : 0));
}

/** The revenue of a service in the ledger, in parts that add up. */
export interface RevenueParts {
  /** Paid by users who are known, by the interactions. */
  identified: Cents;
  unidentified: Cents;
  partners: Cents;
  /** What the ledger has of users beyond the cash desk; negative where it has less. */
  gap: Cents;
  total: Cents;
}

export const revenueParts = (
  ledger: { users: Cents; partners: Cents },
  desk: { identified: Cents; unidentified: Cents },
): RevenueParts => ({
  ...desk,
  partners: ledger.partners,
  gap: ledger.users - desk.identified - desk.unidentified,
  total: ledger.users + ledger.partners,
});

/** Revenue in tenths of a percent of the cost, rounded down so that nothing is flattered; null: no cost to cover. */
export function coverage(cost: Cents, revenue: Cents): number | null {
  if (cost <= 0) return null;
  const product = BigInt(revenue) * 1000n;
  const divisor = BigInt(cost);
  const remainder = ((product % divisor) + divisor) % divisor;
  return Number((product - remainder) / divisor);
}

export const groupCostMessages: Messages = {
  GROUP_COSTS_NO_RUN: {
    fr: () =>
      'Aucune répartition n’est validée : le coût par public en vient. Faites-en une et validez-la, page Répartition.',
    en: () =>
      'No allocation run is validated, from which costs by group come. Make one and validate it on the Allocation page.',
  },
  GROUP_COSTS_NO_RUN_OF_YEAR: {
    fr: ({ exercice }) =>
      `Aucune répartition de ${exercice} n’est validée : validez-en une, page Répartition, ou choisissez un autre exercice.`,
    en: ({ exercice }) =>
      `No allocation run of ${exercice} is validated: validate one on the Allocation page, or choose another year.`,
  },
  GROUP_COSTS_NO_UNITS: {
    fr: ({ service }) =>
      `« ${service} » n’a pas d’unités dans ce calcul : tout son coût est « non identifié ». Saisissez-les, page Unités d’œuvre, puis refaites la répartition.`,
    en: ({ service }) =>
      `"${service}" has no units in this run: all of its cost is "not identified". Enter them on the Units of work page, then run the allocation again.`,
  },
  GROUP_COSTS_MORE_UNITS: {
    fr: ({ service }) =>
      `« ${service} » : les usages enregistrés ont plus d’unités que le calcul n’en compte. Les usagers identifiés portent tout le coût, à un coût unitaire plus bas que celui du calcul. Vérifiez les unités d’œuvre, puis refaites la répartition.`,
    en: ({ service }) =>
      `"${service}": recorded uses have more units than the run counts. Identified users bear the whole cost, at a unit cost below that of the run. Check the units of work, then run the allocation again.`,
  },
};
