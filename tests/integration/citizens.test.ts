import { beforeAll, describe, expect, it } from 'vitest';
import type { CitizenPage, Duplicates } from '../../extensions/directus-extension-m57/src/contract/citizens';
import type {
  RequestsAnswer,
  Statistics,
} from '../../extensions/directus-extension-m57/src/contract/interactions';
import {
  DEFAULT_ENGAGEMENT,
  engagementScore,
  type EngagementParameters,
} from '../../extensions/directus-extension-m57/src/domain/relation/engagement';
import type { InteractionKind } from '../../extensions/directus-extension-m57/src/domain/relation/model';
import { keysOf } from '../../extensions/directus-extension-m57/src/domain/relation/normalise';
import { seededRandom } from '../../extensions/directus-extension-m57/src/domain/demo-town/random';
import { startHost, type Host } from '../support/host';
import { missing } from '../support/m57';

const HOSTS = [
  { version: '12', client: 'sqlite' },
  { version: '12', client: 'pg' },
  { version: '12', client: 'mariadb' },
  { version: '11', client: 'sqlite' },
] as const;

/** Today in France, and days before and after it. */
const day = (offset = 0) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(Date.now() + offset * 86_400_000);

const CENTRE = 1;
const CENTRE_NORTH = 2;
const CENTRE_SOUTH = 3;
const HILLS = 4;

interface Citizen {
  id: number;
  last_name: string;
  first_name: string;
  birth_date?: string;
  email?: string;
  phone?: string;
  zone?: number;
  household?: number;
  quotient_band?: number;
}
interface Interaction {
  citizen: number | null;
  service: number;
  kind: InteractionKind;
  date: string;
  units?: string;
  amount?: string;
  channel?: string;
  status?: string;
  due_on?: string;
  closed_on?: string;
  subject?: string;
  score?: number;
}

const JEANNE = 1;
const JEANNE_AGAIN = 2;
const PAUL = 3;

/** Three by name; then the users of statistics, ids from 100 on. */
const citizens: Citizen[] = [
  {
    id: JEANNE,
    last_name: 'Martin',
    first_name: 'Jeanne',
    birth_date: '1980-05-17',
    email: 'Jeanne.Martin@example.org',
    zone: CENTRE_NORTH,
  },
  {
    id: JEANNE_AGAIN,
    last_name: 'MARTIN',
    first_name: 'Jeanne-Élise',
    email: 'jm@example.org',
    phone: '06 98 76 54 32',
    quotient_band: 3,
  },
  { id: PAUL, last_name: 'Le Goff', first_name: 'Paul', phone: '01 44 55 66 77' },
];

/** Users of the pool and of the library, by zone: in the hills, five swim. */
const USERS: [zone: number, pool: number, library: number][] = [
  [CENTRE_NORTH, 30, 20],
  [CENTRE_SOUTH, 20, 25],
  [HILLS, 5, 15],
];
const users: (Citizen & { swims: boolean; reads: boolean })[] = [];
for (const [zone, pool, library] of USERS)
  for (let rank = 0; rank < Math.max(pool, library); rank += 1) {
    const id = 100 + users.length;
    users.push({
      id,
      last_name: `Nom${id}`,
      first_name: 'Prénom',
      zone,
      // Couples, but for the hills, where each lives alone.
      ...(zone === HILLS ? {} : { household: 1000 + Math.floor(id / 2) }),
      quotient_band: 1 + (Math.floor(id / 2) % 2),
      swims: rank < pool,
      reads: rank < library,
    });
  }

describe.each(HOSTS)('citizens on Directus $version and $client', (which) => {
  describe.skipIf(missing(which))('of a small town', () => {
    let host: Host;
    let pool: number, library: number, cleaning: number;
    let relation: string, desk: string, steering: string;
    let head: { id: string; token: string };
    let past: Interaction[];

    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install', { json: {} });
      relation = (await host.createUser('M57 – Relation')).token;
      desk = (await host.createUser('M57 – Guichet')).token;
      steering = (await host.createUser('M57 – Pilotage')).token;
      head = await host.createUser('M57 – Responsable de service');
      const service = async (json: object) => (await host.ask('POST', '/items/m57_services', { json })).id;
      pool = await service({ name: 'Piscine', unit_of_work: 'entrée', sort: 1, head: head.id });
      library = await service({ name: 'Médiathèque', unit_of_work: 'passage', sort: 2 });
      cleaning = await service({ name: 'Propreté', kind: 'indivis', unit_of_work: 'km', sort: 3 });
      past = interactions();
      await host.stop();
      await settle(host);
      await host.start();
    });

    const get = (path: string, token = relation) => host.ask('GET', path, { token });
    const find = (json: object) => host.ask('POST', '/m57/citizens/find', { token: relation, json });
    const refusal = async (method: string, path: string, json: unknown, token = relation) => {
      const { status, body } = await host.request(method, path, { json, token });
      return [status, body.errors?.[0]?.extensions?.code];
    };

    function interactions(): Interaction[] {
      const list: Interaction[] = [];
      // Jeanne's two records: 120 events of one, three uses of the other.
      for (let rank = 0; rank < 120; rank += 1) {
        const date = `2017-${String(1 + (rank % 12)).padStart(2, '0')}-1${Math.floor(rank / 24)}`;
        list.push({ citizen: JEANNE, service: library, kind: 'event', date });
      }
      const jeanne = { citizen: JEANNE, kind: 'payment' } as const;
      const again = { citizen: JEANNE_AGAIN, service: library } as const;
      list.push(
        { ...jeanne, service: pool, date: '2025-03-02', units: '10.50', amount: '31.50' },
        { ...jeanne, service: pool, date: '2025-12-31', units: '2', amount: '6.10' },
        { ...jeanne, service: cleaning, date: '2025-06-01', units: '1', amount: '4' },
        { ...again, service: pool, kind: 'renewal', date: '2024-09-01', units: '1', amount: '15' },
        { ...again, kind: 'event', date: day(-40) },
        { ...again, kind: 'satisfaction', date: day(-39), score: 4 },
      );
      // 2019, the year of statistics.
      for (const { id: citizen, swims, reads } of users) {
        const swim = { citizen, service: pool };
        if (swims)
          list.push(
            { ...swim, kind: 'registration', date: '2019-01-15', channel: 'web' },
            { ...swim, kind: 'payment', date: '2019-02-03', channel: 'desk', units: '2.5', amount: '7.30' },
          );
        if (reads) list.push({ citizen, service: library, kind: 'event', date: '2019-11-30', units: '1' });
      }
      list.push({
        citizen: null,
        service: pool,
        kind: 'payment',
        date: '2019-07-14',
        units: '40',
        amount: '120',
      });
      // Later years, for engagement.
      const random = seededRandom(20);
      const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)]!;
      for (let rank = 0; rank < 400; rank += 1)
        list.push({
          citizen: pick(users).id,
          service: cleaning,
          kind: pick(['event', 'renewal', 'satisfaction', 'consultation', 'payment', 'request']),
          date: day(-Math.floor(random() * 1100)),
          status: 'done',
          closed_on: '2020-01-01',
        });
      // 2018: what people thought of the library, and what they asked.
      for (const [score, answers] of [
        [5, 30],
        [4, 20],
        [3, 12],
      ] as const)
        for (let rank = 0; rank < answers; rank += 1)
          list.push({ citizen: null, service: library, kind: 'satisfaction', date: '2018-05-05', score });
      const asked = { citizen: null, service: library, kind: 'request' } as const;
      list.push(
        { ...asked, date: '2018-03-01', status: 'done', closed_on: '2018-03-02' },
        { ...asked, date: '2018-03-01', status: 'refused', closed_on: '2018-03-11' },
        { ...asked, date: '2018-10-20', status: 'done', closed_on: '2018-11-05' },
        { ...asked, date: '2018-03-03', status: 'waiting', due_on: '2018-04-01', subject: 'old' },
      );
      // The board of today.
      const request = { citizen: JEANNE, service: pool, kind: 'request', date: day(-10) } as const;
      list.push(
        { ...request, status: 'new', subject: 'undated' },
        { ...request, status: 'new', due_on: day(3), subject: 'later' },
        { ...request, status: 'new', due_on: day(-2), subject: 'late' },
        { ...request, date: day(-1), subject: 'by hand' },
        {
          ...request,
          citizen: null,
          kind: 'complaint',
          status: 'in_progress',
          due_on: day(),
          subject: 'today',
        },
        { ...request, status: 'done', due_on: day(-9), closed_on: day(-5), subject: 'closed' },
        { ...request, status: 'done', closed_on: day(-40), subject: 'long closed' },
      );
      return list;
    }

    /** As imports leave it, past the host. */
    async function settle({ database }: Host): Promise<void> {
      const bound = (date: string | undefined) => {
        if (date === undefined) return null;
        const [year, month, at] = date.split('-').map(Number) as [number, number, number];
        return new Date(year, month - 1, at);
      };
      await database('m57_zones').insert([
        { id: CENTRE, code: 'C', name: 'Centre', kind: 'district', parent: null },
        { id: CENTRE_NORTH, code: 'CN', name: 'Centre nord', kind: 'iris', parent: CENTRE },
        { id: CENTRE_SOUTH, code: 'CS', name: 'Centre sud', kind: 'iris', parent: CENTRE },
        { id: HILLS, code: 'H', name: 'Les Hauts', kind: 'district', parent: null },
      ]);
      const all: Citizen[] = [...citizens, ...users];
      await database.batchInsert(
        'm57_citizens',
        all.map(({ id, birth_date, zone, household, quotient_band }) => ({
          id,
          pseudonym: `pseudonym${String(id).padStart(17, '0')}`,
          birth_year: birth_date === undefined ? null : Number(birth_date.slice(0, 4)),
          zone: zone ?? null,
          household: household ?? null,
          quotient_band: quotient_band ?? null,
          registered_on: bound('2020-01-01'),
          source: 'Portail',
        })),
        50,
      );
      await database.batchInsert(
        'm57_identities',
        all.map(({ id, last_name, first_name, birth_date, email, phone }) => {
          const named = {
            last_name,
            first_name,
            birth_date: birth_date ?? null,
            email: email ?? null,
            phone: phone ?? null,
          };
          const birth_year = birth_date === undefined ? null : Number(birth_date.slice(0, 4));
          return {
            citizen: id,
            ...named,
            birth_date: bound(birth_date),
            ...keysOf({ ...named, birth_year }),
          };
        }),
        50,
      );
      await database.batchInsert(
        'm57_interactions',
        past.map(({ date, due_on, closed_on, ...rest }) => ({
          units: null,
          amount: null,
          channel: null,
          status: null,
          subject: null,
          score: null,
          ...rest,
          date: bound(date),
          due_on: bound(due_on),
          closed_on: bound(closed_on),
        })),
        50,
      );
      await database('m57_purposes').whereIn('code', ['lettre', 'plan']).delete();
      const purpose = { description: '', retention_months: 36, dua_months: 0, fate: 'destroy', visa: '' };
      await database('m57_purposes').insert([
        {
          ...purpose,
          code: 'lettre',
          label: 'Lettre',
          basis: 'consent',
          wording: 'J’accepte la lettre.',
          position: 101,
        },
        { ...purpose, code: 'plan', label: 'Plan', basis: 'public_interest', wording: '', position: 102 },
      ]);
      await database('m57_citizen_keys').insert([
        { source: 'Portail', key: 'F-77', citizen: JEANNE },
        { source: 'Piscine', key: '0042', citizen: JEANNE_AGAIN },
      ]);
      await database('m57_erased_users').insert({ service: library, year: 2018, kind: 'all', users: 12 });
      const pair = { score: 80, reasons: '["NAME","EMAIL"]', status: 'waiting' };
      await database('m57_duplicates').insert([
        { ...pair, citizen: JEANNE, other: JEANNE_AGAIN },
        { ...pair, citizen: JEANNE_AGAIN, other: PAUL, score: 55, reasons: '["NAME"]' },
        { ...pair, citizen: PAUL, other: 100, score: 50 },
      ]);
      // Two runs of 2025: the later one counts. A million euros over 95 000 entries is 10.526… each.
      const run = {
        siret: '21990999100016',
        method: 'direct',
        exercice: 2025,
        report: '{}',
        result_hash: 'x',
      };
      const run_ids = [71, 72, 73];
      await database('m57_runs').insert([
        {
          ...run,
          id: 71,
          name: 'Ancienne',
          status: 'validated',
          fingerprint: 'a',
          validated_on: new Date('2026-01-10'),
        },
        {
          ...run,
          id: 72,
          name: 'Coûts 2025',
          status: 'validated',
          fingerprint: 'b',
          validated_on: new Date('2026-02-10'),
        },
        { ...run, id: 73, name: 'Brouillon', status: 'draft', fingerprint: 'c', validated_on: null },
      ]);
      const zero = {
        lines: 1,
        notional: 0,
        received: 0,
        delivered: 0,
        unallocated: 0,
        users: 0,
        partners: 0,
      };
      await database('m57_run_services').insert([
        ...run_ids.map((id) => ({
          ...zero,
          run: id,
          service: pool,
          name: 'Piscine',
          kind: 'principal',
          direct: id === 72 ? 90_000_000 : 5_000,
          notional: id === 72 ? 4_000_000 : 0,
          received: id === 72 ? 6_000_000 : 0,
          unit: 'entrée',
          units: 950_000_000,
        })),
        {
          ...zero,
          run: 72,
          service: cleaning,
          name: 'Propreté',
          kind: 'indivis',
          direct: 70_000_000,
          unit: 'km',
          units: 1_300_000,
        },
      ]);
    }

    it('finds by words of a name in any order, e-mail, phone, pseudonym and number', async () => {
      const ids = async (search: string) =>
        (await find({ search })).citizens.map((one: { id: number }) => one.id);
      expect(await ids('jeanne mart')).toEqual([JEANNE, JEANNE_AGAIN]);
      expect(await ids('Élise')).toEqual([JEANNE_AGAIN]);
      expect(await ids('JEANNE.MARTIN@example.org')).toEqual([JEANNE]);
      expect(await ids('+33 6 98 76 54 32')).toEqual([JEANNE_AGAIN]);
      expect(await ids('legoff')).toEqual([PAUL]);
      expect(await ids('F-77')).toEqual([JEANNE]);
      expect(await ids(`pseudonym${'3'.padStart(17, '0')}`)).toEqual([PAUL]);
      expect(await ids('%')).toEqual([]);
      expect(await ids('personne')).toEqual([]);
      const all = await find({});
      expect(all.more).toBe(true);
      expect(all.citizens).toHaveLength(50);
      expect(all.citizens[0].id).toBe(users.at(-1)!.id);
      const next = await find({ page: 2 });
      expect(next.citizens[0].id).toBe(users.at(-1)!.id - 50);
      const [jeanne] = (await find({ search: 'jeanne.martin@example.org' })).citizens;
      expect(jeanne).toEqual({
        id: JEANNE,
        pseudonym: `pseudonym${'1'.padStart(17, '0')}`,
        name: 'Martin Jeanne',
        birth_year: 1980,
        zone: 'Centre nord',
        registered_on: '2020-01-01',
        last_on: day(-1),
        duplicates: 1,
      });
      const log = await host.ask('GET', '/items/m57_privacy_log?filter[action]=search&limit=-1');
      expect(log).toHaveLength(12);
      expect(JSON.stringify(log)).not.toMatch(/martin|goff|@/i);
      // The host writes the address of each question down.
      const written = host.logs(10_000);
      expect(written).toContain('/m57/citizens/find');
      expect(written).not.toMatch(/martin|mart\b|%C3%89lise|goff|example\.org|98765432|98%2076/i);
    });

    it('tells the page of a citizen, at the exact unit cost of the latest validated run', async () => {
      const page: CitizenPage = await get(`/m57/citizens/${JEANNE}`);
      expect(page.identity).toMatchObject({ last_name: 'Martin', birth_date: '1980-05-17', phone: null });
      expect(page.keys).toEqual([{ source: 'Portail', key: 'F-77' }]);
      expect(page.costs).toEqual({
        exercice: 2025,
        run: { id: 72, name: 'Coûts 2025', exercice: 2025 },
        services: [
          {
            id: pool,
            name: 'Piscine',
            unit: 'entrée',
            units: '12.50',
            // 12.5 × 1 000 000 / 95 000 = 131.578…: not 12.5 × 10.53.
            unit_cost: '10.53',
            cost: '131.58',
            revenue: '37.60',
            balance: '-93.98',
          },
          {
            id: cleaning,
            name: 'Propreté',
            unit: 'km',
            units: '1.00',
            unit_cost: null,
            cost: null,
            revenue: '4.00',
            balance: null,
          },
        ],
        cost: '131.58',
        revenue: '41.60',
      });
      expect(page.duplicates).toEqual([
        { id: expect.any(Number), other: JEANNE_AGAIN, score: 80, reasons: ['NAME', 'EMAIL'] },
      ]);
      expect(await refusal('GET', '/m57/citizens/999', undefined)).toEqual([404, 'NOT_FOUND']);
      const log = await host.ask('GET', '/items/m57_privacy_log?filter[action]=read');
      expect(log).toHaveLength(1);
      expect([Number(log[0].citizen), log[0].count]).toEqual([JEANNE, 1]);
      expect(await refusal('GET', `/m57/citizens/${JEANNE}`, undefined, desk)).toEqual([403, 'FORBIDDEN']);
    });

    it('gives the timeline in pages, newest first, each item once', async () => {
      const mine = past.filter(({ citizen }) => citizen === JEANNE);
      const seen: { id: number; date: string }[] = [];
      let cursor: string | null = '';
      let pages = 0;
      while (cursor !== null) {
        const { items, next }: CitizenPage['timeline'] = await get(
          `/m57/citizens/${JEANNE}/timeline${cursor && `?before=${cursor}`}`,
        );
        seen.push(...items);
        cursor = next;
        pages += 1;
      }
      expect(pages).toBe(3);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(mine.length);
      expect(seen.map(({ date }) => date)).toEqual(
        mine
          .map(({ date }) => date)
          .sort()
          .reverse(),
      );
      const payments = await get(`/m57/citizens/${JEANNE}/timeline?kind=payment&service=${pool}`);
      expect(payments.items.map((one: Interaction) => [one.date, one.units, one.amount])).toEqual([
        ['2025-12-31', '2.00', '6.10'],
        ['2025-03-02', '10.50', '31.50'],
      ]);
      expect(await refusal('GET', `/m57/citizens/${JEANNE}/timeline?before=x`, undefined)).toEqual([
        400,
        'INVALID_REQUEST',
      ]);
    });

    it('keeps evidence for ever, and says what may be used', async () => {
      const record = { purpose: 'lettre', kind: 'consent', occurred_on: '2026-01-05', source: 'Formulaire' };
      const page: CitizenPage = await host.ask('POST', `/m57/citizens/${JEANNE_AGAIN}/evidence`, {
        json: record,
        token: relation,
      });
      const states = page.purposes.filter(({ purpose }) => ['lettre', 'plan'].includes(purpose));
      expect(states).toEqual([
        {
          purpose: 'lettre',
          label: 'Lettre',
          basis: 'consent',
          state: 'consented',
          since: '2026-01-05',
          until: null,
          allowed: true,
        },
        {
          purpose: 'plan',
          label: 'Plan',
          basis: 'public_interest',
          state: null,
          since: null,
          until: null,
          allowed: true,
        },
      ]);
      expect(page.evidence).toMatchObject([{ ...record, wording: 'J’accepte la lettre.', expires_on: null }]);
      const objection = { ...record, purpose: 'plan', kind: 'objection' };
      const after = await host.ask('POST', `/m57/citizens/${JEANNE}/evidence`, {
        json: objection,
        token: relation,
      });
      expect(after.purposes.find((one: { purpose: string }) => one.purpose === 'plan')).toMatchObject({
        state: 'objected',
        allowed: false,
      });
      expect(await refusal('POST', `/m57/citizens/999/evidence`, record)).toEqual([404, 'NOT_FOUND']);
      expect(
        await refusal('POST', `/m57/citizens/${JEANNE}/evidence`, { ...record, purpose: 'rien' }),
      ).toEqual([400, 'PURPOSE_UNKNOWN']);
      expect(await refusal('POST', `/m57/citizens/${JEANNE}/evidence`, record, desk)).toEqual([
        403,
        'FORBIDDEN',
      ]);
    });

    it('computes engagement in the database as the rules of the domain do', async () => {
      const check = async (parameters: EngagementParameters) => {
        const rows = await host.ask('GET', '/items/m57_scores?limit=-1');
        const expected = new Map<number, object>();
        for (const { id } of [...citizens, ...users]) {
          const mine = past.filter(({ citizen }) => citizen === id);
          const { score, recency, frequency, breadth } = engagementScore(mine, day(), parameters);
          if (frequency.count > 0)
            expected.set(id, {
              score,
              recency: recency.points,
              frequency: frequency.points,
              breadth: breadth.points,
              computed_on: day(),
            });
        }
        const found = rows.map(({ citizen, ...score }: { citizen: number }) => [Number(citizen), score]);
        expect(new Map(found)).toEqual(expected);
        return expected.size;
      };
      const narrow: EngagementParameters = { ...DEFAULT_ENGAGEMENT, kinds: [...DEFAULT_ENGAGEMENT.kinds] };
      await host.ask('PUT', '/m57/engagement', { json: narrow, token: relation });
      expect(await check(narrow)).toBeGreaterThan(0);
      const wide: EngagementParameters = {
        window_months: 60,
        weights: { recency: 33, frequency: 33, breadth: 34 },
        full_frequency: 7,
        full_breadth: 3,
        kinds: ['event', 'consultation', 'satisfaction', 'renewal'],
      };
      const answer = await host.ask('PUT', '/m57/engagement', { json: wide, token: relation });
      expect(await check(wide)).toBeGreaterThan(60);
      expect(answer).toMatchObject({ parameters: wide, computed_on: day() });
      // Everybody but a few swam or read once: those few are secret, and so are others with them.
      const told = answer.distribution.filter((one: { citizens: number | null }) => one.citizens !== null);
      for (const { citizens: count } of told) expect(count === 0 || count >= 11).toBe(true);
      const wrong = { ...wide, weights: { recency: 33, frequency: 33, breadth: 33 } };
      expect(await refusal('PUT', '/m57/engagement', wrong)).toEqual([400, 'ENGAGEMENT_WEIGHTS']);
      expect(await refusal('PUT', '/m57/engagement', wide, steering)).toEqual([403, 'FORBIDDEN']);
      expect(await refusal('GET', '/m57/engagement', undefined, desk)).toEqual([403, 'FORBIDDEN']);
    });

    const board = (query = '', token = desk): Promise<RequestsAnswer> => get(`/m57/requests${query}`, token);
    const column = (answer: RequestsAnswer, status: string) => {
      const { total, overdue, cards } = answer.columns.find((one) => one.status === status)!;
      return { total, overdue, cards: cards.map(({ subject }) => subject) };
    };

    it('shows requests by status, the most urgent first', async () => {
      const answer = await board();
      expect(answer.today).toBe(day());
      expect(answer.services.map(({ name }) => name)).toEqual(['Piscine', 'Médiathèque', 'Propreté']);
      expect(column(answer, 'new')).toEqual({
        total: 4,
        overdue: 1,
        cards: ['late', 'later', 'undated', 'by hand'],
      });
      expect(column(answer, 'in_progress')).toEqual({ total: 1, overdue: 0, cards: ['today'] });
      expect(column(answer, 'waiting')).toEqual({ total: 1, overdue: 1, cards: ['old'] });
      expect(column(answer, 'done')).toEqual({ total: 1, overdue: 0, cards: ['closed'] });
      expect(answer.columns[0]!.cards[0]).toEqual({
        id: expect.any(Number),
        kind: 'request',
        service: { id: pool, name: 'Piscine' },
        subject: 'late',
        date: day(-10),
        due_on: day(-2),
        overdue: true,
        closed_on: null,
        channel: null,
        status: 'new',
        // The desk does not see whose it is.
        citizen: null,
      });
      expect((await board('', relation)).columns[0]!.cards[0]!.citizen).toBe(JEANNE);
      const late = await board('?overdue=true');
      expect(late.columns.map(({ total }) => total)).toEqual([1, 0, 1, 0, 0]);
      expect(column(await board(`?service=${library}`), 'waiting').cards).toEqual(['old']);
      expect(column(await board('?kind=complaint'), 'new').total).toBe(0);
      expect(await refusal('GET', '/m57/requests', undefined, steering)).toEqual([403, 'FORBIDDEN']);
    });

    it('moves a request unless somebody else has, and keeps the day of its end', async () => {
      const { id } = (await board()).columns[0]!.cards.find(({ subject }) => subject === 'later')!;
      const move = (json: object, token = desk) => host.ask('PUT', `/m57/requests/${id}`, { json, token });
      expect(await move({ from: 'new', status: 'done' })).toMatchObject({ status: 'done', closed_on: day() });
      const { status, body } = await host.request('PUT', `/m57/requests/${id}`, {
        json: { from: 'new', status: 'waiting' },
        token: desk,
        headers: { 'accept-language': 'fr' },
      });
      expect(status).toBe(409);
      expect(body.errors[0].extensions).toMatchObject({ code: 'REQUEST_MOVED', status: 'done' });
      expect(body.errors[0].message).toContain('« Traitée »');
      expect(await move({ from: 'done', status: 'waiting', due_on: day(1) })).toMatchObject({
        status: 'waiting',
        closed_on: null,
        due_on: day(1),
      });
      expect(await move({ from: 'waiting', status: 'new', due_on: day(3) })).toMatchObject({
        due_on: day(3),
      });
      const byHand = (await board()).columns[0]!.cards.find(({ subject }) => subject === 'by hand')!;
      expect(
        await host.ask('PUT', `/m57/requests/${byHand.id}`, {
          json: { from: 'new', status: 'new' },
          token: desk,
        }),
      ).toMatchObject({ status: 'new' });
      expect(await refusal('PUT', '/m57/requests/999999', { from: 'new', status: 'done' })).toEqual([
        404,
        'NOT_FOUND',
      ]);
      const [payment] = await host.ask('GET', '/items/m57_interactions?filter[kind]=payment&limit=1');
      expect(await refusal('PUT', `/m57/requests/${payment.id}`, { from: 'new', status: 'done' })).toEqual([
        404,
        'NOT_FOUND',
      ]);
    });

    it('finds who is at the desk and tells nothing of them', async () => {
      const find = (json: object) => host.ask('POST', '/m57/desk/find', { json, token: desk });
      const told = { last_name: 'MARTIN', first_name: 'jeanne', birth_date: '1980-05-17' };
      const found = await find(told);
      expect(found.persons).toHaveLength(1);
      expect(found.persons[0]).toMatchObject({
        id: JEANNE,
        certainty: 'certain',
        registered_on: '2020-01-01',
        duplicates: 1,
      });
      expect(found.persons[0].open.map((card: { subject: string }) => card.subject)).toEqual([
        'late',
        'later',
        'undated',
        'by hand',
      ]);
      expect(JSON.stringify(found)).not.toMatch(/martin|example|1980|amount|score/i);
      expect((await find({ phone: '0144556677', first_name: 'Paul' })).persons[0].id).toBe(PAUL);
      const byNumber = await find({ key: '0042', first_name: 'Jeanne-Élise' });
      expect(byNumber.persons.map((one: { id: number }) => one.id)).toEqual([JEANNE_AGAIN]);
      expect((await find({ last_name: 'Inconnu', first_name: 'Jean' })).persons).toEqual([]);
      expect((await find({ key: '9999' })).persons).toEqual([]);
      const log = await host.ask('GET', '/items/m57_privacy_log?filter[action]=desk_find&sort=id');
      expect(log.map(({ count }: { count: number }) => count)).toEqual([1, 1, 1, 0, 0]);
      expect(await refusal('POST', '/m57/desk/find', told, steering)).toEqual([403, 'FORBIDDEN']);
    });

    it('logs at the desk, and sends two records to the review', async () => {
      const log = (json: object) => host.ask('POST', '/m57/desk/log', { json, token: desk });
      const visit = { kind: 'event', service: library, channel: 'desk' };
      expect(await log(visit)).toEqual({ id: expect.any(Number), status: null });
      const asked = {
        kind: 'request',
        service: pool,
        channel: 'phone',
        subject: 'lost towel',
        due_on: day(1),
      };
      expect(await refusal('POST', '/m57/desk/log', { ...asked, citizen: PAUL }, desk)).toEqual([
        409,
        'AIPD_NOT_CONFIRMED',
      ]);
      await host.ask('POST', '/m57/privacy/confirm', { json: { confirmed: true } });
      const { id, status } = await log({ ...asked, citizen: PAUL });
      expect(status).toBe('new');
      const { items } = ((await get(`/m57/citizens/${PAUL}`)) as CitizenPage).timeline;
      expect(items).toEqual([
        expect.objectContaining({
          id,
          kind: 'request',
          date: day(),
          due_on: day(1),
          channel: 'phone',
          status: 'new',
        }),
      ]);
      expect(await refusal('POST', '/m57/desk/log', { ...asked, citizen: 999 }, desk)).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect(await refusal('POST', '/m57/desk/log', { ...asked, service: 999 }, desk)).toEqual([
        404,
        'NOT_FOUND',
      ]);

      const report = () =>
        host.ask('POST', '/m57/desk/duplicates', { json: { citizen: 102, other: 101 }, token: desk });
      expect([await report(), await report()]).toEqual([true, true]);
      const { pairs }: Duplicates = await get('/m57/duplicates');
      expect(pairs[0]).toMatchObject({ reasons: ['DESK'], sides: [{ id: 101 }, { id: 102 }] });
      await host.ask('POST', `/m57/duplicates/${pairs[0]!.id}`, {
        json: { decision: 'different' },
        token: relation,
      });
      expect(await report()).toBe(false);
    });

    it('tells a service what it needs to know, in aggregates', async () => {
      const page = await get(`/m57/services/${pool}/relation?exercice=2019`, head.token);
      expect(page.exercices).toContain(2019);
      expect(page).toMatchObject({
        service: { id: pool, name: 'Piscine', unit: 'entrée' },
        exercice: 2019,
        users: 55,
        // 55 × 2.5, and 55 × 7.30 + 120.
        units: { identified: '137.50', anonymous: '40.00', total: '177.50' },
        revenue: '521.50',
        months: [
          { month: 1, units: '0.00', interactions: 55 },
          { month: 2, units: '137.50', interactions: 55 },
          { month: 7, units: '40.00', interactions: 1 },
        ],
        channels: [
          { channel: 'desk', interactions: 55 },
          { channel: 'web', interactions: 55 },
          { channel: null, interactions: 1 },
        ],
        satisfaction: { answers: 0, mean: null },
      });
      const read = await get(`/m57/services/${library}/relation?exercice=2018`, steering);
      expect(read).toMatchObject({
        // Twelve who are erased.
        users: 12,
        requests: {
          open: 1,
          overdue: 1,
          closed: 3,
          // 1, 10 and 16 days.
          median_days: 10,
          by_status: [
            { status: 'new', requests: 0 },
            { status: 'in_progress', requests: 0 },
            { status: 'waiting', requests: 1 },
            { status: 'done', requests: 2 },
            { status: 'refused', requests: 1 },
          ],
        },
        // (30 × 5 + 20 × 4 + 12 × 3) / 62 = 4.29.
        satisfaction: { answers: 62, mean: 4.3 },
      });
      expect(read.satisfaction.by_score.map((one: { answers: number }) => one.answers)).toEqual([
        0, 0, 12, 20, 30,
      ]);
      // Of 2024 there is one swimmer.
      expect(await get(`/m57/services/${pool}/relation?exercice=2024`)).toMatchObject({
        users: null,
        units: { identified: null, anonymous: null, total: '1.00' },
        revenue: null,
      });
      expect(await get(`/m57/services/${cleaning}/relation?exercice=1999`)).toMatchObject({
        users: 0,
        months: [],
      });
      expect(await refusal('GET', `/m57/services/${library}/relation`, undefined, head.token)).toEqual([
        403,
        'FORBIDDEN',
      ]);
      expect(await refusal('GET', `/m57/services/${pool}/relation`, undefined, desk)).toEqual([
        403,
        'FORBIDDEN',
      ]);
      expect(await refusal('GET', '/m57/services/999/relation', undefined)).toEqual([404, 'NOT_FOUND']);
    });

    it('gives statistics from which no small figure can be found', async () => {
      const by = async (typology: string, token = steering) => {
        const answer: Statistics = await get(`/m57/relation/statistics?by=${typology}&exercice=2019`, token);
        const cells = (id: number) => {
          const service = answer.services.find((one) => one.id === id)!;
          return Object.fromEntries(answer.groups.map(({ key }, rank) => [key, service.cells[rank]!]));
        };
        const of = (id: number) =>
          Object.fromEntries(Object.entries(cells(id)).map(([key, { users: count }]) => [key, count]));
        const total = (id: number) => answer.services.find((one) => one.id === id)!;
        return { answer, of, cells, total };
      };
      const zones = await by('zone');
      expect(zones.answer).toMatchObject({ counted: 'persons', threshold: 11 });
      expect(zones.answer.groups.map(({ label }) => label)).toEqual([
        'Centre nord',
        'Centre sud',
        'Les Hauts',
        'Non renseigné',
      ]);
      expect(zones.of(library)).toEqual({ [CENTRE_NORTH]: 20, [CENTRE_SOUTH]: 25, [HILLS]: 15, unknown: 0 });
      expect(zones.cells(library)[HILLS]).toEqual({ users: 15, units: '15.00', revenue: '0.00' });
      expect(zones.total(pool)).toMatchObject({
        total: { users: 55, units: '137.50', revenue: '401.50' },
        anonymous: { units: '40.00', revenue: '120.00' },
      });
      const [swimming, districts] = [zones.of(pool), await by('district')];
      expect(districts.of(library)).toEqual({ [`district:${CENTRE}`]: 45, [HILLS]: 15, unknown: 0 });
      // Five in the hills: 55 less those of the centre would tell, and so would its two parts.
      expect(swimming[HILLS]).toBeNull();
      expect(districts.of(pool)).toEqual({ [`district:${CENTRE}`]: null, [HILLS]: null, unknown: 0 });
      expect([swimming[CENTRE_NORTH], swimming[CENTRE_SOUTH]]).toContain(null);
      expect(districts.answer.reasons).toEqual({
        [`${pool}:district:${CENTRE}`]: 'secret',
        [`${pool}:${HILLS}`]: 'secret',
      });

      // Incomes are counted in households: 10 in the north, 13 in the south, 15 alone.
      const bands = await by('quotient_band');
      expect(bands.answer.counted).toBe('households');
      expect(bands.of(library)).toEqual({ 1: 19, 2: 19, unknown: 0 });
      const inBand = (band: number) => users.filter((one) => one.reads && one.quotient_band === band).length;
      expect(bands.cells(library)).toMatchObject({
        1: { units: `${inBand(1)}.00` },
        2: { units: `${inBand(2)}.00` },
      });
      expect(bands.total(library).total).toEqual({ users: 38, units: '60.00', revenue: '0.00' });

      // Nobody's age is known.
      const ages = await by('age');
      expect(ages.of(pool)).toMatchObject({ '3-10': 0, '75+': 0, unknown: 55 });
      const scores = await by('engagement', relation);
      for (const count of Object.values(scores.of(pool)))
        expect(count === null || count === 0 || count >= 11).toBe(true);
      expect(scores.total(pool).total.users).toBe(55);
      for (const token of [desk, head.token])
        expect(await refusal('GET', '/m57/relation/statistics?by=zone', undefined, token)).toEqual([
          403,
          'FORBIDDEN',
        ]);
    });

    /** Every table of persons, but for what says that there was a merge. */
    const dump = async () => {
      const tables = [
        'citizens',
        'identities',
        'interactions',
        'citizen_keys',
        'scores',
        'evidence',
        'purposes',
      ];
      const rows = (table: string, fields = '*') =>
        host.ask(
          'GET',
          `/items/m57_${table}?limit=-1&fields=${fields}&sort=${table === 'scores' ? 'citizen' : table === 'purposes' ? 'code' : 'id'}`,
        );
      const whole = await Promise.all(tables.map(async (table) => [table, await rows(table)] as const));
      const consents = await host.ask(
        'GET',
        '/items/m57_consents?limit=-1&sort=citizen,purpose&fields=citizen,purpose,state,until,evidence',
      );
      const pairs = await rows('duplicates', 'id,citizen,other,score,reasons,import');
      return { ...Object.fromEntries(whole), consents, pairs };
    };

    it('reviews pairs, the surest first; one that is decided is not asked again', async () => {
      const { waiting, pairs }: Duplicates = await get('/m57/duplicates');
      expect(waiting).toBe(3);
      expect(pairs.map(({ score }) => score)).toEqual([80, 55, 50]);
      expect(pairs[0]!.sides.map((side) => [side.id, side.identity?.email, side.interactions])).toEqual([
        [JEANNE, 'Jeanne.Martin@example.org', 129],
        [JEANNE_AGAIN, 'jm@example.org', 3],
      ]);
      expect(
        await refusal('POST', `/m57/duplicates/${pairs[2]!.id}`, { decision: 'different' }, desk),
      ).toEqual([403, 'FORBIDDEN']);
      const after: Duplicates = await host.ask('POST', `/m57/duplicates/${pairs[2]!.id}`, {
        json: { decision: 'different' },
        token: relation,
      });
      expect(after.waiting).toBe(2);
      expect(after.apart[0]).toEqual({
        id: pairs[2]!.id,
        citizens: [
          { id: PAUL, name: 'Le Goff Paul' },
          { id: 100, name: 'Nom100 Prénom' },
        ],
        decided_on: expect.stringMatching(/^\d{4}-.*Z$/),
        decided_by: expect.stringContaining('@'),
      });
      const decide = (json: object, token = relation): Promise<Duplicates> =>
        host.ask('POST', `/m57/duplicates/${pairs[2]!.id}`, { json, token });
      expect(
        await refusal('POST', `/m57/duplicates/${pairs[2]!.id}`, { decision: 'undecided' }, desk),
      ).toEqual([403, 'FORBIDDEN']);
      const again = await decide({ decision: 'undecided' });
      expect(again.waiting).toBe(3);
      expect(again.apart.map(({ id }) => id)).not.toContain(pairs[2]!.id);
      expect(again.pairs.map(({ id }) => id)).toEqual(pairs.map(({ id }) => id));
      // Two who take the same back.
      expect((await decide({ decision: 'undecided' })).waiting).toBe(3);
      expect((await decide({ decision: 'different' })).waiting).toBe(2);
      expect(await refusal('POST', `/m57/duplicates/${pairs[2]!.id}`, { decision: 'different' })).toEqual([
        409,
        'DUPLICATE_DECIDED',
      ]);
      expect(
        await refusal('POST', `/m57/duplicates/${pairs[0]!.id}`, { decision: 'same', keep: PAUL }),
      ).toEqual([400, 'MERGE_NOT_OF_PAIR']);
    });

    it('merges two into one whose own data counts, and undoes it to the letter', async () => {
      const before = await dump();
      const [pair] = ((await get('/m57/duplicates')) as Duplicates).pairs;
      const { merges, waiting }: Duplicates = await host.ask('POST', `/m57/duplicates/${pair!.id}`, {
        json: { decision: 'same', keep: JEANNE },
        token: relation,
      });
      expect(merges[0]).toMatchObject({
        kept: JEANNE,
        merged: JEANNE_AGAIN,
        undone_on: null,
        name: 'Martin Jeanne',
      });
      // A merge is undone by itself.
      expect(await refusal('POST', `/m57/duplicates/${pair!.id}`, { decision: 'undecided' })).toEqual([
        409,
        'DUPLICATE_DECIDED',
      ]);
      // Paul may be her now.
      expect(waiting).toBe(1);
      const page: CitizenPage = await get(`/m57/citizens/${JEANNE}`);
      expect(page.duplicates.map(({ other }) => other)).toEqual([PAUL]);
      expect(page).toMatchObject({ quotient_band: 3, birth_year: 1980, zone: 'Centre nord' });
      expect(page.identity).toMatchObject({
        first_name: 'Jeanne',
        email: 'Jeanne.Martin@example.org',
        phone: '06 98 76 54 32',
      });
      expect(page.keys.map(({ key }) => key)).toEqual(['0042', 'F-77']);
      expect(page.evidence).toHaveLength(2);
      expect(Object.fromEntries(page.purposes.map(({ purpose, state }) => [purpose, state]))).toMatchObject({
        lettre: 'consented',
        plan: 'objected',
      });
      const both = past.filter(({ citizen }) => citizen === JEANNE || citizen === JEANNE_AGAIN);
      const { parameters } = await get('/m57/engagement');
      const expected = engagementScore(both, day(), parameters);
      expect(page.engagement).toMatchObject({ score: expected.score, breadth: expected.breadth.points });
      expect(await refusal('GET', `/m57/citizens/${JEANNE_AGAIN}`, undefined)).toEqual([404, 'NOT_FOUND']);
      const byPhone = await find({ search: '0698765432' });
      expect(byPhone.citizens.map((one: { id: number }) => one.id)).toEqual([JEANNE]);
      const [all] = await host.ask('GET', '/items/m57_interactions?aggregate[count]=id');
      expect(Number(all.count.id)).toBe(past.length + 2);

      const undone: Duplicates = await host.ask('POST', `/m57/merges/${merges[0]!.id}/undo`, {
        token: relation,
        json: {},
      });
      expect(undone.waiting).toBe(2);
      expect(undone.merges).toEqual([]);
      expect(await dump()).toEqual(before);
      expect(await refusal('POST', `/m57/merges/${merges[0]!.id}/undo`, {})).toEqual([409, 'MERGE_UNDONE']);
    });

    it('undoes merges in turn, keeps what came since, and refuses what cannot be', async () => {
      const merge = (keep: number, other: number) =>
        host.ask('POST', '/m57/citizens/merge', { json: { keep, merge: other }, token: relation });
      const undo = (id: number) => refusal('POST', `/m57/merges/${id}/undo`, {});
      const before = await dump();
      const first = await merge(JEANNE_AGAIN, JEANNE);
      const second = await merge(PAUL, JEANNE_AGAIN);
      const page: CitizenPage = await get(`/m57/citizens/${PAUL}`);
      // What they said before all merges.
      expect(page.evidence).toHaveLength(2);
      expect(page.identity).toMatchObject({
        last_name: 'Le Goff',
        birth_date: '1980-05-17',
        email: 'jm@example.org',
      });
      expect(await undo(first.id)).toEqual([409, 'MERGE_KEPT_GONE']);
      expect(await undo(second.id)).toEqual([200, undefined]);
      expect(await undo(first.id)).toEqual([200, undefined]);
      expect(await dump()).toEqual(before);

      const third = await merge(JEANNE, JEANNE_AGAIN);
      // Corrected by staff: it stays. What was filled in and not touched goes back.
      const [identity] = await host.ask('GET', `/items/m57_identities?filter[citizen]=${JEANNE}`);
      await host.ask('PATCH', `/items/m57_identities/${identity.id}`, { json: { phone: '0611223344' } });
      expect(await undo(third.id)).toEqual([200, undefined]);
      const kept: CitizenPage = await get(`/m57/citizens/${JEANNE}`);
      expect(kept.identity?.phone).toBe('0611223344');
      expect(kept.quotient_band).toBeNull();
      await host.ask('PATCH', `/items/m57_identities/${identity.id}`, { json: { phone: null } });
      expect(await dump()).toEqual(before);

      const fourth = await merge(JEANNE, JEANNE_AGAIN);
      const [gone] = await host.ask('GET', `/items/m57_interactions?filter[kind]=satisfaction&fields=id`);
      await host.ask('DELETE', `/items/m57_interactions/${gone.id}`);
      expect(await undo(fourth.id)).toEqual([409, 'MERGE_INTERACTIONS_GONE']);
      expect(await refusal('POST', '/m57/citizens/merge', { keep: PAUL, merge: PAUL })).toEqual([
        400,
        'MERGE_ITSELF',
      ]);
      expect(await refusal('POST', '/m57/citizens/merge', { keep: PAUL, merge: 999 })).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect(await refusal('POST', '/m57/citizens/merge', { keep: PAUL, merge: 100 }, desk)).toEqual([
        403,
        'FORBIDDEN',
      ]);
    });

    it('keeps every total that services are told when somebody is erased', async () => {
      const totals = async () => {
        const answer: Statistics = await get('/m57/relation/statistics?by=zone&exercice=2019', steering);
        const whole = await Promise.all(
          [pool, library].map(async (id) => {
            const {
              users: all,
              units,
              revenue,
              months,
            } = await get(`/m57/services/${id}/relation?exercice=2019`);
            return { all, units: units.total, revenue, months };
          }),
        );
        const cents = (...texts: (string | null)[]) =>
          texts.reduce((sum, text) => sum + Math.round(Number(text) * 100), 0);
        return {
          whole,
          // Of somebody, and of nobody any more.
          added: answer.services.map(({ id, total, anonymous }) => [
            id,
            total.users,
            cents(total.units, anonymous!.units),
            cents(total.revenue, anonymous!.revenue),
          ]),
        };
      };
      const before = await totals();
      expect(before.added).toContainEqual([pool, 55, 13_750 + 4_000, 40_150 + 12_000]);
      // She swims and reads, and is one of few with her neighbours.
      const erased = users.find(({ swims, reads, zone }) => swims && reads && zone === HILLS)!;
      const answer = await host.ask('POST', '/m57/privacy/erase', {
        json: { citizen: erased.id, ground: 'unlawful' },
      });
      expect(answer).toMatchObject({ erased: true });
      expect(await refusal('GET', `/m57/citizens/${erased.id}`, undefined)).toEqual([404, 'NOT_FOUND']);
      expect(await totals()).toEqual(before);
    });
  });
});
