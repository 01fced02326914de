import type { Cents } from './money';

/** fonctionnement or investissement */
export type Section = 'F' | 'I';
/** dépense or recette */
export type Direction = 'D' | 'R';
export type MovementKind = 'real' | 'ordre';

/** The step of the budget cycle that a document holds (design §4). */
export const STAGES = ['BP', 'BS', 'DM', 'CA', 'CFU', 'BAL', 'PES', 'GL'] as const;
export type Stage = (typeof STAGES)[number];

/** The seven amounts of a budget line, as in SCDL; null where the source is silent. */
export interface Amounts {
  /** MTREAL */ realised: Cents | null;
  /** MTBUDGPREC */ previous_budget: Cents | null;
  /** MTRARPREC */ carried_over_previous: Cents | null;
  /** MTPROPNOUV */ proposed: Cents | null;
  /** MTPREV */ voted: Cents | null;
  /** CREDOUV */ opened: Cents | null;
  /** MTRAR3112 */ carried_over: Cents | null;
}

/** The two amounts that analysis uses. `budgeted` is the credits opened, else voted. */
export interface Measures {
  budgeted: Cents;
  realised: Cents;
}

/** One distinct coding; rules, coverage and totals work on these, never on lines. Codes are strings. */
export interface Imputation {
  siret: string;
  budget: string;
  section: Section | null;
  direction: Direction;
  kind: MovementKind;
  nature: string;
  /** Normalised: 020, never 93020. Null where the document has none. */
  fonction: string | null;
  /** Chapter by nature, from the plan; null where the plan gives none. */
  chapitre: string | null;
  /** Chapter as the document voted it. */
  chapitre_vote: string | null;
  operation: string | null;
  analytic: string | null;
  manager: string | null;
  /** Where it was spent; ledger exports alone have it. */
  site?: string | null;
}

/** One line as it lies in the source, but for its direction, which some sources leave to the plan. */
export interface SourceLine {
  /** 1-based position in the source file. */
  line: number;
  column: number;
  /** Index of the budget document (order of `budget` events) that the line belongs to. */
  document: number;
  nature: string;
  fonction: string | null;
  chapitre_vote: string | null;
  section: Section | null;
  direction: Direction;
  kind: MovementKind;
  operation: string | null;
  analytic: string | null;
  manager: string | null;
  site?: string | null;
  amounts: Amounts;
}

/**
 * A line as a reader gives it, before the plan is consulted. Direction null: the source knows debits and credits
 * only, its amounts are debit − credit, and `impute` turns them into those of an expense or of a revenue; with
 * `unsigned` they are already those of whichever direction the plan gives.
 */
export type ReadLine = Omit<SourceLine, 'direction'> & { direction: Direction | null; unsigned?: true };

/** The head of one budget document in a file. */
export interface BudgetDocument {
  siret: string;
  /** CodBud, or '' where the format has none. */
  budget: string;
  label: string;
  exercice: number;
  stage: Stage;
  /** Rank among several of one stage (DM 1, DM 2); 0 where there is one. */
  number: number;
  /** Norm and declension as declared ("M57-M57_A" gives "M57_A"); null where the format has none. */
  nomenclature: string | null;
  /** True where fonction and chapitre are written with the prefixes 90 and 93. */
  voted_by_fonction: boolean;
  draft: boolean;
}

/** The amounts of a source that knows realised figures only. */
export function realisedOnly(realised: Cents): Amounts {
  return {
    realised,
    previous_budget: null,
    carried_over_previous: null,
    proposed: null,
    voted: null,
    opened: null,
    carried_over: null,
  };
}

/** The euros that a remark on a line is about: realised, else budgeted. */
export function amountAtStake(amounts: Amounts): Cents {
  return amounts.realised ?? measures(amounts).budgeted;
}

export function measures(amounts: Amounts): Measures {
  return { realised: amounts.realised ?? 0, budgeted: amounts.opened ?? amounts.voted ?? 0 };
}
