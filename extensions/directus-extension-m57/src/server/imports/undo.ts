import { Refusal } from '../errors';
import type { Database } from '../host';
import { undoPlan } from './plans';

/**
 * Takes an import back: its lines, sums and documents go, what it had replaced counts again, and its row stays as
 * a record. Refused while a validated run rests on it. One transaction.
 */
export async function undoImport(database: Database, id: number): Promise<void> {
  await database.transaction(async (trx) => {
    // Locked, so that no run is validated over it meanwhile.
    const row = await trx('m57_imports').where({ id }).forUpdate().first('status', 'format', 'label');
    if (!row) throw new Refusal('NOT_FOUND', { what: `import ${id}` });
    if (!['imported', 'superseded'].includes(row.status)) throw new Refusal('IMPORT_NOT_UNDOABLE');
    await refuseUnderRun(trx, id);
    if (row.format === 'plan') await undoPlan(trx, id, row.label);
    const documents: { id: number; current: number | null; superseded_by: number | null }[] = await trx(
      'm57_documents',
    )
      .where({ import: id })
      .select('id', 'current', 'superseded_by');
    const ids = documents.map((document) => document.id);
    await trx('m57_lines').where({ import: id }).delete();
    await trx('m57_sums').whereIn('document', ids).delete();
    await trx('m57_documents').whereIn('id', ids).delete();
    for (const document of documents) {
      // What this document had replaced takes its place: current again, or replaced by its own successor.
      const { current, superseded_by } = document;
      await trx('m57_documents').where({ superseded_by: document.id }).update({ current, superseded_by });
    }
    await trx('m57_imports').where({ id }).update({ status: 'undone' });
    await trx('m57_imports')
      .where('status', 'superseded')
      .whereIn('id', trx('m57_documents').whereNotNull('current').select('import'))
      .update({ status: 'imported' });
  });
}

async function refuseUnderRun(trx: Database, id: number): Promise<void> {
  const run = await trx('m57_run_inputs as input')
    .join('m57_runs as run', 'run.id', 'input.run')
    .where('input.import', id)
    .where('run.status', 'validated')
    .first('run.name');
  if (run) throw new Refusal('IMPORT_UNDER_RUN', { name: run.name });
}
