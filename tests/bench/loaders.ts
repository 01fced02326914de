import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../scripts/databases';
import { mariadbPrograms, postgresPrograms } from '../../scripts/programs';
import type { Host } from '../support/host';
import { databaseServer } from '../support/servers';

/** The database's own program: what it loads a file with. On SQLite never while Directus works. */
export interface Loader {
  /** The way it loads, for people. */
  name: string;
  /** Runs statements; what they print. */
  sql(statements: string): string;
  /** Writes the first rows of `m57_lines` to a file, in the form that `load` takes. */
  unload(file: string, rows: number): void;
  /** Makes the table `loaded` anew, with the columns and indexes of `m57_lines`. */
  prepare(): void;
  /** Loads a file into `loaded`. */
  load(file: string): void;
}

export async function loaderOf(host: Host, client: Database): Promise<Loader> {
  if (client === 'sqlite') return sqlite(path.join(host.dataDir, 'database.sqlite'));
  const { port, user, password } = await databaseServer(client);
  const server = { port: String(port), user, password, database: host.database.client.database() as string };
  return client === 'pg' ? postgres(server) : mariadb(server);
}

interface Server {
  port: string;
  user: string;
  password: string;
  database: string;
}

const firstLines = (rows: number) => `select * from m57_lines order by id limit ${rows}`;

function sqlite(database: string): Loader {
  const shell = (statements: string, output?: string) =>
    run('sqlite3', ['-csv', database, statements], { output });
  const schema = `select group_concat(sql, ';') from sqlite_master where tbl_name = 'm57_lines'`;
  return {
    name: 'sqlite3 .import',
    sql: shell,
    unload: (file, rows) => void shell(firstLines(rows), file),
    prepare() {
      shell('drop table if exists loaded');
      const [created] = JSON.parse(run('sqlite3', ['-json', database, `${schema}`])) as Record<
        string,
        string
      >[];
      shell(Object.values(created!)[0]!.replaceAll('m57_lines', 'loaded'));
    },
    load: (file) => void shell(`.import '${file}' loaded`),
  };
}

function postgres({ port, user, password, database }: Server): Loader {
  const program = path.join(path.dirname(postgresPrograms()!.postgres), 'psql');
  const address = { PGHOST: '127.0.0.1', PGPORT: port, PGUSER: user, PGPASSWORD: password };
  const env = { ...address, PGDATABASE: database, PGOPTIONS: '-c client_min_messages=warning' };
  const shell = (statements: string) =>
    run(program, ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', statements], { env });
  return {
    name: 'psql \\copy',
    sql: shell,
    unload: (file, rows) => void shell(`\\copy (${firstLines(rows)}) to '${file}' csv`),
    prepare() {
      shell('drop table if exists loaded; create table loaded (like m57_lines including all)');
    },
    load: (file) => void shell(`\\copy loaded from '${file}' csv`),
  };
}

function mariadb({ port, user, password, database }: Server): Loader {
  const address = ['--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, `--user=${user}`];
  const options = ['--batch', '--quick', '--skip-column-names', '--local-infile=1'];
  const shell = (statements: string, output?: string) =>
    run(mariadbPrograms()!.mariadb, ['--no-defaults', ...address, ...options, '-e', statements, database], {
      env: { MYSQL_PWD: password },
      output,
    });
  return {
    name: 'LOAD DATA LOCAL INFILE',
    sql: shell,
    unload: (file, rows) => void shell(firstLines(rows), file),
    prepare() {
      shell('drop table if exists loaded; create table loaded like m57_lines');
    },
    // Without an escape character the word NULL, which its program prints, is read as such.
    load: (file) =>
      void shell(
        `load data local infile '${file}' into table loaded fields optionally enclosed by '"' escaped by ''`,
      ),
  };
}

/** Runs a program to its end; what it prints, unless that goes to a file. */
function run(
  program: string,
  args: string[],
  { env = {}, output }: { env?: NodeJS.ProcessEnv; output?: string | undefined } = {},
): string {
  const target = output === undefined ? 'pipe' : openSync(output, 'w');
  const printed = execFileSync(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', target, 'inherit'],
    encoding: 'utf8',
  });
  if (typeof target === 'number') closeSync(target);
  return printed;
}

/** What this machine lacks for a database to be loaded by its own program, or null. */
export function lackedByLoader(client: Database): string | null {
  if (client !== 'sqlite' || spawnSync('sqlite3', ['--version']).status === 0) return null;
  return 'the program sqlite3: apt-get install sqlite3';
}
