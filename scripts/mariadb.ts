import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type DatabaseServer,
  type ServerOptions,
  USER,
  endLeftover,
  freePort,
  passwordIn,
  serve,
} from './database-server';
import { mariadbPrograms } from './programs';

/** Starts MariaDB on a free port, making its data folder the first time. */
export async function startMariadb({ folder, throwaway }: ServerOptions): Promise<DatabaseServer> {
  const programs = mariadbPrograms();
  if (!programs)
    throw new Error('MariaDB is not on this machine (Debian, Ubuntu: apt-get install mariadb-server)');
  const runAs = process.getuid?.() === 0 ? ['--user=root'] : [];
  // Of its own: at its start a server removes what it finds there, also from under another one.
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });

  const data = path.join(folder, 'data');
  const pidFile = path.join(folder, 'server.pid');
  await endLeftover(pidFile, data, 'SIGTERM');
  if (!existsSync(path.join(data, 'mysql')))
    execFileSync(
      programs['mariadb-install-db'],
      ['--no-defaults', `--datadir=${data}`, '--skip-test-db', ...runAs],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
  const account = path.join(folder, 'account.sql');
  writeFileSync(
    account,
    `CREATE OR REPLACE USER '${USER}'@'127.0.0.1' IDENTIFIED BY '${passwordIn(folder)}';\n` +
      `GRANT ALL ON *.* TO '${USER}'@'127.0.0.1' WITH GRANT OPTION;\n`,
    { mode: 0o600 },
  );
  const port = await freePort();
  const settings = {
    datadir: data,
    tmpdir: temporary,
    port,
    'bind-address': '127.0.0.1',
    // The path of a socket may have some 100 characters only; a project folder can have more.
    socket: path.join(os.tmpdir(), `m57-mariadb-${port}.sock`),
    'pid-file': pidFile,
    'init-file': account,
    'character-set-server': 'utf8mb4',
    // As a server is set up that serves a town: its default, 128 MB, holds a third of a million interactions.
    'innodb-buffer-pool-size': '1G',
    ...(throwaway && { 'innodb-flush-log-at-trx-commit': 0, 'innodb-doublewrite': 0 }),
  };
  return serve({
    name: 'MariaDB',
    folder,
    program: programs.mariadbd,
    args: [
      '--no-defaults',
      '--skip-name-resolve',
      ...Object.entries(settings).map(([key, value]) => `--${key}=${value}`),
      ...runAs,
    ],
    port,
    stopSignal: 'SIGTERM',
  });
}
