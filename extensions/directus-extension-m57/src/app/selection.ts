import type { DocumentChoice } from '../contract/ledger';

/** What the header of figures holds. */
export interface Selection {
  siret: string;
  budget: string;
  exercice: number;
  /** Null: the reference stage of the budget. */
  stage: DocumentChoice['stages'][number] | null;
}

/** Query parameters of an address, as the router gives them. */
export type Query = Record<string, string | null | undefined | (string | null)[]>;

/**
 * The budget document that an address asks for, or the nearest there is: an authority that is not there gives
 * the one with the latest exercice, a year that is not there its latest, a stage that is not there the
 * reference. Null where there is no document at all.
 */
export function resolveSelection(query: Query, documents: readonly DocumentChoice[]): Selection | null {
  const latestFirst = [...documents].sort((a, b) => b.exercice - a.exercice);
  const narrowed = (['siret', 'budget', 'exercice'] as const).reduce((left, key) => {
    const wanted = left.filter((document) => String(document[key]) === query[key]);
    return wanted.length > 0 ? wanted : left;
  }, latestFirst);
  const found = narrowed[0];
  if (!found) return null;
  const stage = found.stages.find((name) => name === query['stage']) ?? null;
  return { siret: found.siret, budget: found.budget, exercice: found.exercice, stage };
}

/** The selection as parameters of our endpoints and of the address bar. */
export function selectionParams(selection: Selection): Record<string, string> {
  const { siret, budget, exercice, stage } = selection;
  return { siret, budget, exercice: String(exercice), ...(stage ? { stage } : {}) };
}
