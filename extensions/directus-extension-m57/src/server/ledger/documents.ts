import { referenceStages } from '../../domain/stages';
import type { Stage } from '../../domain/ledger';
import type { DocumentChoice } from '../../contract/ledger';
import type { LedgerQuery, UsedDocument } from '../../contract/common';
import { loadPeers } from '../comparison/peers';
import type { Database } from '../host';
import { loadChosenStages, stageKey } from './chosen-stages';

export interface DocumentRow extends UsedDocument {
  id: number;
  number: number;
  lines: number;
}

/**
 * Current documents (superseded ones are kept, never counted), newest exercice first. Those of authorities that one
 * compares with are seen by who asks for their SIRET only.
 */
export async function currentDocuments(database: Database, query: LedgerQuery = {}): Promise<DocumentRow[]> {
  const rows: DocumentRow[] = await database('m57_documents')
    .where({ current: 1 })
    .select('id', 'siret', 'budget', 'label', 'exercice', 'stage', 'number', 'import', 'plan', 'lines')
    .orderBy([{ column: 'exercice', order: 'desc' }, 'siret', 'budget', 'stage', 'number']);
  const peers = await loadPeers(database);
  return sameBudgetOnce(rows).filter(
    ({ siret, budget, exercice }) =>
      (query.siret !== undefined || !peers.has(siret)) &&
      siret === (query.siret ?? siret) &&
      budget === (query.budget ?? budget) &&
      exercice === (query.exercice ?? exercice),
  );
}

/**
 * SCDL names no budget: its document is that of the principal budget (00), or of the only one known of that SIRET.
 * Where a document then stands there twice, in two formats, the later import counts: never both.
 */
export function sameBudgetOnce<T extends BudgetKey>(documents: T[]): T[] {
  const codes = new Map<string, Set<string>>();
  for (const { siret, budget } of documents)
    if (budget !== '') codes.set(siret, (codes.get(siret) ?? new Set()).add(budget));
  const codeOf = ({ siret, budget }: T) => {
    const known = codes.get(siret);
    if (budget !== '' || known === undefined) return budget;
    return known.has('00') ? '00' : known.size === 1 ? [...known][0]! : '';
  };
  const latest = new Map<string, T>();
  for (const document of documents) {
    const { siret, exercice, stage, number } = document;
    const budget = codeOf(document);
    const key = JSON.stringify([siret, budget, exercice, stage, number]);
    const other = latest.get(key);
    if (!other || other.import < document.import) latest.set(key, { ...document, budget });
  }
  return [...latest.values()];
}

interface BudgetKey {
  siret: string;
  budget: string;
  exercice: number;
  stage: string;
  number: number;
  import: number;
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
  const chosen = await loadChosenStages(database);
  return byBudget(documents).flatMap((group) => {
    const choice = chosen.get(stageKey(group[0]!))?.stage;
    const taken = referenceStages(
      group.map(({ stage }) => stage),
      choice,
    );
    return group.filter(({ stage }) => taken.includes(stage));
  });
}

/** What the header of figures offers. */
export async function listDocumentChoices(database: Database): Promise<DocumentChoice[]> {
  const [documents, chosen] = await Promise.all([currentDocuments(database), loadChosenStages(database)]);
  return byBudget(documents).map((group) => {
    const { siret, budget, label, exercice } = group[0]!;
    const stages = [...new Set(group.map(({ stage }) => stage))];
    const reference = referenceStages(stages, chosen.get(stageKey(group[0]!))?.stage)[0]!;
    return { siret, budget, label, exercice, stages, reference };
  });
}

/** Documents of one SIRET + budget + exercice together. */
export function byBudget(documents: DocumentRow[]): DocumentRow[][] {
  const groups = new Map<string, DocumentRow[]>();
  for (const document of documents) {
    const key = stageKey(document);
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
