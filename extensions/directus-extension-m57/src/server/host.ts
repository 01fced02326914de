import type { Accountability, ApiExtensionContext } from '@directus/types';
import type { Knex } from 'knex';

/** What the host hands to an API extension: its database, services and schema. */
export type Host = ApiExtensionContext;
export type Database = Knex;
export type Client = 'sqlite' | 'postgres' | 'mysql';

/** The three database families; anything else is refused by name. */
export function clientOf(database: Database): Client {
  const name = database.client.constructor.name as string;
  if (/sqlite/i.test(name)) return 'sqlite';
  if (name === 'Client_PG') return 'postgres';
  if (/mysql/i.test(name)) return 'mysql';
  throw new Error(
    `M57 : la base ${name} n'est pas prise en charge (SQLite, PostgreSQL, MariaDB ou MySQL). / ${name} is not supported.`,
  );
}

/** Whether the database refused a row because its key is there already. */
export function isDuplicate(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code ?? '');
  return code === '23505' || code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT';
}

export interface HostFacts {
  /** Version of the running Directus, such as "12.4.0". */
  version: string;
  /** True where Directus 12 runs without a licence (Core tier). Directus 11 knows no licence: false. */
  unlicensed: boolean;
}

export async function hostFacts(host: Host): Promise<HostFacts> {
  const { ServerService } = host.services;
  // serverInfo gives the version to users only; the extension asks as one.
  const accountability = { ...SYSTEM, user: '57000000-0000-4000-8000-000000000000' };
  const schema = await host.getSchema();
  const service = new ServerService({ schema, accountability, knex: host.database });
  const info: { version?: string; license?: { source: string | null } } = await service.serverInfo();
  return {
    version: info.version ?? '',
    unlicensed: info.license !== undefined && info.license.source === null,
  };
}

/** Accountability of the extension itself, for host services that ask for an admin by name. */
export const SYSTEM = {
  user: null,
  role: null,
  roles: [],
  admin: true,
  app: true,
  ip: null,
} as Accountability;
