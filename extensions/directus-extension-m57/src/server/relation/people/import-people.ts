import { InputError, type Locale } from '../../../domain/issue';
import { describe } from '../../../domain/messages';
import { missingOf, relationMappingFor, type RelationMapping } from '../../../domain/relation/fields';
import { readRelationTable, readRelationValues } from '../../../domain/relation/reader';
import type { personImportOptions, PersonImport, PersonPreview } from '../../../contract/people';
import type { z } from 'zod';
import { Refusal } from '../../errors';
import type { Database } from '../../host';
import type { ReceivedFile } from '../../imports/receive';
import { assertRunning, Cancelled, holdJob, insertId, insertJob, runJob, type Job } from '../../jobs';
import { lockChain } from '../evidence';
import { personsChanged } from '../../segments/auto';
import { whenFree } from '../persons';
import { recordConsents } from './consents';
import { householdNumbers } from './households';
import { readPersonMapping, savePersonMapping } from './mappings';
import {
  emptyReport,
  holdersOf,
  JOB_KIND,
  readPersonImport,
  reportOf,
  type PersonReport,
} from './person-import';
import { publishStaged, readLatest } from './publish';
import { PeopleReader, zonesByCode } from './reading';
import { Staging } from './staging';
import { withoutPersons } from './unexplained';

export type PersonFile = ReceivedFile<z.infer<typeof personImportOptions>>;

/** Reads a file of persons and says what importing it would do; nothing is written. */
export async function previewPeople(
  database: Database,
  file: PersonFile,
  locale: Locale,
): Promise<PersonPreview> {
  const { table, mapping } = await openFile(database, file);
  const missing = missingOf(mapping);
  const { same, otherwise } = await holdersOf(database, file.sha256, mapping);
  const report = missing.length > 0 ? emptyReport() : await previewReport(database, file, mapping, locale);
  return {
    id: null,
    status: 'preview',
    file_name: file.name,
    sha256: file.sha256,
    source: mapping.source,
    mapping,
    ...report,
    warnings: [...warningsOf(otherwise, locale), ...report.warnings],
    duplicate_of: same,
    progress: null,
    imported_on: null,
    imported_by: null,
    shape: table.shape,
    columns: table.columns,
    sheets: table.sheets,
    missing,
    values: await readRelationValues(file.bytes(), mapping),
  };
}

async function previewReport(
  database: Database,
  file: PersonFile,
  mapping: RelationMapping,
  locale: Locale,
): Promise<PersonReport> {
  const reader = new PeopleReader(database, mapping, await zonesByCode(database));
  const nothing = async () => {};
  try {
    const reading = await reader.read(file.bytes, {
      persons: nothing,
      interactions: nothing,
      progress: nothing,
    });
    return reportOf(reading, locale);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...emptyReport(), errors: errorsOf(error, locale) };
  }
}

/** The head of a file, and how it is asked to be read, else as the last of its shape was, else as it seems to be. */
async function openFile(database: Database, file: PersonFile) {
  const table = await readRelationTable(file.bytes(), file.options.mapping?.sheet);
  const saved = file.options.mapping ? null : await readPersonMapping(database, table.shape);
  const mapping = file.options.mapping ?? (saved ? relationMappingFor(saved, table) : table.proposal);
  return { table, mapping };
}

function warningsOf(otherwise: number | null, locale: Locale): PersonReport['warnings'] {
  if (otherwise === null) return [];
  const issue = { code: 'FILE_READ_OTHERWISE', line: null, column: null, params: { import: otherwise } };
  return [{ ...describe(issue, locale), count: 1 }];
}

/**
 * Imports a file of persons: read into staging, then published by one transaction. A row stands for it from the
 * beginning and says in the end what came of it; on any error nothing else is left. The same file, read in the same
 * way, changes nothing and says which import holds it. With `background` it is answered before it is done. Disposes of
 * the file.
 */
export async function importPeople(
  database: Database,
  file: PersonFile,
  user: string | null,
  locale: Locale,
  background: boolean,
): Promise<PersonImport> {
  let opened: OpenPersonImport;
  try {
    const { table, mapping } = await openFile(database, file);
    const { same, otherwise } = await holdersOf(database, file.sha256, mapping);
    if (same !== null) {
      await file.dispose();
      return { ...(await readPersonImport(database, same)), duplicate_of: same };
    }
    opened = await openImport(database, file, mapping, table.shape, user);
    opened.warnings = warningsOf(otherwise, locale);
  } catch (error) {
    await file.dispose();
    throw error;
  }
  const done = runImport(database, opened, file, user, locale).finally(() => file.dispose());
  // The row says what came of it.
  if (background) done.catch(() => undefined);
  else await done;
  return readPersonImport(database, opened.id);
}

/** An import that is to be done: its row, the job that will do it, and how the file is read. */
interface OpenPersonImport {
  id: number;
  job: number;
  mapping: RelationMapping;
  shape: string;
  warnings: PersonReport['warnings'];
}

async function openImport(
  database: Database,
  file: PersonFile,
  mapping: RelationMapping,
  shape: string,
  user: string | null,
): Promise<OpenPersonImport> {
  const row = {
    file_name: file.name.slice(0, 255),
    sha256: file.sha256,
    source: mapping.source,
    status: 'running',
    rows: 0,
    mapping: JSON.stringify(mapping),
    report: JSON.stringify(emptyReport()),
    imported_on: Date.now(),
    imported_by: user,
  };
  const { id, job } = await database.transaction(async (trx) => {
    const id = await insertId(trx, 'm57_person_imports', row);
    return { id, job: await insertJob(trx, { kind: JOB_KIND, subject: `person import ${id}`, target: id }) };
  });
  holdJob(database, job);
  return { id, job, mapping, shape, warnings: [] };
}

async function runImport(
  database: Database,
  opened: OpenPersonImport,
  file: PersonFile,
  user: string | null,
  locale: Locale,
): Promise<void> {
  await runJob(
    database,
    opened.job,
    (job) => withoutPersons(() => stageAndPublish(database, opened, file, user, locale, job)),
    (error) => recordFailure(database, opened.id, error, locale),
  );
  personsChanged(database);
}

async function recordFailure(database: Database, id: number, error: unknown, locale: Locale): Promise<void> {
  const cancelled = error instanceof Cancelled;
  const report = { ...emptyReport(), errors: cancelled ? [] : errorsOf(error, locale) };
  await database('m57_person_imports')
    .where({ id })
    .update({ status: cancelled ? 'cancelled' : 'failed', report: JSON.stringify(report) });
}

function errorsOf(error: unknown, locale: Locale): PersonReport['errors'] {
  if (error instanceof InputError) return error.issues.map((issue) => describe(issue, locale));
  const nowhere = { line: null, column: null };
  if (error instanceof Refusal) return [{ ...nowhere, code: error.code, message: error.text(locale) }];
  return [{ ...nowhere, code: 'UNEXPECTED', message: (error as Error).message }];
}

async function stageAndPublish(
  database: Database,
  { id, mapping, shape, warnings }: OpenPersonImport,
  file: PersonFile,
  user: string | null,
  locale: Locale,
  job: Job,
): Promise<void> {
  const zones = await zonesByCode(database);
  const household = await householdNumbers(database, mapping.source);
  const since = await readLatest(database);
  const reader = new PeopleReader(database, mapping, zones);
  const staging = new Staging(database, job.id, { zone: (code) => zones.get(code) ?? null, household });
  try {
    const reading = await reader.read(file.bytes, {
      persons: (matched) => staging.addPersons(matched),
      interactions: (ready) => staging.addInteractions(ready),
      progress: (rows) => job.progress(rows),
    });
    await staging.end();
    await staging.describe();
    const { matcher, changed, consents } = reader;
    const staged = {
      job: job.id,
      source: mapping.source,
      importId: id,
      since,
      pairs: matcher.pairs,
      changed,
    };
    await whenFree(database, job, reading.counts.rows, async (trx) => {
      // First of all: MariaDB would not see what is recorded after it has begun to read.
      if (consents.size > 0) await lockChain(trx);
      await assertRunning(trx, job.id);
      const { fresh, probable } = await publishStaged(trx, staged);
      await recordConsents(trx, { ...staged, user }, mapping, consents);
      const { counts, matching } = reading;
      const inserted = await trx('m57_interactions').where({ import: id }).count({ rows: '*' }).first();
      // Others may have brought in some of them, and some of the persons, while the file was read.
      counts.known = counts.interactions - Number(inserted!['rows']);
      Object.assign(matching, { certain: counts.persons - fresh, probable, new: fresh - probable });
      const report = reportOf(reading, locale);
      await trx('m57_person_imports')
        .where({ id })
        .update({
          status: 'imported',
          rows: counts.rows,
          report: JSON.stringify({ ...report, warnings: [...warnings, ...report.warnings] }),
          imported_on: Date.now(),
        });
    });
    await savePersonMapping(database, shape, mapping);
  } finally {
    await staging.settle();
  }
}
