import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type {
  CostCell,
  GroupCosts,
  SegmentProfile,
} from '../../extensions/directus-extension-m57/src/contract/segments';
import { loadDemo } from '../../scripts/demo';
import { settle, TOWN, type Town } from '../support/allocation-town';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';
import { rank } from '../support/rank';
import { installRelation, installSegments } from '../support/relation';

/** Euros as whole cents; what is secret or not known counts as nothing. */
const cents = (euros: string | null) => Math.round(Number(euros ?? 0) * 100);
const sum = (amounts: (string | null)[]) => amounts.reduce((total, amount) => total + cents(amount), 0);

const [NORTH, SOUTH, HILLS, LAKE] = [11, 12, 13, 14] as const;
/** Who eats at the canteen in 2024: so many of a zone, with so many meals and euros each. */
const EATERS = [
  { zone: NORTH, persons: 20, units: '10', amount: '1.00' },
  { zone: SOUTH, persons: 30, units: '5.5', amount: '2.00' },
  { zone: HILLS, persons: 5, units: '2', amount: '0.50' },
  { zone: LAKE, persons: 12, units: '1', amount: '3.00' },
];
const OBJECTOR = 900;
const LIMITED = 901;
const [ALL_EATERS, NORTHERN, NORTH_AND_FEW, EVERY_EATER_BUT, EATS_HERE] = [1, 2, 3, 4, 5];

describe.each(HOSTS.filter(({ version }) => version === '12'))(
  'costs by group on Directus $version and $client',
  (which) => {
    describe.skipIf(missing(which))('of a small town', () => {
      let host: Host;
      let town: Town;
      let pool: number, library: number;
      let steering: string, finance: string, relation: string, segments: string, desk: string;
      const inZone = new Map<number, number[]>();

      beforeAll(async () => {
        host = await startHost(which);
        await installSegments(host);
        await host.ask('POST', '/m57/privacy/confirm', { json: { confirmed: true } });
        steering = (await host.createUser('M57 – Pilotage')).token;
        finance = (await host.createUser('M57 – Finance')).token;
        relation = (await host.createUser('M57 – Relation')).token;
        segments = (await host.createUser('M57 – Segments')).token;
        desk = (await host.createUser('M57 – Guichet')).token;
        town = await settle(host);
        const service = async (name: string, unit_of_work: string) =>
          (await host.ask('POST', '/items/m57_services', { json: { name, kind: 'principal', unit_of_work } }))
            .id as number;
        [pool, library] = [await service('Piscine', 'entrée'), await service('Médiathèque', 'passage')];
        // 1 000.00 of the pool for 10 entries, of which users have 24; 500.00 of the library, of which nobody counted.
        const notional = { label: 'Bâtiment', method: 'Valeur locative' };
        await host.ask('PUT', '/m57/notional-costs', {
          json: {
            exercice: 2024,
            costs: [
              { ...notional, service: pool, amount: '1000.00' },
              { ...notional, service: library, amount: '500.00' },
            ],
          },
        });
        await host.ask('PUT', `/m57/units/${town.canteen}`, { json: { exercice: 2024, year: '10000' } });
        await host.ask('PUT', `/m57/units/${pool}`, { json: { exercice: 2024, year: '10' } });
        await host.ask('POST', '/m57/populations', {
          json: { siret: TOWN, populations: { 2024: 1000 } },
        });
        await host.stop();
        await fill();
        await host.start();
        for (const [citizen, kind] of [
          [OBJECTOR, 'objection'],
          [LIMITED, 'limitation'],
        ] as const)
          await host.ask('POST', `/m57/citizens/${citizen}/evidence`, {
            json: { purpose: 'statistics', kind, occurred_on: '2024-01-05', source: 'Courrier' },
          });
      });

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
        const persons: { id: number; zone: number; birth_year: number; household_type: string }[] = [];
        const uses: Record<string, unknown>[] = [];
        const use = (citizen: number | null, service: number, units: string | null, amount: string | null) =>
          uses.push({ citizen, service, kind: 'payment', date: on, units, amount });
        let id = 100;
        for (const { zone, persons: count, units, amount } of EATERS)
          for (let rank = 0; rank < count; rank += 1, id += 1) {
            persons.push({ id, zone, birth_year: 2010, household_type: 'family' });
            inZone.set(zone, [...(inZone.get(zone) ?? []), id]);
            use(id, town.canteen, units, amount);
          }
        for (const northern of inZone.get(NORTH)!.slice(0, 12)) use(northern, pool, '2', '5.00');
        for (const southern of inZone.get(SOUTH)!) use(southern, library, '1', null);
        // Who may not be counted, and nobody in particular.
        persons.push({ id: OBJECTOR, zone: NORTH, birth_year: 2010, household_type: 'family' });
        persons.push({ id: LIMITED, zone: NORTH, birth_year: 2010, household_type: 'family' });
        use(OBJECTOR, town.canteen, '100', '7.00');
        use(LIMITED, town.canteen, '1', '1.00');
        use(null, town.canteen, '50', '25.00');
        await database.batchInsert(
          'm57_citizens',
          persons.map((person) => ({
            ...person,
            pseudonym: `pseudonym${String(person.id).padStart(17, '0')}`,
            registered_on: on,
            source: 'Portail',
          })),
          50,
        );
        await database.batchInsert('m57_interactions', uses, 50);

        const segment = (segmentId: number, name: string, definition: object | null = null) => ({
          id: segmentId,
          name,
          purpose: 'statistics',
          mode: 'static',
          definition: definition && JSON.stringify(definition),
          size: 0,
          refreshed_on: on,
        });
        await database('m57_segments').insert([
          segment(ALL_EATERS, 'Tous'),
          segment(NORTHERN, 'Nord'),
          segment(NORTH_AND_FEW, 'Nord et quelques-uns'),
          segment(EVERY_EATER_BUT, 'Sud et lac'),
          segment(EATS_HERE, 'Usagers de la cantine', {
            version: 1,
            where: {
              type: 'related',
              filter: { services: [town.canteen] },
              window: null,
              measure: 'count',
              test: { op: 'gte', value: 1 },
            },
          }),
        ]);
        const everybody = [...inZone.values()].flat();
        const members: [number, number[]][] = [
          [ALL_EATERS, everybody],
          // With one who may not be counted.
          [NORTHERN, [...inZone.get(NORTH)!, OBJECTOR]],
          [NORTH_AND_FEW, [...inZone.get(NORTH)!, ...inZone.get(SOUTH)!.slice(0, 3)]],
          [EVERY_EATER_BUT, [...inZone.get(SOUTH)!, ...inZone.get(LAKE)!]],
          [EATS_HERE, everybody],
        ];
        await database.batchInsert(
          'm57_members',
          members.flatMap(([of, citizens]) =>
            citizens.map((citizen) => ({ segment: of, citizen, entered_on: on })),
          ),
          50,
        );
      }

      const get = (query: string, token = steering): Promise<GroupCosts> =>
        host.ask('GET', `/m57/relation/costs?${query}`, { token });
      const refusal = async (path: string, token: string) => {
        const { status, body } = await host.request('GET', path, { token });
        return [status, body.errors?.[0]?.extensions?.code];
      };
      const of = (costs: GroupCosts, id: number) => costs.services.find((service) => service.id === id)!;
      const cellsOf = (costs: GroupCosts, id: number): Record<string, CostCell> =>
        Object.fromEntries(costs.groups.map(({ key }, rank) => [key, of(costs, id).cells[rank]!]));

      it('says why there is nothing before a run is validated', async () => {
        const costs = await get('by=zone');
        expect(costs).toMatchObject({ exercice: 2024, run: null, services: [] });
        expect(costs.notes).toEqual([
          {
            code: 'GROUP_COSTS_NO_RUN',
            service: null,
            message: expect.stringContaining('Répartition') as string,
          },
        ]);
        const { id } = await host.ask('POST', '/m57/allocations/runs', {
          json: { exercice: 2024, siret: TOWN },
        });
        expect(await refusal(`/m57/relation/costs?by=zone&run=${id}`, steering)).toEqual([
          409,
          'RUN_MUST_BE_VALIDATED',
        ]);
        await host.ask('POST', `/m57/allocations/runs/${id}/validate`, { json: {} });
        expect(await get('by=zone')).toMatchObject({ exercice: 2024, run: { id }, exercices: [2024] });
        expect((await get('by=zone&exercice=2019')).notes[0]!.code).toBe('GROUP_COSTS_NO_RUN_OF_YEAR');
      });

      it('gives the figures that are known by hand', async () => {
        const costs = await get('by=zone');
        expect(costs).toMatchObject({
          counted: 'persons',
          threshold: 11,
          population: { inhabitants: 1000, year: 2024 },
        });
        const canteen = of(costs, town.canteen);
        // 640 670.72 for 10 000 meals; 200 + 165 + 10 + 12 = 387 of them are known, hence 24 793.956864.
        expect(canteen).toMatchObject({
          unit: 'repas',
          per: 'user',
          cost: {
            identified: '24793.96',
            unidentified: '615876.76',
            indivis: '0.00',
            total: '640670.72',
          },
          // 20 × 1.00 + 30 × 2.00 + 5 × 0.50 + 12 × 3.00; 25.00 of nobody, 7.00 and 1.00 of who may not be counted.
          revenue: {
            identified: '118.50',
            unidentified: '33.00',
            partners: '100.00',
            gap: '148.50',
            total: '400.00',
          },
          units: { unidentified: '9613', total: '10000' },
          per_inhabitant: { cost: '640.67', revenue: '0.40' },
          total: {
            users: 67,
            units: '387.00',
            cost: '24793.96',
            revenue: '118.50',
            balance: '-24675.46',
            // 0.477… %.
            coverage: '0.4',
            average_cost: '370.06',
            average_revenue: '1.77',
            average_balance: '-368.29',
          },
        });
        // 640 670.72 × 200 / 10 000 = 12 813.4144 and × 165 = 10 571.06688: the cent left goes to the latter.
        const zones = cellsOf(costs, town.canteen);
        expect(zones[NORTH]).toEqual({
          users: 20,
          units: '200.00',
          cost: '12813.41',
          revenue: '20.00',
          balance: '-12793.41',
          coverage: '0.1',
          average_cost: '640.67',
          average_revenue: '1.00',
          average_balance: '-639.67',
        });
        expect(zones[SOUTH]).toMatchObject({ users: 30, units: '165.00', cost: '10571.07' });
        // Five in the hills, and those who would give them away.
        for (const zone of [HILLS, LAKE])
          expect(Object.values(zones[zone]!)).toEqual(Array<null>(9).fill(null));
      });

      it('keeps services for all apart, and tells what is wrong with units', async () => {
        const costs = await get('by=zone');
        expect(of(costs, town.roads)).toMatchObject({
          per: 'inhabitant',
          cost: { identified: '0.00', unidentified: '0.00', indivis: '322480.48', total: '322480.48' },
          total: { users: 0, cost: null, average_cost: null },
          per_inhabitant: { cost: '322.48' },
        });
        // 12 swimmers with two entries each bear all: the run counted ten.
        expect(of(costs, pool)).toMatchObject({
          cost: { identified: '1000.00', unidentified: '0.00', total: '1000.00' },
          units: { unidentified: '0', total: '10' },
          total: { users: 12, units: '24.00', cost: '1000.00', average_cost: '83.33' },
          revenue: { identified: '60.00', gap: '-60.00', total: '0.00' },
        });
        expect(of(costs, library)).toMatchObject({
          cost: { identified: '0.00', unidentified: '500.00', total: '500.00' },
          total: { users: 30, units: '30.00', cost: null, average_cost: null, average_revenue: '0.00' },
        });
        expect(costs.notes.map(({ code, service }) => [code, service])).toEqual(
          expect.arrayContaining([
            ['GROUP_COSTS_MORE_UNITS', pool],
            ['GROUP_COSTS_NO_UNITS', library],
          ]),
        );
        expect(costs.notes).toHaveLength(2);
      });

      it('adds up to the run to the cent, and the revenue with its four parts', async () => {
        for (const by of ['zone', 'district', 'quotient_band', 'household_type', 'age', 'engagement']) {
          const { services, run } = await get(`by=${by}`);
          const { totals } = await host.ask('GET', `/m57/allocations/runs/${run!.id}`);
          expect(sum(services.map(({ cost }) => cost.total)), by).toBe(cents(totals.full));
          expect(sum(services.map(({ revenue }) => revenue.total)), by).toBe(cents(totals.revenue));
        }
      });

      it('says the same of everybody as the statistics, which leave out who objected too', async () => {
        const statistics = await host.ask('GET', '/m57/relation/statistics?by=zone&exercice=2024', {
          token: steering,
        });
        const [costs, eaten] = [
          await get('by=zone'),
          statistics.services.find(({ id }: { id: number }) => id === town.canteen),
        ];
        expect(eaten.total).toEqual({ users: 67, units: '387.00', revenue: '118.50' });
        expect(eaten.anonymous).toEqual({ units: '151.00', revenue: '33.00' });
        expect(eaten.cells.map(({ users }: { users: number }) => users)).toEqual(
          of(costs, town.canteen).cells.map(({ users }) => users),
        );
        const page = await host.ask('GET', `/m57/services/${town.canteen}/relation?exercice=2024`, {
          token: steering,
        });
        expect(page).toMatchObject({
          users: 67,
          units: { identified: '387.00', anonymous: '151.00', total: '538.00' },
        });
      });

      it('of segments hides the newer of two that differ by a few, and whom all are in', async () => {
        const all = await get('by=segment');
        expect(all.groups.map(({ label }) => label)).toEqual([
          'Tous',
          'Nord',
          'Nord et quelques-uns',
          'Sud et lac',
          'Usagers de la cantine',
        ]);
        const canteen = cellsOf(all, town.canteen);
        const users = Object.fromEntries(Object.entries(canteen).map(([key, cell]) => [key, cell.users]));
        expect(users).toEqual({
          // All are in it, and nothing says that it is about the canteen.
          [ALL_EATERS]: null,
          [NORTHERN]: 20,
          // Three more than the one before.
          [NORTH_AND_FEW]: null,
          // With the north, all but the five of the hills.
          [EVERY_EATER_BUT]: null,
          [EATS_HERE]: 67,
        });
        // Who objected is not in it: 20 × 10 meals.
        expect(canteen[NORTHERN]).toMatchObject({ units: '200.00', cost: '12813.41', revenue: '20.00' });
        expect(canteen[EATS_HERE]).toMatchObject({ cost: '24793.96', units: '387.00' });
        expect(of(all, town.canteen).total.cost).toBe('24793.96');
        // The same whoever is asked for.
        for (const id of [NORTH_AND_FEW, EVERY_EATER_BUT]) {
          const alone = await get(`by=segment&segments=${id}`);
          expect(alone.groups.map(({ key }) => key)).toEqual([String(id)]);
          expect(of(alone, town.canteen).cells[0]!.users).toBeNull();
        }
      });

      it('profiles a segment: who may be counted, in groups, with what they cost', async () => {
        const read = (id: number): Promise<SegmentProfile> =>
          host.ask('GET', `/m57/segments/${id}/profile`, { token: segments });
        const profile = await read(NORTHERN);
        // Twenty, and one who objected.
        expect(profile).toMatchObject({ size: 20, exercice: 2024 });
        expect(profile.groups.map(({ by, counted }) => [by, counted])).toEqual([
          ['age', 'persons'],
          ['household_type', 'persons'],
          ['quotient_band', 'households'],
          ['district', 'persons'],
          ['engagement', 'persons'],
        ]);
        const canteen = profile.services.find(({ id }) => id === town.canteen)!;
        expect(canteen.cell).toMatchObject({ users: 20, cost: '12813.41', average_cost: '640.67' });
        // All are of one zone, one age, one household type: who is in it would be told.
        for (const { by, groups } of profile.groups)
          if (by === 'district' || by === 'age' || by === 'household_type')
            expect(new Set(groups.map(({ persons }) => persons)), by).toEqual(new Set([null]));
        const mixed = (await read(EVERY_EATER_BUT)).groups.find(({ by }) => by === 'district')!;
        expect(Object.fromEntries(mixed.groups.map(({ key, persons }) => [key, persons]))).toEqual({
          [SOUTH]: 30,
          [LAKE]: 12,
          unknown: 0,
        });
        expect(await refusal('/m57/segments/999/profile', segments)).toEqual([404, 'NOT_FOUND']);
        expect(await refusal(`/m57/segments/${NORTHERN}/profile`, steering)).toEqual([403, 'FORBIDDEN']);
      });

      it('is a French spreadsheet too', async () => {
        const { text, headers } = await host.request('GET', '/m57/relation/costs?by=zone&format=csv', {
          token: steering,
          headers: { 'accept-language': 'fr' },
        });
        expect(headers.get('content-type')).toContain('text/csv');
        const lines = text.split('\r\n');
        expect(lines[0]).toMatch(/Service;Public;Usagers;Unités;Unité;Coût;Recette;Solde;/);
        expect(lines).toContain('Cantine;Zone 11;20;200,00;repas;12813,41;20,00;-12793,41;0,1;640,67;1,00;;');
        expect(lines).toContain(
          'Cantine;Zone 13;secret;secret;repas;secret;secret;secret;secret;secret;secret;;',
        );
        expect(lines).toContain('Cantine;Non identifié;;;;615876,76;33,00;;;;;;');
        expect(lines).toContain('Cantine;Total de la répartition;;;;640670,72;400,00;;;;;640,67;0,40');
      });

      it('is open to those who read costs, citizens or segments, and segments only to some of them', async () => {
        for (const token of [steering, finance, relation, segments])
          expect((await host.request('GET', '/m57/relation/costs?by=age', { token })).status).toBe(200);
        for (const token of [steering, finance, relation, segments])
          expect((await host.request('GET', '/m57/relation/costs?by=segment', { token })).status).toBe(200);
        expect(await refusal('/m57/relation/costs?by=age', desk)).toEqual([403, 'FORBIDDEN']);
        expect(await refusal('/m57/relation/costs?by=nothing', steering)).toEqual([400, 'INVALID_REQUEST']);
      });
    });
  },
);

const SQLITE = { version: '12', client: 'sqlite' } as const;

describe.skipIf(missing(SQLITE))('costs by group without the capability segments', () => {
  it('are there by typology, and of segments say what is to be installed', async () => {
    const host = await startHost(SQLITE);
    await installRelation(host);
    const { token } = await host.createUser('M57 – Pilotage');
    for (const by of ['age', 'district'])
      expect((await host.request('GET', `/m57/relation/costs?by=${by}`, { token })).status, by).toBe(200);
    for (const format of ['json', 'csv'])
      for (const who of [token, host.adminToken]) {
        const { status, body } = await host.request(
          'GET',
          `/m57/relation/costs?by=segment&format=${format}`,
          { token: who },
        );
        expect([status, body.errors?.[0]?.extensions?.code]).toEqual([409, 'SEGMENTS_NOT_INSTALLED']);
      }
  });
});

describe.skipIf(missing(SQLITE))('costs by group of the demo town', () => {
  let host: Host;
  let steering: string;
  beforeAll(async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    host = await startHost(SQLITE);
    await installSegments(host);
    await loadDemo(host.url, host.adminToken);
    steering = (await host.createUser('M57 – Pilotage')).token;
  });
  afterAll(() => void vi.restoreAllMocks());
  const get = (by: string): Promise<GroupCosts> =>
    host.ask('GET', `/m57/relation/costs?by=${by}`, { token: steering });
  const TYPOLOGIES = ['zone', 'district', 'quotient_band', 'household_type', 'age', 'engagement'];

  it.each(TYPOLOGIES)('by %s add up to the run to the cent in every service', async (by) => {
    const { services, run, groups } = await get(by);
    expect(run).not.toBeNull();
    const { totals } = await host.ask('GET', `/m57/allocations/runs/${run!.id}`);
    const ofRun = await host.ask('GET', `/m57/allocations/runs/${run!.id}/costs`);
    expect(sum(services.map(({ cost }) => cost.total))).toBe(cents(totals.full));
    expect(sum(services.map(({ revenue }) => revenue.total))).toBe(cents(totals.revenue));
    let known = 0;
    for (const { id, name, cost, revenue, cells, total } of services) {
      const row = ofRun.services.find(({ service }: { service: number }) => service === id);
      if (row?.kind === 'principal' || row?.kind === 'indivis') expect(cost.total, name).toBe(row.full);
      expect(revenue.total, name).toBe(row.revenue);
      expect(cost.identified === null, name).toBe(cost.unidentified === null);
      if (cost.identified === null) continue;
      expect(sum([cost.identified, cost.unidentified, cost.indivis]), name).toBe(cents(cost.total));
      const { identified, unidentified, partners, gap } = revenue;
      expect(sum([identified, unidentified, partners, gap]), name).toBe(cents(revenue.total));
      if (total.cost === null || cells.some(({ users }) => users === null)) continue;
      known += 1;
      expect(sum(cells.map((cell) => cell.cost)), name).toBe(cents(cost.identified));
      expect(sum(cells.map((cell) => cell.revenue)), name).toBe(cents(revenue.identified));
    }
    if (by !== 'zone') expect(known, groups.map(({ key }) => key).join()).toBeGreaterThan(0);
  });

  it('hide no figure that what is shown gives away', async () => {
    const answers = Object.fromEntries(
      await Promise.all(TYPOLOGIES.map(async (by) => [by, await get(by)] as const)),
    );
    const zones: { id: number; name: string; parent: number | null }[] = await host.ask(
      'GET',
      '/items/m57_zones?limit=-1&fields=id,name,parent',
    );
    const topOf = (id: number): number => {
      const { parent } = zones.find((zone) => zone.id === id)!;
      return parent === null ? id : topOf(parent);
    };
    let hidden = 0;
    for (const by of TYPOLOGIES.filter((one) => one !== 'district')) {
      const { services, groups } = answers[by]!;
      for (const { id, name, cells, total, cost, revenue } of services) {
        for (const cell of cells)
          if (cell.users === null) expect(Object.values(cell).every((value) => value === null)).toBe(true);
        if (total.users === null)
          for (const value of [cost.identified, cost.unidentified, revenue.identified, revenue.unidentified])
            expect(value, `${by} ${name}`).toBeNull();
        // One equation for each figure that is shown: of a cell, of all, and of a district over its zones.
        const one = (inside: (key: string) => boolean) => groups.map(({ key }) => (inside(key) ? 1n : 0n));
        const equations = cells.flatMap((cell, rankOf) =>
          cell.users === null ? [] : [one((key) => key === groups[rankOf]!.key)],
        );
        if (total.users !== null) equations.push(one(() => true));
        if (by === 'zone')
          answers['district']!.groups.forEach(({ key: district }, at) => {
            const cell = answers['district']!.services.find((service) => service.id === id)!.cells[at]!;
            const top = Number(district.replace('district:', ''));
            if (cell.users !== null && district !== 'unknown')
              equations.push(one((key) => key !== 'unknown' && topOf(Number(key)) === top));
          });
        cells.forEach((cell, at) => {
          if (cell.users !== null) return;
          hidden += 1;
          const target = one((key) => key === groups[at]!.key);
          expect(rank([...equations, target]), `${by} ${name} ${groups[at]!.label}`).toBe(
            rank(equations) + 1,
          );
        });
        const secret = cells.filter(({ users }) => users === null);
        if (total.users === null || secret.length === 0) continue;
        const rest = total.users - cells.reduce((added, { users }) => added + (users ?? 0), 0);
        expect(rest === 0 || rest >= 11, `${by} ${name}: ${rest} are left`).toBe(true);
      }
    }
    expect(hidden).toBeGreaterThan(0);
  });
});
