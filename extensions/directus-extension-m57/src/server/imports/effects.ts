import type { EffectsAnswer, EffectsRequest } from '../../contract/imports';
import { decodePlan } from '../../domain/nomenclature/plan-seed';
import type { ImportReport } from '../../domain/analysis/report';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { readPlanChange } from './plans';

/** What importing a file would change: found by its hash and by the business keys of its documents. */
export async function readEffects(
  database: Database,
  { sha256, siret, documents, plan }: EffectsRequest,
): Promise<EffectsAnswer> {
  const duplicate_of = await sameFile(database, sha256, siret);
  const effects: EffectsAnswer['effects'] = [];
  for (const { siret, budget, exercice, stage, number } of documents) {
    const former = await database('m57_documents')
      .where({ siret, budget, exercice, stage, number, current: 1 })
      .first('id');
    effects.push(duplicate_of !== null ? 'identical' : former ? 'replaces' : 'new');
  }
  return {
    duplicate_of,
    effects,
    plan: plan === undefined ? null : await readPlanChange(database, planOfSeed(plan)),
  };
}

function planOfSeed(text: string) {
  try {
    return decodePlan(text);
  } catch (error) {
    throw new Refusal('INVALID_REQUEST', { detail: (error as Error).message });
  }
}

/**
 * The import that holds exactly this file, and of which something still counts. `siret`: the authorities asked of the
 * national balance; an import that kept others of them only is another one.
 */
export async function sameFile(database: Database, sha256: string, siret?: string): Promise<number | null> {
  const rows: { id: number; report: string | ImportReport }[] = await database('m57_imports')
    .where({ sha256, status: 'imported' })
    .select('id', 'report');
  const same = rows.find(({ report }) => {
    const { sirets } = typeof report === 'string' ? (JSON.parse(report) as ImportReport) : report;
    if (!sirets) return true;
    return siret !== undefined && siret.split(',').every((one) => sirets.split(',').includes(one));
  });
  return same ? same.id : null;
}
