import type { Imputation } from '../ledger';
import type { PlanIndex } from '../nomenclature/plan';

/** A code and its label in the plan, '' where the plan has none; null where the line has no code. */
export interface Labelled {
  code: string;
  label: string;
}

/**
 * Chapter by nature, nature and function of an imputation. The chapter is the one that was voted (4581001, which
 * the plan derives as 4581), unless the vote was by function: then it is the derived one.
 */
export function labelled(
  { nature, fonction, chapitre, chapitre_vote }: Imputation,
  plan: PlanIndex,
  votedByFonction: boolean,
): { chapter: Labelled | null; nature: Labelled; fonction: Labelled | null } {
  const chapter = votedByFonction ? chapitre : (chapitre_vote ?? chapitre);
  return {
    chapter: chapter === null ? null : { code: chapter, label: chapterLabel(chapter, chapitre, plan) },
    nature: { code: nature, label: nearestLabel(nature, plan.nature) },
    fonction: fonction === null ? null : { code: fonction, label: nearestLabel(fonction, plan.fonction) },
  };
}

/** A chapter above those of the plan (4544, where it has 45441 and 45442) has the label of the derived one. */
function chapterLabel(code: string, derived: string | null, plan: PlanIndex): string {
  return nearestLabel(code, plan.chapter) || nearestLabel(derived ?? '', plan.chapter);
}

/** Whether a document whose imputations these are was voted by function: its chapters tell. */
export function isVotedByFonction(imputations: Iterable<Imputation>, plan: PlanIndex): boolean {
  for (const { chapitre_vote } of imputations)
    if (chapitre_vote !== null && plan.chapter(chapitre_vote)?.axis === 'fonction') return true;
  return false;
}

/** A code that a town subdivided (4581001) has the label of the nearest one above it in the plan (4581). */
function nearestLabel(code: string, find: (code: string) => { label: string } | undefined): string {
  for (let length = code.length; length > 0; length -= 1) {
    const found = find(code.slice(0, length));
    if (found) return found.label;
  }
  return '';
}
