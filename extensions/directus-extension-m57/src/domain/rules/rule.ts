import type { Imputation, Measures } from '../ledger';
import { parseCents } from '../money';

/** What a rule can say of an imputation; one rule says one thing (domain: service, life-cycle phase, campaign). */
export const AXES = ['service', 'phase', 'campaign'] as const;
export type Axis = (typeof AXES)[number];

/** The life-cycle of the relationship with residents. */
export const PHASES = ['acquisition', 'fidelisation', 'support'] as const;
export type Phase = (typeof PHASES)[number];

export interface Rule {
  id: number;
  axis: Axis;
  formula: string;
  /** A service or a campaign (its key), or a phase. */
  target: string | number;
  /** Hundredths of a percent, 1 to 10 000: part of what the formula catches that goes to the target. */
  share: number;
  /** The highest wins. */
  priority: number;
  /** ISO dates, both included; null: open. See `from` and `to` in compile.ts for what they do to an exercice. */
  valid_from: string | null;
  valid_to: string | null;
  active: boolean;
}

export const WHOLE = 10_000;

/** What an imputation adds up to in the documents of one exercice. */
export interface ImputationSum extends Measures {
  imputation: Imputation;
  exercice: number;
  lines: number;
}

/** Percent with at most two decimals ("33.33", 33.33) to hundredths of a percent; null outside 0.01 to 100. */
export function parseShare(percent: string | number): number | null {
  const hundredths = parseCents(String(percent));
  return hundredths !== null && hundredths >= 1 && hundredths <= WHOLE ? hundredths : null;
}
