import type { z } from 'zod';
import type { ImportAnswer, importListItem } from '../../contract/imports';
import type { ImportReport } from '../../domain/analysis/report';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { progressOf } from '../jobs';

/** A file that came although it was in already says which import holds it. */
type Kept = ImportReport & { duplicate_of?: number | null };

interface ImportRow {
  id: number;
  status: Exclude<ImportAnswer['status'], 'preview'>;
  report: string | Kept;
  imported_on: string | number | Date;
  file: string | null;
}

/** One import, with its warnings. */
export async function readImport(database: Database, id: number): Promise<ImportAnswer> {
  const row: ImportRow | undefined = await database('m57_imports').where({ id }).first();
  if (!row) throw new Refusal('NOT_FOUND', { what: `import ${id}` });
  return { ...answer(row), progress: await progressFor(database, row) };
}

/** The latest imports, newest first, without their warnings. */
export async function listImports(
  database: Database,
  limit: number,
): Promise<z.infer<typeof importListItem>[]> {
  const rows: ImportRow[] = await database('m57_imports').orderBy('id', 'desc').limit(limit);
  return Promise.all(
    rows.map(async (row) => {
      const { warnings: _warnings, errors, sample: _sample, ...item } = answer(row);
      return { ...item, reason: errors[0] ?? null, progress: await progressFor(database, row) };
    }),
  );
}

async function progressFor(database: Database, { id, status }: ImportRow): Promise<ImportAnswer['progress']> {
  const lines = status === 'running' ? await progressOf(database, 'import', id) : null;
  return lines === null ? null : { lines };
}

function answer({ id, status, report, imported_on, file }: ImportRow): ImportAnswer {
  const kept = typeof report === 'string' ? (JSON.parse(report) as Kept) : report;
  return {
    id,
    status,
    ...kept,
    file,
    plan: kept.plan ?? null,
    sample: kept.sample ?? [],
    duplicate_of: kept.duplicate_of ?? null,
    imported_on: new Date(imported_on).toISOString(),
  };
}
