import { matcher, type Matcher } from './formula/evaluate';
import { parseFormula } from './formula/parse';
import type { Imputation } from './ledger';

export interface LabelledFormula {
  label: string;
  formula: string;
}

/** What counts in full costs (domain.md): a named set of formulas that holds from an exercice. */
export interface Perimeter {
  name: string;
  from: number;
  /** Left out, whatever the rules say; shown apart under the label of the first that matches. */
  excluded: LabelledFormula[];
  /** Revenue that reduces cost instead of covering it. */
  deducted: LabelledFormula[];
}

export interface CompiledPerimeter {
  /** The label under which an imputation is left out; null: it is not. */
  excludedAs: (imputation: Imputation) => string | null;
  isDeducted: Matcher;
}

/**
 * Investment is no cost of a year, and results carried forward (001, 002) are no spending: no formula brings them
 * back.
 */
const INVESTMENT = 'Section d’investissement';
const NO_SECTION = 'Section inconnue';
const CARRIED_FORWARD = 'Résultats reportés';

/** Throws an InputError where a formula cannot be read. */
export function compilePerimeter({ excluded, deducted }: Perimeter): CompiledPerimeter {
  const compile = ({ label, formula }: LabelledFormula) => ({
    label,
    matches: matcher(parseFormula(formula)),
  });
  const leftOut = excluded.map(compile);
  const deductions = deducted.map(compile);
  return {
    excludedAs: (imputation) => {
      if (imputation.nature === '001' || imputation.nature === '002') return CARRIED_FORWARD;
      if (imputation.section === 'I') return INVESTMENT;
      if (imputation.section === null) return NO_SECTION;
      return leftOut.find(({ matches }) => matches(imputation))?.label ?? null;
    },
    isDeducted: (imputation) => deductions.some(({ matches }) => matches(imputation)),
  };
}

/** The version that holds in an exercice: of those that have begun, the latest; of two that begin together, the last. */
export function perimeterIn<T extends Pick<Perimeter, 'from'>>(versions: readonly T[], exercice: number): T {
  const begun = versions.filter(({ from }) => from <= exercice);
  return (begun.length > 0 ? begun : versions.slice(0, 1)).reduce((a, b) => (b.from >= a.from ? b : a));
}
