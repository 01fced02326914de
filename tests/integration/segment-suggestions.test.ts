import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  SegmentOffers,
  SegmentSuggestions,
} from '../../extensions/directus-extension-m57/src/contract/segments';
import { settle, TOWN } from '../support/allocation-town';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';
import { installSegments } from '../support/relation';

const [NORTH, SOUTH, HILLS, LAKE] = [11, 12, 13, 14] as const;
const PERSONS = { [NORTH]: 40, [SOUTH]: 40, [HILLS]: 5, [LAKE]: 55 };
const OBJECTOR = 900;
const [NORTHERN, NORTH_BUT_THREE, ENTITLED] = [1, 2, 3] as const;

describe.each(HOSTS.filter(({ version }) => version === '12'))(
  'suggestions and offers on Directus $version and $client',
  (which) => {
    describe.skipIf(missing(which))('of a small town', () => {
      let host: Host;
      let segments: string;
      let canteen: number, pool: number, library: number, water: number, yoga: number, music: number;

      beforeAll(async () => {
        host = await startHost(which);
        await installSegments(host);
        await host.ask('POST', '/m57/privacy/confirm', { json: { confirmed: true } });
        segments = (await host.createUser('M57 – Segments')).token;
        ({ canteen } = await settle(host));
        const service = async (name: string) =>
          (await host.ask('POST', '/items/m57_services', { json: { name, kind: 'principal' } })).id as number;
        pool = await service('Piscine');
        library = await service('Médiathèque');
        water = await service('Eau');
        yoga = await service('Yoga');
        music = await service('Musique');
        // 1 000.00 for 1 000 entries: one costs 1.00.
        await host.ask('PUT', '/m57/notional-costs', {
          json: {
            exercice: 2024,
            costs: [{ label: 'Bâtiment', method: 'Valeur locative', service: pool, amount: '1000.00' }],
          },
        });
        await host.ask('PUT', `/m57/units/${pool}`, { json: { exercice: 2024, year: '1000' } });
        await host.stop();
        await fill();
        await host.start();
        await host.ask('POST', `/m57/citizens/${OBJECTOR}/evidence`, {
          json: { purpose: 'statistics', kind: 'objection', occurred_on: '2024-01-05', source: 'Courrier' },
        });
      });
      afterAll(() => host.stop());

      /** As imports leave it, past the host. */
      async function fill(): Promise<void> {
        const { database } = host;
        const on = new Date(2024, 2, 15);
        await database('m57_zones').insert(
          [NORTH, SOUTH, HILLS, LAKE].map((id) => ({
            id,
            code: `Z${id}`,
            name: `Zone ${id}`,
            kind: 'district',
          })),
        );
        const persons: { id: number; zone: number }[] = [];
        const inZone = new Map<number, number[]>();
        let next = 100;
        for (const [zone, count] of Object.entries(PERSONS))
          for (let rank = 0; rank < count; rank += 1, next += 1) {
            persons.push({ id: next, zone: Number(zone) });
            inZone.set(Number(zone), [...(inZone.get(Number(zone)) ?? []), next]);
          }
        persons.push({ id: OBJECTOR, zone: NORTH });
        const of = (zone: number, count?: number) => inZone.get(zone)!.slice(0, count);
        const uses: Record<string, unknown>[] = [];
        const use = (
          citizen: number,
          to: number,
          units: number | null = null,
          amount: number | null = null,
        ) => uses.push({ citizen, service: to, kind: 'payment', date: on, units, amount, score: null });
        const answer = (citizen: number, score: number) =>
          uses.push({
            citizen,
            service: pool,
            kind: 'satisfaction',
            date: on,
            units: null,
            amount: null,
            score,
          });
        // In the north 2 or 4 entries, half of the cost paid, content; in the south 10 or 12, a fifth, not content.
        of(NORTH).forEach((id, rank) => {
          const units = rank % 2 === 0 ? 2 : 4;
          use(id, pool, units, units * 0.5);
          answer(id, rank % 2 === 0 ? 4 : 5);
        });
        of(SOUTH).forEach((id, rank) => {
          const units = rank % 2 === 0 ? 10 : 12;
          use(id, pool, units, units * 0.2);
          answer(id, rank % 2 === 0 ? 1 : 2);
        });
        // Who would move every mean, and may not be counted.
        use(OBJECTOR, pool, 400, 1);
        answer(OBJECTOR, 1);
        use(OBJECTOR, music);
        for (const id of of(NORTH)) use(id, library, 1);
        for (const id of of(SOUTH)) use(id, library, 3);
        // Squares of which no 64 bits hold the sum, in hundredths.
        for (const id of of(NORTH)) use(id, water, 50_000_000);
        for (const id of of(SOUTH)) use(id, water, 60_000_000);
        // Five are secret, and so is one of the other two, which would give them away.
        for (const id of of(NORTH, 35)) use(id, yoga, 1);
        for (const id of of(SOUTH, 35)) use(id, yoga, 5);
        for (const id of of(HILLS)) use(id, yoga, 3);
        for (const id of [...of(SOUTH, 26), ...of(LAKE, 13)]) use(id, music);
        // Else all who use anything there would be known to use that one.
        for (const id of [...of(HILLS), ...of(LAKE)]) use(id, canteen);
        await database.batchInsert(
          'm57_citizens',
          persons.map((person) => ({
            ...person,
            birth_year: 2010,
            household_type: 'family',
            pseudonym: `pseudonym${String(person.id).padStart(17, '0')}`,
            registered_on: on,
            source: 'Portail',
          })),
          50,
        );
        await database.batchInsert('m57_interactions', uses, 50);
        const segment = { purpose: 'statistics', mode: 'static', size: 0, refreshed_on: on };
        await database('m57_segments').insert([
          { ...segment, id: NORTHERN, name: 'Nord', service: null, offer: null },
          { ...segment, id: NORTH_BUT_THREE, name: 'Nord sans trois', service: null, offer: null },
          { ...segment, id: ENTITLED, name: 'Ayants droit', service: music, offer: 'entitled' },
        ]);
        const members: [number, number[]][] = [
          [NORTHERN, [...of(NORTH), OBJECTOR]],
          [NORTH_BUT_THREE, of(NORTH).slice(3)],
          [ENTITLED, of(NORTH)],
        ];
        await database.batchInsert(
          'm57_members',
          members.flatMap(([to, citizens]) =>
            citizens.map((citizen) => ({ segment: to, citizen, entered_on: on })),
          ),
          50,
        );
      }

      const read = (language = 'fr'): Promise<SegmentSuggestions> =>
        host.ask('GET', '/m57/segments/suggestions', {
          token: segments,
          headers: { 'Accept-Language': language },
        });
      const offers = (id: number): Promise<SegmentOffers> =>
        host.ask('GET', `/m57/segments/${id}/offers`, { token: segments });
      const told = ({ suggestions }: SegmentSuggestions, service: number) =>
        suggestions
          .filter((one) => one.service.id === service)
          .map(({ group, measure }) => `${group.by} ${group.key} ${measure}`)
          .sort();
      const of = (
        { suggestions }: SegmentSuggestions,
        service: number,
        measure: string,
        by: string,
        key: number,
      ) =>
        suggestions.find(
          (one) =>
            one.service.id === service &&
            one.measure === measure &&
            one.group.by === by &&
            one.group.key === String(key),
        )!;
      /** Who is compared: both districts, and the segments but the one that differs by three from another. */
      const GROUPS = [`district ${NORTH}`, `district ${SOUTH}`, `segment ${NORTHERN}`, `segment ${ENTITLED}`];
      const each = (...measures: string[]) =>
        GROUPS.flatMap((group) => measures.map((measure) => `${group} ${measure}`)).sort();

      it('compares units where no run is validated', async () => {
        const answer = await read();
        expect(answer).toMatchObject({ exercice: 2024, run: null });
        expect(told(answer, pool)).toEqual(each('satisfaction', 'use'));
      });

      it('gives the figures that are known by hand', async () => {
        const { id } = await host.ask('POST', '/m57/allocations/runs', {
          json: { exercice: 2024, siret: TOWN },
        });
        await host.ask('POST', `/m57/allocations/runs/${id}/validate`, { json: {} });
        const answer = await read();
        expect(answer.run).toMatchObject({ id });
        expect(told(answer, pool)).toEqual(each('cost', 'coverage', 'satisfaction'));
        // Means 3.00 and 11.00, each of variance 1 / 39: 8.00 ± 1.96 √(2 / 39).
        expect(of(answer, pool, 'cost', 'district', NORTH)).toEqual({
          measure: 'cost',
          service: { id: pool, name: 'Piscine' },
          group: { by: 'district', key: String(NORTH), label: 'Zone 11' },
          value: '3.00',
          others: '11.00',
          difference: '-8.00',
          low: '-8.44',
          high: '-7.56',
          level: 95,
          method: 'welch',
          persons: 40,
          sentence: expect.stringContaining(
            'Piscine, «\u00a0Zone 11\u00a0» : 3,00\u00a0€ de coût par usager',
          ) as string,
          segment: null,
          draft: {
            name: 'Piscine 2024 – Zone 11',
            purpose: 'statistics',
            definition: {
              version: 1,
              where: {
                type: 'and',
                items: [
                  { type: 'field', field: 'zone', test: { op: 'in', values: [NORTH] } },
                  {
                    type: 'related',
                    filter: { services: [pool] },
                    window: { from: { on: '2024-01-01' }, to: { on: '2024-12-31' } },
                    measure: 'count',
                    test: { op: 'gte', value: 1 },
                  },
                ],
              },
            },
          },
        });
        expect(of(answer, pool, 'coverage', 'segment', NORTHERN)).toMatchObject({
          value: '50.0',
          others: '20.0',
          difference: '30.0',
          persons: 40,
          segment: NORTHERN,
          draft: null,
        });
        // Means 4.5 and 1.5, each of variance 0.25 / 39.
        expect(of(answer, pool, 'satisfaction', 'district', SOUTH)).toMatchObject({
          value: '1.5',
          others: '4.5',
          difference: '-3.0',
          low: '-3.2',
          high: '-2.8',
        });
        expect(told(answer, library)).toEqual(each('use'));
        expect(of(answer, library, 'use', 'district', SOUTH)).toMatchObject({ value: '3.0', others: '1.0' });
        expect(of(answer, water, 'use', 'district', SOUTH)).toMatchObject({
          value: '60000000.0',
          others: '50000000.0',
        });
      });

      it('makes nothing of what is secret', async () => {
        const districts = told(await read(), yoga).filter((one) => one.startsWith('district'));
        expect(districts).toHaveLength(1);
        expect(districts[0]).not.toContain(String(HILLS));
      });

      it('speaks the language of the caller', async () => {
        const { sentence } = of(await read('en'), pool, 'cost', 'district', NORTH);
        expect(sentence).toContain('Piscine, "Zone 11": €3.00 of cost per user, against €11.00');
      });

      it('offers what people like the members use', async () => {
        const answer = await offers(NORTHERN);
        expect(answer.exercice).toBe(2024);
        // 26 of 40 against 13 of 60, three times as often; log ± 1.96 √(1/26 − 1/40 + 1/13 − 1/60).
        expect(answer.offers).toEqual([
          {
            service: { id: music, name: 'Musique' },
            reason: 'interested',
            sentence: expect.stringContaining('soit 3,0 fois plus souvent (entre 1,8 et 5,1') as string,
            motive: expect.stringContaining('il plaît souvent aux usagers') as string,
            without: 40,
            interest: {
              like: expect.any(String) as string,
              similar: { users: 26, of: 40 },
              others: { users: 13, of: 60 },
              times: '3.0',
              low: '1.8',
              high: '5.1',
              level: 95,
              method: 'katz',
            },
          },
        ]);
      });

      it('offers what they are entitled to, once', async () => {
        expect((await offers(ENTITLED)).offers).toEqual([
          {
            service: { id: music, name: 'Musique' },
            reason: 'entitled',
            sentence: expect.stringContaining('«\u00a0Ayants droit\u00a0» y ont droit') as string,
            motive: 'vous pouvez y avoir droit',
            without: 40,
            interest: null,
          },
        ]);
      });

      it('offers nothing by uses that are secret, and knows no other segment', async () => {
        expect((await offers(NORTH_BUT_THREE)).offers).toEqual([]);
        const { status } = await host.request('GET', '/m57/segments/99/offers', { token: segments });
        expect(status).toBe(404);
      });
    });
  },
);
