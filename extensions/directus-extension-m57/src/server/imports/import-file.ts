import type { ImportAnswer } from '../../contract/imports';
import type { Locale } from '../../domain/issue';
import { formatCents } from '../../domain/money';
import type { Totals } from '../../domain/totals';
import type { Database } from '../host';
import { runJob } from '../jobs';
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
  const id = await runJob(database, 'import', file.name, async (job) => {
    const analysis = await stageFile(database, file, job);
    const first = analysis.documents[0]!.document;
    const imported_on = new Date();
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
        imported_on,
        imported_by: user,
      },
      analysis.documents.map(({ document, plan, lines }) => ({ document, plan: plan.plan.id, lines })),
    );
  });
  return readImport(database, id);
}

/** The import that holds exactly this file, and of which something still counts. */
async function sameFile(database: Database, sha256: string): Promise<number | null> {
  const row = await database('m57_imports').where({ sha256, status: 'imported' }).first('id');
  return row ? row.id : null;
}

/** The part of an import's answer that does not change once it is in: kept with it. */
export type ImportReport = Omit<ImportAnswer, 'id' | 'status' | 'duplicate_of' | 'imported_on'>;

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
