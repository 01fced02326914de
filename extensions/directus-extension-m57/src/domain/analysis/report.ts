import type { Locale } from '../issue';
import type { Direction, MovementKind, Section, Stage } from '../ledger';
import { describe, type DescribedIssue } from '../messages';
import { formatCents } from '../money';
import type { PlanChange } from '../nomenclature/plan-change';
import type { Mapping } from '../readers/mapping';
import type { Format } from '../readers/reader';
import { TotalsAccumulator, type Totals } from '../totals';
import type { AnalysedDocument, Analysis } from './analyse';

/** What an import does to a budget document: adds it, replaces the one in place, or nothing as it is in already. */
export type Effect = 'new' | 'replaces' | 'identical';

/** Euros with two decimals as text, in the shape of the totals. */
export type MoneyTotals = { [Part in keyof Totals]: Record<keyof Totals[Part], string> };

/** What a file holds, as the API says it and an import keeps it (contract/imports.ts). */
export interface ImportReport {
  format: Format | null;
  file_name: string;
  sha256: string;
  budgets: {
    siret: string;
    budget: string;
    label: string;
    exercice: number;
    stage: Stage;
    nomenclature: string;
    lines: number;
    totals: MoneyTotals;
    effect: Effect;
  }[];
  /** What the file is where it is a chart of accounts. */
  plan:
    | ({
        /** As it is taken ("M57_D-2026"), and as the file states it. */
        id: string;
        stated: string;
        chapters: number;
        natures: number;
        fonctions: number;
      } & PlanChange)
    | null;
  /** Of a national balance: the authorities that were asked for; absent or null: all that is in the file. */
  sirets?: string | null;
  /** Declension that documents were read in which name none themselves ("M57_D"); absent where each names its own. */
  declension?: string;
  /** How a ledger export was read; absent of other formats. */
  mapping?: Mapping;
  lines: number;
  totals: MoneyTotals;
  sample: {
    line: number;
    nature: string;
    fonction: string | null;
    section: Section | null;
    direction: Direction;
    kind: MovementKind;
    budgeted: string;
    realised: string | null;
  }[];
  warnings: (DescribedIssue & { count: number; amount: string | null })[];
  errors: DescribedIssue[];
  progress: { lines: number } | null;
}

interface FileFacts {
  name: string;
  sha256: string;
}

/** Of a file that nothing is known of yet. */
export function emptyReport({ name, sha256 }: FileFacts): ImportReport {
  return {
    format: null,
    file_name: name,
    sha256,
    budgets: [],
    plan: null,
    lines: 0,
    totals: moneyTotals(new TotalsAccumulator().totals),
    sample: [],
    warnings: [],
    errors: [],
    progress: null,
  };
}

/**
 * The report of an analysed file; `effects` are those on its documents, in their order, `change` that of the plan
 * it is.
 */
export function reportOf(
  file: FileFacts,
  analysis: Analysis,
  effects: readonly Effect[],
  locale: Locale,
  change: PlanChange | null = null,
): ImportReport {
  return {
    ...emptyReport(file),
    format: analysis.format,
    budgets: analysis.documents.map((analysed, rank) => budgetOf(analysed, effects[rank]!)),
    plan: analysis.plan && change ? planOf(analysis.plan, change) : null,
    ...readingOf(analysis),
    lines: analysis.lines,
    totals: moneyTotals(analysis.totals),
    sample: analysis.sample.map(({ line, imputation, budgeted }) => ({
      line: line.line,
      nature: imputation.nature,
      fonction: imputation.fonction,
      section: imputation.section,
      direction: imputation.direction,
      kind: imputation.kind,
      budgeted: formatCents(budgeted),
      realised: line.amounts.realised === null ? null : formatCents(line.amounts.realised),
    })),
    warnings: analysis.warnings.map(({ issue, count, amount }) => ({
      ...describe(issue, locale),
      count,
      amount: amount === null ? null : formatCents(amount),
    })),
  };
}

/** What the file did not say itself: read otherwise, it would be another version of its documents. */
function readingOf({ documents, ledger }: Analysis): Pick<ImportReport, 'declension' | 'mapping'> {
  const undeclared = documents.find(({ document }) => document.nomenclature === null);
  return {
    ...(undeclared ? { declension: undeclared.plan.plan.id.split('-')[0]! } : {}),
    ...(ledger ? { mapping: ledger.mapping } : {}),
  };
}

function planOf({ plan, stated }: NonNullable<Analysis['plan']>, change: PlanChange) {
  const { id, chapters, natures, fonctions } = plan;
  return {
    id,
    stated,
    chapters: chapters.length,
    natures: natures.length,
    fonctions: fonctions.length,
    ...change,
  };
}

function budgetOf({ document, plan, lines, totals }: AnalysedDocument, effect: Effect) {
  const { siret, budget, label, exercice, stage } = document;
  const nomenclature = plan.plan.id;
  return { siret, budget, label, exercice, stage, nomenclature, lines, totals: moneyTotals(totals), effect };
}

function moneyTotals({ document, carried_forward, operations }: Totals): MoneyTotals {
  const money = <Part extends object>(part: Part) =>
    Object.fromEntries(Object.entries(part).map(([name, cents]) => [name, formatCents(cents)])) as Record<
      keyof Part,
      string
    >;
  return {
    document: money(document),
    carried_forward: money(carried_forward),
    operations: money(operations),
  };
}
