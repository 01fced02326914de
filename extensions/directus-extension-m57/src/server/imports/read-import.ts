import type { z } from 'zod';
import type { ImportAnswer, importListItem } from '../../contract/imports';
import { Refusal } from '../errors';
import type { Database } from '../host';
import type { ImportReport } from './import-file';

interface ImportRow {
  id: number;
  status: 'imported' | 'superseded';
  report: string | ImportReport;
  imported_on: string | number | Date;
}

/** One import, with its warnings. */
export async function readImport(database: Database, id: number): Promise<ImportAnswer> {
  const row: ImportRow | undefined = await database('m57_imports').where({ id }).first();
  if (!row) throw new Refusal('NOT_FOUND', { what: `import ${id}` });
  return answer(row);
}

/** The latest imports, newest first, without their warnings. */
export async function listImports(
  database: Database,
  limit: number,
): Promise<z.infer<typeof importListItem>[]> {
  const rows: ImportRow[] = await database('m57_imports').orderBy('id', 'desc').limit(limit);
  return rows.map((row) => {
    const { warnings: _warnings, errors: _errors, ...item } = answer(row);
    return item;
  });
}

function answer({ id, status, report, imported_on }: ImportRow): ImportAnswer {
  const kept = typeof report === 'string' ? (JSON.parse(report) as ImportReport) : report;
  return { id, status, ...kept, duplicate_of: null, imported_on: new Date(imported_on).toISOString() };
}
