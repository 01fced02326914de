import { clientOf, isDuplicate, type Database } from '../host';
import { assertRunning, insertId } from '../jobs';
import type { LineWriter } from './line-writer';
import { sameFile, type AskedFile } from './effects';
import { Refusal } from '../errors';
import type { BudgetDocument } from '../../domain/ledger';

export const AMOUNT_COLUMNS = [
  'budgeted',
  'realised',
  'opened',
  'voted',
  'proposed',
  'previous_budget',
  'carried_over_previous',
  'carried_over',
] as const;
export const CODE_COLUMNS = [
  'siret',
  'budget',
  'section',
  'direction',
  'kind',
  'nature',
  'fonction',
  'chapitre',
  'chapitre_vote',
  'operation',
  'analytic',
  'manager',
  'site',
] as const;
export const LINE_CODES = [
  'section',
  'direction',
  'kind',
  'nature',
  'fonction',
  'chapitre',
  'operation',
] as const;

export interface PublishedDocument {
  document: BudgetDocument;
  plan: string;
  lines: number;
}

/**
 * Makes the lines of a file visible in one transaction: imputations not yet known, documents (superseding those of
 * the same business key), lines, sums. Returns the id of the import. `known`: the documents that were current before
 * the file was read. Where another stands in place of the document that this import was to replace, it is refused
 * (IMPORT_CONCURRENT), as it is when its file has come in meanwhile.
 */
export async function publish(
  writer: LineWriter,
  job: number,
  asked: AskedFile,
  importRow: Record<string, unknown>,
  documents: PublishedDocument[],
  known: ReadonlySet<number>,
): Promise<number> {
  try {
    return await writer.publish(async (trx) => {
      await takeTurn(trx);
      await assertRunning(trx, job);
      if ((await sameFile(trx, asked)) !== null) throw new Refusal('IMPORT_CONCURRENT');
      const importId = writer.importId ?? (await insertId(trx, 'm57_imports', importRow));
      if (writer.importId !== null) await trx('m57_imports').where({ id: importId }).update(importRow);
      await writer.addImputations(trx);
      const replaced = new Set<number>();
      for (const [local, published] of documents.entries()) {
        const row = { ...writer.documentKey(local), import: importId };
        const { id, former } = await replaceDocument(trx, row, published, known);
        if (former !== null) replaced.add(former);
        await writer.addLines(trx, { local, document: id, importId });
      }
      await markSupersededImports(trx, replaced);
      return importId;
    });
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('IMPORT_CONCURRENT');
    throw error;
  }
}

/**
 * On PostgreSQL lines are written before, and a deadlock would take them back: so that there is none, imports are
 * published and undone one after the other. The turn ends with the transaction.
 */
export async function takeTurn(trx: Database): Promise<void> {
  if (clientOf(trx) === 'postgres') await trx.raw('select pg_advisory_xact_lock(?)', [PUBLISHING]);
}

/** "m57" in ASCII: the number of our lock among those of the database. */
const PUBLISHING = 0x6d3537;

/** Its id, and the import of the document that it replaces. */
async function replaceDocument(
  trx: Database,
  row: { id?: number; import: number },
  { document, plan, lines }: PublishedDocument,
  known: ReadonlySet<number>,
): Promise<{ id: number; former: number | null }> {
  const { siret, budget, exercice, stage, number } = document;
  const key = { siret, budget, exercice, stage, number };
  const former: { id: number; import: number } | undefined = await trx('m57_documents')
    .where({ ...key, current: 1 })
    .first('id', 'import');
  if (former) {
    const replaced = known.has(former.id)
      ? await trx('m57_documents').where({ id: former.id, current: 1 }).update({ current: null })
      : 0;
    if (replaced === 0) throw new Refusal('IMPORT_CONCURRENT');
  }
  const label = document.label.slice(0, 255);
  const id = await insertId(trx, 'm57_documents', {
    ...row,
    ...key,
    label,
    plan,
    lines,
    current: 1,
  });
  if (former) await trx('m57_documents').where({ id: former.id }).update({ superseded_by: id });
  return { id, former: former?.import ?? null };
}

/**
 * Of these imports, those none of whose documents is current any more are superseded; their lines are kept. Only rows
 * of theirs are touched: imports of other documents, at the same moment, would lock each other out.
 */
async function markSupersededImports(trx: Database, imports: ReadonlySet<number>): Promise<void> {
  if (imports.size === 0) return;
  const counting: number[] = await trx('m57_documents')
    .whereIn('import', [...imports])
    .whereNotNull('current')
    .forShare()
    .pluck('import');
  await trx('m57_imports')
    .whereIn(
      'id',
      [...imports].filter((id) => !counting.includes(id)),
    )
    .where({ status: 'imported' })
    .update({ status: 'superseded' });
}
