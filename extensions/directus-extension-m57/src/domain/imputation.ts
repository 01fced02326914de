import type { Issue, Messages } from './issue';
import { measures, type BudgetDocument, type Imputation, type SourceLine } from './ledger';
import type { Cents } from './money';
import type { PlanIndex } from './nomenclature/plan';

/** Something to look at, and the euros it concerns (realised, else budgeted); callers add up those of one issue. */
export interface ImputationWarning {
  issue: Issue;
  amount: Cents;
}

/**
 * What a source line is, in the words of its plan: function without the prefixes of a vote by function, chapter by
 * nature, section (the source's own where it gives one). Nothing is refused: what the plan does not know is kept as
 * it is, with a warning.
 */
export function impute(
  line: SourceLine,
  document: BudgetDocument,
  plan: PlanIndex,
): { imputation: Imputation; warnings: ImputationWarning[] } {
  const { nature, direction, kind, chapitre_vote } = line;
  const voted =
    document.voted_by_fonction || (line.fonction !== null && plan.fonction(line.fonction)?.axis === 'voted');
  const fonction = plan.fonctionOf(line.fonction, chapitre_vote, voted);
  const chapitre = plan.chapterOf(nature, direction, kind, chapitre_vote);
  const section =
    line.section ??
    plan.sectionOf({ nature, direction, kind, chapitre, chapitre_vote, fonction: line.fonction });

  const warnings: ImputationWarning[] = [];
  const warn = (code: string, params: Issue['params']) => {
    const { realised, budgeted } = measures(line.amounts);
    const issue = { code, line: line.line, column: line.column, params };
    warnings.push({ issue, amount: line.amounts.realised === null ? budgeted : realised });
  };
  if (!plan.nature(nature)) warn('ACCOUNT_UNKNOWN', { nature, plan: plan.plan.id });
  else if (!plan.directionsOf(nature, kind).includes(direction))
    warn('ACCOUNT_NOT_ALLOWED', { nature, direction, kind, plan: plan.plan.id });
  if (section === null) warn('SECTION_UNKNOWN', { nature });

  const { operation, analytic, manager } = line;
  const { siret, budget } = document;
  const codes = { nature, fonction, chapitre, chapitre_vote, operation, analytic, manager };
  return { imputation: { siret, budget, section, direction, kind, ...codes }, warnings };
}

/** One text per distinct imputation, the same in every run and on every machine. */
export function imputationKey(imputation: Imputation): string {
  return JSON.stringify([
    imputation.siret,
    imputation.budget,
    imputation.section,
    imputation.direction,
    imputation.kind,
    imputation.nature,
    imputation.fonction,
    imputation.chapitre,
    imputation.chapitre_vote,
    imputation.operation,
    imputation.analytic,
    imputation.manager,
  ]);
}

export const imputationMessages: Messages = {
  ACCOUNT_UNKNOWN: {
    fr: ({ nature, plan }) =>
      `Le compte ${nature} n’est pas dans la nomenclature ${plan}. Il est gardé tel quel ; vérifiez la nomenclature choisie.`,
    en: ({ nature, plan }) =>
      `Account ${nature} is not in the chart of accounts ${plan}. It is kept as it is; check the chart that was chosen.`,
  },
  ACCOUNT_NOT_ALLOWED: {
    fr: ({ nature, direction, kind, plan }) =>
      `Le compte ${nature} n’est pas prévu en ${direction === 'D' ? 'dépense' : 'recette'} ${kind === 'real' ? 'réelle' : 'd’ordre'} dans la nomenclature ${plan}. Vérifiez le sens de la ligne.`,
    en: ({ nature, direction, kind, plan }) =>
      `Account ${nature} does not allow ${kind === 'real' ? 'real' : 'ordre'} ${direction === 'D' ? 'expense' : 'revenue'} in ${plan}. Check the direction of the line.`,
  },
  SECTION_UNKNOWN: {
    fr: ({ nature }) =>
      `La section du compte ${nature} ne peut pas être déduite : la ligne échappe aux formules DF, DI, RF et RI. Vérifiez son chapitre.`,
    en: ({ nature }) =>
      `The section of account ${nature} cannot be told: formulas DF, DI, RF and RI do not see the line. Check its chapter.`,
  },
};
