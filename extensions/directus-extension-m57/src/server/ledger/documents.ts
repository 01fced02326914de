import { referenceStages } from '../../domain/stages';
import type { Stage } from '../../domain/ledger';
import type { DocumentChoice } from '../../contract/ledger';
import type { LedgerQuery, UsedDocument } from '../../contract/common';
import type { Database } from '../host';

export interface DocumentRow extends UsedDocument {
  id: number;
  lines: number;
}

/** Current documents (superseded ones are kept, never counted), newest exercice first. */
async function currentDocuments(database: Database, query: LedgerQuery = {}): Promise<DocumentRow[]> {
  const rows = database('m57_documents')
    .where({ current: 1 })
    .select('id', 'siret', 'budget', 'label', 'exercice', 'stage', 'import', 'plan', 'lines')
    .orderBy([{ column: 'exercice', order: 'desc' }, 'siret', 'budget', 'stage', 'number']);
  if (query.siret !== undefined) rows.where({ siret: query.siret });
  if (query.budget !== undefined) rows.where({ budget: query.budget });
  if (query.exercice !== undefined) rows.where({ exercice: query.exercice });
  return rows;
}

/**
 * The documents that answer a question: one stage per SIRET + budget + exercice, the reference stage unless
 * `stage` is asked for; without an exercice, the latest that has any document.
 */
export async function chooseDocuments(database: Database, query: LedgerQuery): Promise<DocumentRow[]> {
  let documents = await currentDocuments(database, query);
  if (query.exercice === undefined)
    documents = documents.filter(({ exercice }) => exercice === documents[0]?.exercice);
  if (query.stage !== undefined) return documents.filter(({ stage }) => stage === query.stage);
  return byBudget(documents).flatMap((group) => {
    const taken = referenceStages(group.map(({ stage }) => stage));
    return group.filter(({ stage }) => taken.includes(stage));
  });
}

/** What the header of figures offers. */
export async function listDocumentChoices(database: Database): Promise<DocumentChoice[]> {
  return byBudget(await currentDocuments(database)).map((group) => {
    const { siret, budget, label, exercice } = group[0]!;
    const stages = [...new Set(group.map(({ stage }) => stage))];
    return { siret, budget, label, exercice, stages, reference: referenceStages(stages)[0]! };
  });
}

function byBudget(documents: DocumentRow[]): DocumentRow[][] {
  const groups = new Map<string, DocumentRow[]>();
  for (const document of documents) {
    const key = `${document.siret} ${document.budget} ${document.exercice}`;
    groups.set(key, [...(groups.get(key) ?? []), document]);
  }
  return [...groups.values()];
}

export function toUsed({
  siret,
  budget,
  label,
  exercice,
  stage,
  import: id,
  plan,
}: DocumentRow): UsedDocument {
  return { siret, budget, label, exercice, stage, import: id, plan };
}

/** The stage all documents share, else null. */
export function commonStage(documents: DocumentRow[]): Stage | null {
  const stages = new Set(documents.map(({ stage }) => stage));
  return stages.size === 1 ? documents[0]!.stage : null;
}
