import type { Database } from '../host';

export const JOURNAL = 'm57_journal';

/**
 * What we created in the host's database: the proof of ownership, and, where DDL commits by itself
 * (MariaDB/MySQL), what an interrupted installation left half-made.
 */
export interface JournalEntry {
  kind: string;
  name: string;
  state: 'creating' | 'done';
}

export async function ensureJournal(database: Database): Promise<void> {
  if (await database.schema.hasTable(JOURNAL)) return;
  await database.schema.createTable(JOURNAL, (table) => {
    // One column for a key: the host warns of tables with several at every start.
    table.string('id', 190).notNullable().primary();
    table.string('kind', 20).notNullable();
    table.string('name', 190).notNullable();
    table.string('state', 10).notNullable();
    table.bigInteger('since').notNullable();
  });
}

export async function readJournal(database: Database): Promise<JournalEntry[]> {
  if (!(await database.schema.hasTable(JOURNAL))) return [];
  return database(JOURNAL).select('kind', 'name', 'state').orderBy('since');
}

export async function begin(database: Database, kind: string, name: string): Promise<void> {
  await database(JOURNAL)
    .insert({ id: `${kind} ${name}`, kind, name, state: 'creating', since: Date.now() })
    .onConflict('id')
    .merge(['state']);
}

export async function done(database: Database, kind: string, name: string): Promise<void> {
  await database(JOURNAL).where({ kind, name }).update({ state: 'done' });
}

export async function forget(database: Database, kind: string, name: string): Promise<void> {
  await database(JOURNAL).where({ kind, name }).delete();
}
