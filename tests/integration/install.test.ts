import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startedHosts, startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';

// A host for each test here: they do not pile up.
afterEach(async () => {
  for (const host of startedHosts) await host.close();
  startedHosts.clear();
});

/** Creates `count` collections of another product, each with a row. */
async function foreignCollections(host: Host, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const collection = `town_${String(number).padStart(2, '0')}`;
    await host.ask('POST', '/collections', {
      json: {
        collection,
        schema: {},
        meta: { icon: 'home', note: `table ${number}` },
        fields: [
          {
            field: 'id',
            type: 'integer',
            schema: { is_primary_key: true, has_auto_increment: true },
            meta: { hidden: true },
          },
          { field: 'name', type: 'string', schema: { is_nullable: false }, meta: { interface: 'input' } },
        ],
      },
    });
    await host.ask('POST', `/items/${collection}`, { json: { name: `row of ${collection}` } });
  }
}

/** Everything in the database that is not ours: tables with their definition and rows, and the host's metadata. */
async function foreignState(host: Host) {
  const db = host.database;
  const tables: { name: string; sql: string }[] = await db('sqlite_master')
    .whereNot('name', 'like', 'm57%')
    .whereNot('tbl_name', 'like', 'm57%')
    .orderBy('name');
  const rows: Record<string, unknown> = {};
  for (const { name } of tables.filter((table) => table.name.startsWith('town_')))
    rows[name] = await db(name);
  const metadata = {
    collections: await db('directus_collections')
      .whereNot('collection', 'like', 'm57%')
      .orderBy('collection'),
    fields: await db('directus_fields').whereNot('collection', 'like', 'm57%').orderBy('id'),
    relations: await db('directus_relations').whereNot('many_collection', 'like', 'm57%').orderBy('id'),
    permissions: await db('directus_permissions').where((of) =>
      of.whereNull('collection').orWhereNot('collection', 'like', 'm57%'),
    ),
    users: await db('directus_users').select('id', 'email', 'role', 'status'),
    roles: await db('directus_roles'),
    access: await db('directus_access'),
  };
  return { tables: tables.map(({ name, sql }) => ({ name, sql })), rows, metadata };
}

/** Reads the SQLite file while Directus is down: nobody is locked out. */
async function whileDown<T>(host: Host, read: () => Promise<T>): Promise<T> {
  await host.stop();
  const result = await read();
  await host.start();
  return result;
}

describe.skipIf(missing({ version: '12', client: 'sqlite' }))('Directus 12 without a licence', () => {
  it('installs beside 18 collections of others and leaves them as they were', async () => {
    const host = await startHost({ version: '12', client: 'sqlite' });
    await foreignCollections(host, 18);
    const before = await whileDown(host, () => foreignState(host));
    expect((await host.ask('GET', '/m57/status')).capabilities[0]).toMatchObject({ needed: 7, left: 7 });
    await host.ask('POST', '/m57/install');
    expect((await host.ask('GET', '/m57/status')).installed).toBe(true);
    expect(await whileDown(host, () => foreignState(host))).toEqual(before);
  });

  it('refuses beside 19, saying what is needed and left, and creates nothing', async () => {
    const host = await startHost({ version: '12', client: 'sqlite' });
    await foreignCollections(host, 19);
    const before = await whileDown(host, () => host.database('sqlite_master').orderBy('name'));
    for (const dryRun of [true, false]) {
      const { status, body } = await host.request('POST', '/m57/install', { json: { dryRun } });
      expect(status).toBe(409);
      expect(body.errors[0].extensions).toMatchObject({ code: 'LICENCE_TOO_SMALL', need: 7, left: 6 });
    }
    expect(await whileDown(host, () => host.database('sqlite_master').orderBy('name'))).toEqual(before);
  });
});

describe.skipIf(missing({ version: '11', client: 'sqlite' }))('Directus 11, which has no limit', () => {
  it('installs beside 19 collections of others and leaves them as they were', async () => {
    const host = await startHost({ version: '11', client: 'sqlite' });
    await foreignCollections(host, 19);
    const before = await whileDown(host, () => foreignState(host));
    expect((await host.ask('GET', '/m57/status')).capabilities[0]).toMatchObject({ needed: 7, left: null });
    await host.ask('POST', '/m57/install');
    expect(await whileDown(host, () => foreignState(host))).toEqual(before);
  });
});

describe.each(HOSTS)('Directus $version on $client', (which) => {
  describe.skipIf(missing(which))('what is not ours', () => {
    it('a foreign m57_lines is reported and untouched', async () => {
      const host = await startHost(which);
      await host.ask('POST', '/collections', {
        json: {
          collection: 'm57_lines',
          schema: {},
          meta: {},
          fields: [
            { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } },
            { field: 'poem', type: 'string', schema: {} },
          ],
        },
      });
      const { capabilities } = await host.ask('GET', '/m57/status');
      expect(capabilities[0].conflicts).toEqual([
        { kind: 'collection', name: 'm57_lines', reason: 'FOREIGN' },
      ]);
      const { status, body } = await host.request('POST', '/m57/install');
      expect(status).toBe(409);
      expect(body.errors[0].message).toContain('m57_lines');
      expect((await host.request('GET', '/collections/m57_accounts')).status).toBe(403);
      const fields = await host.ask('GET', '/fields/m57_lines');
      expect(fields.map(({ field }: { field: string }) => field)).toEqual(['id', 'poem']);
    });
  });
});

describe.each(HOSTS)('segments after the rest, on Directus $version and $client', (which) => {
  describe.skipIf(missing(which))('what they add to what is there', () => {
    const POLICY = 'M57 – Relation';
    const install = (host: Host, capability: string, dryRun = false) =>
      host.ask('POST', '/m57/install', { json: { capabilities: [capability], dryRun } });
    const granted = async (host: Host): Promise<string[]> =>
      (
        await host.ask(
          'GET',
          `/permissions?limit=-1&fields=collection,action&filter[policy][name][_eq]=${POLICY}&filter[collection][_in]=m57_segments,m57_members,m57_campaigns`,
        )
      )
        .map(({ collection, action }: { collection: string; action: string }) => `${action} ${collection}`)
        .sort();

    it('is a field of citizens and permissions of a policy, once', async () => {
      const host = await startHost(which);
      await install(host, 'relation');
      const told = await install(host, 'segments', true);
      expect(await granted(host)).toEqual([]);
      expect((await host.request('GET', '/fields/m57_citizens/segments')).status).toBe(403);
      const made = await install(host, 'segments');
      expect(made.created).toEqual(told.created);
      expect(made.created).toContainEqual({ kind: 'field', name: 'm57_citizens.segments' });
      const all = await granted(host);
      expect(all).toEqual(
        [
          ...['create', 'delete', 'read', 'update'].flatMap((action) => [
            `${action} m57_campaigns`,
            `${action} m57_segments`,
          ]),
          'read m57_members',
        ].sort(),
      );
      expect(await install(host, 'segments')).toEqual({ dryRun: false, created: [], kept: [] });

      // What an admin takes away stays away.
      const [{ id }] = await host.ask(
        'GET',
        `/permissions?fields=id&filter[policy][name][_eq]=${POLICY}&filter[collection][_eq]=m57_segments&filter[action][_eq]=delete`,
      );
      await host.ask('DELETE', `/permissions/${id}`);
      expect(await install(host, 'segments')).toEqual({ dryRun: false, created: [], kept: [] });
      expect(await granted(host)).toEqual(all.filter((one) => one !== 'delete m57_segments'));
      const found = await host.request('GET', '/items/m57_citizens?filter[segments][segment][_eq]=1');
      expect([found.status, found.body.data]).toEqual([200, []]);
    });

    it('is nothing for a policy that was deleted', async () => {
      const host = await startHost(which);
      await install(host, 'relation');
      const [{ id }] = await host.ask('GET', `/policies?fields=id&filter[name][_eq]=${POLICY}`);
      await host.ask('DELETE', `/policies/${id}`);
      await install(host, 'segments');
      const { capabilities } = await host.ask('GET', '/m57/status');
      expect(capabilities.map(({ installed }: { installed: boolean }) => installed)).toEqual([
        true,
        true,
        true,
      ]);
      expect(
        await host.ask('GET', `/permissions?filter[policy][_eq]=${id}&filter[collection][_starts_with]=m57`),
      ).toEqual([]);
    });
  });
});

describe.each(HOSTS.filter(({ version }) => version === '12'))('Directus 12 on $client', (which) => {
  describe.skipIf(missing(which))('an installation killed half-way', () => {
    it.each([200, 500, 900, 1400])('after %i ms is whole or goes on at the next start', async (delay) => {
      const host = await startHost(which);
      const outcome = host.request('POST', '/m57/install').catch(() => 'cut');
      await sleep(delay);
      await host.kill();
      await outcome;
      await host.start();

      const { installed } = await host.ask('GET', '/m57/status');
      const resumed = await host.ask('POST', '/m57/install');
      if (installed) expect(resumed.created).toEqual([]);
      expect((await host.ask('GET', '/m57/status')).installed).toBe(true);
      expect(await host.ask('POST', '/m57/install')).toEqual({ dryRun: false, created: [], kept: [] });

      // Whole in fact, not by its own word: compared with what an undisturbed installation makes.
      expect(await shape(host)).toEqual(await undisturbed(which));
    });
  });
});

/** Names and numbers of everything the installation makes, asked of the host. */
async function shape(host: Host) {
  const [collections, fields, relations, policies, permissions, presets, translations, accounts] =
    await Promise.all([
      host.ask('GET', '/collections'),
      host.ask('GET', '/fields'),
      host.ask('GET', '/relations'),
      host.ask('GET', '/policies?limit=-1&fields=name'),
      host.ask(
        'GET',
        '/permissions?limit=-1&fields=policy,collection,action&filter[collection][_starts_with]=m57_',
      ),
      host.ask('GET', '/presets?limit=-1&fields=collection'),
      host.ask('GET', '/translations?limit=-1&fields=key,language'),
      host.ask('GET', '/items/m57_accounts?aggregate[count]=*&groupBy=plan'),
    ]);
  const sorted = (list: unknown[]) => list.map((item) => JSON.stringify(item)).sort();
  const ours = (list: { collection: string }[]) =>
    list.filter(({ collection }) => collection.startsWith('m57'));
  return {
    collections: sorted(ours(collections).map(({ collection }) => collection)),
    fields: sorted(ours(fields).map((field) => [field.collection, (field as { field?: string }).field])),
    relations: sorted(
      ours(relations).map((relation) => [relation.collection, (relation as { field?: string }).field]),
    ),
    policies: sorted(policies),
    permissions: sorted(permissions),
    presets: sorted(presets),
    translations: sorted(translations),
    accounts: sorted(accounts),
  };
}

const shapes = new Map<string, ReturnType<typeof shape>>();
function undisturbed(which: (typeof HOSTS)[number]): ReturnType<typeof shape> {
  const known = shapes.get(which.client);
  if (known) return known;
  const made = (async () => {
    const host = await startHost(which);
    await host.ask('POST', '/m57/install');
    return shape(host);
  })();
  shapes.set(which.client, made);
  return made;
}

describe.skipIf(missing({ version: '12', client: 'mariadb' }))('texts on MariaDB', () => {
  it('take more than 64 kB, also where a former version made them shorter', async () => {
    const host = await startHost({ version: '12', client: 'mariadb' });
    const { database } = host;
    const types = async (): Promise<{ place: string; type: string }[]> =>
      database('information_schema.columns')
        .whereRaw("table_schema = database() and table_name like 'm57%' and data_type like '%text'")
        .whereNotIn('table_name', database('directus_collections').select('collection'))
        .orderBy(['table_name', 'ordinal_position'])
        .select({ type: 'data_type' }, database.raw("concat(table_name, '.', column_name) as place"));
    await host.ask('POST', '/m57/install');
    const made = await types();
    expect(made.map(({ place }) => place)).toEqual(
      expect.arrayContaining([
        'm57_merges.content',
        'm57_person_changes.content',
        'm57_person_imports.mapping',
        'm57_person_imports.report',
      ]),
    );
    expect(new Set(made.map(({ type }) => type))).toEqual(new Set(['longtext']));

    // As it was before; another product's text is not ours to change.
    const merge = { kept: 1, merged: 2, content: 'é'.repeat(20_000), merged_on: 3 };
    await database('m57_merges').insert(merge);
    await database.raw('alter table m57_merges modify content text not null');
    await database.raw('alter table m57_evidence modify note text null');
    await database.raw('create table town_notes (id int primary key, note text)');
    const widened = [
      { kind: 'field', name: 'm57_evidence.note (longtext)' },
      { kind: 'field', name: 'm57_merges.content (longtext)' },
    ];
    // It works as it is meanwhile.
    expect((await host.ask('GET', '/m57/status')).installed).toBe(true);
    const dry = await host.ask('POST', '/m57/install', { json: { dryRun: true } });
    expect(dry.created).toEqual(widened);
    expect((await host.ask('POST', '/m57/install')).created).toEqual(widened);
    expect((await host.ask('POST', '/m57/install')).created).toEqual([]);
    expect(await types()).toEqual(made);
    const [nullable] = await database('information_schema.columns')
      .whereRaw("table_schema = database() and table_name = 'm57_evidence' and column_name = 'note'")
      .select({ is: 'is_nullable' });
    expect(nullable).toEqual({ is: 'YES' });
    const [other] = await database('information_schema.columns')
      .whereRaw("table_schema = database() and table_name = 'town_notes' and column_name = 'note'")
      .select({ type: 'data_type' });
    expect(other).toEqual({ type: 'text' });
    expect(await database('m57_merges').first('content')).toEqual({ content: merge.content });
    await database('m57_merges').update({ content: 'é'.repeat(100_000) });
    expect((await database('m57_merges').first('content')).content).toHaveLength(100_000);
  });
});

describe.skipIf(missing({ version: '12', client: 'sqlite' }))('M57_AUTO_INSTALL=true', () => {
  it('installs at start, and a second start changes nothing', async () => {
    const host = await startHost({ version: '12', client: 'sqlite', env: { M57_AUTO_INSTALL: 'true' } });
    await expect.poll(async () => (await host.ask('GET', '/m57/status')).installed).toBe(true);
    const { module_bar } = await host.ask('GET', '/settings?fields=module_bar');
    expect(module_bar.filter(({ id }: { id: string }) => id === 'm57')).toHaveLength(1);
    await host.stop();
    await host.start();
    expect(await host.ask('POST', '/m57/install')).toEqual({ dryRun: false, created: [], kept: [] });
  });

  it('keeps what an admin added, and says which field of ours was changed to something else', async () => {
    const host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    await host.ask('POST', '/fields/m57_services', {
      json: { field: 'director', type: 'string', meta: { interface: 'input' }, schema: {} },
    });
    await host.ask('DELETE', '/fields/m57_services/unit_of_work');
    await host.ask('POST', '/fields/m57_services', {
      json: { field: 'unit_of_work', type: 'integer', meta: { interface: 'input' }, schema: {} },
    });
    const { created, kept } = await host.ask('POST', '/m57/install');
    expect(created).toEqual([]);
    expect(kept).toEqual([{ kind: 'field', name: 'm57_services.unit_of_work', reason: 'integer ≠ string' }]);
    const fields = await host.ask('GET', '/fields/m57_services');
    expect(fields.map(({ field }: { field: string }) => field)).toContain('director');
  });

  it('a validated run cannot be changed or deleted through the host', async () => {
    const host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    await whileDown(host, () =>
      host.database('m57_runs').insert({ name: 'run', exercice: 2024, status: 'validated' }),
    );
    const [{ id }] = await host.ask('GET', '/items/m57_runs?fields=id');
    for (const [method, json] of [
      ['PATCH', { name: 'other' }],
      ['DELETE', undefined],
    ] as const) {
      const { status, body } = await host.request(method, `/items/m57_runs/${id}`, { json });
      expect(status).toBe(409);
      expect(body.errors[0].extensions.code).toBe('READ_ONLY');
    }
  });
});
