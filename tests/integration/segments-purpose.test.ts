import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';
import { installSegments, letPersonsIn } from '../support/relation';
import { segmentsComputed } from '../support/segments-computed';
import { below } from '../support/traces';

const day = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date());

/** What a purpose may not ask is not asked for another one, and then handed over. */
describe.each(HOSTS.filter(({ version }) => version === '12'))(
  'purposes of segments on Directus 12 and $client',
  (which) => {
    describe.skipIf(missing(which))('with the capability segments', () => {
      let host: Host;
      let names = 0;

      const defined = (where: object) => ({ version: 1, where });
      const band = { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 3 } };
      const born = (year: number) => ({
        type: 'field',
        field: 'birth_year',
        test: { op: 'eq', value: year },
      });
      const engaged = { type: 'field', field: 'engagement', test: { op: 'gte', value: 0 } };
      const within = (segment: number) => ({ type: 'segment', segment });
      const add = async (where: object, more: object = {}): Promise<number> =>
        (
          await host.ask('POST', '/items/m57_segments', {
            json: {
              name: `Segment ${++names}`,
              purpose: 'service',
              definition: defined(where),
              ...more,
            },
          })
        ).id;
      const refresh = (id: number) => host.ask('POST', `/m57/segments/${id}/refresh`);
      const computed = async (where: object, more: object = {}): Promise<number> => {
        const id = await add(where, more);
        await refresh(id);
        return id;
      };
      const change = (id: number, json: object) => refusal('PATCH', `/items/m57_segments/${id}`, json);
      const split = async (id: number): Promise<number> => {
        const name = `Groupe ${++names}`;
        const { groups } = await host.ask('POST', `/m57/segments/${id}/split`, {
          json: {
            seed: 1,
            groups: [
              { name, share: 50 },
              { name: `${name} bis`, share: 50 },
            ],
          },
        });
        return groups[0].id;
      };
      const refusal = async (method: string, path: string, json?: object) => {
        const { status, body } = await host.request(method, path, json === undefined ? {} : { json });
        const extensions = body?.errors?.[0]?.extensions;
        return [status, extensions?.code, ...(extensions?.path === undefined ? [] : [extensions.path])];
      };
      const rewardFor = (segment: number) => ({
        name: `Entrée ${++names}`,
        segment,
        advantage: 'Une entrée',
        service: null,
        uses: 1,
        value: null,
        starts_on: day(),
        ends_on: null,
      });
      const sizeOf = async (id: number) =>
        (await host.ask('GET', `/items/m57_segments/${id}?fields=size`)).size;
      const quiet = () => segmentsComputed(host);

      beforeAll(async () => {
        // Members follow on demand only, so that what lies between can be seen.
        host = await startHost({ ...which, env: { M57_SEGMENTS_CRON: 'off' } });
        await installSegments(host);
        await letPersonsIn(host);
        // No election, whenever this runs.
        await host.ask('PUT', '/m57/elections', { json: { elections: [] } });
        await host.ask('POST', '/items/m57_citizens', {
          json: Array.from({ length: 60 }, (_, rank) => ({
            birth_year: rank < 30 ? 1950 : 1980,
            quotient_band: rank % 2 ? 2 : 8,
          })),
        });
      });

      it('a list that was split off may serve what the definition behind it may, and no more', async () => {
        const list = await split(await computed(band));
        expect(
          await refusal('POST', '/items/m57_segments', {
            name: 'Lettre aux petits quotients',
            purpose: 'communication',
            definition: defined({ type: 'and', items: [born(1950), within(list)] }),
          }),
        ).toEqual([400, 'SEGMENT_PURPOSE_QUOTIENT', 'where.items[1]']);
        expect(await change(list, { purpose: 'communication' })).toEqual([409, 'SEGMENT_LIST_KEPT']);
        expect(await change(list, { definition: null })).toEqual([409, 'SEGMENT_LIST_KEPT']);
        expect(await change(list, { definition: defined(born(1950)) })).toEqual([409, 'SEGMENT_LIST_KEPT']);
        // What else it is may change, and an item that comes back as a whole means no harm.
        const { definition } = await host.ask('GET', `/items/m57_segments/${list}`);
        expect(await change(list, { name: `Renommé ${list}`, purpose: 'service', definition })).toEqual([
          200,
          undefined,
        ]);
      });

      it('no reward is for a list that was chosen by the score', async () => {
        const list = await split(await computed(engaged, { purpose: 'event' }));
        expect(await refusal('POST', '/m57/rewards', rewardFor(list))).toEqual([409, 'REWARD_ENGAGEMENT']);
      });

      describe('a segment behind another one that is changed', () => {
        const letterTo = (id: number) =>
          refusal('POST', '/items/m57_segments', {
            name: `Lettre ${++names}`,
            purpose: 'communication',
            definition: defined({ type: 'and', items: [born(1950), within(id)] }),
          });
        const REFUSED = [400, 'SEGMENT_PURPOSE_QUOTIENT', 'where.items[1]'];

        it('does not change what groups, lists and snapshots of it were chosen by', async () => {
          const part = await computed(band, { purpose: 'statistics' });
          const middle = await computed(within(part), { purpose: 'statistics' });
          const [group, list] = [await split(middle), await computed(within(middle))];
          const photo = await computed(within(middle), { purpose: 'statistics', mode: 'snapshot' });
          expect(await change(list, { mode: 'static' })).toEqual([200, undefined]);
          expect(await change(part, { definition: defined(born(1950)) })).toEqual([200, undefined]);
          // Members of the one in the middle do not follow yet.
          const late = await split(middle);
          expect(await letterTo(middle)).toEqual(REFUSED);
          await refresh(middle);
          expect(await letterTo(middle)).toEqual([200, undefined]);
          await refresh(photo);
          const kept = [group, list, photo, late, await split(group), await computed(within(photo))];
          for (const id of kept) expect(await letterTo(id), String(id)).toEqual(REFUSED);
          expect(await change(group, { chosen_by: '' })).toEqual([200, undefined]);
          expect(await letterTo(group)).toEqual(REFUSED);
          // A new picture is of what it asks now.
          expect(await change(photo, { definition: defined(within(part)) })).toEqual([200, undefined]);
          await refresh(photo);
          expect(await letterTo(photo)).toEqual([200, undefined]);
        });

        it('does not take from a list what it may serve', async () => {
          const part = await computed(born(1950));
          const list = await split(await computed(within(part)));
          await change(part, { definition: defined(band) });
          await refresh(part);
          expect(await letterTo(part)).toEqual(REFUSED);
          expect(await letterTo(list)).toEqual([200, undefined]);
          expect(await letterTo(await split(list))).toEqual([200, undefined]);
        });

        it('gives no right to those who were chosen by the score', async () => {
          const part = await computed(engaged, { purpose: 'event' });
          const list = await split(await computed(within(part), { purpose: 'event' }));
          await change(part, { definition: defined(born(1950)) });
          await refresh(part);
          expect(await refusal('POST', '/m57/rewards', rewardFor(list))).toEqual([409, 'REWARD_ENGAGEMENT']);
          expect((await refusal('POST', '/m57/rewards', rewardFor(part)))[0]).toBe(200);
        });

        it('is followed by all that is built on it at the first refresh', async () => {
          const part = await computed(band);
          const outer = await computed(within(await computed(within(part))));
          expect(await sizeOf(outer)).toBe(30);
          await change(part, { definition: defined({ type: 'and', items: [band, born(1950)] }) });
          await refresh(outer);
          expect(await sizeOf(outer)).toBe(15);
        });
      });

      it('a segment that becomes a list keeps what its members were chosen by', async () => {
        const id = await computed(band);
        for (const json of [
          { mode: 'static', purpose: 'communication', definition: null },
          { mode: 'static', definition: defined(born(1950)) },
          { mode: 'static', definition: null },
        ])
          expect(await change(id, json)).toEqual([409, 'SEGMENT_LIST_KEPT']);
        expect(await change(id, { mode: 'static' })).toEqual([200, undefined]);
        expect(await change(id, { purpose: 'communication' })).toEqual([409, 'SEGMENT_LIST_KEPT']);
        expect(await sizeOf(id)).toBe(30);
        // A list of nobody would stay so.
        const item = { name: `Segment ${++names}`, purpose: 'service', definition: defined(band) };
        expect(await refusal('POST', '/items/m57_segments', { ...item, mode: 'static' })).toEqual([
          409,
          'SEGMENT_LIST_EMPTY',
        ]);
        const nobody = await computed({ type: 'or', items: [] });
        expect(await change(nobody, { mode: 'static' })).toEqual([409, 'SEGMENT_LIST_EMPTY']);
      });

      it('a list may be changed and split after the service and the zone that it was chosen by are gone', async () => {
        const pool = (await host.ask('POST', '/items/m57_services', { json: { name: 'Piscine' } })).id;
        const zone = (
          await host.ask('POST', '/items/m57_zones', {
            json: { code: '340010101', name: 'Centre', kind: 'iris' },
          })
        ).id;
        const lives = { type: 'field', field: 'zone', test: { op: 'not_in', values: [zone] } };
        const swims = {
          type: 'related',
          filter: { services: [pool], kinds: ['registration'] },
          window: null,
          measure: 'count',
          test: { op: 'lte', value: 9 },
        };
        const asked = { type: 'or', items: [swims, lives] };
        const list = await split(await computed(asked, { service: pool, offer: 'interested' }));
        await host.ask('DELETE', `/items/m57_services/${pool}`);
        await host.ask('DELETE', `/items/m57_zones/${zone}`);
        expect(await change(list, { description: 'Groupe témoin' })).toEqual([200, undefined]);
        const group = await split(list);
        expect(await host.ask('GET', `/items/m57_segments/${group}`)).toMatchObject({
          definition: defined(asked),
          service: null,
          offer: null,
          size: 15,
        });
        for (const id of [list, group])
          expect((await host.ask('GET', `/m57/segments/${id}`)).issues).toEqual([]);
        expect(await change(group, { mode: 'dynamic' })).toEqual([
          400,
          'SEGMENT_SERVICE_UNKNOWN',
          'where.items[0].filter.services[0]',
        ]);
      });

      it('a list is of a declared purpose, has a definition or none, and members', async () => {
        const list = (json: object) =>
          refusal('POST', '/items/m57_segments', {
            name: `Segment ${++names}`,
            purpose: 'service',
            mode: 'static',
            ...json,
          });
        expect(await list({ purpose: 'nothing' })).toEqual([400, 'PURPOSE_UNKNOWN', null]);
        expect(await list({ definition: defined({ type: 'field', field: 'shoe' }) })).toEqual([
          400,
          'SEGMENT_WORD',
          'where.field',
        ]);
        for (const definition of ['nonsense', 7, [], { version: 2, where: band }])
          expect((await list({ definition }))[0], JSON.stringify(definition)).toBe(400);
        expect(await list({ purpose: 'communication', definition: defined(band) })).toEqual([
          400,
          'SEGMENT_PURPOSE_QUOTIENT',
          'where',
        ]);
        expect(await list({ definition: defined(band) })).toEqual([409, 'SEGMENT_LIST_EMPTY']);
      });

      it('members of the former definition are handed over to nobody', async () => {
        await quiet();
        const id = await computed(band);
        const reward = await host.ask('POST', '/m57/rewards', { json: rewardFor(id) });
        const handOver = () =>
          Promise.all([
            refusal('GET', `/m57/segments/${id}/export`),
            refusal(
              'POST',
              `/m57/rewards/${reward.rewards.find(({ segment }: { segment: { id: number } }) => segment.id === id).id}/give`,
            ),
            refusal('POST', `/m57/segments/${id}/split`, {
              seed: 1,
              groups: ['a', 'b'].map((part) => ({ name: `${id} ${part}`, share: 50 })),
            }),
            change(id, { mode: 'static' }),
          ]);
        // Members follow some seconds later.
        expect(await change(id, { purpose: 'communication', definition: defined(born(1950)) })).toEqual([
          200,
          undefined,
        ]);
        expect(await handOver()).toEqual(Array.from({ length: 4 }, () => [409, 'SEGMENT_NOT_COMPUTED']));
        await refresh(id);
        expect((await refusal('GET', `/m57/segments/${id}/export`))[0]).toBe(200);
      });

      it('a segment refuses what one within it has begun to ask, and keeps to the law meanwhile', async () => {
        const part = await computed(born(1980));
        const letter = await computed(within(part), { purpose: 'communication' });
        expect(await sizeOf(letter)).toBe(0);
        const [said, withdrew] = (
          await host.ask('GET', '/items/m57_citizens?filter[birth_year][_eq]=1980&limit=2&sort=id')
        ).map(({ id }: { id: unknown }) => Number(id));
        for (const citizen of [said, withdrew])
          await host.ask('POST', `/m57/citizens/${citizen}/evidence`, {
            json: { purpose: 'communication', kind: 'consent', occurred_on: '2026-01-05', source: 'Guichet' },
          });
        await refresh(letter);
        expect(await sizeOf(letter)).toBe(2);
        await host.ask('PATCH', `/items/m57_segments/${part}`, {
          json: { definition: defined({ type: 'and', items: [born(1980), band] }) },
        });
        await refresh(part);
        expect(await refusal('POST', `/m57/segments/${letter}/refresh`)).toEqual([
          400,
          'SEGMENT_PURPOSE_QUOTIENT',
          'where',
        ]);
        expect(await sizeOf(letter)).toBe(2);
        // Consents that end by themselves are noticed by the refresh of all, which has to reach this one too.
        await below(host, which.client, () =>
          host
            .database('m57_consents')
            .where({ citizen: withdrew, purpose: 'communication' })
            .update({ until: '2026-01-06' }),
        );
        await host.ask('PUT', '/m57/purposes', {
          json: { purposes: (await host.ask('GET', '/m57/purposes')).purposes },
        });
        await expect.poll(() => sizeOf(letter), { timeout: 30_000 }).toBe(1);
      });

      it('there is no other way of updating, by which members would follow nothing', async () => {
        for (const mode of ['frozen', 'Static', ''])
          expect(
            await refusal('POST', '/items/m57_segments', {
              name: `Segment ${++names}`,
              purpose: 'service',
              mode,
              definition: defined(born(1950)),
            }),
            mode,
          ).toEqual([400, 'SEGMENT_MODE']);
        expect(await change(await add(born(1950)), { mode: 'frozen' })).toEqual([400, 'SEGMENT_MODE']);
      });

      it('statistics write to nobody', async () => {
        const id = await computed(band, { purpose: 'statistics', message: 'Bonjour {prenom}' });
        for (const query of ['identities=true', 'message=true'])
          expect(await refusal('GET', `/m57/segments/${id}/export?${query}`)).toEqual([
            409,
            'EXPORT_STATISTICS',
          ]);
        const { status, text } = await host.request('GET', `/m57/segments/${id}/export`);
        expect([status, text.split('\r\n').length - 2]).toEqual([200, 30]);
      });
    });
  },
);
