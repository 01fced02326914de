import type { ImportAnswer } from '../../contract/imports';
import { InputError, type Locale } from '../../domain/issue';
import { formatCents } from '../../domain/money';
import { TotalsAccumulator, type Totals } from '../../domain/totals';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { Cancelled, insertId, runJob } from '../jobs';
import { describe } from '../messages';
import { analyse, type AnalysedDocument, type Analysis } from './analyse';
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
  const duplicate = await sameFile(database, file.sha256);
  const analysis = await analyse(database, file);
  return {
    id: null,
    status: 'preview',
    ...(await report(database, file, analysis, locale, duplicate !== null)),
    duplicate_of: duplicate,
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
  const duplicate = await sameFile(database, file.sha256);
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
  const duplicate = await sameFile(database, file.sha256);
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
    const first = analysis.documents[0]!.document;
    return publish(
      database,
      job.id,
      {
        status: 'imported',
        format: analysis.format,
        file_name: file.name.slice(0, 255),
        siret: first.siret,
        label: first.label.slice(0, 255),
        exercice: first.exercice,
        stage: first.stage,
        lines: analysis.lines,
        sha256: file.sha256,
        report: JSON.stringify(await report(database, file, analysis, locale, false)),
        imported_on: new Date(),
        imported_by: user,
      },
      analysis.documents.map(({ document, plan, lines }) => ({ document, plan: plan.plan.id, lines })),
      waiting,
    );
  });
}

/** The import that holds exactly this file, and of which something still counts. */
async function sameFile(database: Database, sha256: string): Promise<number | null> {
  const row = await database('m57_imports').where({ sha256, status: 'imported' }).first('id');
  return row ? row.id : null;
}

/** The part of an import's answer that does not change once it is in: kept with it. */
export type ImportReport = Omit<ImportAnswer, 'id' | 'status' | 'duplicate_of' | 'imported_on'>;

const NOTHING: Totals = new TotalsAccumulator().totals;

/** Of a file that nothing is known of yet. */
function emptyReport(file: ReceivedFile): ImportReport {
  const { name, sha256 } = file;
  return {
    format: null,
    file_name: name,
    sha256,
    budgets: [],
    lines: 0,
    totals: totals(NOTHING),
    warnings: [],
    errors: [],
    progress: null,
  };
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

async function report(
  database: Database,
  file: ReceivedFile,
  analysis: Analysis,
  locale: Locale,
  identical: boolean,
): Promise<ImportReport> {
  const effects = await Promise.all(
    analysis.documents.map(async ({ document }) => {
      if (identical) return 'identical' as const;
      const { siret, budget, exercice, stage, number } = document;
      const former = await database('m57_documents')
        .where({ siret, budget, exercice, stage, number, current: 1 })
        .first('id');
      return former ? ('replaces' as const) : ('new' as const);
    }),
  );
  return {
    format: analysis.format,
    file_name: file.name,
    sha256: file.sha256,
    budgets: analysis.documents.map((analysed, rank) => budget(analysed, effects[rank]!)),
    lines: analysis.lines,
    totals: totals(analysis.totals),
    warnings: analysis.warnings.map(({ issue, count, amount }) => ({
      ...describe(issue, locale),
      count,
      amount: amount === null ? null : formatCents(amount),
    })),
    errors: [],
    progress: null,
  };
}

function budget(analysed: AnalysedDocument, effect: ImportAnswer['budgets'][number]['effect']) {
  const { siret, budget: code, label, exercice, stage } = analysed.document;
  return {
    siret,
    budget: code,
    label,
    exercice,
    stage,
    nomenclature: analysed.plan.plan.id,
    lines: analysed.lines,
    totals: totals(analysed.totals),
    effect,
  };
}

function totals({ document, carried_forward, operations }: Totals): ImportAnswer['totals'] {
  const money = <T extends object>(part: T) =>
    Object.fromEntries(Object.entries(part).map(([name, cents]) => [name, formatCents(cents)])) as Record<
      keyof T,
      string
    >;
  return {
    document: money(document),
    carried_forward: money(carried_forward),
    operations: money(operations),
  };
}
