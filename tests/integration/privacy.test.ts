import { createHash } from 'node:crypto';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';
import { below, dump, filesWith, holds, tablesWith } from '../support/traces';

interface Person {
  id: number;
  pseudonym: string;
}

/** Whoever is sought after the erasure, in a spelling that nothing else in the database has. */
const ANASTASIE = {
  last_name: 'Zéphyrin-Quérouil',
  first_name: 'Anastasie',
  birth_date: '1957-11-23',
  email: 'Anastasie.Zq@courriel-unique.example',
  phone: '06 39 98 12 34',
  address: '17 impasse du Tourne-Bouchon',
  postcode: '34987',
  city: 'Castelombre-les-Essais',
};
const NUMBER_IN_PORTAL = 'PORTAIL-778812';
const SUBJECT = 'Marronnier tombé chez Anastasie Zq';
/** All that could tell who she is, as any table may have kept it. */
const identifiers = (pseudonyms: readonly string[]) => [
  'Zéphyrin',
  'zephyrin',
  'Quérouil',
  'querouil',
  'Anastasie',
  'courriel-unique',
  '06 39 98 12 34',
  '639981234',
  'Tourne-Bouchon',
  '34987',
  'Castelombre-les-Essais',
  '1957-11-23',
  '19571123',
  // Midnight of that day, as SQLite keeps it.
  String(new Date(1957, 10, 23).getTime()),
  NUMBER_IN_PORTAL,
  'Marronnier',
  ...pseudonyms,
];

const day = (monthsAgo: number, daysLater = 0) => {
  const now = new Date(
    `${new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date())}T00:00:00Z`,
  );
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo + 1, 0));
  const last = month.getUTCDate();
  return new Date(
    Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), Math.min(now.getUTCDate(), last) + daysLater),
  )
    .toISOString()
    .slice(0, 10);
};

describe.each(HOSTS)('rights of persons on Directus $version and $client', (which) => {
  describe.skipIf(missing(which))('with the capability relation', () => {
    let host: Host;
    let dpo: { id: string; token: string };
    let pool: number, canteen: number;
    const { client } = which;

    const asDpo = (method: string, target: string, json?: unknown, language = 'fr') =>
      host.ask(method, target, {
        token: dpo.token,
        headers: { 'accept-language': language },
        ...(json === undefined ? {} : { json }),
      });
    const addPerson = async (identity: object, profile: object = {}): Promise<Person> => {
      const { id, pseudonym } = await host.ask('POST', '/items/m57_citizens', { json: profile });
      await host.ask('POST', '/items/m57_identities', { json: { citizen: id, ...identity } });
      return { id: Number(id), pseudonym };
    };
    const addInteractions = (...rows: object[]) =>
      host.ask('POST', '/items/m57_interactions', { json: rows });
    const addEvidence = (citizen: number, record: object) =>
      host.ask('POST', `/m57/citizens/${citizen}/evidence`, { json: { source: 'Formulaire', ...record } });
    const erase = (citizen: number, more: object = {}) =>
      asDpo('POST', '/m57/privacy/erase', { citizen, ...more });

    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      dpo = await host.createUser('M57 – DPO');
      const service = async (name: string) =>
        (await host.ask('POST', '/items/m57_services', { json: { name, kind: 'principal' } })).id as number;
      pool = await service('Piscine');
      canteen = await service('Cantine');
    });

    it('has purposes from the start', async () => {
      const { purposes } = await asDpo('GET', '/m57/purposes');
      expect(purposes.map(({ code }: { code: string }) => code)).toEqual([
        'service',
        'billing',
        'request',
        'communication',
        'event',
        'survey',
        'consultation',
        'statistics',
      ]);
    });

    it('lets nobody in before the impact assessment is confirmed', async () => {
      const refused = async (method: string, target: string, json: object) => {
        const { status, body } = await host.request(method, target, { json });
        expect([status, body.errors[0].extensions.code], target).toEqual([409, 'AIPD_NOT_CONFIRMED']);
      };
      await refused('POST', '/items/m57_citizens', {});
      await refused('POST', '/items/m57_identities', { citizen: 1, last_name: 'X' });
      await refused('POST', '/items/m57_interactions', { citizen: 1, kind: 'event', date: '2026-01-01' });
      const graphql = await host.request('POST', '/graphql', {
        json: { query: 'mutation { create_m57_citizens_item(data: {birth_year: 1980}) { id } }' },
      });
      expect(graphql.text).toContain('AIPD_NOT_CONFIRMED');
      const form = new FormData();
      form.append('file', new Blob(['birth_year\n1980\n'], { type: 'text/csv' }), 'citizens.csv');
      await host.request('POST', '/utils/import/m57_citizens', { form });
      expect((await host.ask('GET', '/items/m57_citizens?aggregate[count]=*'))[0].count).toBe(
        which.client === 'pg' ? '0' : 0,
      );
      // Nobody is behind an anonymous entry.
      await addInteractions({ kind: 'event', date: '2026-01-01', units: '3', service: pool });

      expect((await asDpo('GET', '/m57/privacy')).todo.map(({ code }: { code: string }) => code)).toContain(
        'AIPD',
      );
      const answer = await asDpo('POST', '/m57/privacy/confirm', { confirmed: true, note: 'Avis rendu' });
      expect(answer).toMatchObject({ confirmed: true, confirmed_by: expect.any(String) });
      await addPerson({ last_name: 'Premier' });
    });

    it('keeps what no hand may write', async () => {
      const { id } = await addPerson(
        { last_name: 'Durand', first_name: 'Élise', email: 'Elise@Exemple.fr' },
        {
          pseudonym: 'chosen',
        },
      );
      const [citizen] = await host.ask('GET', `/items/m57_citizens?filter[id][_eq]=${id}`);
      expect(citizen.pseudonym).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
      const refused = async (method: string, target: string, json?: unknown) => {
        const { status, body } = await host.request(method, target, json === undefined ? {} : { json });
        expect([status, body.errors?.[0].extensions.code], `${method} ${target}`).toEqual([409, 'READ_ONLY']);
      };
      await refused('PATCH', `/items/m57_citizens/${id}`, { pseudonym: 'other' });
      await refused('DELETE', `/items/m57_citizens/${id}`);
      const [identity] = await host.ask('GET', `/items/m57_identities?filter[citizen][_eq]=${id}`);
      await refused('DELETE', `/items/m57_identities/${identity.id}`);
      await refused('PATCH', `/items/m57_identities/${identity.id}`, { citizen: 1 });
      for (const table of [
        'm57_evidence',
        'm57_consents',
        'm57_privacy_log',
        'm57_erasures',
        'm57_purposes',
        'm57_merges',
      ])
        for (const [method, target] of [
          ['POST', `/items/${table}`],
          ['PATCH', `/items/${table}/1`],
          ['DELETE', `/items/${table}/1`],
        ] as const)
          await refused(method, target, method === 'DELETE' ? undefined : { citizen: 1 });
      expect(identity).toMatchObject({ email_key: 'elise@exemple.fr', name_key: 'durand elise' });
      await host.ask('PATCH', `/items/m57_identities/${identity.id}`, {
        json: { first_name: 'Lise', name_key: 'forged' },
      });
      expect((await host.ask('GET', `/items/m57_identities/${identity.id}`)).name_key).toBe('durand lise');
      const orphan = await host.request('POST', '/items/m57_identities', { json: { citizen: 999_999 } });
      expect(orphan.status).toBe(404);
      const unknown = await host.request('POST', '/items/m57_interactions', {
        json: { kind: 'event', date: '2026-01-01', purpose: 'nothing' },
      });
      expect([unknown.status, unknown.body.errors[0].extensions.code]).toEqual([400, 'PURPOSE_UNKNOWN']);
      const invented = await host.request('POST', '/items/m57_interactions', {
        json: { kind: 'invented', date: '2026-01-01' },
      });
      expect([invented.status, invented.body.errors[0].extensions.code]).toEqual([400, 'KIND_UNKNOWN']);
    });

    it('writes down who read identities, whatever fields they asked for', async () => {
      const { id } = await addPerson({ last_name: 'Observé' });
      const reader = await host.createUser('M57 – Relation');
      const entries = async () =>
        (await asDpo('GET', `/m57/privacy/log?action=read&citizen=${id}`)).entries.length as number;
      const as = { token: reader.token };
      const before = await entries();
      const ask = (fields: string) =>
        host.ask('GET', `/items/m57_identities?filter[last_name][_eq]=Observé&fields=${fields}`, as);
      await ask('citizen,last_name');
      await ask('last_name');
      await ask('last_name,citizen.pseudonym');
      expect(await entries()).toBe(before + 3);
      await host.ask('POST', '/graphql', {
        ...as,
        json: { query: '{ m57_identities(filter: {last_name: {_eq: "Observé"}}) { last_name } }' },
      });
      expect(await entries()).toBe(before + 4);
      await host.ask('GET', '/items/m57_identities?aggregate[count]=*&groupBy[]=last_name', as);
      const [latest] = (await asDpo('GET', '/m57/privacy/log')).entries;
      expect(latest).toMatchObject({ action: 'read', citizen: null, detail: 'm57_identities (aggregate)' });
      expect(latest.count).toBeGreaterThan(1);
    });

    it('refuses purposes that would forget one in use, and takes others', async () => {
      const { purposes } = await asDpo('GET', '/m57/purposes');
      const without = purposes.filter(({ code }: { code: string }) => code !== 'event');
      await addInteractions({
        kind: 'event',
        date: '2026-02-01',
        citizen: (await addPerson({ last_name: 'Festif' })).id,
      });
      const put = (list: object[]) =>
        host.request('PUT', '/m57/purposes', { token: dpo.token, json: { purposes: list } });
      const refused = await put(without);
      expect([refused.status, refused.body.errors[0].extensions]).toEqual([
        409,
        { code: 'PURPOSE_IN_USE', codes: 'event' },
      ]);
      const [first] = purposes;
      expect((await put([first, ...purposes])).body.errors[0].extensions.code).toBe('PURPOSE_TWICE');
      const more = { ...first, code: 'own', label: 'La nôtre' };
      expect((await put([...purposes, more])).status).toBe(200);
      expect((await put(purposes)).status).toBe(200);
    });

    describe('somebody erased', () => {
      let anastasie: Person, twin: Person;
      let segment: number;
      let numbers: Awaited<ReturnType<typeof statistics>>;

      /** Units, amounts and counts by service, kind and month; and users of each service and year, erased ones too. */
      async function statistics() {
        const rows: {
          citizen: number | null;
          service: number | null;
          kind: string;
          date: string;
          units: string | number | null;
          amount: string | number | null;
          closed_on: string | null;
        }[] = await host.ask(
          'GET',
          '/items/m57_interactions?limit=-1&fields=citizen,service,kind,date,units,amount,closed_on',
        );
        const sums: Record<string, [number, number, number]> = {};
        const users: Record<string, Set<number>> = {};
        const durations: number[] = [];
        for (const { citizen, service, kind, date, units, amount, closed_on } of rows) {
          const sum = (sums[`${service} ${kind} ${date.slice(0, 7)}`] ??= [0, 0, 0]);
          sum[0] += Math.round(Number(units ?? 0) * 100);
          sum[1] += Math.round(Number(amount ?? 0) * 100);
          sum[2] += 1;
          if (closed_on) durations.push((Date.parse(closed_on) - Date.parse(date)) / 86_400_000);
          if (citizen === null || service === null) continue;
          for (const name of [kind, 'all'])
            (users[`${service} ${date.slice(0, 4)} ${name}`] ??= new Set()).add(Number(citizen));
        }
        const counts = Object.fromEntries(Object.entries(users).map(([key, set]) => [key, set.size]));
        for (const { service, year, kind, users: gone } of await host.ask(
          'GET',
          '/items/m57_erased_users?limit=-1',
        ))
          counts[`${service} ${year} ${kind}`] = (counts[`${service} ${year} ${kind}`] ?? 0) + gone;
        return { sums, counts, durations: durations.sort() };
      }

      beforeAll(async () => {
        anastasie = await addPerson(ANASTASIE, { birth_year: 1957, household_size: 1 });
        twin = await addPerson({ ...ANASTASIE, phone: null, first_name: 'Anastasie Z.' });
        const other = await addPerson({ last_name: 'Voisin' });
        const citizen = anastasie.id;
        await addInteractions(
          { citizen, kind: 'event', date: '2025-03-17', service: pool, units: '2.5', amount: '12.40' },
          { citizen, kind: 'event', date: '2025-11-30', service: pool, units: '1', amount: '4.96' },
          { citizen, kind: 'consultation', date: '2025-06-09', service: pool },
          { citizen, kind: 'satisfaction', date: '2024-02-29', service: canteen, score: 4, purpose: 'event' },
          {
            citizen,
            kind: 'complaint',
            date: '2025-03-31',
            service: canteen,
            status: 'done',
            due_on: '2025-04-10',
            closed_on: '2025-04-15',
            subject: SUBJECT,
            purpose: 'event',
          },
          { citizen: twin.id, kind: 'event', date: '2025-03-18', service: pool, units: '1' },
          { citizen: other.id, kind: 'event', date: '2025-03-19', service: pool, units: '4', amount: '20' },
        );
        await addEvidence(citizen, {
          purpose: 'communication',
          kind: 'consent',
          occurred_on: '2025-01-05',
          note: 'Signé par Anastasie',
        });
        await addEvidence(twin.id, {
          purpose: 'communication',
          kind: 'objection',
          occurred_on: '2025-02-05',
        });
        await addEvidence(other.id, { purpose: 'communication', kind: 'consent', occurred_on: '2025-02-06' });
        segment = (
          await host.ask('POST', '/items/m57_segments', {
            json: {
              name: 'Nés en 1957',
              purpose: 'service',
              definition: {
                version: 1,
                where: { type: 'field', field: 'birth_year', test: { op: 'eq', value: 1957 } },
              },
            },
          })
        ).id;
        // Out and in again, so that there is something to tell.
        for (const birth_year of [1957, 1958, 1957]) {
          await host.ask('PATCH', `/items/m57_citizens/${citizen}`, { json: { birth_year } });
          await host.ask('POST', `/m57/segments/${segment}/refresh`);
        }
        await host.ask('POST', '/m57/citizens/merge', { json: { keep: citizen, merge: twin.id } });
        await host.ask('PUT', '/m57/engagement', {
          json: (await host.ask('GET', '/m57/engagement')).parameters,
        });
        await below(host, client, async () => {
          const { database } = host;
          await database('m57_citizen_keys').insert({ source: 'portail', key: NUMBER_IN_PORTAL, citizen });
          await database('m57_duplicates')
            .insert({
              citizen,
              other: other.id,
              score: 71,
              reasons: '["name"]',
              status: 'waiting',
            })
            .onConflict(['citizen', 'other'])
            .ignore();
          await database('m57_person_changes').insert({
            import: 1,
            citizen,
            content: JSON.stringify({ profile: { zone: [null, 34987] } }),
          });
        });
        const [identity] = await host.ask('GET', `/items/m57_identities?filter[citizen][_eq]=${citizen}`);
        const me = await host.ask('GET', '/users/me?fields=id');
        for (const [collection, item] of [
          ['m57_citizens', citizen],
          ['m57_identities', identity.id],
        ])
          await host.ask('POST', '/comments', {
            json: { collection, item: String(item), comment: `Rappeler Anastasie @${me.id}` },
          });
        const [interaction] = await host.ask(
          'GET',
          `/items/m57_interactions?filter[citizen][_eq]=${citizen}&filter[kind][_eq]=complaint`,
        );
        await host.ask('POST', '/comments', {
          json: { collection: 'm57_interactions', item: String(interaction.id), comment: 'Vu Mme Zéphyrin' },
        });
        await host.ask('POST', '/presets', {
          json: { collection: 'm57_identities', search: 'zephyrin', user: me.id },
        });
        await asDpo('POST', '/m57/privacy/find', { search: 'Anastasie Zéphyrin' });
      });

      it('had everything of theirs in the archive, from every table', async () => {
        const archive = await asDpo('POST', '/m57/privacy/access', { citizen: anastasie.id });
        const told = new Set(archive.sections.map(({ table }: { table: string }) => table));
        const found = await below(host, client, () =>
          tablesWith(host, client, identifiers([anastasie.pseudonym, twin.pseudonym])),
        );
        expect([...found.keys()].filter((table) => !told.has(table)).sort()).toEqual([
          // A search that somebody saved; it is emptied with the person.
          'directus_presets',
        ]);
        const rows = (table: string) =>
          archive.sections.find((section: { table: string }) => section.table === table).rows;
        expect(rows('m57_identities')).toEqual([
          expect.objectContaining({ ...ANASTASIE, citizen: anastasie.id }),
        ]);
        expect(rows('m57_interactions')).toHaveLength(6);
        expect(rows('m57_interactions')[0]).toMatchObject({
          service: 'Piscine',
          units: '2.50',
          amount: '12.40',
          date: '2025-03-17',
        });
        expect(rows('m57_evidence').map(({ kind }: { kind: string }) => kind)).toEqual([
          'consent',
          'objection',
        ]);
        expect(rows('m57_merges')[0].content.citizen.pseudonym).toBe(twin.pseudonym);
        expect(rows('m57_privacy_log').map(({ action }: { action: string }) => action)).toEqual(
          expect.arrayContaining(['find', 'access', 'merge', 'evidence']),
        );
        expect(rows('directus_comments')).toHaveLength(3);
        for (const table of [
          'm57_scores',
          'm57_consents',
          'm57_citizen_keys',
          'm57_duplicates',
          'm57_person_changes',
          'm57_members',
          'm57_member_changes',
          'directus_notifications',
        ])
          expect(rows(table).length, table).toBeGreaterThan(0);
        expect(archive.purposes).toHaveLength(8);

        const page = await host.request('POST', '/m57/privacy/access', {
          token: dpo.token,
          json: { citizen: anastasie.id, format: 'html' },
          headers: { 'accept-language': 'en' },
        });
        expect(page.headers.get('content-type')).toContain('text/html');
        for (const text of [
          'Your personal data',
          'Zéphyrin-Quérouil',
          SUBJECT,
          NUMBER_IN_PORTAL,
          'Piscine',
          'Complaint',
        ])
          expect(page.text).toContain(text);
        expect(page.text).not.toMatch(/<(script|link|img|a|iframe)\b|(src|href)="/);
      });

      it('is told by a dry run what would go, and nothing does', async () => {
        numbers = await statistics();
        const answer = await erase(anastasie.id, { dryRun: true });
        expect(answer).toMatchObject({ erased: false, refused: [] });
        expect(answer.tables).toEqual(
          expect.arrayContaining([
            { table: 'm57_identities', deleted: 1, anonymised: 0 },
            { table: 'm57_interactions', deleted: 0, anonymised: 6 },
            { table: 'm57_evidence', deleted: 0, anonymised: 2 },
            { table: 'directus_comments', deleted: 3, anonymised: 0 },
          ]),
        );
        expect(await statistics()).toEqual(numbers);
        expect(
          await host.ask('GET', `/items/m57_identities?filter[citizen][_eq]=${anastasie.id}`),
        ).toHaveLength(1);
      });

      it('leaves nothing: in no table, dump, file or log', async () => {
        const words = identifiers([anastasie.pseudonym, twin.pseudonym]);
        expect(await erase(anastasie.id)).toMatchObject({ erased: true, refused: [] });
        expect(await host.ask('GET', `/items/m57_members?filter[segment][_eq]=${segment}`)).toEqual([]);
        const changes = await host.ask('GET', `/items/m57_member_changes?filter[segment][_eq]=${segment}`);
        expect(changes.map((row: { citizen: unknown }) => row.citizen)).toEqual([null, null, null]);
        const { found, text } = await below(host, client, async () => {
          // SQLite frees pages and leaves their bytes: what an administrator does after erasures.
          if (client === 'sqlite') await host.database.raw('vacuum');
          return {
            found: await tablesWith(host, client, words),
            text: dump(host, client).toString('latin1'),
          };
        });
        expect(Object.fromEntries(found)).toEqual({});
        expect(text.length).toBeGreaterThan(100_000);
        expect(words.filter((word) => holds(text, word))).toEqual([]);
        expect(filesWith(path.join(host.dataDir, 'uploads'), words)).toEqual([]);
        expect(
          words.filter((word) => host.logs(1_000_000).toLowerCase().includes(word.toLowerCase())),
        ).toEqual([]);
      });

      it('changes no total of the statistics', async () => {
        const after = await statistics();
        expect(after).toEqual(numbers);
        const interactions = await host.ask(
          'GET',
          '/items/m57_interactions?filter[citizen][_null]=true&filter[kind][_eq]=complaint',
        );
        expect(interactions).toEqual([
          expect.objectContaining({
            date: '2025-03-01',
            due_on: '2025-03-11',
            closed_on: '2025-03-16',
            subject: null,
            source_key: null,
          }),
        ]);
      });

      it('leaves evidence that still verifies, and the register knows a fingerprint of each record', async () => {
        const { evidence } = await asDpo('GET', '/m57/privacy');
        expect(evidence).toMatchObject({ redacted: 2, broken_at: null });
        expect(evidence.records).toBeGreaterThan(2);
        const { erasures } = await asDpo('GET', '/m57/privacy/erasures');
        const of = (pseudonym: string) => createHash('sha256').update(pseudonym).digest('hex');
        expect(erasures.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).toEqual([
          of(anastasie.pseudonym),
          of(twin.pseudonym),
        ]);
        expect((await host.request('GET', `/m57/citizens/${anastasie.id}`)).status).toBe(404);
        const again = await host.request('POST', '/m57/privacy/erase', {
          token: dpo.token,
          json: { citizen: anastasie.id },
        });
        expect(again.status).toBe(404);
      });
    });

    it('is refused an erasure while the law keeps the data, unless it should never have been there', async () => {
      const { id } = await addPerson({ last_name: 'Débiteur' });
      await addInteractions({ citizen: id, kind: 'payment', date: day(15), amount: '30', service: canteen });
      const answer = await erase(id);
      expect(answer.erased).toBe(false);
      expect(answer.refused).toEqual([
        expect.objectContaining({ purpose: 'billing', until: day(15 - 120), fate: 'destroy', visa: '' }),
      ]);
      expect(answer.refused[0].message).toContain('Facturation');
      expect(await erase(id, { ground: 'objection' })).toMatchObject({ erased: false });
      expect(await erase(id, { ground: 'unlawful' })).toMatchObject({ erased: true, refused: [] });
    });

    it('finds evidence that was changed below Directus', async () => {
      const { id } = await addPerson({ last_name: 'Preuve' });
      for (const [kind, occurred_on] of [
        ['consent', '2025-01-01'],
        ['withdrawal', '2025-02-01'],
        ['consent', '2025-03-01'],
      ])
        await addEvidence(id, { purpose: 'communication', kind, occurred_on });
      const { records } = await asDpo('GET', `/m57/privacy/evidence?citizen=${id}`);
      const [last, withdrawal] = records as { id: number }[];
      const opened = async () => (await asDpo('GET', '/m57/privacy')).evidence;
      const brokenAt = async () => (await opened()).broken_at;
      const verify = () => asDpo('POST', '/m57/privacy/evidence/verify', {});
      const before = await opened();
      expect(before.broken_at).toBe(null);
      const table = () => host.database('m57_evidence');
      const change = (row: object) =>
        below(host, client, () => table().where({ id: withdrawal!.id }).update(row));
      await change({ kind: 'consent' });
      // Already verified: what was changed in its place shows when all is verified, and then stays to be seen.
      expect(await opened()).toEqual(before);
      const found = await verify();
      expect(found).toMatchObject({ broken_at: withdrawal!.id, records: before.records });
      expect(found.whole_on > before.whole_on).toBe(true);
      expect(await opened()).toEqual(found);
      const { todo } = await asDpo('GET', '/m57/privacy');
      expect(todo.map(({ code }: { code: string }) => code)).toContain('EVIDENCE_BROKEN');
      await change({ kind: 'withdrawal' });
      expect(await brokenAt()).toBe(withdrawal!.id);
      expect((await verify()).broken_at).toBe(null);
      expect(await brokenAt()).toBe(null);
      // Changed before anybody looked: it shows at once.
      await addEvidence(id, { purpose: 'event', kind: 'objection', occurred_on: '2025-04-01' });
      const [fresh] = (await asDpo('GET', `/m57/privacy/evidence?citizen=${id}`)).records;
      await below(host, client, () => table().where({ id: fresh.id }).update({ kind: 'objection_lifted' }));
      expect(await brokenAt()).toBe(fresh.id);
      await below(host, client, () => table().where({ id: fresh.id }).update({ kind: 'objection' }));
      expect(await verify()).toMatchObject({ broken_at: null, records: before.records + 1 });
      // Left out in the middle: that is seen without reading the whole.
      const middle = await below(host, client, async () => {
        const [row] = await table().where({ id: withdrawal!.id });
        await table().where({ id: withdrawal!.id }).delete();
        return row;
      });
      expect(await brokenAt()).toBe(last!.id);
      await below(host, client, () => table().insert(middle));
      expect((await verify()).broken_at).toBe(null);
      // Cut off at the end, which the records that are left cannot tell.
      const cut = await below(host, client, async () => {
        const [row] = await table().where({ id: fresh.id });
        await table().where({ id: fresh.id }).delete();
        return row;
      });
      expect(await brokenAt()).toBe(last!.id);
      await below(host, client, () => table().insert(cut));
      expect((await verify()).broken_at).toBe(null);
    });

    it('keeps one chain when evidence comes from several sides at once', async () => {
      const people = await Promise.all(['A', 'B', 'C', 'D'].map((last_name) => addPerson({ last_name })));
      await Promise.all(
        people.flatMap(({ id }) =>
          ['consent', 'objection'].map((kind) =>
            addEvidence(id, { purpose: 'communication', kind, occurred_on: '2025-05-05' }),
          ),
        ),
      );
      const opened = (await asDpo('GET', '/m57/privacy')).evidence;
      expect(opened.broken_at).toBe(null);
      const whole = await asDpo('POST', '/m57/privacy/evidence/verify', {});
      expect(whole).toEqual({ ...opened, whole_on: whole.whole_on });
      for (const { id } of people)
        expect(await host.ask('GET', `/items/m57_consents?filter[citizen][_eq]=${id}`)).toHaveLength(1);
    });

    it('keeps what people say while they are merged and parted', async () => {
      const [kept, other] = [
        await addPerson({ last_name: 'Doublé' }),
        await addPerson({ last_name: 'Doublée' }),
      ];
      const stateOf = async (id: number) =>
        (await host.ask('GET', `/items/m57_consents?filter[citizen][_eq]=${id}`)).map(
          ({ purpose, state }: { purpose: string; state: string }) => [purpose, state],
        );
      const merge = () =>
        host.ask('POST', '/m57/citizens/merge', { json: { keep: kept.id, merge: other.id } });
      for (const [round, purpose] of ['communication', 'event', 'survey', 'consultation'].entries()) {
        const before = await stateOf(kept.id);
        const evidence = () =>
          addEvidence(kept.id, { purpose, kind: 'objection', occurred_on: '2025-06-06' });
        const [merged] = await Promise.all([merge(), evidence()]);
        expect(await stateOf(kept.id), `round ${round}`).toHaveLength(before.length + 1);
        await Promise.all([
          host.ask('POST', `/m57/merges/${merged.id}/undo`, { json: {} }),
          addEvidence(kept.id, { purpose: 'statistics', kind: 'objection', occurred_on: '2025-06-06' }),
        ]);
        expect((await stateOf(kept.id)).map(([one]: [string]) => one)).toContain('statistics');
        expect(await stateOf(other.id)).toEqual([]);
        if (client === 'sqlite') continue;

        // Whoever records holds the end of the chain: a merge touches nobody before it has it.
        const recording = await host.database.transaction();
        await recording('m57_settings').where({ name: 'chain:evidence' }).forUpdate().first();
        let done = false;
        const waiting = merge().finally(() => (done = true));
        await new Promise((resolve) => setTimeout(resolve, 700));
        const rows = recording('m57_citizens').whereIn('id', [kept.id, other.id]);
        expect(await rows.forUpdate().noWait().select('id')).toHaveLength(2);
        expect(done).toBe(false);
        await recording.rollback();
        const { id } = await waiting;
        await host.ask('POST', `/m57/merges/${id}/undo`, { json: {} });
      }
    });

    it('anonymises what has expired: a dry run tells, a run does, and a limitation keeps', async () => {
      const person = async (...uses: [kind: string, date: string][]) => {
        const { id } = await addPerson({ last_name: 'Conservation' }, { registered_on: day(80) });
        if (uses.length > 0)
          await addInteractions(
            ...uses.map(([kind, date]) => ({ citizen: id, kind, date, service: pool, units: '1' })),
          );
        return id;
      };
      const before = await asDpo('POST', '/m57/privacy/retention', {});
      // Events are kept for 24 months, services 24, bills 12 and then 120 by law.
      const due = [await person(['event', day(30)]), await person(['event', day(24)]), await person()];
      const kept = [
        await person(['event', day(24, 1)]),
        await person(['event', day(30)], ['registration', day(2)]),
        await person(['payment', day(15)]),
        await person(['event', day(30)]),
      ];
      const [, partly, , limited] = kept;
      await addEvidence(limited!, { purpose: 'event', kind: 'limitation', occurred_on: day(3) });

      const told = await asDpo('POST', '/m57/privacy/retention', {});
      expect(told).toMatchObject({ dryRun: true, due: before.due + 3, kept: before.kept + 1, job: null });
      expect(told.by_purpose.find(({ purpose }: { purpose: string }) => purpose === 'event').persons).toBe(
        3 + (before.by_purpose.find(({ purpose }: { purpose: string }) => purpose === 'event')?.persons ?? 0),
      );
      const overview = await asDpo('GET', '/m57/privacy');
      expect(overview.expired).toBe(told.due);
      expect(overview.todo.map(({ code }: { code: string }) => code)).toContain('EXPIRED');

      const { job } = await asDpo('POST', '/m57/privacy/retention', { dryRun: false });
      await expect
        .poll(async () => (await asDpo('GET', `/m57/jobs/${job}`)).status, { timeout: 120_000 })
        .toBe('done');
      const ids = (await host.ask('GET', '/items/m57_citizens?limit=-1&fields=id')).map(
        ({ id }: { id: number | string }) => Number(id),
      );
      expect(due.filter((id) => ids.includes(id))).toEqual([]);
      expect(kept.filter((id) => !ids.includes(id))).toEqual([]);
      const left = await host.ask('GET', `/items/m57_interactions?filter[citizen][_eq]=${partly}`);
      expect(left.map(({ kind }: { kind: string }) => kind)).toEqual(['registration']);
      expect(await asDpo('POST', '/m57/privacy/retention', {})).toMatchObject({ due: 0, by_purpose: [] });
      const [entry] = (await asDpo('GET', '/m57/privacy/log?action=erase')).entries;
      expect(entry).toMatchObject({ citizen: null, detail: 'retention' });
    });

    it('erases again who came back with an old backup, and only them', async () => {
      const back = await addPerson({ last_name: 'Revenant', first_name: 'Ursule' });
      const stays = await addPerson({ last_name: 'Présente' });
      const fingerprint = createHash('sha256').update(back.pseudonym).digest('hex');
      // What a register of later than the backup says.
      const register = {
        made_on: new Date().toISOString(),
        erasures: [
          { fingerprint, erased_on: '2026-01-02T03:04:05.000Z', ground: 'request' },
          { fingerprint: 'f'.repeat(64), erased_on: '2026-01-02T03:04:05.000Z', ground: 'unlawful' },
        ],
      };
      const replay = () => asDpo('POST', '/m57/privacy/erasures/replay', register);
      expect(await replay()).toEqual({ found: 1, erased: 1 });
      expect(await replay()).toEqual({ found: 0, erased: 0 });
      expect((await host.request('GET', `/m57/citizens/${back.id}`)).status).toBe(404);
      expect((await host.request('GET', `/m57/citizens/${stays.id}`)).status).toBe(200);
      const { erasures } = await asDpo('GET', '/m57/privacy/erasures');
      const known = erasures.filter(({ fingerprint: one }: { fingerprint: string }) =>
        [fingerprint, 'f'.repeat(64)].includes(one),
      );
      expect(known.map(({ ground }: { ground: string }) => ground)).toEqual(['replay', 'unlawful']);
    });

    it('makes documents in both languages and three forms', async () => {
      await asDpo('PUT', '/m57/privacy/settings', {
        authority: 'Ville de Castelombre <test>',
        address: '1 place de la Mairie',
        dpo: 'Dominique Protégé',
        dpo_contact: 'dpo@castelombre.example',
        threshold: 15,
        log_months: 6,
      });
      for (const name of ['register', 'aipd', 'notice']) {
        const document = await asDpo('GET', `/m57/privacy/documents/${name}`);
        expect(document.sections.length).toBeGreaterThan(5);
        expect(JSON.stringify(document)).toContain('Dominique Protégé');
        const as = (format: string) =>
          host.request('GET', `/m57/privacy/documents/${name}?format=${format}`, {
            token: dpo.token,
            headers: { 'accept-language': 'en' },
          });
        const [html, markdown] = [await as('html'), await as('markdown')];
        expect(html.text).toContain('Castelombre &lt;test&gt;');
        expect(markdown.text).toMatch(/^# /);
        expect([html.headers.get('content-type'), markdown.headers.get('content-type')]).toEqual([
          expect.stringContaining('text/html'),
          expect.stringContaining('text/markdown'),
        ]);
      }
      const low = await host.request('PUT', '/m57/privacy/settings', {
        token: dpo.token,
        json: { authority: '', address: '', dpo: '', dpo_contact: '', threshold: 5, log_months: 12 },
      });
      expect(low.status).toBe(400);
    });
  });
});
