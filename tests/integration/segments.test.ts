import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';
import { installSegments, letPersonsIn, rowsOf, sendPersons } from '../support/relation';
import { segmentsComputed } from '../support/segments-computed';
import { below } from '../support/traces';

const SECRET = 'secret-of-the-webhook-of-the-tests';
const SIGNED = `signed_by=${encodeURIComponent('Claude Maire')}&sign_off=${encodeURIComponent('Rappel des inscriptions')}`;

const now = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date());
const ago = (days: number) =>
  new Date(Date.parse(`${now()}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

interface Delivery {
  headers: Record<string, unknown>;
  text: string;
}

const version = '12';
describe.each(HOSTS.filter((host) => host.version === version))(
  'segments on Directus 12 and $client',
  (which) => {
    describe.skipIf(missing(which))('with the capability segments', () => {
      const { client } = which;
      let host: Host;
      let pool: number, canteen: number;
      let receiver: Server;
      const deliveries: Delivery[] = [];
      /** How many deliveries are answered with an error first. */
      let failures = 0;

      const addCitizens = async (count: number, profile: object = {}): Promise<number[]> =>
        (
          await host.ask('POST', '/items/m57_citizens', {
            json: Array.from({ length: count }, () => ({ birth_year: 1980, ...profile })),
          })
        ).map(({ id }: { id: number | string }) => Number(id));
      const addUses = (citizens: readonly number[], more: object = {}) =>
        host.ask('POST', '/items/m57_interactions', {
          json: citizens.map((citizen) => ({
            citizen,
            kind: 'registration',
            date: ago(10),
            service: pool,
            ...more,
          })),
        });
      const evidence = (citizen: number, record: object) =>
        host.ask('POST', `/m57/citizens/${citizen}/evidence`, {
          json: { source: 'Formulaire', purpose: 'lettre', occurred_on: ago(20), ...record },
        });
      const uses = (service: number, least = 1) => ({
        type: 'related',
        filter: { kinds: ['registration'], services: [service] },
        window: { last: 12, unit: 'month' },
        measure: 'count',
        test: { op: 'gte', value: least },
      });
      const defined = (where: object) => ({ version: 1, where });
      const addSegment = async (json: object): Promise<number> =>
        (await host.ask('POST', '/items/m57_segments', { json: { purpose: 'service', ...json } })).id;
      const refresh = (id: number) => host.ask('POST', `/m57/segments/${id}/refresh`);
      /** As Directus itself finds them. */
      const membersOf = async (id: number): Promise<number[]> =>
        (
          await host.ask(
            'GET',
            `/items/m57_citizens?filter[segments][segment][_eq]=${id}&fields=id&limit=-1&sort=id`,
          )
        ).map((row: { id: number | string }) => Number(row.id));
      const sizeOf = async (id: number) =>
        (await host.ask('GET', `/items/m57_segments/${id}?fields=size`)).size;
      const changesOf = async (id: number) =>
        (await host.ask('GET', `/m57/segments/${id}/changes`)).changes as {
          citizen: number;
          entered: boolean;
          reason: string;
        }[];
      const exported = async (id: number, query = '') => {
        const { status, text } = await host.request('GET', `/m57/segments/${id}/export?${SIGNED}${query}`);
        expect(status, text).toBe(200);
        return text.split('\r\n').slice(1, -1);
      };
      const code = async (method: string, path: string, json?: unknown) => {
        const { status, body } = await host.request(method, path, json === undefined ? {} : { json });
        return [status, body?.errors?.[0]?.extensions?.code];
      };
      const quiet = () => segmentsComputed(host);

      beforeAll(async () => {
        receiver = createServer((request, response) => {
          let text = '';
          request.on('data', (part: Buffer) => (text += part.toString()));
          request.on('end', () => {
            deliveries.push({ headers: request.headers, text });
            failures -= 1;
            response.writeHead(failures >= 0 ? 500 : 204).end();
          });
        });
        await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
        host = await startHost({
          ...which,
          env: {
            M57_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/m57`,
            M57_WEBHOOK_SECRET: SECRET,
          },
        });
        await installSegments(host);
        await letPersonsIn(host);
        const service = async (name: string) =>
          (await host.ask('POST', '/items/m57_services', { json: { name, kind: 'principal' } })).id as number;
        pool = await service('Piscine');
        canteen = await service('=Cantine');
        // An election next month, whenever this test runs.
        const next = new Date(Date.parse(`${now().slice(0, 7)}-15T00:00:00Z`) + 30 * 86_400_000);
        const elections = [{ kind: 'municipales', month: next.toISOString().slice(0, 7), last_day: null }];
        await below(host, client, () =>
          host.database('m57_settings').insert({ name: 'elections', value: JSON.stringify(elections) }),
        );
      });
      afterAll(() => receiver.close());

      describe('a segment', () => {
        let swimmers: number[], others: number[];
        let id: number;
        beforeAll(async () => {
          swimmers = await addCitizens(30);
          others = await addCitizens(15);
          await addUses(swimmers);
          await addUses(others, { service: canteen });
          id = await addSegment({ name: 'Nageurs', definition: defined(uses(pool)) });
        });

        it('is computed by itself once it is saved, and its members are found by Directus’ own filter', async () => {
          await expect.poll(() => membersOf(id), { timeout: 30_000 }).toEqual(swimmers);
          const [row] = (await host.ask('GET', '/m57/segments')).segments.filter(
            (one: { id: number }) => one.id === id,
          );
          expect(row).toMatchObject({
            name: 'Nageurs',
            size: 30,
            computed: true,
            mode: 'dynamic',
            used_by: [],
          });
          expect(row.purpose).toMatchObject({ code: 'service', basis: 'public_interest' });
          const page = await host.ask('GET', `/m57/segments/${id}`);
          // The purpose that was declared just before may have it refreshed once more.
          expect(page.history.at(-1)).toMatchObject({ cause: 'definition', size: 30, entered: 30, left: 0 });
          expect(page.issues).toEqual([]);
          const graphql = await host.ask('POST', '/graphql', {
            json: {
              query: `{ m57_citizens(filter: {segments: {segment: {id: {_eq: ${id}}}}}, limit: -1) { id segments { entered_on } } }`,
            },
          });
          expect(graphql.m57_citizens).toHaveLength(30);
        });

        it('is refreshed by delta: who entered, who left, and why', async () => {
          await quiet();
          expect(await refresh(id)).toMatchObject({ size: 30, entered: 0, left: 0 });
          const entering = others.slice(0, 12);
          await addUses(entering);
          const gone = await rowsOf(host, 'm57_interactions');
          const doomed = gone
            .filter(
              ({ citizen, service }: { citizen: unknown; service: number }) =>
                service === pool && Number(citizen) === swimmers[0],
            )
            .map((row: { id: number }) => row.id);
          await host.ask('DELETE', '/items/m57_interactions', { json: doomed });
          // One is too few to be told.
          expect(await refresh(id)).toMatchObject({ size: 41, entered: 12, left: null });
          expect(await membersOf(id)).toEqual([...swimmers.slice(1), ...entering].sort((a, b) => a - b));
          const changes = await changesOf(id);
          expect(changes.filter(({ entered }) => !entered)).toEqual([
            expect.objectContaining({ citizen: swimmers[0], reason: 'data' }),
          ]);
          expect(
            changes
              .filter(({ entered }) => entered)
              .map(({ citizen }) => citizen)
              .sort((a, b) => a - b),
          ).toEqual(entering);
          expect(await sizeOf(id)).toBe(41);

          await host.ask('PATCH', `/items/m57_segments/${id}`, {
            json: { definition: defined({ type: 'or', items: [uses(pool), uses(canteen)] }) },
          });
          expect(await refresh(id)).toMatchObject({ size: 44 });
          expect((await changesOf(id)).slice(0, 3).map(({ reason }) => reason)).toEqual(
            Array.from({ length: 3 }, () => 'definition'),
          );
          await host.ask('PATCH', `/items/m57_segments/${id}`, { json: { definition: defined(uses(pool)) } });
          await refresh(id);
        });

        it.runIf(client === 'pg')('is planned by what came since the host last looked', async () => {
          const { database } = host;
          await database.raw(
            `insert into m57_consents (citizen, purpose, state, evidence)
             select -n, 'service', 'consented', 0 from generate_series(1, 5000) as n`,
          );
          // Counts of changes arrive a moment after them.
          const analysed = async () => {
            await refresh(id);
            const [table] = await database('pg_stat_user_tables').where({ relname: 'm57_consents' });
            return table.last_analyze;
          };
          await expect.poll(analysed, { timeout: 30_000, interval: 500 }).not.toBeNull();
          await database('m57_consents').where('citizen', '<', 0).delete();
        });

        it('reads other segments as they are stored, and refreshes first those that are stale', async () => {
          await quiet();
          const grown = await addSegment({
            name: 'Adultes',
            definition: defined({ type: 'field', field: 'age', test: { op: 'gte', value: 18 } }),
          });
          const outer = await addSegment({
            name: 'Adultes qui ne nagent pas',
            definition: defined({
              type: 'and',
              items: [
                { type: 'segment', segment: grown },
                { type: 'not', item: { type: 'segment', segment: id } },
              ],
            }),
          });
          // Nobody has refreshed the one that it stands on.
          await refresh(outer);
          const all = (await rowsOf(host, 'm57_citizens')).map((row: { id: number | string }) =>
            Number(row.id),
          );
          const swimming = await membersOf(id);
          expect(await membersOf(grown)).toEqual(all);
          expect(await membersOf(outer)).toEqual(all.filter((one: number) => !swimming.includes(one)));
          expect((await host.ask('GET', `/m57/segments/${id}`)).used_by).toEqual([outer]);
          expect(await code('DELETE', `/items/m57_segments/${id}`)).toEqual([409, 'SEGMENT_IN_USE']);
          const circle = await host.request('PATCH', `/items/m57_segments/${grown}`, {
            json: { definition: defined({ type: 'segment', segment: outer }) },
          });
          expect([circle.status, circle.body.errors[0].extensions]).toEqual([
            400,
            expect.objectContaining({ code: 'SEGMENT_CIRCLE', path: 'where.segment' }),
          ]);
          await host.ask('DELETE', `/items/m57_segments/${outer}`);
          // The host does not wait for what follows a deletion.
          for (const table of ['m57_members', 'm57_segment_refreshes'])
            await expect
              .poll(async () =>
                (await rowsOf(host, table)).filter((row: { segment: number }) => row.segment === outer),
              )
              .toEqual([]);
        });

        it('takes what is built on it along, though it was refreshed at once, and from where that was left', async () => {
          await quiet();
          const part = await addSegment({ name: 'Partie', definition: defined(uses(pool)) });
          const built = await addSegment({
            name: 'Bâti dessus',
            definition: defined({ type: 'segment', segment: part }),
          });
          await refresh(built);
          await quiet();
          expect(await membersOf(built)).toEqual(await membersOf(part));
          const save = (of: number, json: object) => host.ask('PATCH', `/items/m57_segments/${of}`, { json });
          const follows = (members: number[]) =>
            expect.poll(() => membersOf(built), { timeout: 30_000 }).toEqual(members);

          // As the page of a segment does.
          await save(part, { definition: defined(uses(canteen)) });
          await refresh(part);
          await follows(others);
          // And where only the data are others.
          await addUses(swimmers.slice(0, 3), { service: canteen });
          expect(await refresh(part)).toMatchObject({ left: 0 });
          await follows([...swimmers.slice(0, 3), ...others]);
          // As a list it stays; once it follows again it catches up, with the definition that it always had.
          await save(part, { mode: 'static' });
          await addUses(swimmers.slice(3, 6), { service: canteen });
          expect(await refresh(part)).toMatchObject({ entered: 0, left: 0 });
          await save(part, { mode: 'dynamic' });
          await follows([...swimmers.slice(0, 6), ...others]);
          for (const one of [built, part]) await host.ask('DELETE', `/items/m57_segments/${one}`);
        });

        it('stays as it was on its day (snapshot), or as it was chosen (static), but for the law', async () => {
          await quiet();
          const photo = await addSegment({
            name: 'Photo',
            mode: 'snapshot',
            definition: defined(uses(pool)),
          });
          await refresh(photo);
          const then = await membersOf(photo);
          const late = await addCitizens(1);
          await addUses(late);
          // Nor does another name compute it anew.
          await host.ask('PATCH', `/items/m57_segments/${photo}`, {
            json: { name: 'Photo de rentrée', mode: 'snapshot', definition: defined(uses(pool)) },
          });
          expect(await refresh(photo)).toMatchObject({ entered: 0, left: 0 });
          expect(await membersOf(photo)).toEqual(then);
          await evidence(then[0]!, { kind: 'objection', purpose: 'service' });
          expect(await membersOf(photo)).toEqual(then.slice(1));
          await evidence(then[0]!, { kind: 'objection_lifted', purpose: 'service' });
          expect(await refresh(photo)).toMatchObject({ entered: 0, left: 0 });
          expect(await membersOf(photo)).toEqual(then.slice(1));
        });
      });

      it('refuses what cannot be computed, with its place and in both languages', async () => {
        const refused = async (json: object) => {
          const { status, body } = await host.request('POST', '/items/m57_segments', {
            json: { name: 'Refusé', purpose: 'service', definition: defined(uses(pool)), ...json },
          });
          const { message, extensions } = body.errors[0];
          expect(message).toContain(' / ');
          return [status, extensions.code, extensions.path ?? null];
        };
        expect(await refused({ purpose: 'nothing' })).toEqual([400, 'PURPOSE_UNKNOWN', null]);
        expect(await refused({ definition: null })).toEqual([400, 'SEGMENT_NO_DEFINITION', null]);
        expect(await refused({ definition: 'or 1=1' })).toEqual([
          400,
          expect.stringMatching(/^SEGMENT_/),
          '',
        ]);
        expect(await refused({ definition: defined({ type: 'and', items: [{ type: 'drop' }] }) })).toEqual([
          400,
          expect.stringMatching(/^SEGMENT_/),
          expect.stringContaining('where.items[0]'),
        ]);
        expect(await refused({ definition: defined(uses(424_242)) })).toEqual([
          400,
          'SEGMENT_SERVICE_UNKNOWN',
          'where.filter.services[0]',
        ]);
        expect(await refused({ message: 'Bonjour {prénom}' })).toEqual([400, 'MESSAGE_FIELD_UNKNOWN', null]);
        expect(await refused({ name: 'Sympathisants de la liste du maire' })).toEqual([
          400,
          'SEGMENT_POLITICAL',
          null,
        ]);
        expect(
          await refused({
            purpose: 'communication',
            definition: defined({ type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } }),
          }),
        ).toEqual([400, 'SEGMENT_PURPOSE_QUOTIENT', 'where']);
        const graphql = await host.request('POST', '/graphql', {
          json: {
            query:
              'mutation { create_m57_segments_item(data: {name: "x", purpose: "nothing", mode: "static"}) { id } }',
          },
        });
        expect(graphql.text).toContain('PURPOSE_UNKNOWN');
        const start = Date.now();
        const huge = {
          type: 'and',
          items: Array.from({ length: 10_000 }, () => ({ type: 'and', items: [] })),
        };
        expect((await refused({ definition: defined(huge) }))[0]).toBe(400);
        expect(Date.now() - start).toBeLessThan(1000);
        expect(await code('POST', '/items/m57_campaigns', { name: 'C', purpose: 'nothing' })).toEqual([
          400,
          'PURPOSE_UNKNOWN',
        ]);
        expect(
          await code('POST', '/items/m57_campaigns', { name: 'Propagande électorale', purpose: 'service' }),
        ).toEqual([400, 'SEGMENT_POLITICAL']);
      });

      it('keeps what no hand may write', async () => {
        const id = await addSegment({
          name: 'À la main',
          definition: defined({ type: 'or', items: [] }),
          size: 99,
          refreshed_on: '2020-01-01',
        });
        const written = () => host.ask('GET', `/items/m57_segments/${id}`);
        // It may have been computed meanwhile.
        expect([null, 0]).toContain((await written()).size);
        await host.ask('PATCH', `/items/m57_segments/${id}`, { json: { size: 12, description: 'Autre' } });
        expect([null, 0]).toContain((await written()).size);
        expect(String((await written()).refreshed_on)).not.toContain('2020-01-01');
        const [citizen] = await addCitizens(1);
        for (const [method, path, json] of [
          ['POST', '/items/m57_members', { segment: id, citizen }],
          ['PATCH', '/items/m57_members/1', { citizen }],
          ['DELETE', '/items/m57_members/1', undefined],
          ['PATCH', `/items/m57_segments/${id}`, { members: [{ citizen }] }],
          ['PATCH', `/items/m57_citizens/${citizen}`, { segments: [{ segment: id }] }],
          ['POST', '/items/m57_member_changes', { segment: id }],
          ['POST', '/items/m57_segment_refreshes', { segment: id }],
        ] as const)
          expect(await code(method, path, json), `${method} ${path}`).toEqual([409, 'READ_ONLY']);
        await host.ask('POST', '/items/m57_campaigns', {
          json: { name: 'Rentrée', purpose: 'service', segment: id, status: 'running' },
        });
        expect(await code('DELETE', `/items/m57_segments/${id}`)).toEqual([409, 'SEGMENT_IN_USE']);
        const { token } = await host.createUser('M57 – Guichet');
        const stranger = await host.request('DELETE', `/items/m57_segments/${id}`, { token });
        expect([stranger.status, stranger.text.includes('Rentrée')]).toEqual([403, false]);
      });

      describe('consent', () => {
        let readers: number[];
        let id: number;
        beforeAll(async () => {
          readers = await addCitizens(16, { birth_year: 1931 });
          for (const citizen of readers.slice(0, 14)) await evidence(citizen, { kind: 'consent' });
          await evidence(readers[14]!, { kind: 'objection' });
          id = await addSegment({
            name: 'Lettre aux aînés',
            purpose: 'lettre',
            definition: defined({ type: 'field', field: 'birth_year', test: { op: 'eq', value: 1931 } }),
          });
          await refresh(id);
          await quiet();
        });

        it('is who is in: the others are counted, and not who they are', async () => {
          expect(await membersOf(id)).toEqual(readers.slice(0, 14));
          const [row] = (await rowsOf(host, 'm57_segment_refreshes'))
            .filter((one: { segment: number }) => one.segment === id)
            .reverse();
          expect(row).toMatchObject({ size: 14, without_consent: 1, objected: 1 });
          expect(await refresh(id)).toMatchObject({
            size: 14,
            left_out: { without_consent: null, objected: null },
          });
        });

        it('that is withdrawn ends membership at once, in exports too', async () => {
          const [gone] = readers;
          const pseudonym = (await host.ask('GET', `/items/m57_citizens/${gone}`)).pseudonym;
          expect(await exported(id)).toContain(pseudonym);
          await evidence(gone!, { kind: 'withdrawal', occurred_on: ago(1) });
          expect(await membersOf(id)).toEqual(readers.slice(1, 14));
          expect(await sizeOf(id)).toBe(13);
          const lines = await exported(id);
          expect(lines).toHaveLength(13);
          expect(lines).not.toContain(pseudonym);
          expect(await changesOf(id)).toEqual([
            expect.objectContaining({ citizen: gone, entered: false, reason: 'consent' }),
          ]);
          expect((await host.ask('GET', `/m57/segments/${id}`)).history[0]).toMatchObject({
            cause: 'consent',
            size: 13,
          });
          await evidence(readers[1]!, { kind: 'objection', occurred_on: ago(1) });
          expect((await changesOf(id))[0]).toMatchObject({ citizen: readers[1], reason: 'objection' });
        });

        it('that expires is out of exports that day, and leaves with the next refresh', async () => {
          await below(host, client, () =>
            host
              .database('m57_consents')
              .where({ citizen: readers[2], purpose: 'lettre' })
              .update({ until: ago(1) }),
          );
          expect(await membersOf(id)).toEqual(readers.slice(2, 14));
          expect(await exported(id)).toHaveLength(11);
          await refresh(id);
          expect(await membersOf(id)).toEqual(readers.slice(3, 14));
          expect((await changesOf(id))[0]).toMatchObject({ citizen: readers[2], reason: 'consent' });
        });

        it('keeps the purpose of a segment declared', async () => {
          const { purposes } = await host.ask('GET', '/m57/purposes');
          const without = purposes.filter((one: { code: string }) => one.code !== 'lettre');
          expect(await code('PUT', '/m57/purposes', { purposes: without })).toEqual([409, 'PURPOSE_IN_USE']);
        });
      });

      describe('persons who are merged, imported or erased', () => {
        let id: number, other: number;
        const person = async (last_name: string, birth_year: number) => {
          const [citizen] = await addCitizens(1, { birth_year });
          await host.ask('POST', '/items/m57_identities', { json: { citizen, last_name } });
          return citizen!;
        };
        beforeAll(async () => {
          const of = (birth_year: number) =>
            defined({ type: 'field', field: 'birth_year', test: { op: 'eq', value: birth_year } });
          await addCitizens(12, { birth_year: 1951 });
          await addCitizens(12, { birth_year: 1952 });
          id = await addSegment({ name: 'Nés en 1951', definition: of(1951) });
          other = await addSegment({ name: 'Nés en 1952', definition: of(1952) });
          await refresh(id);
          await refresh(other);
          await quiet();
        });

        it('keep their segments together, and have them apart again', async () => {
          const [keep, merge, twin] = [
            await person('Gardée', 1951),
            await person('Fondue', 1952),
            await person('Double', 1951),
          ];
          await refresh(id);
          await refresh(other);
          const states = async () => ({
            id: await membersOf(id),
            other: await membersOf(other),
            sizes: [await sizeOf(id), await sizeOf(other)],
          });
          const before = await states();
          const undo: number[] = [];
          for (const gone of [merge, twin])
            undo.push((await host.ask('POST', '/m57/citizens/merge', { json: { keep, merge: gone } })).id);
          expect((await membersOf(id)).filter((one) => [keep, merge, twin].includes(one))).toEqual([keep]);
          expect((await membersOf(other)).filter((one) => [keep, merge, twin].includes(one))).toEqual([keep]);
          expect(await sizeOf(id)).toBe(before.sizes[0]! - 1);
          for (const merge_id of undo.reverse()) await host.ask('POST', `/m57/merges/${merge_id}/undo`);
          expect(await states()).toEqual(before);
        });

        it('are told their segments, and erased from them', async () => {
          const erased = await person('Oubliée', 1951);
          const dpo = await host.createUser('M57 – DPO');
          await refresh(id);
          await host.ask('PATCH', `/items/m57_citizens/${erased}`, { json: { birth_year: 1953 } });
          await refresh(id);
          await host.ask('PATCH', `/items/m57_citizens/${erased}`, { json: { birth_year: 1951 } });
          await refresh(id);
          const { sections } = await host.ask('POST', '/m57/privacy/access', {
            token: dpo.token,
            json: { citizen: erased },
          });
          const rows = (table: string) => sections.find((one: { table: string }) => one.table === table).rows;
          expect(rows('m57_members')).toEqual([
            expect.objectContaining({ segment: 'Nés en 1951', purpose: 'service', entered_on: now() }),
          ]);
          expect(rows('m57_member_changes')).toEqual(
            [true, false, true].map((entered) =>
              expect.objectContaining({
                segment: 'Nés en 1951',
                purpose: 'service',
                entered,
                reason: 'data',
                at: expect.stringMatching(/^\d{4}-.*Z$/),
              }),
            ),
          );
          const size = await sizeOf(id);
          const answer = await host.ask('POST', '/m57/privacy/erase', {
            token: dpo.token,
            json: { citizen: erased, ground: 'unlawful' },
          });
          expect(answer.tables).toEqual(
            expect.arrayContaining([
              { table: 'm57_members', deleted: 1, anonymised: 0 },
              { table: 'm57_member_changes', deleted: 0, anonymised: 3 },
            ]),
          );
          expect(await sizeOf(id)).toBe(size - 1);
          for (const table of ['m57_members', 'm57_member_changes'])
            expect(
              (await rowsOf(host, table)).filter(
                (row: { citizen: unknown }) => Number(row.citizen) === erased,
              ),
            ).toEqual([]);
          const [last] = (await rowsOf(host, 'm57_member_changes')).reverse();
          expect(last).toMatchObject({ segment: id, citizen: null, entered: 0, reason: 'erased' });
        });

        it('come and go with their import', async () => {
          const size = await sizeOf(id);
          const file = [
            'Numéro;Nom;Né(e) le;Date',
            ...Array.from({ length: 12 }, (_, at) => `${at + 1};Imp${at};0${(at % 9) + 1}/02/1951;${ago(5)}`),
          ];
          const mapping = {
            columns: { person_key: 0, last_name: 1, birth_date: 2, date: 3 },
            header: 1,
            source: 'Portail des aînés',
            whole: { kind: 'registration', channel: 'web' },
            values: {},
          };
          const sent = await sendPersons(host, file.join('\r\n'), mapping);
          expect(sent.status, sent.text).toBe(200);
          await expect.poll(() => sizeOf(id), { timeout: 30_000 }).toBe(size + 12);
          await host.ask('POST', `/m57/people/imports/${sent.body.data.id}/undo`);
          // At once, before any refresh.
          expect(await sizeOf(id)).toBe(size);
          expect(await membersOf(id)).toHaveLength(size);
        });

        it('come with the batches of a portal', async () => {
          await quiet();
          const size = await sizeOf(id);
          const interactions = Array.from({ length: 3 }, (_, at) => ({
            key: `b${at}`,
            person: { last_name: `Lot${at}`, first_name: 'X', birth_date: '1951-05-0' + (at + 1) },
            kind: 'registration',
            date: ago(1),
          }));
          // One that cannot be computed, saved meanwhile, keeps no other from following.
          const gone = (await host.ask('POST', '/items/m57_services', { json: { name: 'Patinoire' } })).id;
          const broken = await addSegment({
            name: 'Né d’un service disparu',
            definition: defined({ type: 'and', items: [{ type: 'segment', segment: other }, uses(gone)] }),
          });
          await host.ask('DELETE', `/items/m57_services/${gone}`);
          await host.ask('POST', '/m57/interactions', { json: { source: 'Portail', interactions } });
          await expect.poll(() => sizeOf(id), { timeout: 30_000 }).toBe(size + 3);
          await host.ask('DELETE', `/items/m57_segments/${broken}`);
        });
      });

      it('counts households where the quotient is asked, also through another segment', async () => {
        await quiet();
        const born = { type: 'field', field: 'birth_year', test: { op: 'eq', value: 1991 } };
        const band = { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } };
        const asking = defined({ type: 'and', items: [born, band] });
        const preview = (definition: object, profile: boolean) =>
          host.ask('POST', '/m57/segments/preview', { json: { purpose: 'service', definition, profile } });
        // 14 persons of 4 families.
        for (const [at, persons] of [4, 4, 3, 3].entries())
          await addCitizens(persons, { birth_year: 1991, quotient_band: 1, household: 7_000 + at });
        for (const profile of [true, false]) {
          expect((await preview(defined(born), profile)).count).toBe(14);
          expect(await preview(asking, profile)).toMatchObject({
            count: null,
            share: null,
            profile: profile ? [] : null,
          });
        }
        const id = await addSegment({
          name: 'Petits quotients',
          definition: asking,
          service: canteen,
          offer: 'entitled',
        });
        deliveries.length = 0;
        expect(await refresh(id)).toMatchObject({ size: null, entered: null, left: 0 });
        await expect.poll(() => deliveries.length, { timeout: 10_000 }).toBe(1);
        expect(JSON.parse(deliveries[0]!.text)).toMatchObject({ segment: id, size: null, entered: null });
        const page = await host.ask('GET', `/m57/segments/${id}`);
        expect([page.size, page.history[0].size, page.history[0].entered]).toEqual([null, null, null]);
        const profile = await host.ask('GET', `/m57/segments/${id}/profile`);
        expect(profile.size).toBe(null);
        expect(profile.groups).toHaveLength(5);
        for (const { groups } of profile.groups)
          for (const { persons } of groups) expect([null, 0]).toContain(persons);
        const reward = {
          ...{ name: 'Carte', segment: id, advantage: 'Une entrée', service: null, uses: 1, value: null },
          ...{ starts_on: '2026-01-01', ends_on: null },
        };
        const { rewards } = await host.ask('POST', '/m57/rewards', { json: reward });
        const given = await host.ask('POST', `/m57/rewards/${rewards[0].id}/give`);
        expect(given).toEqual({ given: null, left_out: 0 });
        expect((await host.ask('GET', '/m57/rewards')).rewards[0]).toMatchObject({
          begun: true,
          given: null,
        });
        const { offers } = await host.ask('GET', `/m57/segments/${id}/offers`);
        expect(offers).toMatchObject([{ reason: 'entitled', without: null }]);
        const outer = await addSegment({
          name: 'Dont les petits quotients',
          definition: defined({ type: 'and', items: [born, { type: 'segment', segment: id }] }),
        });
        expect((await refresh(outer)).size).toBe(null);
        const overlap = () => host.ask('GET', `/m57/segments/overlap?ids=${outer},${id}`);
        expect(await overlap()).toMatchObject({
          segments: [{ size: null }, { size: null }],
          sets: [{ persons: null }],
        });
        const { groups } = await host.ask('POST', `/m57/segments/${id}/split`, {
          json: {
            seed: 1,
            groups: [
              { name: 'Quotients 1', share: 80 },
              { name: 'Quotients 2', share: 20 },
            ],
          },
        });
        expect(groups.map(({ size }: { size: number }) => size)).toEqual([null, null]);
        const list = await host.ask('GET', `/m57/segments/${groups[0].id}`);
        expect([list.size, list.history[0].size]).toEqual([null, null]);

        // Twelve families now, of which eight are one person each.
        const [single] = await addCitizens(8, { birth_year: 1991, quotient_band: 1 });
        expect((await preview(asking, true)).count).toBe(22);
        expect(await refresh(id)).toMatchObject({ size: 22, entered: null });
        const { size, history } = await host.ask('GET', `/m57/segments/${id}`);
        expect([size, history[0].size, history[1].size]).toEqual([22, 22, null]);
        await refresh(outer);
        expect(await overlap()).toMatchObject({
          segments: [{ size: 22 }, { size: 22 }],
          sets: [{ persons: 22 }],
        });
        await evidence(single!, { kind: 'objection', purpose: 'service' });
        const after = await host.ask('GET', `/m57/segments/${id}`);
        expect(after.history[0]).toMatchObject({ cause: 'consent', size: 21, left: null });
      });

      it('tells how segments overlap, and no small set by subtraction', async () => {
        const both = await addCitizens(20, { birth_year: 1961 });
        const one = await addCitizens(15, { birth_year: 1961 });
        const two = await addCitizens(3, { birth_year: 1962 });
        await addUses([...both, ...two], { kind: 'registration', service: canteen });
        const born = await addSegment({
          name: 'Nés en 1961',
          definition: defined({ type: 'field', field: 'birth_year', test: { op: 'eq', value: 1961 } }),
        });
        const eating = await addSegment({
          name: 'Nés en 1961 ou 1962, à la cantine',
          definition: defined({
            type: 'and',
            items: [
              { type: 'field', field: 'birth_year', test: { op: 'between', from: 1961, to: 1962 } },
              uses(canteen),
            ],
          }),
        });
        for (const id of [born, eating]) await refresh(id);
        expect([one.length, await sizeOf(born), await sizeOf(eating)]).toEqual([15, 35, 23]);
        const overlap = () => host.ask('GET', `/m57/segments/overlap?ids=${born},${eating}`);
        // 3 in the second only: 20 in both would tell, and 15 in the first only would tell these.
        expect(await overlap()).toEqual({
          segments: [
            { id: born, name: 'Nés en 1961', size: 35 },
            { id: eating, name: 'Nés en 1961 ou 1962, à la cantine', size: 23 },
          ],
          sets: [[born], [eating], [born, eating]].map((segments) => ({ segments, persons: null })),
        });
        const more = await addCitizens(9, { birth_year: 1962 });
        await addUses(more, { service: canteen });
        await refresh(eating);
        expect((await overlap()).sets).toEqual([
          { segments: [born, eating], persons: 20 },
          { segments: [born], persons: 15 },
          { segments: [eating], persons: 12 },
        ]);
        expect(await code('GET', `/m57/segments/overlap?ids=${born},999999`)).toEqual([404, 'NOT_FOUND']);
      });

      it('tells no small set by the overlap of fewer segments or of others', async () => {
        const year = (from: number, to = from) => ({
          type: 'field',
          field: 'birth_year',
          test: { op: 'between', from, to },
        });
        const large = { type: 'field', field: 'household_size', test: { op: 'gte', value: 2 } };
        const family = { type: 'field', field: 'household_type', test: { op: 'in', values: ['family'] } };
        await addCitizens(30, { birth_year: 1963, household_size: 1 });
        await addCitizens(5, { birth_year: 1963, household_size: 2, household_type: 'couple' });
        await addCitizens(45, { birth_year: 1963, household_size: 2, household_type: 'family' });
        await addCitizens(20, { birth_year: 1964, household_size: 2, household_type: 'couple' });
        await addCitizens(25, { birth_year: 1964, household_size: 1, household_type: 'family' });
        const made = async (name: string, ...items: object[]) => {
          const id = await addSegment({ name, definition: defined({ type: 'and', items }) });
          await refresh(id);
          return id;
        };
        const born = await made('Nés en 1963', year(1963));
        const several = await made('À plusieurs', year(1963, 1964), large);
        const families = await made('En famille', year(1963, 1964), family);
        const persons = async (...ids: number[]) => {
          const { sets } = await host.ask('GET', `/m57/segments/overlap?ids=${ids.join()}`);
          return sets.map((one: { persons: number | null }) => one.persons);
        };
        expect(await persons(born, several)).toEqual([50, 30, 20]);
        // 45 in all three would tell the five who are in the first two only.
        expect(await persons(born, several, families)).toEqual(Array.from({ length: 7 }, () => null));
        // 45 here would tell them too, where it is known to be within the second: so those of the second are secret.
        await made('En famille, à plusieurs', year(1963, 1964), family, large);
        expect(await persons(born, several)).toEqual([null, null, null]);
      });

      it('splits members at random: whole, by shares, and the same with the same seed', async () => {
        await quiet();
        const everybody = await addCitizens(101, { birth_year: 1971 });
        const id = await addSegment({
          name: 'Nés en 1971',
          definition: defined({ type: 'field', field: 'birth_year', test: { op: 'eq', value: 1971 } }),
        });
        await refresh(id);
        const split = async (seed: number, prefix: string) => {
          const { groups } = await host.ask('POST', `/m57/segments/${id}/split`, {
            json: {
              seed,
              groups: [50, 30, 20].map((share, at) => ({ name: `${prefix} ${at}`, share })),
            },
          });
          const members = await Promise.all(groups.map((group: { id: number }) => membersOf(group.id)));
          return { sizes: groups.map(({ size }: { size: number }) => size), members: members as number[][] };
        };
        const [first, again, different] = [await split(7, 'A'), await split(7, 'B'), await split(8, 'C')];
        // 50.5, 30.3 and 20.2.
        expect(first.sizes).toEqual([51, 30, 20]);
        expect(first.members.flat().sort((a, b) => a - b)).toEqual(everybody);
        expect(again.members).toEqual(first.members);
        expect(different.members).not.toEqual(first.members);
        // At random, neither who came first nor every other one.
        const group = new Set(first.members[0]);
        const early = everybody.slice(0, 51).filter((one) => group.has(one)).length;
        const even = everybody.filter((one, at) => at % 2 === 0 && group.has(one)).length;
        for (const many of [early, even]) expect(many).toBeGreaterThan(12);
        for (const many of [early, even]) expect(many).toBeLessThan(40);
        const twice = await host.request('POST', `/m57/segments/${id}/split`, {
          json: {
            seed: 1,
            groups: [
              { name: 'A 0', share: 50 },
              { name: 'D 1', share: 50 },
            ],
          },
        });
        expect(twice.status).toBe(400);
        expect(await host.ask('GET', '/items/m57_segments?filter[name][_eq]=D 1')).toEqual([]);
      });

      it.skipIf(client === 'sqlite')('splits off nobody who objects meanwhile', async () => {
        const everybody = await addCitizens(20, { birth_year: 1972 });
        const id = await addSegment({
          name: 'Nés en 1972',
          definition: defined({ type: 'field', field: 'birth_year', test: { op: 'eq', value: 1972 } }),
        });
        await refresh(id);
        await quiet();
        // As an objection is recorded: it holds the chain of evidence until all that follows from it is written.
        const recording = await host.database.transaction();
        await recording('m57_settings').where({ name: 'chain:evidence' }).forUpdate().first();
        const splitting = host.ask('POST', `/m57/segments/${id}/split`, {
          json: {
            seed: 1,
            groups: [
              { name: 'Pendant 0', share: 50 },
              { name: 'Pendant 1', share: 50 },
            ],
          },
        });
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        const [gone] = everybody;
        await recording('m57_consents').insert({
          citizen: gone,
          purpose: 'service',
          state: 'objected',
          until: null,
          evidence: 0,
        });
        await recording('m57_members').where({ segment: id, citizen: gone }).delete();
        await recording.commit();
        const { groups } = await splitting;
        const members = await Promise.all(groups.map((group: { id: number }) => membersOf(group.id)));
        expect(members.flat().sort((a, b) => a - b)).toEqual(everybody.slice(1));
      });

      it('exports for a mailing: signed off, logged, without formulas, by name only for who reads names', async () => {
        const [first, second] = await addCitizens(2, { birth_year: 1922 });
        for (const [citizen, last_name] of [
          [first, '=HYPERLINK("http://x")'],
          [second, 'Durand;Dupont'],
        ] as const)
          await host.ask('POST', '/items/m57_identities', {
            json: { citizen, last_name, first_name: '@Ève', email: '+a@example.org' },
          });
        const id = await addSegment({
          name: 'Nés en 1922',
          service: canteen,
          offer: 'entitled',
          message_subject: '{service}',
          message: 'Bonjour {prenom} {nom} : {motif} ({finalite}).',
          definition: defined({ type: 'field', field: 'birth_year', test: { op: 'eq', value: 1922 } }),
        });
        await refresh(id);
        const unsigned = await host.request('GET', `/m57/segments/${id}/export`);
        expect([unsigned.status, unsigned.body.errors[0].extensions.code]).toEqual([409, 'SIGN_OFF_NEEDED']);
        const { text, headers } = await host.request(
          'GET',
          `/m57/segments/${id}/export?${SIGNED}&identities=true&message=true`,
          { headers: { 'accept-language': 'fr' } },
        );
        expect(headers.get('content-disposition')).toContain(`m57-segment-${id}-${now()}.csv`);
        const pseudonyms = [];
        for (const citizen of [first, second])
          pseudonyms.push((await host.ask('GET', `/items/m57_citizens/${citizen}`)).pseudonym);
        const label = 'Inscriptions et prestations';
        expect(text).toBe(
          [
            'Pseudonyme;Nom;Prénom;Courriel;Téléphone;Adresse;Code postal;Commune;Objet;Message',
            `${pseudonyms[0]};"'=HYPERLINK(""http://x"")";'@Ève;'+a@example.org;;;;;'=Cantine;"Bonjour @Ève =HYPERLINK(""http://x"") : vous pouvez y avoir droit (${label})."`,
            `${pseudonyms[1]};"Durand;Dupont";'@Ève;'+a@example.org;;;;;'=Cantine;"Bonjour @Ève Durand;Dupont : vous pouvez y avoir droit (${label})."`,
            '',
          ].join('\r\n'),
        );
        // Text of an answer comes without the byte order mark.
        const bytes = await fetch(`${host.url}/m57/segments/${id}/export?${SIGNED}`, {
          headers: { authorization: `Bearer ${host.adminToken}` },
        }).then((answer) => answer.arrayBuffer());
        expect([...new Uint8Array(bytes.slice(0, 3))]).toEqual([0xef, 0xbb, 0xbf]);
        const { entries } = await host.ask('GET', `/m57/privacy/log?citizen=${first}&action=export`);
        expect(entries[1].detail).toBe(
          `segment ${id}, service, identities, Claude Maire : Rappel des inscriptions`,
        );
        const { token } = await host.createUser('M57 – Segments');
        const as = (query: string) =>
          host.request('GET', `/m57/segments/${id}/export?${SIGNED}${query}`, { token });
        expect((await as('&identities=true')).status).toBe(403);
        const blind = await as('&message=true');
        expect(blind.status).toBe(200);
        expect(blind.text).toContain('Bonjour Madame, Monsieur : ');
        expect(blind.text).not.toContain('Durand');
      });

      it('tells another software what was refreshed, signed, without anybody’s data, and again if it must', async () => {
        await quiet();
        const id = (await host.ask('GET', '/items/m57_segments?filter[name][_eq]=Nés en 1971&fields=id'))[0]
          .id;
        await addCitizens(2, { birth_year: 1971 });
        deliveries.length = 0;
        failures = 1;
        await refresh(id);
        await expect.poll(() => deliveries.length, { timeout: 10_000 }).toBe(2);
        for (const { text, headers } of deliveries) {
          expect(JSON.parse(text)).toEqual({
            event: 'm57.segment.refreshed',
            segment: id,
            name: 'Nés en 1971',
            size: 103,
            entered: null,
            left: 0,
            at: expect.stringMatching(/Z$/),
          });
          const signature = createHmac('sha256', SECRET).update(text).digest('hex');
          expect(headers['x-m57-signature']).toBe(`sha256=${signature}`);
        }
        expect(host.logs(400)).toContain(`webhook of segment ${id}: HTTP 500`);
      });

      it('is a step of a Flow, with the rights of whoever sets it off', async () => {
        const id = (await host.ask('GET', '/items/m57_segments?filter[name][_eq]=Nés en 1971&fields=id'))[0]
          .id;
        const flow = await host.ask('POST', '/flows', {
          json: {
            name: 'segment',
            trigger: 'webhook',
            status: 'active',
            options: { method: 'POST', async: false, return: '$last' },
          },
        });
        const operation = await host.ask('POST', '/operations', {
          json: {
            flow: flow.id,
            key: 'segment',
            name: 'Segment',
            type: 'm57-segment',
            position_x: 19,
            position_y: 1,
            options: { segment: '{{$trigger.body.segment}}', permissions: '$full' },
          },
        });
        await host.ask('PATCH', `/flows/${flow.id}`, { json: { operation: operation.id } });
        const made = await host.request('POST', `/flows/trigger/${flow.id}`, { json: { segment: id } });
        expect(made.body).toMatchObject({ segment: id, name: 'Nés en 1971', size: 103, entered: 0, left: 0 });
        await host.ask('PATCH', `/operations/${operation.id}`, {
          json: { options: { segment: id, permissions: '$trigger' } },
        });
        const refused = await host.request('POST', `/flows/trigger/${flow.id}`, { json: {}, token: null });
        expect(refused.body).not.toHaveProperty('size');
      });
    });
  },
);
