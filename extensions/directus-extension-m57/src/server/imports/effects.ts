import type { EffectsAnswer, EffectsRequest } from '../../contract/imports';
import { decodePlan } from '../../domain/nomenclature/plan-seed';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { readPlanChange } from './plans';

/** What importing a file would change: found by its hash and by the business keys of its documents. */
export async function readEffects(
  database: Database,
  { sha256, documents, plan }: EffectsRequest,
): Promise<EffectsAnswer> {
  const duplicate_of = await sameFile(database, sha256);
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

/** The import that holds exactly this file, and of which something still counts. */
export async function sameFile(database: Database, sha256: string): Promise<number | null> {
  const row = await database('m57_imports').where({ sha256, status: 'imported' }).first('id');
  return row ? row.id : null;
}
