import type { ImportAnswer } from '../../contract/imports';
import { analyse } from '../../domain/analysis/analyse';
import { emptyReport, reportOf, type ImportReport } from '../../domain/analysis/report';
import { InputError, type Locale } from '../../domain/issue';
import { describe } from '../../domain/messages';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { Cancelled, insertId, runJob } from '../jobs';
import { readEffects, sameFile } from './effects';
import { knowledgeOf } from './knowledge';
import { saveMapping } from './mappings';
import { publishPlan, readPlanChange } from './plans';
import { publish } from './publish';
import { readImport } from './read-import';
import type { ReceivedFile } from './receive';
import { stageFile } from './stage';

/** Reads a file and says what importing it would do; nothing is written. */
export async function previewFile(
  database: Database,
  file: ReceivedFile,
  locale: Locale,
): Promise<ImportAnswer> {
  const analysis = await analyse(file.bytes, file.options, knowledgeOf(database));
  const documents = analysis.documents.map(({ document }) => document);
  const { duplicate_of, effects } = await readEffects(database, {
    sha256: file.sha256,
    siret: file.options.siret,
    documents,
  });
  const change = analysis.plan && (await readPlanChange(database, analysis.plan.plan));
  const report = reportOf(file, analysis, effects, locale, change);
  return { id: null, status: 'preview', ...report, duplicate_of, imported_on: null };
}

/**
 * Imports a file: read into staging, then published by one transaction. The same file again changes nothing and
 * says which import holds it. On any error nothing is left behind.
 */
export async function importFile(
  database: Database,
  file: ReceivedFile,
  user: string | null,
  locale: Locale,
): Promise<ImportAnswer> {
  const duplicate = await sameFile(database, file.sha256, file.options.siret);
  if (duplicate !== null) return { ...(await readImport(database, duplicate)), duplicate_of: duplicate };
  return readImport(database, await stageAndPublish(database, file, user, locale, null));
}

/**
 * The same, answered before it is done: a row stands for the import from now on, and says in the end what came of
 * it. Disposes of the file.
 */
export async function importInBackground(
  database: Database,
  file: ReceivedFile,
  user: string | null,
  locale: Locale,
): Promise<ImportAnswer> {
  const duplicate = await sameFile(database, file.sha256, file.options.siret);
  if (duplicate !== null) {
    await file.dispose();
    return { ...(await readImport(database, duplicate)), duplicate_of: duplicate };
  }
  const waiting = emptyReport(file);
  const id = await insertId(database, 'm57_imports', {
    status: 'running',
    file_name: file.name.slice(0, 255),
    lines: 0,
    sha256: file.sha256,
    report: JSON.stringify(waiting),
    imported_on: new Date(),
    imported_by: user,
  });
  let begin = () => {};
  // Answered once its job is there: it can be asked how far it is, and be cancelled.
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const ended = stageAndPublish(database, file, user, locale, id, begin)
    .then(() => undefined)
    .catch(async (error: unknown) => {
      const status = error instanceof Cancelled ? 'cancelled' : 'failed';
      const report: ImportReport = {
        ...waiting,
        errors: error instanceof Cancelled ? [] : errorsOf(error, locale),
      };
      await database('m57_imports')
        .where({ id })
        .update({ status, report: JSON.stringify(report) });
    })
    .finally(() => file.dispose());
  await Promise.race([begun, ended]);
  return readImport(database, id);
}

function stageAndPublish(
  database: Database,
  file: ReceivedFile,
  user: string | null,
  locale: Locale,
  waiting: number | null,
  begun: () => void = () => {},
): Promise<number> {
  return runJob(database, { kind: 'import', subject: file.name, target: waiting }, async (job) => {
    begun();
    const analysis = await stageFile(database, file, job);
    const documents = analysis.documents.map(({ document }) => document);
    const { effects } = await readEffects(database, {
      sha256: file.sha256,
      siret: file.options.siret,
      documents,
    });
    const change = analysis.plan && (await readPlanChange(database, analysis.plan.plan));
    const report = reportOf(file, analysis, effects, locale, change);
    // What a balance kept is part of what the import is: asked for others, the same file is not the same import.
    const kept = analysis.format === 'balance' ? { sirets: file.options.siret ?? null } : {};
    const row = {
      status: 'imported',
      format: analysis.format,
      file_name: file.name.slice(0, 255),
      lines: analysis.lines,
      sha256: file.sha256,
      // The lines themselves are in: a sample is for who decides before.
      report: JSON.stringify({ ...report, ...kept, sample: [] }),
      imported_on: new Date(),
      imported_by: user,
    };
    if (analysis.plan) {
      const { plan } = analysis.plan;
      return publishPlan(database, plan, { ...row, label: plan.id, exercice: plan.year }, waiting);
    }
    const first = documents[0]!;
    const id = await publish(
      database,
      job.id,
      {
        ...row,
        siret: first.siret,
        label: first.label.slice(0, 255),
        exercice: first.exercice,
        stage: first.stage,
      },
      analysis.documents.map(({ document, plan, lines }) => ({ document, plan: plan.plan.id, lines })),
      waiting,
    );
    if (analysis.ledger) await saveMapping(database, analysis.ledger.table.shape, analysis.ledger.mapping);
    return id;
  });
}

/** What went wrong, for the row of an import that nobody waits for. */
function errorsOf(error: unknown, locale: Locale): ImportReport['errors'] {
  if (error instanceof InputError) return error.issues.map((issue) => describe(issue, locale));
  const nowhere = { line: null, column: null };
  if (error instanceof Refusal) return [{ ...nowhere, code: error.code, message: error.text(locale) }];
  return [
    { ...nowhere, code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) },
  ];
}
