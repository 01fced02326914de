import { isDeepStrictEqual } from 'node:util';
import type { PersonImport } from '../../../contract/people';
import { formatCents } from '../../../domain/money';
import type { Locale } from '../../../domain/issue';
import { describe } from '../../../domain/messages';
import type { RelationMapping } from '../../../domain/relation/fields';
import { Refusal } from '../../errors';
import type { Database } from '../../host';
import { progressOf } from '../../jobs';
import { userNames } from '../../user-names';
import type { FileReading } from './reading';

/** What m57_person_imports keeps of a file: numbers, positions and words, nothing of a person. */
export type PersonReport = Pick<
  PersonImport,
  'counts' | 'matching' | 'totals' | 'warnings' | 'errors' | 'duplicate_of'
>;

export const JOB_KIND = 'people';

export const emptyReport = (): PersonReport => ({
  counts: { rows: 0, persons: 0, interactions: 0, anonymous: 0, known: 0 },
  matching: { certain: 0, probable: 0, new: 0 },
  totals: { units: '0.00', amount: '0.00' },
  warnings: [],
  errors: [],
  duplicate_of: null,
});

export const reportOf = (
  { counts, matching, totals, warnings }: FileReading,
  locale: Locale,
): PersonReport => ({
  ...emptyReport(),
  counts,
  matching,
  totals: { units: formatCents(totals.units), amount: formatCents(totals.amount) },
  warnings: warnings.map(({ issue, count }) => ({ ...describe(issue, locale), count })),
});

interface PersonImportRow {
  id: number;
  file_name: string;
  sha256: string;
  source: string;
  status: Exclude<PersonImport['status'], 'preview'>;
  mapping: string;
  report: string;
  imported_on: number | string;
  imported_by: string | null;
}

const LATEST = 100;

/** The latest imports of persons, newest first. */
export async function listPersonImports(database: Database): Promise<PersonImport[]> {
  const rows: PersonImportRow[] = await database('m57_person_imports').orderBy('id', 'desc').limit(LATEST);
  return answers(database, rows);
}

/** @throws NOT_FOUND */
export async function readPersonImport(database: Database, id: number): Promise<PersonImport> {
  const rows: PersonImportRow[] = await database('m57_person_imports').where({ id });
  const [answer] = await answers(database, rows);
  if (!answer) throw new Refusal('NOT_FOUND', { what: `import ${id}` });
  return answer;
}

async function answers(database: Database, rows: readonly PersonImportRow[]): Promise<PersonImport[]> {
  const names = await userNames(
    database,
    rows.flatMap(({ imported_by }) => imported_by ?? []),
  );
  return Promise.all(
    rows.map(async ({ id, file_name, sha256, source, status, mapping, report, imported_on, imported_by }) => {
      const progress = status === 'running' ? await progressOf(database, JOB_KIND, id) : null;
      return {
        id,
        status,
        file_name,
        sha256,
        source,
        mapping: JSON.parse(mapping) as RelationMapping,
        ...(JSON.parse(report) as PersonReport),
        progress: progress === null ? null : { rows: progress },
        imported_on: new Date(Number(imported_on)).toISOString(),
        imported_by: imported_by === null ? null : (names.get(imported_by) ?? null),
      };
    }),
  );
}

/** The import that holds exactly this file, read in the same way; and, where there is none, one that read it otherwise. */
export async function holdersOf(
  database: Database,
  sha256: string,
  mapping: RelationMapping,
): Promise<{ same: number | null; otherwise: number | null }> {
  const rows: { id: number; mapping: string }[] = await database('m57_person_imports')
    .where({ sha256, status: 'imported' })
    .orderBy('id')
    .select('id', 'mapping');
  const asked = plain(mapping);
  const same = rows.find((row) => isDeepStrictEqual(JSON.parse(row.mapping), asked));
  return { same: same?.id ?? null, otherwise: same ? null : (rows.at(-1)?.id ?? null) };
}

/** As it is stored: without what is undefined. */
const plain = (mapping: RelationMapping): unknown => JSON.parse(JSON.stringify(mapping));
