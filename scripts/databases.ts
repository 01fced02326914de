import knex, { type Knex } from 'knex';
import path from 'node:path';
import type { DatabaseServer } from './database-server';

/** The kinds of database that the bundle supports; mariadb stands for MySQL too. */
export const DATABASES = ['sqlite', 'pg', 'mariadb'] as const;
export type Database = (typeof DATABASES)[number];
export type ServerKind = Exclude<Database, 'sqlite'>;

/** What Directus calls them in DB_CLIENT. */
export const DB_CLIENTS: Record<Database, string> = { sqlite: 'sqlite3', pg: 'pg', mariadb: 'mysql' };

/** Settings of Directus for an SQLite file in a folder. */
export const sqliteSettings = (folder: string) => ({
  DB_CLIENT: DB_CLIENTS.sqlite,
  DB_FILENAME: path.join(folder, 'database.sqlite'),
});

/** Settings of Directus for one database of a private server. */
export const serverSettings = (kind: ServerKind, server: DatabaseServer, name: string) => ({
  DB_CLIENT: DB_CLIENTS[kind],
  DB_HOST: '127.0.0.1',
  DB_PORT: String(server.port),
  DB_USER: server.user,
  DB_PASSWORD: server.password,
  DB_DATABASE: name,
});

/** A connection to a database of a private server. The caller ends it with `destroy()`. */
export function connectTo(
  kind: ServerKind,
  { port, user, password }: DatabaseServer,
  database: string,
): Knex {
  const connection = { host: '127.0.0.1', port, user, password, database };
  return knex({ client: kind === 'pg' ? 'pg' : 'mysql2', connection });
}

/** Creates an empty database on a private server, in place of one of that name. */
export async function createDatabase(kind: ServerKind, server: DatabaseServer, name: string): Promise<void> {
  const connection = connectTo(kind, server, kind === 'pg' ? 'postgres' : 'mysql');
  try {
    await connection.raw('DROP DATABASE IF EXISTS ??', [name]);
    await connection.raw(`CREATE DATABASE ??${kind === 'mariadb' ? ' CHARACTER SET utf8mb4' : ''}`, [name]);
  } finally {
    await connection.destroy();
  }
}
