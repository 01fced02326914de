import { beforeAll, describe, expect, it } from 'vitest';
import type { CitizenFigures } from '../../extensions/directus-extension-m57/src/contract/figures';
import type {
  RewardList,
  RewardRequest,
  RewardRow,
} from '../../extensions/directus-extension-m57/src/contract/rewards';
import { startHost, type Host } from '../support/host';
import { missing } from '../support/m57';
import { installSegments, letPersonsIn } from '../support/relation';

const HOSTS = [
  { version: '12', client: 'sqlite' },
  { version: '12', client: 'pg' },
  { version: '12', client: 'mariadb' },
  { version: '11', client: 'sqlite' },
] as const;

/** Today in France, and days before and after it. */
const day = (offset = 0) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(Date.now() + offset * 86_400_000);

interface Person {
  id: number;
  pseudonym: string;
}

describe.each(HOSTS)('rewards on Directus $version and $client', (which) => {
  describe.skipIf(missing(which))('of members of segments', () => {
    let host: Host;
    let segments: string, relation: string, desk: string, otherDesk: string, steering: string, dpo: string;
    let pool: number, library: number;
    let people: Person[];
    /** Segments by name. */
    const ids: Record<string, number> = {};

    beforeAll(async () => {
      host = await startHost(which);
      await installSegments(host);
      await letPersonsIn(host);
      segments = (await host.createUser('M57 – Segments')).token;
      relation = (await host.createUser('M57 – Relation')).token;
      desk = (await host.createUser('M57 – Guichet')).token;
      otherDesk = (await host.createUser('M57 – Guichet')).token;
      steering = (await host.createUser('M57 – Pilotage')).token;
      dpo = (await host.createUser('M57 – DPO')).token;
      // Whatever the day on which this runs.
      await elections();
      const service = async (name: string) =>
        (await host.ask('POST', '/items/m57_services', { json: { name, kind: 'principal' } })).id as number;
      [pool, library] = [await service('Piscine'), await service('Médiathèque')];
      const created = await host.ask('POST', '/items/m57_citizens', {
        json: Array.from({ length: 30 }, (_, at) => ({ birth_year: 1960 + at })),
      });
      people = created.map(({ id, pseudonym }: Person) => ({ id: Number(id), pseudonym }));
      await host.ask('POST', '/items/m57_identities', {
        json: people
          .slice(0, 3)
          .map(({ id }, at) => ({ citizen: id, last_name: `=Nom${at}`, first_name: 'Ève', city: 'Aubrac' })),
      });
      // Of 25 members of the letter, 13 have consented.
      for (const { id } of people.slice(0, 13)) await said(id, 'communication', 'consent');
      const age = { type: 'field', field: 'age', test: { op: 'gte', value: 18 } };
      const engaged = { type: 'field', field: 'engagement', test: { op: 'gte', value: 1 } };
      const quotient = { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 3 } };
      const segment = async (name: string, purpose: string, ...items: object[]) => {
        const json = { name, purpose, definition: { version: 1, where: { type: 'and', items } } };
        ids[name] = (await host.ask('POST', '/items/m57_segments', { json })).id;
      };
      await segment('Adultes', 'event', age);
      await segment('Assidus', 'event', engaged);
      await segment('Adultes assidus', 'event', age, { type: 'segment', segment: ids['Assidus'] });
      await segment('Factures', 'billing', quotient);
      await segment('Inscrits', 'service', quotient);
      await segment('Bilan', 'statistics', age);
      await past(async ({ database }) => {
        const list = async (id: number, name: string, purpose: string, of: Person[]) => {
          await database('m57_segments').insert({ id, name, purpose, mode: 'static' });
          await database('m57_members').insert(
            of.map((person) => ({ segment: id, citizen: person.id, entered_on: null })),
          );
          ids[name] = id;
        };
        await list(71, 'Lettre', 'communication', people.slice(0, 25));
        await list(72, 'Fête', 'event', people);
        await list(73, 'Panel', 'statistics', people);
        await database('m57_citizen_keys').insert({
          source: 'Portail',
          key: 'F-77',
          citizen: people[2]!.id,
        });
        // A million euros over 95 000 entries is 10.526… each.
        await database('m57_runs').insert({
          id: 71,
          name: 'Coûts 2025',
          siret: '21990999100016',
          method: 'direct',
          exercice: 2025,
          report: '{}',
          result_hash: 'x',
          status: 'validated',
          fingerprint: 'a',
          validated_on: new Date('2026-01-10'),
        });
        await database('m57_run_services').insert({
          run: 71,
          service: pool,
          name: 'Piscine',
          kind: 'principal',
          direct: 90_000_000,
          notional: 4_000_000,
          received: 6_000_000,
          unit: 'entrée',
          units: 950_000_000,
          lines: 1,
          delivered: 0,
          unallocated: 0,
          users: 0,
          partners: 0,
        });
      });
    });

    const elections = (...all: object[]) =>
      host.ask('PUT', '/m57/elections', { json: { elections: all }, token: dpo });
    const said = (citizen: number, purpose: string, kind: string) =>
      host.ask('POST', `/m57/citizens/${citizen}/evidence`, {
        json: { purpose, kind, occurred_on: day(-1), source: 'Guichet', wording: 'J’accepte.' },
      });
    /** Past the host: on SQLite only while it rests. */
    async function past(work: (of: Host) => Promise<void>): Promise<void> {
      if (which.client === 'sqlite') await host.stop();
      await work(host);
      if (which.client === 'sqlite') await host.start();
    }
    const refusal = async (method: string, path: string, json: unknown, token: string) => {
      const { status, body } = await host.request(method, path, { json, token });
      return [status, body.errors?.[0]?.extensions?.code];
    };
    const rewards = async (): Promise<RewardRow[]> =>
      (await host.ask('GET', '/m57/rewards', { token: segments })).rewards;
    const request = (more: Partial<RewardRequest>): RewardRequest => ({
      name: 'Entrée offerte',
      segment: ids['Fête']!,
      advantage: 'Une entrée',
      service: null,
      uses: 1,
      value: null,
      starts_on: day(-2),
      ends_on: null,
      ...more,
    });
    const create = async (more: Partial<RewardRequest>): Promise<RewardRow> => {
      const list: RewardList = await host.ask('POST', '/m57/rewards', {
        json: request(more),
        token: segments,
      });
      return list.rewards[0]!;
    };
    const give = (id: number) => host.ask('POST', `/m57/rewards/${id}/give`, { token: segments });
    /** The codes of a mailing, by pseudonym. */
    const codes = async (id: number, query = '', token = segments): Promise<Map<string, string[]>> => {
      const { status, text } = await host.request('GET', `/m57/rewards/${id}/codes${query}`, {
        token,
        headers: { 'accept-language': 'fr' },
      });
      expect(status).toBe(200);
      const lines = text
        .replace(/^\uFEFF/, '')
        .trim()
        .split('\r\n')
        .map((line) => line.split(';'));
      expect(lines[0]!.slice(0, 3)).toEqual(['Pseudonyme', 'Code', 'Avantage']);
      return new Map(lines.slice(1).map(([pseudonym, ...cells]) => [pseudonym!, cells]));
    };
    const given = async (more: Partial<RewardRequest>) => {
      const reward = await create(more);
      await give(reward.id);
      const all = await codes(reward.id);
      return { reward, codeOf: (person: Person) => all.get(person.pseudonym)![0]! };
    };
    const use = (code: string, more: object = {}, token = desk) =>
      host.request('POST', '/m57/passes/use', {
        json: { code, ...more },
        token,
        headers: { 'accept-language': 'fr' },
      });

    it('are made by who makes segments, and no desk, no steering', async () => {
      for (const token of [desk, steering]) {
        expect(await refusal('GET', '/m57/rewards', undefined, token)).toEqual([403, 'FORBIDDEN']);
        expect(await refusal('POST', '/m57/rewards', request({}), token)).toEqual([403, 'FORBIDDEN']);
      }
      expect(await refusal('POST', '/m57/passes/use', { code: 'x' }, steering)).toEqual([403, 'FORBIDDEN']);
      expect(await refusal('POST', '/m57/passes/use', { code: 'x' }, segments)).toEqual([403, 'FORBIDDEN']);
      expect(await refusal('POST', '/m57/rewards', request({ ends_on: day(-3) }), segments)).toEqual([
        400,
        'INVALID_REQUEST',
      ]);
      expect(await refusal('POST', '/m57/rewards', request({ segment: 9999 }), segments)).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect(await rewards()).toEqual([]);
    });

    it.each([
      ['Assidus', 'REWARD_ENGAGEMENT', '« Assidus »'],
      ['Adultes assidus', 'REWARD_ENGAGEMENT', '« Assidus »'],
      ['Factures', 'REWARD_QUOTIENT', 'quotient familial'],
      ['Bilan', 'REWARD_STATISTICS', 'ne désignent personne'],
    ])('are no right of the segment %s: %s', async (name, code, words) => {
      const { status, body } = await host.request('POST', '/m57/rewards', {
        json: request({ segment: ids[name]! }),
        token: segments,
        headers: { 'accept-language': 'fr' },
      });
      expect([status, body.errors[0].extensions.code]).toEqual([409, code]);
      expect(body.errors[0].message).toContain(words);
      const { segments: choices }: RewardList = await host.ask('GET', '/m57/rewards', {
        token: segments,
        headers: { 'accept-language': 'fr' },
      });
      const refused = (of: string) => choices.find((one) => one.name === of)!.refused;
      expect(refused(name)).toBe(body.errors[0].message);
      expect(['Adultes', 'Fête', 'Inscrits', 'Lettre'].map(refused)).toEqual([null, null, null, null]);
    });

    it('stop being given once the segment asks for the score', async () => {
      const { id } = await create({ segment: ids['Adultes']! });
      const where = { type: 'and', items: [{ type: 'segment', segment: ids['Assidus'] }] };
      await host.ask('PATCH', `/items/m57_segments/${ids['Adultes']}`, {
        json: { definition: { version: 1, where } },
      });
      expect(await refusal('POST', `/m57/rewards/${id}/give`, {}, segments)).toEqual([
        409,
        'REWARD_ENGAGEMENT',
      ]);
    });

    it('are given to members whom the purpose allows, once to each, also by two at once', async () => {
      const { id } = await create({ segment: ids['Lettre']!, value: '2.50' });
      const answers = await Promise.all([give(id), give(id)]);
      expect(answers.map((one) => one.given).sort((a, b) => a - b)).toEqual([0, 13]);
      expect(answers.map((one) => one.left_out)).toEqual([12, 12]);
      const before = await codes(id);
      expect([...before.keys()].sort()).toEqual(
        people
          .slice(0, 13)
          .map(({ pseudonym }) => pseudonym)
          .sort(),
      );
      for (const [code] of before.values())
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
      expect(new Set([...before.values()].map(([code]) => code)).size).toBe(13);

      await said(people[13]!.id, 'communication', 'consent');
      expect((await give(id)).given).toBeNull();
      const after = await codes(id);
      expect(after.size).toBe(14);
      for (const [pseudonym, cells] of before) expect(after.get(pseudonym)).toEqual(cells);

      // What somebody says holds for the next letter; the pass that was given stays good.
      await said(people[0]!.id, 'communication', 'withdrawal');
      const left = await codes(id);
      expect(left.size).toBe(13);
      expect(left.has(people[0]!.pseudonym)).toBe(false);
      expect((await use(after.get(people[0]!.pseudonym)![0]!)).status).toBe(200);
      expect((await rewards()).find((one) => one.id === id)).toMatchObject({
        given: 14,
        users: null,
        used: null,
        cost: null,
        begun: true,
        state: 'running',
        value: '2.50',
      });
    });

    it('hand over names only to who reads them, and write down each time', async () => {
      const { reward } = await given({ name: '@Fête' });
      expect(
        await refusal('GET', `/m57/rewards/${reward.id}/codes?identities=true`, undefined, segments),
      ).toEqual([403, 'FORBIDDEN']);
      const cells = (await codes(reward.id, '?identities=true', relation)).get(people[1]!.pseudonym)!;
      expect(cells.slice(6)).toEqual(["'=Nom1", 'Ève', '', '', '', '', 'Aubrac']);
      const { entries } = await host.ask('GET', '/m57/privacy/log?action=export');
      const written = (detail: string) =>
        entries.filter((one: { detail: string }) => one.detail === `reward ${reward.id}, ${detail}`);
      // Each of them, so that it is in the archive of each; of the former file the first page has the rest.
      const persons = written('event, identities').map((one: { citizen: number }) => one.citizen);
      expect(new Set(persons).size).toBe(30);
      expect(written('event')).toHaveLength(20);
      const gifts = await host.ask('GET', '/m57/privacy/log?action=give_passes');
      expect(gifts.entries[0]).toMatchObject({ count: 30, detail: `reward ${reward.id}` });
    });

    it('leave the house before an election only with a named sign-off, which is kept', async () => {
      const { reward } = await given({ name: 'Avant mars' });
      const month = (ahead: number) => {
        const [year, now] = day().split('-').map(Number) as [number, number];
        return new Date(Date.UTC(year, now - 1 + ahead, 1)).toISOString().slice(0, 7);
      };
      const soon = { kind: 'municipales', month: month(3), last_day: `${month(3)}-20` };
      const far = { kind: 'europeennes', month: month(40), last_day: null };
      const token = relation;
      for (const who of [relation, segments])
        expect(await refusal('PUT', '/m57/elections', { elections: [] }, who)).toEqual([403, 'FORBIDDEN']);
      expect(await refusal('GET', '/m57/elections', undefined, desk)).toEqual([403, 'FORBIDDEN']);
      expect(
        await refusal('PUT', '/m57/elections', { elections: [{ ...soon, last_day: day(-400) }] }, dpo),
      ).toEqual([400, expect.anything()]);

      const stored = await elections(far, soon);
      const period = { kind: 'municipales', from: `${month(-3)}-01`, to: soon.last_day };
      expect(stored).toMatchObject({ elections: [soon, far], period });
      expect(stored.period.words).toContain('L. 52-1');
      for (const path of ['/m57/rewards', '/m57/segments/options'])
        expect((await host.ask('GET', path, { token })).electionPeriod, path).toMatchObject(period);
      expect((await host.ask('GET', '/m57/elections', { token: segments })).period).toMatchObject(period);
      const path = `/m57/rewards/${reward.id}/codes`;
      expect(await refusal('GET', path, undefined, token)).toEqual([409, 'SIGN_OFF_NEEDED']);
      expect(await refusal('GET', `${path}?signed_by=Mme%20Roux`, undefined, token)).toEqual([
        409,
        'SIGN_OFF_NEEDED',
      ]);
      expect((await codes(reward.id, '?signed_by=Mme%20Roux&sign_off=Lettre%20de%20mars')).size).toBe(30);
      const { entries } = await host.ask('GET', '/m57/privacy/log?action=export');
      expect(entries[0].detail).toBe(`reward ${reward.id}, event, Mme Roux : Lettre de mars`);

      await elections(far, { ...soon, month: month(7), last_day: null });
      expect((await codes(reward.id)).size).toBe(30);
      await elections();
    });

    it('speak of no election', async () => {
      expect(
        await refusal('POST', '/m57/rewards', request({ name: 'Merci aux militants' }), segments),
      ).toEqual([400, 'SEGMENT_POLITICAL']);
    });

    describe('and the figures that another software shows', () => {
      const figures = (json: object, token = relation) =>
        host.request('POST', '/m57/citizens/figures', { json, token });
      const mine = { source: 'Portail', key: 'F-77' };
      /** Lists that were chosen; the others may be computed by now, or not. */
      const listed = ({ segments: all }: CitizenFigures) =>
        all.filter(({ name }) => ['Fête', 'Lettre', 'Panel'].includes(name));

      beforeAll(async () => {
        const person = { key: 'F-77' };
        await host.ask('POST', '/m57/interactions', {
          json: {
            source: 'Portail',
            interactions: [
              {
                key: '1',
                person,
                kind: 'payment',
                service: pool,
                date: '2025-03-02',
                units: '10',
                amount: '31.50',
              },
              {
                key: '2',
                person,
                kind: 'request',
                service: library,
                date: '2026-01-05',
                subject: 'Une carte',
              },
            ],
          },
        });
      });

      it('are those of the person, at the cost of the run, without a name or what is for statistics', async () => {
        const { status, body, text } = await figures(mine);
        expect(status).toBe(200);
        expect(body.data).toMatchObject({
          pseudonym: people[2]!.pseudonym,
          open: [{ subject: 'Une carte', service: { id: library } }],
          costs: {
            exercice: 2025,
            run: { id: 71, name: 'Coûts 2025' },
            // 10 × 1 000 000 ÷ 95 000.
            services: [{ id: pool, units: '10.00', cost: '105.26', revenue: '31.50', balance: '-73.76' }],
            cost: '105.26',
            revenue: '31.50',
          },
          engagement: null,
        });
        expect(listed(body.data)).toEqual([
          { id: ids['Fête'], name: 'Fête', purpose: 'event' },
          { id: ids['Lettre'], name: 'Lettre', purpose: 'communication' },
        ]);
        expect(text).not.toContain('Nom2');
        expect((await figures({ pseudonym: people[2]!.pseudonym })).body.data).toEqual(body.data);
        const { entries } = await host.ask('GET', `/m57/privacy/log?citizen=${people[2]!.id}&action=read`);
        expect(entries[0]).toMatchObject({ action: 'read', detail: 'figures' });
      });

      it('leave out segments that the person may not be used for', async () => {
        const { data } = (await figures({ pseudonym: people[20]!.pseudonym })).body;
        expect(listed(data).map(({ name }) => name)).toEqual(['Fête']);
      });

      it('hold the score only for a purpose that admits it, of who does not object', async () => {
        const score = async (purpose: string, pseudonym: string) => {
          const { status, body } = await figures({ pseudonym, engagement_for: purpose });
          return status === 200 ? body.data.engagement : [status, body.errors[0].extensions.code];
        };
        const { pseudonym } = people[2]!;
        for (const purpose of ['service', 'billing', 'request', 'lettre', 'nothing'])
          expect(await score(purpose, pseudonym), purpose).toEqual([409, 'PURPOSE_NO_ENGAGEMENT']);
        expect(await score('event', pseudonym)).toBeTypeOf('number');
        expect(await score('communication', people[22]!.pseudonym)).toBeNull();
      });

      it('are asked by who reads citizens, of somebody who is there, and not in an address', async () => {
        for (const token of [desk, segments, steering]) expect((await figures(mine, token)).status).toBe(403);
        expect((await figures({ source: 'Portail', key: 'F-78' })).body.errors[0].extensions.code).toBe(
          'CITIZEN_UNKNOWN',
        );
        for (const wrong of [{}, { source: 'Portail' }, { ...mine, pseudonym: 'x' }, { ...mine, id: 1 }])
          expect((await figures(wrong)).status).toBe(400);
        expect(
          (await host.request('GET', '/m57/citizens/figures?key=F-77', { token: relation })).status,
        ).toBe(400);
      });
    });

    it('are used as often as they are good for, whoever comes at once', async () => {
      const { reward, codeOf } = await given({ uses: 3, service: pool });
      for (const person of people.slice(0, 4)) {
        const code = codeOf(person);
        const answers = await Promise.all(Array.from({ length: 8 }, () => use(code)));
        const taken = answers.filter(({ status }) => status === 200).map(({ body }) => body.data);
        expect(taken.map((one) => one.uses_left).sort()).toEqual([0, 1, 2]);
        for (const { use: _, ...told } of taken)
          expect(told).toEqual({
            reward: 'Entrée offerte',
            advantage: 'Une entrée',
            service: { id: pool, name: 'Piscine' },
            uses_left: told.uses_left,
            ends_on: null,
          });
        const refused = answers.filter(({ status }) => status !== 200);
        expect(refused.map(({ status, body }) => [status, body.errors[0].extensions.code])).toEqual(
          Array.from({ length: 5 }, () => [409, 'PASS_USED_UP']),
        );
      }
      // As it is read aloud and typed.
      const code = codeOf(people[5]!);
      expect((await use(code.toLowerCase().replace('-', ' ').replaceAll('0', 'o'))).status).toBe(200);
      const elsewhere = await use(code, { service: library });
      expect(elsewhere.body.errors[0].extensions.code).toBe('PASS_ELSEWHERE');
      expect(elsewhere.body.errors[0].message).toContain('« Piscine »');
      expect((await use(code, { service: pool })).body.data.uses_left).toBe(1);

      for (const person of people.slice(6, 18)) expect((await use(codeOf(person))).status).toBe(200);
      const row = (await rewards()).find((one) => one.id === reward.id)!;
      // Thirteen have not used theirs.
      expect(row).toMatchObject({ given: 30, users: 17, used: 26, cost: null });
    });

    it('say why they are not taken', async () => {
      const { reward, codeOf } = await given({ ends_on: day(5) });
      const [code, later] = [codeOf(people[0]!), codeOf(people[1]!)];
      const problem = async (typed: string) => {
        const { status, body } = await use(typed);
        return [status, body.errors[0].extensions.code, body.errors[0].message];
      };
      expect((await problem('00000-00000')).slice(0, 2)).toEqual([404, 'PASS_UNKNOWN']);
      expect((await problem('pas un code')).slice(0, 2)).toEqual([404, 'PASS_UNKNOWN']);
      const { body } = await use(code);
      expect(body.data).toMatchObject({ uses_left: 0, ends_on: day(5) });
      expect(JSON.stringify(body)).not.toContain(people[0]!.pseudonym);
      expect((await problem(code))[2]).toContain('déjà utilisé');

      const change = (more: Partial<RewardRequest>) =>
        refusal('PUT', `/m57/rewards/${reward.id}`, request({ ends_on: day(5), ...more }), segments);
      for (const promised of [
        { segment: ids['Lettre']! },
        { service: pool },
        { value: '3.00' },
        { starts_on: day(1) },
      ])
        expect(await change(promised)).toEqual([409, 'REWARD_BEGUN']);
      expect(await change({ uses: 2 })).toEqual([200, undefined]);
      expect(await change({ uses: 1 })).toEqual([409, 'REWARD_BEGUN']);
      expect((await use(code)).body.data.uses_left).toBe(0);

      expect(await change({ uses: 2, ends_on: day(-1) })).toEqual([200, undefined]);
      expect((await problem(later)).slice(0, 2)).toEqual([409, 'PASS_ENDED']);
      for (const path of ['give', 'codes'])
        expect(
          await refusal(
            path === 'give' ? 'POST' : 'GET',
            `/m57/rewards/${reward.id}/${path}`,
            undefined,
            segments,
          ),
        ).toEqual([409, 'REWARD_ENDED']);
      await host.ask('POST', `/m57/rewards/${reward.id}/close`, { token: segments });
      expect((await problem(later)).slice(0, 2)).toEqual([409, 'PASS_CLOSED']);
      expect(await change({ uses: 2 })).toEqual([409, 'REWARD_CLOSED']);

      const early = await given({ starts_on: day(1) });
      const [status, name, message] = await problem(early.codeOf(people[0]!));
      expect([status, name]).toEqual([409, 'PASS_NOT_BEGUN']);
      const spoken = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric' });
      expect(message).toContain(spoken.format(new Date(day(1))));
    });

    it('are taken back by who took the use, or who reads citizens, once', async () => {
      const { codeOf } = await given({ uses: 2 });
      const [first, second] = [
        (await use(codeOf(people[0]!))).body.data,
        (await use(codeOf(people[0]!))).body.data,
      ];
      expect([first.uses_left, second.uses_left]).toEqual([1, 0]);
      const undo = (id: number, token: string) => refusal('POST', `/m57/passes/uses/${id}/undo`, {}, token);
      expect(await undo(first.use, otherDesk)).toEqual([404, 'NOT_FOUND']);
      const answer = await host.ask('POST', `/m57/passes/uses/${first.use}/undo`, { token: desk });
      expect(answer).toEqual({ uses_left: 1 });
      expect(await undo(first.use, desk)).toEqual([409, 'PASS_TAKEN_BACK']);
      expect(await undo(second.use, relation)).toEqual([200, undefined]);
      expect((await use(codeOf(people[0]!))).body.data.uses_left).toBe(1);
    });

    describe('and the rights of persons', () => {
      /** What the archive of somebody holds of passes. */
      const archive = async (citizen: number) => {
        const { sections } = await host.ask('POST', '/m57/privacy/access', { json: { citizen } });
        const rows = (table: string) =>
          sections.find((one: { table: string }) => one.table === table).rows as Record<string, unknown>[];
        return { passes: rows('m57_passes'), uses: rows('m57_pass_uses') };
      };

      it('follow a merge and its undoing, with what was used since', async () => {
        const { reward, codeOf } = await given({ name: 'Duo', uses: 5 });
        const [kept, merged] = [people[20]!, people[21]!];
        const mine = ({ reward: of }: Record<string, unknown>) => of === 'Duo';
        const [own, came] = [codeOf(kept), codeOf(merged)];
        await use(came);
        const before = await archive(merged.id);
        expect(before.passes.filter(mine)).toMatchObject([
          { reward: 'Duo', code: came.replace('-', ''), given_on: day() },
        ]);
        expect(before.uses.filter(mine)).toMatchObject([{ month: day().slice(0, 7), service: null }]);
        expect(Object.keys(before.uses[0]!)).not.toContain('by');

        const merge = await host.ask('POST', '/m57/citizens/merge', {
          json: { keep: kept.id, merge: merged.id },
        });
        await use(came);
        const together = await archive(kept.id);
        expect(
          together.passes
            .filter(mine)
            .map(({ code }) => code)
            .sort(),
        ).toEqual([own, came].map((code) => code.replace('-', '')).sort());
        expect(together.uses.filter(mine)).toHaveLength(2);
        expect((await rewards()).find((one) => one.id === reward.id)!.given).toBe(29);

        await host.ask('POST', `/m57/merges/${merge.id}/undo`);
        expect((await archive(kept.id)).passes.filter(mine)).toHaveLength(1);
        expect((await archive(kept.id)).uses.filter(mine)).toHaveLength(0);
        expect((await archive(merged.id)).uses.filter(mine)).toHaveLength(2);
        expect((await rewards()).find((one) => one.id === reward.id)!.given).toBe(30);
      });

      it('keep no trail of who was erased, and the totals', async () => {
        const { reward, codeOf } = await given({ name: 'Effacé', uses: 2 });
        for (const person of people.slice(0, 15)) await use(codeOf(person));
        const gone = people[29]!;
        const code = codeOf(gone);
        await use(code);
        await use(code);
        const figures = async () => {
          const { given: persons, used, months } = (await rewards()).find((one) => one.id === reward.id)!;
          return { persons, used, months };
        };
        const before = await figures();
        expect(before).toEqual({ persons: 30, used: 17, months: [{ month: day().slice(0, 7), used: 17 }] });
        const { erased } = await host.ask('POST', '/m57/privacy/erase', {
          json: { citizen: gone.id, ground: 'unlawful' },
        });
        expect(erased).toBe(true);
        expect(await figures()).toEqual(before);
        expect((await use(code)).body.errors[0].extensions.code).toBe('PASS_UNKNOWN');
        // A pass of nobody is handed over to nobody, and no line of the log is of nobody.
        const told = await codes(reward.id);
        const pseudonyms = new Map(people.map(({ id, pseudonym }) => [id, pseudonym]));
        const { entries } = await host.ask('GET', '/m57/privacy/log?action=export');
        const written = entries
          .slice(0, told.size)
          .map(({ citizen }: { citizen: number }) => pseudonyms.get(citizen));
        expect([told.size, written.sort()]).toEqual([29, [...told.keys()].sort()]);
        expect(entries.map(({ citizen }: { citizen: number }) => citizen)).not.toContain(0);
        await past(async ({ database }) => {
          for (const table of ['m57_passes', 'm57_pass_uses'])
            expect(await database(table).where({ citizen: gone.id })).toEqual([]);
          const uses = await database('m57_pass_uses').where({ reward: reward.id }).whereNull('citizen');
          expect(uses).toHaveLength(2);
          for (const row of uses)
            expect(row).toMatchObject({ pass: null, at: null, by: null, month: day().slice(0, 7) });
          expect(await database('m57_passes').where({ code: code.replace('-', '') })).toEqual([]);
        });
      });
    });
  });
});
