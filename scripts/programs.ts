import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';

/** The first of these programs that this machine has, as a full path, or null. */
export const chromium = () =>
  firstOf(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);

/** The programs of PostgreSQL, or null. Debian keeps them off the PATH, one folder a version: the newest counts. */
export const postgresPrograms = () => allOf(['initdb', 'postgres'], debianPostgres());

/** The programs of MariaDB, or null. */
export const mariadbPrograms = () =>
  allOf(['mariadb-install-db', 'mariadbd', 'mariadb', 'mariadb-dump'], ['/usr/sbin']);

const debianPostgres = () =>
  globSync('/usr/lib/postgresql/*/bin').sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));

function firstOf(names: string[]): string | null {
  return names.map((name) => find(name)).find((file) => file !== null) ?? null;
}

function allOf<Name extends string>(names: Name[], folders: string[]): Record<Name, string> | null {
  const found = names.map((name) => [name, find(name, folders)] as const);
  return found.every(([, file]) => file !== null)
    ? (Object.fromEntries(found) as Record<Name, string>)
    : null;
}

function find(name: string, folders: string[] = []): string | null {
  const search = [...folders, ...(process.env['PATH'] ?? '').split(path.delimiter)];
  return search.map((folder) => path.join(folder, name)).find(executable) ?? null;
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
