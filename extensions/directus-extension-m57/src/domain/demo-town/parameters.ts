/**
 * The shape of `seeds/demo-town/`: the fictional authorities as data. `common.json` has everything but the
 * authorities, which have a file each.
 *
 * Amounts are euros written with two decimals, "1234.56"; weights are thousands of euros of the last CFU, and
 * only their proportions inside a chapter matter. A chapter is keyed by direction, section and code, as in
 * formulas: `DF011`, `RI13`.
 */
export interface DemoParameters {
  seed: number;
  /** In order: the results of a year are carried into the next. */
  exercices: number[];
  nomenclature: string;
  /** By name, how an amount is shared between natures. */
  mixes: Record<string, Record<string, number>>;
  authorities: DemoAuthority[];
}

export interface DemoAuthority {
  /** Begins the names of its files. */
  slug: string;
  siret: string;
  name: string;
  kind: string;
  budgets: DemoBudget[];
}

export interface DemoBudget {
  code: string;
  label: string;
  annex: boolean;
  /** Results carried into the first year; negative for a deficit. */
  opening: { operating: string; investment: string };
  /** The line whose budget is what it takes to balance investment; in no other chapter. */
  balancing: { chapter: string; nature: string; fonction: string; realised: Record<string, string> };
  /** By chapter and exercice, the exact totals. Budgets are multiples of 100 euros. */
  chapters: Record<string, Record<string, BudgetAndRealised>>;
  /** Operating costs of services: by chapter, the mix of natures and the weight. */
  costs: { fonction: string; service: string; chapters: Record<string, [mix: string, weight: number]> }[];
  /** Single lines. */
  lines: [chapter: string, nature: string, fonction: string, weight: number][];
  /** Lines whose amounts are given, within the total of their chapter. */
  exact: ExactLine[];
}

export type BudgetAndRealised = [budget: string, realised: string];

export interface ExactLine {
  chapter: string;
  nature: string;
  fonction: string | null;
  amounts: Record<string, BudgetAndRealised>;
  /** Why this line is doubtful on purpose. */
  doubt?: string;
}
