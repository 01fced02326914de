import type { SchemaOverview } from '@directus/types';
import { readJournal, type JournalEntry } from './journal';
import { clientOf, type Database, type Host } from '../host';

/** What is in the host's database now, as far as an installation needs to know. */
export interface HostState {
  client: ReturnType<typeof clientOf>;
  schema: SchemaOverview;
  /** Every base table, ours or not, with or without metadata. */
  tables: Set<string>;
  /** Rows of directus_collections. */
  collections: Map<string, { status?: string; group: string | null }>;
  fields: Set<string>;
  relations: Set<string>;
  translations: Set<string>;
  /** Of the file library. */
  folders: Set<string>;
  policies: Set<string>;
  permissions: Set<string>;
  presets: Set<string>;
  moduleBar: { type: string; id: string; enabled: boolean }[] | null;
  journal: JournalEntry[];
  plans: Set<string>;
}

export async function inspect(host: Host, database: Database): Promise<HostState> {
  const schema = await host.getSchema({ database, bypassCache: true });
  const tables = await listTables(database);
  const settings = await database('directus_settings').select('module_bar').first();
  const moduleBar = settings?.module_bar ?? null;
  return {
    client: clientOf(database),
    schema,
    tables,
    collections: new Map(
      (await database('directus_collections').select('*')).map((row) => [row.collection, row]),
    ),
    fields: new Set(
      (
        await database('directus_fields').select('collection', 'field').where('collection', 'like', 'm57%')
      ).map(({ collection, field }) => `${collection}.${field}`),
    ),
    relations: new Set(
      (await database('directus_relations').select('many_collection', 'many_field')).map(
        ({ many_collection, many_field }) => `${many_collection}.${many_field}`,
      ),
    ),
    translations: new Set(
      (await database('directus_translations').select('key', 'language').where('key', 'like', 'm57%')).map(
        ({ key, language }) => `${key} ${language}`,
      ),
    ),
    folders: new Set((await database('directus_folders').select('id')).map(({ id }) => String(id))),
    policies: new Set((await database('directus_policies').select('id')).map(({ id }) => String(id))),
    permissions: new Set(
      (
        await database('directus_permissions')
          .select('policy', 'collection', 'action')
          .where('collection', 'like', 'm57%')
      ).map(({ policy, collection, action }) => `${policy} ${collection} ${action}`),
    ),
    presets: new Set(
      (
        await database('directus_presets')
          .select('collection')
          .where('collection', 'like', 'm57%')
          .whereNull('user')
          .whereNull('role')
          .whereNull('bookmark')
      ).map(({ collection }) => collection),
    ),
    moduleBar: typeof moduleBar === 'string' ? JSON.parse(moduleBar) : moduleBar,
    journal: await readJournal(database),
    plans: new Set(
      tables.has('m57_accounts') && 'm57_accounts' in schema.collections
        ? (await database('m57_accounts').distinct('plan')).map(({ plan }) => plan)
        : [],
    ),
  };
}

async function listTables(database: Database): Promise<Set<string>> {
  const query = {
    sqlite: `select name from sqlite_master where type in ('table', 'view')`,
    postgres: `select table_name as name from information_schema.tables where table_schema = any (current_schemas(false))`,
    mysql: `select table_name as name from information_schema.tables where table_schema = database()`,
  }[clientOf(database)];
  const answer = await database.raw(query);
  const rows = (
    clientOf(database) === 'postgres' ? answer.rows : clientOf(database) === 'mysql' ? answer[0] : answer
  ) as {
    name: string;
  }[];
  return new Set(rows.map(({ name }) => name));
}
