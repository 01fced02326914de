import type { Knowledge } from '../../domain/analysis/analyse';
import type { Database } from '../host';
import { listPlans, loadPlan } from '../nomenclature';
import { readMapping } from './mappings';

/** What the analysis of a file asks, answered by the database at hand. */
export function knowledgeOf(database: Database): Knowledge {
  return {
    plans: () => listPlans(database),
    plan: (id) => loadPlan(database, id),
    declension: (siret, budget) => readDeclension(database, siret, budget),
    mapping: (shape) => readMapping(database, shape),
  };
}

/** The declension in which the latest document of a budget was read ("M57_D"); null where there is none. */
export async function readDeclension(
  database: Database,
  siret: string,
  budget: string,
): Promise<string | null> {
  const known = await database('m57_documents')
    .where({ siret, budget, current: 1 })
    .orderBy('exercice', 'desc')
    .first('plan');
  return known ? known.plan.split('-')[0] : null;
}
