import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type DatabaseServer, endProcess } from '../../scripts/database-server';
import type { ServerKind } from '../../scripts/databases';
import { startMariadb } from '../../scripts/mariadb';
import { closedFolderAbove, startPostgres } from '../../scripts/postgres';
import { once } from './once';
import { outputFolder } from './output';

type Known = Omit<DatabaseServer, 'stop'> & { folder: string };

/**
 * The private PostgreSQL or MariaDB of this run. The first test file that asks starts it, the others (each in a
 * process of its own) find it, and the end of the run ends it.
 */
export async function databaseServer(kind: ServerKind): Promise<Known> {
  const file = path.join(outputFolder('servers'), `${kind}.json`);
  await once(kind, async () => {
    const folder = dataFolder(kind);
    const start = kind === 'pg' ? startPostgres : startMariadb;
    const { port, user, password, pid } = await start({ folder, throwaway: true });
    writeFileSync(file, JSON.stringify({ port, user, password, pid, folder } satisfies Known));
  });
  return JSON.parse(readFileSync(file, 'utf8')) as Known;
}

/** Ends the servers of a run, be it this one or one that was interrupted, by their process ids. */
export async function endServers(): Promise<void> {
  for (const file of readdirSync(outputFolder('servers'))) {
    const record = path.join(outputFolder('servers'), file);
    const { pid, folder } = JSON.parse(readFileSync(record, 'utf8')) as Known;
    await endProcess(pid, folder, file.startsWith('pg') ? 'SIGINT' : 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
    rmSync(record);
  }
}

/** In the output of the run, unless root runs the tests in a folder that the account `postgres` may not enter. */
function dataFolder(kind: ServerKind): string {
  const folder = path.join(outputFolder('databases'), kind);
  const closed = process.getuid?.() === 0 && closedFolderAbove(folder) !== null;
  return kind === 'pg' && closed ? mkdtempSync(path.join(os.tmpdir(), 'm57-tests-')) : folder;
}
