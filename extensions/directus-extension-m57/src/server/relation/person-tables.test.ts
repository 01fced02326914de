import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PERSON_TABLES } from './person-tables';

const root = path.resolve(import.meta.dirname, '../../../../..');
/** What columns that hold the id of a citizen are called. */
const NAMES = ['citizen', 'other', 'kept', 'merged', 'person', 'resident', 'member'];
/** Columns of these names that hold something else. */
const NOT_CITIZENS = ['m57_staging_interactions.person'];

interface Snapshot {
  collections: { collection: string; fields: { field: string; m2o?: string }[] }[];
  tables: { table: string; columns: { name: string }[] }[];
}

/** `table.column` of everything in the snapshots that points to a citizen. */
function pointing(): string[] {
  const snapshots = globSync('snapshots/*.json', { cwd: root }).map(
    (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Snapshot,
  );
  return snapshots
    .flatMap(({ collections, tables }) => [
      ...collections.flatMap(({ collection, fields }) =>
        fields
          .filter(({ field, m2o }) => NAMES.includes(field) || m2o === 'm57_citizens')
          .map(({ field }) => `${collection}.${field}`),
      ),
      ...tables.flatMap(({ table, columns }) =>
        columns.filter(({ name }) => NAMES.includes(name)).map(({ name }) => `${table}.${name}`),
      ),
    ])
    .filter((column) => !NOT_CITIZENS.includes(column));
}

describe('tables that hold persons', () => {
  it('are all in the list, with every column that holds a citizen', () => {
    const listed = PERSON_TABLES.flatMap(({ table, by }) => by.map((column) => `${table}.${column}`));
    expect(pointing().length).toBeGreaterThan(10);
    expect(pointing().filter((column) => !listed.includes(column))).toEqual([]);
  });

  it('lose the link where their rows stay', () => {
    for (const { table, by, erased } of PERSON_TABLES)
      if (Array.isArray(erased)) expect(erased, table).toEqual(expect.arrayContaining([...by]));
  });
});
