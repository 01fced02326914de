import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../scripts/databases';
import { mariadbPrograms, postgresPrograms } from '../../scripts/programs';
import type { Host } from './host';

/** Works on the database past Directus, which on SQLite has to stand still meanwhile. */
export async function below<T>(host: Host, client: Database, work: () => Promise<T>): Promise<T> {
  if (client !== 'sqlite') return work();
  await host.stop();
  try {
    return await work();
  } finally {
    await host.start();
  }
}

/** Every table of the database whose rows, all columns as text, hold one of these words. */
export async function tablesWith(
  host: Host,
  client: Database,
  words: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const table of await tableNames(host, client)) {
    const text = (await rowsAsText(host, client, table)).toLowerCase();
    const held = words.filter((word) => text.includes(word.toLowerCase()));
    if (held.length > 0) found.set(table, held);
  }
  return found;
}

async function tableNames(host: Host, client: Database): Promise<string[]> {
  const { database } = host;
  if (client === 'sqlite')
    return database('sqlite_master')
      .where({ type: 'table' })
      .whereNot('name', 'like', 'sqlite_%')
      .pluck('name');
  const schema = client === 'pg' ? `table_schema = 'public'` : 'table_schema = database()';
  const names: string[] = await database('information_schema.tables').whereRaw(schema).pluck('table_name');
  return names;
}

async function rowsAsText(host: Host, client: Database, table: string): Promise<string> {
  const { database } = host;
  if (client === 'pg') {
    const { rows } = await database.raw('select t::text as text from ?? t', [table]);
    return (rows as { text: string }[]).map(({ text }) => text).join('\n');
  }
  if (client === 'sqlite') return JSON.stringify(await database(table).select('*'));
  const columns: string[] = await database('information_schema.columns')
    .whereRaw('table_schema = database()')
    .where({ table_name: table })
    .pluck('column_name');
  const text = columns.map(() => `cast(?? as char)`).join(', ');
  const [rows] = await database.raw(`select concat_ws('|', ${text}) as text from ??`, [...columns, table]);
  return (rows as { text: string }[]).map((row) => row.text).join('\n');
}

/** A logical dump as the database's own program makes it; of SQLite the file, byte by byte. */
export function dump(host: Host, client: Database): Buffer {
  if (client === 'sqlite') return readFileSync(path.join(host.dataDir, 'database.sqlite'));
  const { port, user, password, database } = host.database.client.config.connection as Record<string, string>;
  const most = { maxBuffer: 1 << 30 };
  if (client === 'pg')
    return execFileSync(
      path.join(path.dirname(postgresPrograms()!.postgres), 'pg_dump'),
      ['--host=127.0.0.1', `--port=${port}`, `--username=${user}`, '--inserts', database!],
      { ...most, env: { ...process.env, PGPASSWORD: password } },
    );
  return execFileSync(
    mariadbPrograms()!['mariadb-dump'],
    [
      '--no-defaults',
      '--protocol=tcp',
      '--host=127.0.0.1',
      `--port=${port}`,
      `--user=${user}`,
      '--skip-extended-insert',
      database!,
    ],
    { ...most, env: { ...process.env, MYSQL_PWD: password } },
  );
}

/** Files of a folder, however deep, whose name or bytes hold one of these words. */
export function filesWith(folder: string, words: readonly string[]): string[] {
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => {
    const file = path.join(folder, name);
    const text = statSync(file).isFile() ? readFileSync(file).toString('latin1') : '';
    return words.some((word) => holds(text, word) || name.toLowerCase().includes(word.toLowerCase()));
  });
}

/** Bytes read as latin1: a word in UTF-8 is looked for as its bytes. */
export const holds = (latin1: string, word: string): boolean =>
  latin1.toLowerCase().includes(Buffer.from(word.toLowerCase()).toString('latin1').toLowerCase());
