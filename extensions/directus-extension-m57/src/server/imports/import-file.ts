import type { ImportAnswer } from '../../contract/imports';
import { analyse } from '../../domain/analysis/analyse';
import { emptyReport, reportOf, type ImportReport } from '../../domain/analysis/report';
import { InputError, type Locale } from '../../domain/issue';
import { describe } from '../../domain/messages';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { Cancelled, holdJob, insertId, insertJob, runJob, type Job } from '../jobs';
import { askedFile, readEffects, sameFile } from './effects';
import { knowledgeOf } from './knowledge';
import { saveMapping } from './mappings';
import { publishPlan, readPlanChange } from './plans';
import { publish } from './publish';
import { readImport } from './read-import';
import type { ReceivedFile } from './receive';
import { waitingRow } from './import-row';
import { stageFile } from './stage';

/** Reads a file and says what importing it would do; nothing is written. */
export async function previewFile(
  database: Database,
  file: ReceivedFile,
  locale: Locale,
): Promise<ImportAnswer> {
  const analysis = await analyse(file.bytes, file.options, knowledgeOf(database));
  const documents = analysis.documents.map(({ document }) => document);
  const { effects, duplicate_of, reread_of } = await readEffects(database, {
    ...askedFile(file),
    documents,
  });
  const change = analysis.plan && (await readPlanChange(database, analysis.plan.plan));
  const report = reportOf(file, analysis, effects, locale, change);
  return {
    id: null,
    status: 'preview',
    ...report,
    duplicate_of,
    reread_of,
    file: file.stored,
    imported_on: null,
  };
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
  const duplicate = await sameFile(database, askedFile(file));
  if (duplicate !== null) return { ...(await readImport(database, duplicate)), duplicate_of: duplicate };
  const id = await runJob(database, { kind: 'import', subject: file.name }, (job) =>
    stageAndPublish(database, file, user, locale, null, job),
  );
  return readImport(database, id);
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
  const duplicate = await sameFile(database, askedFile(file));
  if (duplicate !== null) {
    await file.dispose();
    return { ...(await readImport(database, duplicate)), duplicate_of: duplicate };
  }
  const opened = await openImport(database, file, user, file.stored);
  // Where the database fails it, the row is found to be lost.
  importInto(database, opened, async () => file, user, locale).catch(() => file.dispose());
  return readImport(database, opened.id);
}

/** An import that is to be done: its row, and the job that will do it. */
export interface OpenImport {
  id: number;
  job: number;
}

/**
 * A row for an import that begins, with its job: it can be asked how far it is and be cancelled at once, and is never
 * there without somebody who does it. `stored`: the file of the host's library that it comes from.
 */
export async function openImport(
  database: Database,
  file: { name: string; sha256: string },
  user: string | null,
  stored: string | null = null,
): Promise<OpenImport> {
  const report = JSON.stringify(emptyReport(file));
  const row = { ...waitingRow(file, user), report, file: stored };
  const opened = await database.transaction(async (trx) => {
    const id = await insertId(trx, 'm57_imports', row);
    return { id, job: await insertJob(trx, jobOf(id)) };
  });
  holdJob(database, opened.job);
  return opened;
}

/** The same for a row that the host has made. */
export async function openItem(database: Database, id: number): Promise<OpenImport> {
  return { id, job: holdJob(database, await insertJob(database, jobOf(id))) };
}

const jobOf = (id: number) => ({ kind: 'import', subject: `import ${id}`, target: id });

/** Files that come without a person waiting are imported one after the other. */
let turn: Promise<unknown> = Promise.resolve();
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

/**
 * Imports what `receive` gives into a row that is there already, which says in the end what came of it, also where
 * the file could not be received or is in already. Disposes of the file; throws only where the database does.
 */
export async function importInto(
  database: Database,
  { id, job }: OpenImport,
  receive: () => Promise<ReceivedFile>,
  user: string | null,
  locale: Locale,
): Promise<void> {
  let recorded: unknown;
  let file: ReceivedFile | undefined;
  const work = async (running: Job) => {
    file = await receive();
    await database('m57_imports')
      .where({ id })
      .update({ file_name: file.name.slice(0, 255), sha256: file.sha256 });
    const duplicate = await sameFile(database, askedFile(file));
    if (duplicate !== null) throw new Refusal('IMPORT_DUPLICATE', { id: duplicate });
    await stageAndPublish(database, file, user, locale, id, running);
  };
  const record = async (error: unknown) => {
    await recordFailure(database, id, file, error, locale);
    recorded = error;
  };
  try {
    await runJob(database, job, work, record);
  } catch (error) {
    if (error !== recorded) throw error;
  } finally {
    await file?.dispose();
  }
}

async function recordFailure(
  database: Database,
  id: number,
  file: ReceivedFile | undefined,
  error: unknown,
  locale: Locale,
): Promise<void> {
  const known = file ?? (await database('m57_imports').where({ id }).first('file_name as name', 'sha256'));
  const duplicate_of =
    error instanceof Refusal && error.code === 'IMPORT_DUPLICATE' ? Number(error.params['id']) : null;
  const status = error instanceof Cancelled ? 'cancelled' : duplicate_of === null ? 'failed' : 'duplicate';
  const report: ImportReport = {
    ...emptyReport({ name: known?.name ?? '', sha256: known?.sha256 ?? '' }),
    errors: status === 'cancelled' ? [] : errorsOf(error, locale),
  };
  await database('m57_imports')
    .where({ id })
    .update({ status, report: JSON.stringify({ ...report, duplicate_of }) });
}

async function stageAndPublish(
  database: Database,
  file: ReceivedFile,
  user: string | null,
  locale: Locale,
  waiting: number | null,
  job: Job,
): Promise<number> {
  const known = new Set<number>(await database('m57_documents').where({ current: 1 }).pluck('id'));
  const { analysis, writer } = await stageFile(database, file, job, waiting);
  try {
    const documents = analysis.documents.map(({ document }) => document);
    const { effects } = await readEffects(database, { ...askedFile(file), documents });
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
      ...(file.stored === null ? {} : { file: file.stored }),
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
    const importRow = {
      ...row,
      siret: first.siret,
      label: first.label.slice(0, 255),
      exercice: first.exercice,
      stage: first.stage,
    };
    const published = analysis.documents.map(({ document, plan, lines }) => ({
      document,
      plan: plan.plan.id,
      lines,
    }));
    const id = await publish(writer, job.id, askedFile(file), importRow, published, known);
    if (analysis.ledger) await saveMapping(database, analysis.ledger.table.shape, analysis.ledger.mapping);
    return id;
  } finally {
    await writer.discard();
  }
}

/** What went wrong, for the row of an import that nobody waits for. */
function errorsOf(error: unknown, locale: Locale): ImportReport['errors'] {
  if (error instanceof InputError) return error.issues.map((issue) => describe(issue, locale));
  const nowhere = { line: null, column: null };
  // How the host refuses a file.
  const forbidden = (error as { status?: number }).status === 403;
  const refusal = error instanceof Refusal ? error : forbidden ? new Refusal('FILE_UNREADABLE') : null;
  if (refusal) return [{ ...nowhere, code: refusal.code, message: refusal.text(locale) }];
  return [
    { ...nowhere, code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) },
  ];
}
