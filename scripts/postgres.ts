import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type DatabaseServer,
  type ServerOptions,
  USER,
  endLeftover,
  freePort,
  passwordFile,
  passwordIn,
  serve,
} from './database-server';
import { postgresPrograms } from './programs';

/**
 * Starts PostgreSQL on a free port, making its data folder the first time. PostgreSQL refuses to run as root:
 * there it runs as the account `postgres`, which its package creates.
 */
export async function startPostgres({ folder, throwaway }: ServerOptions): Promise<DatabaseServer> {
  const programs = postgresPrograms();
  if (!programs)
    throw new Error('PostgreSQL is not on this machine (Debian, Ubuntu: apt-get install postgresql)');
  const account = process.getuid?.() === 0 ? accountOf('postgres') : undefined;
  mkdirSync(folder, { recursive: true });
  passwordIn(folder);
  if (account) {
    const closed = closedFolderAbove(folder);
    if (closed)
      throw new Error(
        `PostgreSQL runs as the account postgres here, which may not enter ${closed}: choose another folder.`,
      );
    for (const file of [folder, passwordFile(folder)]) chownSync(file, account.uid, account.gid);
  }

  const data = path.join(folder, 'data');
  await endLeftover(path.join(data, 'postmaster.pid'), data, 'SIGINT');
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    const args = ['-D', data, '-U', USER, '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'scram-sha-256'];
    execFileSync(programs.initdb, [...args, `--pwfile=${passwordFile(folder)}`], {
      ...account,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...(throwaway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return serve({
    name: 'PostgreSQL',
    folder,
    program: programs.postgres,
    args: [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    port,
    account,
    stopSignal: 'SIGINT',
  });
}

/** The nearest folder above that other accounts may not enter, or null. */
export function closedFolderAbove(folder: string): string | null {
  const parent = path.dirname(folder);
  if (parent === folder) return null;
  if (existsSync(parent) && (statSync(parent).mode & 0o001) === 0) return parent;
  return closedFolderAbove(parent);
}

function accountOf(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
