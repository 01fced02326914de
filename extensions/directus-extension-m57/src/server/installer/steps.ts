import type { SchemaOverview } from '@directus/types';
import type { Knex } from 'knex';
import { insertPlan, shippedPlans } from '../nomenclature';
import { seedPurposes } from '../relation/declared-purposes';
import { beginChain } from '../relation/evidence';
import { clientOf, type Database, type Host, type HostFacts } from '../host';
import type { CapabilitySnapshot, CollectionSnapshot, PolicySnapshot, TableSnapshot } from '../snapshot';
import { CAPABILITIES, type InstallAnswer } from '../../contract/status';
import type { HostState } from './inspect';
import { collectionPayload, fieldPayload, relationPayload, relationRow, translationsOf } from './payloads';
import { randomUUID } from 'node:crypto';

type Kind = InstallAnswer['created'][number]['kind'];

export interface StepContext {
  host: Host;
  database: Database;
  /** The schema as it is now; services read it from here. */
  schema: SchemaOverview;
}

/** One object to create. `undo` exists where the database commits DDL by itself and only while it is empty. */
export interface Step {
  kind: Kind;
  name: string;
  /** Whether the next step needs a fresh schema. */
  changesSchema?: boolean;
  run(context: StepContext): Promise<void>;
  undo?(context: StepContext): Promise<void>;
}

// Nothing is purged and nobody is told inside the transaction: caches go after the commit.
const QUIET = { autoPurgeCache: false, autoPurgeSystemCache: false, emitEvents: false } as const;

export const index = (table: string, columns: readonly string[], unique = false) => ({
  name: `${table}_${columns.map((column) => column.slice(0, 5)).join('_')}_${unique ? 'uq' : 'ix'}`,
  columns,
  unique,
});

/** Everything of a capability that the host lacks, in the order in which it must be created. */
export function missingSteps(snapshot: CapabilitySnapshot, state: HostState, facts: HostFacts): Step[] {
  const steps: Step[] = [];
  const { folder } = snapshot;

  if (!state.collections.has(folder.collection))
    steps.push({
      kind: 'folder',
      name: folder.collection,
      changesSchema: true,
      run: async ({ host, database, schema }) => {
        const translations = [
          { language: 'fr-FR', translation: folder.fr },
          { language: 'en-US', translation: folder.en },
        ];
        await new host.services.CollectionsService({ knex: database, schema }).createOne(
          { collection: folder.collection, schema: null, meta: { icon: folder.icon, translations } } as never,
          QUIET,
        );
      },
      undo: async ({ database }) => {
        await database('directus_collections').where({ collection: folder.collection }).delete();
      },
    });

  const { inbox } = snapshot;
  if (inbox && !state.folders.has(inbox.id))
    steps.push({
      kind: 'folder',
      name: inbox.name,
      run: async ({ host, database, schema }) => {
        const service = new host.services.ItemsService('directus_folders', { knex: database, schema });
        await service.createOne({ ...inbox, parent: null }, QUIET);
      },
      undo: async ({ database }) => {
        await database('directus_folders').where({ id: inbox.id }).delete();
      },
    });

  for (const table of snapshot.tables)
    if (!state.tables.has(table.table)) steps.push(tableStep(table));
    else {
      for (const column of missingColumns(table, state)) steps.push(columnStep(table.table, column));
      for (const column of narrowTexts(table, state)) steps.push(widenStep(table.table, column));
    }

  snapshot.collections.forEach((collection, position) => {
    if (!state.tables.has(collection.collection))
      steps.push(collectionStep(collection, folder.collection, position + 1));
    else
      for (const field of collection.fields)
        if (!hasField(state, collection.collection, field.field))
          steps.push({
            kind: 'field',
            name: `${collection.collection}.${field.field}`,
            changesSchema: true,
            run: ({ host, database, schema }) =>
              new host.services.FieldsService({ knex: database, schema }).createField(
                collection.collection,
                fieldPayload(collection.collection, field) as never,
                undefined,
                QUIET,
              ),
          });
  });

  for (const { collection, field } of snapshot.extends ?? [])
    if (!hasField(state, collection, field.field))
      steps.push({
        kind: 'field',
        name: `${collection}.${field.field}`,
        changesSchema: true,
        run: ({ host, database, schema }) =>
          new host.services.FieldsService({ knex: database, schema }).createField(
            collection,
            fieldPayload(collection, field) as never,
            undefined,
            QUIET,
          ),
        undo: async ({ database }) => {
          await database('directus_fields').where({ collection, field: field.field }).delete();
        },
      });

  for (const collection of snapshot.collections)
    for (const field of collection.fields)
      if (field.m2o && !state.relations.has(`${collection.collection}.${field.field}`))
        steps.push({
          kind: 'relation',
          name: `${collection.collection}.${field.field}`,
          changesSchema: true,
          run: async ({ host, database, schema }) => {
            // The service always adds a foreign key.
            if (field.constraint === false)
              await new host.services.ItemsService('directus_relations', {
                knex: database,
                schema,
              }).createOne(relationRow(snapshot, collection, field), QUIET);
            else
              await new host.services.RelationsService({ knex: database, schema }).createOne(
                relationPayload(snapshot, collection, field) as never,
                QUIET,
              );
          },
          undo: async ({ database }) => {
            const many = { many_collection: collection.collection, many_field: field.field };
            await database('directus_relations').where(many).delete();
            await dropForeignKey(database, collection.collection, field.field);
          },
        });

  for (const { collection, indexes, unique = [] } of snapshot.collections)
    for (const { name, columns, unique: only } of [
      ...unique.map((columns) => index(collection, columns, true)),
      ...indexes.map((columns) => index(collection, columns)),
    ]) {
      if (isDone(state, 'index', name) && state.tables.has(collection)) continue;
      steps.push({
        kind: 'index',
        name,
        run: ({ database }) =>
          database.schema.alterTable(collection, (table) => {
            if (only) table.unique([...columns], { indexName: name });
            else table.index([...columns], name);
          }),
        undo: async ({ database }) => {
          const [rows] = await database.raw('show index from ?? where Key_name = ?', [collection, name]);
          if (rows.length > 0)
            await database.schema.alterTable(collection, (table) => table.dropIndex([], name));
        },
      });
    }

  const translations = snapshot.collections
    .flatMap(translationsOf)
    .flatMap(({ key, labels }) => [
      { key, language: 'fr-FR', value: labels.fr },
      { key, language: 'en-US', value: labels.en },
    ])
    .filter(({ key, language }) => !state.translations.has(`${key} ${language}`));
  if (translations.length > 0)
    steps.push({
      kind: 'data',
      name: 'directus_translations',
      run: async ({ database }) => {
        const rows = translations.map((row) => ({ id: randomUUID(), ...row }));
        await database.batchInsert('directus_translations', rows, 200);
      },
      undo: async ({ database }) => {
        await database('directus_translations')
          .whereIn('key', [...new Set(translations.map(({ key }) => key))])
          .delete();
      },
    });

  for (const { permissions: _, ...policy } of snapshot.policies)
    // One that an admin deleted stays away.
    if (!state.policies.has(policy.id) && !isDone(state, 'policy', policy.name))
      steps.push({
        kind: 'policy',
        name: policy.name,
        run: async ({ host, database, schema }) => {
          const service = new host.services.ItemsService('directus_policies', { knex: database, schema });
          await service.createOne({ ...policy, admin_access: false, enforce_tfa: false }, QUIET);
        },
        undo: async ({ database }) => {
          await database('directus_policies').where({ id: policy.id }).delete();
        },
      });
  // Each is given once: what an admin took away from a policy of ours stays away, and what a crash kept from being
  // given is given by the next call.
  for (const { policy, name, permissions } of [
    ...snapshot.policies.map(({ id, name, permissions }) => ({ policy: id, name, permissions })),
    ...(snapshot.grants ?? []),
  ])
    steps.push(
      ...permissionSteps(policy, name, permissions).filter((step) => !isDone(state, step.kind, step.name)),
    );

  for (const { collection, preset } of snapshot.collections)
    if (!state.presets.has(collection))
      steps.push({
        kind: 'preset',
        name: collection,
        run: async ({ host, database, schema }) => {
          const service = new host.services.ItemsService('directus_presets', { knex: database, schema });
          const layout_query = { tabular: { fields: preset.fields, sort: preset.sort, limit: 50 } };
          await service.createOne({ collection, layout: 'tabular', layout_query }, QUIET);
        },
        undo: async ({ database }) => {
          await database('directus_presets')
            .where({ collection })
            .whereNull('user')
            .whereNull('role')
            .whereNull('bookmark')
            .delete();
        },
      });

  for (const { collection, bookmarks = [] } of snapshot.collections)
    for (const bookmark of bookmarks) {
      const { name } = bookmark;
      // One that an admin deleted stays away.
      if (isDone(state, 'preset', name)) continue;
      steps.push({
        kind: 'preset',
        name,
        run: async ({ host, database, schema }) => {
          const service = new host.services.ItemsService('directus_presets', { knex: database, schema });
          await service.createOne({ collection, ...bookmark, name: undefined, bookmark: name }, QUIET);
        },
        undo: async ({ database }) => {
          await database('directus_presets').where({ collection, bookmark: name }).whereNull('user').delete();
        },
      });
    }

  // Our place in the module bar comes with the first capability, once.
  const first = snapshot.capability === CAPABILITIES[0];
  if (first && !state.moduleBar?.some(({ id }) => id === 'm57') && !isDone(state, 'setting', 'module_bar'))
    steps.push({ kind: 'setting', name: 'module_bar', run: (context) => addToModuleBar(context, facts) });

  const plans = first ? shippedPlans() : [];
  for (const plan of plans)
    if (!state.plans.has(plan) && !isDone(state, 'data', plan))
      steps.push({
        kind: 'data',
        name: plan,
        run: ({ database }) => insertPlan(database, plan),
        undo: async ({ database }) => {
          await database('m57_accounts').where({ plan }).update({ parent: null });
          await database('m57_accounts').where({ plan }).delete();
        },
      });

  const PURPOSES = 'm57_purposes';
  if (snapshot.tables.some(({ table }) => table === PURPOSES) && !isDone(state, 'data', PURPOSES))
    steps.push({
      kind: 'data',
      name: PURPOSES,
      run: async ({ database }) => {
        await seedPurposes(database);
        await beginChain(database);
      },
      undo: async ({ database }) => {
        await database(PURPOSES).delete();
      },
    });

  return steps;
}

/** A policy that an admin deleted gets nothing. */
const permissionSteps = (policy: string, name: string, permissions: PolicySnapshot['permissions']): Step[] =>
  permissions.flatMap(([collection, actions]) =>
    actions.map((action) => ({
      kind: 'permission' as const,
      name: `${name}: ${action} ${collection}`,
      run: async ({ host, database, schema }: StepContext) => {
        if (!(await database('directus_policies').where({ id: policy }).first('id'))) return;
        const service = new host.services.ItemsService('directus_permissions', { knex: database, schema });
        const whole = { fields: ['*'], permissions: null, validation: null, presets: null };
        await service.createOne({ policy, collection, action, ...whole }, QUIET);
      },
      undo: async ({ database }: StepContext) => {
        await database('directus_permissions').where({ policy, collection, action }).delete();
      },
    })),
  );

const isDone = (state: HostState, kind: string, name: string) =>
  state.journal.some((entry) => entry.kind === kind && entry.name === name && entry.state === 'done');

function hasField(state: HostState, collection: string, field: string): boolean {
  return (
    state.fields.has(`${collection}.${field}`) ||
    field in (state.schema.collections[collection]?.fields ?? {})
  );
}

/**
 * Columns that a later version added to a technical table; they are nullable, so rows that are there stay, and one
 * that an interrupted installation added may stay too.
 */
export function missingColumns({ table, columns }: TableSnapshot, { schema }: HostState) {
  const present = schema.collections[table]?.fields;
  return present ? columns.filter(({ name }) => !(name in present)) : [];
}

/** A text of any length; MariaDB and MySQL would end it at 64 kB. */
const columnOf = (
  table: Knex.TableBuilder,
  { name, type, length }: Pick<TableSnapshot['columns'][number], 'name' | 'type' | 'length'>,
) => {
  if (type === 'string') return table.string(name, length);
  return type === 'text' ? table.text(name, 'longtext') : table[type](name);
};

function columnStep(table: string, { name, type, length }: TableSnapshot['columns'][number]): Step {
  if (type === 'increments') throw new Error(`M57: no key can be added to ${table}`);
  return {
    kind: 'field',
    name: `${table}.${name}`,
    changesSchema: true,
    run: ({ database }) =>
      database.schema.alterTable(table, (builder) => {
        columnOf(builder, { name, type, length }).nullable();
      }),
  };
}

/**
 * Texts of a table of ours that end at 64 kB, as former versions made them on MariaDB and MySQL. Nothing depends on it
 * but what is very long: they are widened when an installation is asked for anyway.
 */
function narrowTexts({ table, columns }: TableSnapshot, { client, schema }: HostState) {
  // PostgreSQL and SQLite say `text` too, and mean any length.
  if (client !== 'mysql') return [];
  const present = schema.collections[table]?.fields ?? {};
  return columns.filter(({ name, type }) => type === 'text' && present[name]?.dbType === 'text');
}

function widenStep(table: string, { name, null: nullable }: TableSnapshot['columns'][number]): Step {
  return {
    kind: 'field',
    name: `${table}.${name} (longtext)`,
    run: async ({ database }) => {
      await database.raw(`alter table ?? modify ?? longtext ${nullable ? 'null' : 'not null'}`, [
        table,
        name,
      ]);
    },
  };
}

function tableStep(snapshot: TableSnapshot): Step {
  return {
    kind: 'table',
    name: snapshot.table,
    run: async ({ database }) => {
      await database.schema.createTable(snapshot.table, (table) => {
        const mysql = /mysql/i.test(database.client.constructor.name);
        if (mysql) table.charset('utf8mb4');
        for (const { name, type, length, primary, exact, null: nullable } of snapshot.columns) {
          if (type === 'increments') {
            table.increments(name);
            continue;
          }
          const column = columnOf(table, { name, type, length });
          if (primary) column.primary();
          if (exact && mysql) column.collate('utf8mb4_bin');
          if (nullable) column.nullable();
          else column.notNullable();
        }
        for (const columns of snapshot.unique ?? [])
          table.unique(columns, { indexName: index(snapshot.table, columns, true).name });
        for (const columns of snapshot.indexes ?? [])
          table.index(columns, index(snapshot.table, columns).name);
      });
      // Not written to the log, which halves the work of filling and clearing it.
      if (snapshot.scratch && clientOf(database) === 'postgres')
        await database.raw('alter table ?? set unlogged', [snapshot.table]);
    },
    undo: async ({ database }) => {
      await dropIfEmpty(database, snapshot.table);
    },
  };
}

function collectionStep(collection: CollectionSnapshot, folder: string, sort: number): Step {
  const name = collection.collection;
  return {
    kind: 'collection',
    name,
    changesSchema: true,
    run: async ({ host, database, schema }) => {
      const service = new host.services.CollectionsService({ knex: database, schema });
      await service.createOne(collectionPayload(collection, folder, sort) as never, QUIET);
      if (clientOf(database) !== 'mysql') return;
      for (const { field, length } of collection.fields.filter(({ exact }) => exact))
        await database.raw(
          `alter table ?? modify ?? varchar(${length}) character set utf8mb4 collate utf8mb4_bin null`,
          [name, field],
        );
    },
    undo: async ({ database }) => {
      if (!(await dropIfEmpty(database, name))) return;
      await database('directus_relations').where({ many_collection: name }).delete();
      await database('directus_fields').where({ collection: name }).delete();
      await database('directus_collections').where({ collection: name }).delete();
    },
  };
}

/** True when the table is gone: it was ours and had no row, or it never came to be. */
async function dropIfEmpty(database: Database, table: string): Promise<boolean> {
  if (!(await database.schema.hasTable(table))) return true;
  if (await database(table).select(database.raw('1')).first()) return false;
  await database.schema.dropTable(table);
  return true;
}

/** Only MariaDB and MySQL undo by hand; elsewhere the transaction does. */
async function dropForeignKey(database: Database, table: string, column: string): Promise<void> {
  const [rows] = await database.raw(
    `select constraint_name as name from information_schema.key_column_usage
     where table_schema = database() and table_name = ? and column_name = ? and referenced_table_name is not null`,
    [table, column],
  );
  for (const { name } of rows as { name: string }[])
    await database.schema.alterTable(table, (builder) => builder.dropForeign([column], name));
}

/** What the Studio shows where no module bar was ever saved: saving ours must not hide the others. */
const DEFAULT_BAR = [
  { id: 'content', enabled: true },
  { id: 'visual', enabled: false },
  { id: 'users', enabled: true },
  { id: 'files', enabled: true },
  { id: 'insights', enabled: true },
  { id: 'flows', enabled: true, since: 12 },
  { id: 'deployments', enabled: false },
  { id: 'settings', enabled: true, locked: true },
];

async function addToModuleBar(
  { host, database, schema }: StepContext,
  { version }: HostFacts,
): Promise<void> {
  const service = new host.services.ItemsService('directus_settings', { knex: database, schema });
  const settings = await service.readSingleton({ fields: ['id', 'module_bar'] });
  const bar =
    (settings['module_bar'] as { type: string; id: string; enabled: boolean }[] | null) ??
    DEFAULT_BAR.filter(({ since = 0 }) => Number.parseInt(version) >= since).map(
      ({ since: _, ...entry }) => ({
        type: 'module',
        ...entry,
      }),
    );
  // Before the settings, which the Studio keeps last.
  const last = bar.findIndex(({ id }) => id === 'settings');
  const module_bar = bar.toSpliced(last < 0 ? bar.length : last, 0, {
    type: 'module',
    id: 'm57',
    enabled: true,
  });
  await service.upsertSingleton({ module_bar }, QUIET);
}
