import type { Issue, Messages } from './issue';
import {
  amountAtStake,
  type Amounts,
  type BudgetDocument,
  type Imputation,
  type ReadLine,
  type SourceLine,
} from './ledger';
import type { Cents } from './money';
import type { PlanIndex } from './nomenclature/plan';

/** Something to look at, and the euros it concerns (realised, else budgeted); callers add up those of one issue. */
export interface ImputationWarning {
  issue: Issue;
  amount: Cents;
}

/**
 * What a source line is, in the words of its plan: function without the prefixes of a vote by function, chapter by
 * nature, section (the source's own where it gives one), direction where the source leaves it to the plan. `line`
 * is the line with that direction and its amounts in that sense. Nothing is refused: what the plan does not know is
 * kept as it is, with a warning.
 */
export function impute(
  read: ReadLine,
  document: BudgetDocument,
  plan: PlanIndex,
): { imputation: Imputation; line: SourceLine; warnings: ImputationWarning[] } {
  const { nature, kind, chapitre_vote } = read;
  const directions = plan.directionsOf(nature, kind);
  const line = directed(read, directions);
  const { direction } = line;
  const voted =
    document.voted_by_fonction || (line.fonction !== null && plan.fonction(line.fonction)?.axis === 'voted');
  const fonction = plan.fonctionOf(line.fonction, chapitre_vote, voted);
  const chapitre = plan.chapterOf(nature, direction, kind, chapitre_vote);
  const section =
    line.section ??
    plan.sectionOf({ nature, direction, kind, chapitre, chapitre_vote, fonction: line.fonction });

  const warnings: ImputationWarning[] = [];
  const warn = (code: string, params: Issue['params']) => {
    const issue = { code, line: line.line, column: line.column, params };
    warnings.push({ issue, amount: amountAtStake(line.amounts) });
  };
  const known = plan.nature(nature);
  if (!known) warn('ACCOUNT_UNKNOWN', { nature, plan: plan.plan.id });
  else if (known.deleted) warn('ACCOUNT_DELETED', { nature, plan: plan.plan.id });
  else if (!directions.includes(direction))
    warn('ACCOUNT_NOT_ALLOWED', { nature, direction, kind, plan: plan.plan.id });
  if (read.direction === null && directions.length > 1) warn('DIRECTION_AMBIGUOUS', { nature, direction });
  const usual = plan.chapter(chapitre ?? '')?.section;
  if (section === null) warn('SECTION_UNKNOWN', { nature });
  else if (usual !== undefined && usual !== section) warn('SECTION_NOT_ALLOWED', { nature, section });

  const { operation, analytic, manager, site } = line;
  const { siret, budget } = document;
  const codes = { nature, fonction, chapitre, chapitre_vote, operation, analytic, manager };
  const imputation: Imputation = { siret, budget, section, direction, kind, ...codes };
  if (site) imputation.site = site;
  return { imputation, line, warnings };
}

/**
 * The line with a direction: the only one that the plan allows (739 is of class 7 and an expense, 6419 of class 6
 * and a revenue), else that of the class: revenue for 7, expense for the others.
 */
function directed(line: ReadLine, allowed: readonly SourceLine['direction'][]): SourceLine {
  if (hasDirection(line)) return line;
  const byClass = line.nature.startsWith('7') ? 'R' : 'D';
  const direction = allowed.length === 1 ? allowed[0]! : byClass;
  const asRead = direction === 'D' || line.unsigned;
  return { ...line, direction, amounts: asRead ? line.amounts : negated(line.amounts) };
}

const hasDirection = (line: ReadLine): line is SourceLine => line.direction !== null;

function negated(amounts: Amounts): Amounts {
  // 0 - amount: the negation of zero would be −0.
  const entries = Object.entries(amounts).map(([name, amount]) => [
    name,
    amount === null ? null : 0 - amount,
  ]);
  return Object.fromEntries(entries) as Amounts;
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
    // Last and only where there is one: the others keep the text that they are stored under.
    ...(imputation.site ? [imputation.site] : []),
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
  ACCOUNT_DELETED: {
    fr: ({ nature, plan }) =>
      `Le compte ${nature} est supprimé de la nomenclature ${plan}. La ligne est gardée telle quelle ; vérifiez quel compte le remplace.`,
    en: ({ nature, plan }) =>
      `Account ${nature} has been deleted from ${plan}. The line is kept as it is; check which account replaces it.`,
  },
  DIRECTION_AMBIGUOUS: {
    fr: ({ nature, direction }) =>
      `Le fichier ne dit pas si le compte ${nature} est une dépense ou une recette, et la nomenclature permet les deux : il est pris en ${direction === 'D' ? 'dépense' : 'recette'}, comme sa classe. Vérifiez au compte administratif.`,
    en: ({ nature, direction }) =>
      `The file does not say whether account ${nature} is an expense or a revenue, and the chart allows both: it is taken as ${direction === 'D' ? 'an expense' : 'a revenue'}, as its class. Check it in the compte administratif.`,
  },
  SECTION_NOT_ALLOWED: {
    fr: ({ nature, section }) =>
      `Le fichier met le compte ${nature} en ${section === 'F' ? 'fonctionnement' : 'investissement'}, la nomenclature dans l’autre section. La section du fichier est gardée ; vérifiez la ligne.`,
    en: ({ nature, section }) =>
      `The file puts account ${nature} in ${section === 'F' ? 'fonctionnement' : 'investissement'}, the chart in the other section. The section of the file is kept; check the line.`,
  },
  SECTION_UNKNOWN: {
    fr: ({ nature }) =>
      `La section du compte ${nature} ne peut pas être déduite : la ligne échappe aux formules DF, DI, RF et RI. Vérifiez son chapitre.`,
    en: ({ nature }) =>
      `The section of account ${nature} cannot be told: formulas DF, DI, RF and RI do not see the line. Check its chapter.`,
  },
};
