import type { EffectsAnswer, EffectsRequest } from '../../contract/imports';
import { choosePlan } from '../../domain/nomenclature/plans';
import { decodePlan } from '../../domain/nomenclature/plan-seed';
import { sameMapping } from '../../domain/readers/mapping';
import { correctedId } from '../../domain/readers/plan';
import type { ImportReport } from '../../domain/analysis/report';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { listPlans } from '../nomenclature';
import { readPlanChange } from './plans';
import type { ReceivedFile } from './receive';

/** A file, and how it is asked to be read; what is not asked is read as it was before. */
export type AskedFile = Pick<EffectsRequest, 'sha256' | 'siret' | 'nomenclature' | 'mapping'>;

export const askedFile = ({ sha256, options }: Pick<ReceivedFile, 'sha256' | 'options'>): AskedFile => ({
  sha256,
  siret: options.siret,
  nomenclature: options.nomenclature,
  mapping: options.mapping,
});

/** What importing a file would change: found by its hash and by the business keys of its documents. */
export async function readEffects(
  database: Database,
  { documents, plan, ...asked }: EffectsRequest,
): Promise<EffectsAnswer> {
  const { same, otherwise } = await holdersOf(database, asked);
  const effects: EffectsAnswer['effects'] = [];
  for (const { siret, budget, exercice, stage, number } of documents) {
    const former = await database('m57_documents')
      .where({ siret, budget, exercice, stage, number, current: 1 })
      .first('id');
    effects.push(same !== null ? 'identical' : former ? 'replaces' : 'new');
  }
  return {
    duplicate_of: same,
    reread_of: otherwise,
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

/** The import that holds exactly this file, read as it is asked to be, and of which something still counts. */
export async function sameFile(database: Database, asked: AskedFile): Promise<number | null> {
  return (await holdersOf(database, asked)).same;
}

/**
 * The import that is the same as the one asked for, and, where there is none, one of this very file that was read in
 * another way. Of the national balance, an import that kept other authorities is neither.
 */
async function holdersOf(
  database: Database,
  asked: AskedFile,
): Promise<{ same: number | null; otherwise: number | null }> {
  const rows: { id: number; report: string | ImportReport }[] = await database('m57_imports')
    .where({ sha256: asked.sha256, status: 'imported' })
    .orderBy('id')
    .select('id', 'report');
  const holders = rows
    .map(({ id, report }) => ({
      id,
      report: typeof report === 'string' ? (JSON.parse(report) as ImportReport) : report,
    }))
    .filter(({ report }) => keeps(report, asked.siret));
  const plans = asked.nomenclature === undefined ? [] : await listPlans(database);
  const same = holders.find(({ report }) => isReadAs(report, asked, plans));
  return { same: same?.id ?? null, otherwise: same ? null : (holders.at(-1)?.id ?? null) };
}

function keeps({ sirets }: ImportReport, siret: string | undefined): boolean {
  if (!sirets) return true;
  return siret !== undefined && siret.split(',').every((one) => sirets.split(',').includes(one));
}

function isReadAs(
  { plan, declension, budgets, mapping }: ImportReport,
  asked: AskedFile,
  plans: readonly string[],
): boolean {
  if (asked.mapping && mapping && !sameMapping(asked.mapping, mapping)) return false;
  const { nomenclature } = asked;
  if (nomenclature === undefined) return true;
  if (plan) return plan.id === correctedId(plan.stated, nomenclature);
  // Where each document names its own, nothing that is asked changes it. A year makes no version: another plan of the
  // declension may have come in since.
  if (declension === undefined) return true;
  return budgets.every(
    ({ exercice }) => choosePlan(plans, nomenclature, exercice)?.id.startsWith(`${declension}-`) ?? false,
  );
}
