import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseServer } from '../../scripts/database-server';
import type { Database } from '../../scripts/databases';
import { startMariadb } from '../../scripts/mariadb';
import { closedFolderAbove, startPostgres } from '../../scripts/postgres';
import { outputFolder } from './output';

export type ServerKind = Exclude<Database, 'sqlite'>;
type Known = Omit<DatabaseServer, 'stop'>;

/**
 * The private PostgreSQL or MariaDB of this run. The first test file that asks starts it, the others (each in a
 * process of its own, one after the other) find it, and the end of the run ends it.
 */
export async function databaseServer(kind: ServerKind): Promise<Known> {
  const file = path.join(outputFolder('servers'), `${kind}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Known;
  const start = kind === 'pg' ? startPostgres : startMariadb;
  const { port, user, password, pid } = await start({ folder: dataFolder(kind), throwaway: true });
  writeFileSync(file, JSON.stringify({ port, user, password, pid }));
  return { port, user, password, pid };
}

/** Ends the servers of a run, this one or one that was interrupted, by their process ids. */
export async function endServers(): Promise<void> {
  const folder = outputFolder('servers');
  for (const file of readdirSync(folder)) {
    const { pid } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Known;
    for (let tries = 0; tries < 100 && signal(pid, tries === 0 ? stopSignal(file) : 0); tries++) await sleep(100);
  }
}
