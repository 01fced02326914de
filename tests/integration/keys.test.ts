import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';

interface Row {
  from_service: number;
  to_service: number | null;
  kind: string;
  quantity: string | number | null;
  valid_from: string | null;
  valid_to: string | null;
}

const CHECKED = HOSTS.filter(({ version, client }) => version === '12' && client !== 'mariadb');

describe.each(CHECKED)('keys on $client', (which) => {
  describe.skipIf(missing(which))('of the services of a town', () => {
    let host: Host;
    let it_: number, cleaning: number, pool: number, ecole: number, roads: number;
    beforeAll(async () => {
      host = await startHost({ ...which, env: { M57_REMINDERS_CRON: '*/2 * * * * *' } });
      await host.ask('POST', '/m57/install');
      const add = async (name: string, kind: string) =>
        (await host.ask('POST', '/items/m57_services', { json: { name, kind } })).id as number;
      it_ = await add('Informatique', 'auxiliary');
      cleaning = await add('Entretien', 'auxiliary');
      pool = await add('Piscine', 'principal');
      ecole = await add('Écoles  élémentaires', 'principal');
      roads = await add('Voirie', 'indivis');
    });

    const clear = async () => {
      const ids = (await stored()).map(({ id }) => id);
      if (ids.length > 0) await host.ask('DELETE', '/items/m57_keys', { json: ids });
    };
    const stored = async (): Promise<(Row & { id: number })[]> =>
      host.ask('GET', '/items/m57_keys?limit=-1&sort=id');
    const short = async () =>
      (await stored())
        .map(
          ({ to_service, kind, quantity, valid_from, valid_to }) =>
            `${to_service} ${kind} ${quantity === null ? '-' : Number(quantity)} ${valid_from} ${valid_to}`,
        )
        .sort();
    const put = (service: number, json: object) => host.request('PUT', `/m57/keys/${service}`, { json });
    const rowOf = async (service: number, exercice = 2025) =>
      (await host.ask('GET', `/m57/keys?exercice=${exercice}`)).rows.find(
        ({ from }: { from: number }) => from === service,
      );

    it('are asked for one by one: a service without keys has a row that says so once it receives', async () => {
      const answer = await host.ask('GET', '/m57/keys?exercice=2025');
      expect(answer.rows.map(({ from, kind }: { from: number; kind: null }) => [from, kind])).toEqual([
        [it_, null],
        [cleaning, null],
      ]);
      expect(answer.services).toHaveLength(5);
    });

    it('are written as a row of the matrix and read back', async () => {
      const { body } = await put(it_, {
        exercice: 2025,
        kind: 'quantity',
        unit: 'postes',
        source: 'Parc informatique',
        cells: [
          { to: pool, quantity: '3.5' },
          { to: ecole, quantity: '0.0001', month: 2 },
          { to: cleaning, quantity: null },
        ],
        fixed: [{ to: roads, quantity: '12.50' }],
      });
      const row = body.data.rows.find(({ from }: { from: number }) => from === it_);
      expect(row).toMatchObject({
        from: it_,
        kind: 'quantity',
        like: null,
        unit: 'postes',
        source: 'Parc informatique',
        total: '3.5001',
        shared: false,
      });
      expect(row.cells).toEqual([
        { to: pool, kind: 'quantity', quantity: '3.5', month: null },
        { to: ecole, kind: 'quantity', quantity: '0.0001', month: 2 },
        { to: roads, kind: 'fixed', quantity: '12.5', month: null },
      ]);
      expect(body.data.exercices).toEqual([2025]);
      expect(await short()).toEqual(
        [
          `${pool} quantity 3.5 2025-01-01 2025-12-31`,
          `${ecole} quantity 0.0001 2025-02-01 2025-02-28`,
          `${roads} fixed 12.5 2025-01-01 2025-12-31`,
        ].sort(),
      );
    });

    it('change one exercice and no other', async () => {
      await clear();
      const add = (json: object) => host.ask('POST', '/items/m57_keys', { json });
      await add({
        from_service: it_,
        to_service: pool,
        kind: 'percent',
        quantity: 100,
        note: 'depuis toujours',
      });
      await add({
        from_service: it_,
        to_service: roads,
        kind: 'percent',
        quantity: 5,
        valid_from: '2024-07-01',
        valid_to: '2025-06-30',
      });
      await add({ from_service: cleaning, to_service: pool, kind: 'equal' });
      expect(await rowOf(it_)).toMatchObject({ shared: true });
      const before = await rowOf(it_, 2024);
      await put(it_, { exercice: 2025, kind: 'percent', cells: [{ to: ecole, quantity: '100' }] });
      expect(await short()).toEqual(
        [
          `${pool} percent 100 null 2024-12-31`,
          `${pool} percent 100 2026-01-01 null`,
          `${roads} percent 5 2024-07-01 2024-12-31`,
          `${ecole} percent 100 2025-01-01 2025-12-31`,
          `${pool} equal - null null`,
        ].sort(),
      );
      expect((await rowOf(it_, 2024)).cells).toEqual(before.cells);
      const notes = await host.ask('GET', '/items/m57_keys?fields=note&filter[note][_nnull]=true');
      expect(notes).toEqual([{ note: 'depuis toujours' }, { note: 'depuis toujours' }]);
    });

    it('are copied from year to year, month by month', async () => {
      await clear();
      await put(it_, {
        exercice: 2024,
        kind: 'quantity',
        cells: [
          { to: pool, quantity: '7', month: 2 },
          { to: ecole, quantity: '9' },
        ],
      });
      await put(cleaning, { exercice: 2024, kind: 'equal', cells: [{ to: null, quantity: null }] });
      await put(it_, { exercice: 2025, kind: 'percent', cells: [{ to: roads, quantity: '100' }] });
      const answer = await host.ask('POST', '/m57/keys/copy', {
        json: { from: 2024, to: 2025, services: [it_] },
      });
      expect(answer.rows.map(({ from, kind }: { from: number; kind: string }) => [from, kind])).toEqual([
        [it_, 'quantity'],
        [cleaning, null],
      ]);
      expect(await short()).toEqual(
        [
          `${pool} quantity 7 2024-02-01 2024-02-29`,
          `${pool} quantity 7 2025-02-01 2025-02-28`,
          `${ecole} quantity 9 2024-01-01 2024-12-31`,
          `${ecole} quantity 9 2025-01-01 2025-12-31`,
          'null equal - 2024-01-01 2024-12-31',
        ].sort(),
      );
      const all = await short();
      await host.ask('POST', '/m57/keys/copy', { json: { from: 2024, to: 2025, services: [it_] } });
      expect(await short()).toEqual(all);
      const same = await host.request('POST', '/m57/keys/copy', { json: { from: 2025, to: 2025 } });
      expect([same.status, same.body.errors[0].extensions.code]).toEqual([400, 'KEYS_SAME_YEAR']);
    });

    it('come from a grid, summed by service, whatever the writing of the names', async () => {
      await clear();
      const grid = (rows: object[]) =>
        host.request('POST', '/m57/keys/import', {
          json: { exercice: 2025, from: cleaning, unit: 'ETP', source: 'Grille des postes', rows },
        });
      const { body } = await grid([
        { service: 'piscine', quantity: '1.25' },
        { service: 'ECOLES ELEMENTAIRES', quantity: '0.1' },
        { service: ' écoles élémentaires ', quantity: '0.2' },
        { service: String(roads), quantity: '4' },
        { service: 'Piscine', quantity: '2', month: 1 },
      ]);
      const row = body.data.rows.find(({ from }: { from: number }) => from === cleaning);
      expect(row).toMatchObject({
        kind: 'quantity',
        unit: 'ETP',
        source: 'Grille des postes',
        total: '7.55',
      });
      expect(await short()).toEqual(
        [
          `${pool} quantity 1.25 2025-01-01 2025-12-31`,
          `${pool} quantity 2 2025-01-01 2025-01-31`,
          `${ecole} quantity 0.3 2025-01-01 2025-12-31`,
          `${roads} quantity 4 2025-01-01 2025-12-31`,
        ].sort(),
      );
      const before = await short();
      const refused = await grid([
        { service: 'Piscine', quantity: '1' },
        { service: 'Patinoire', quantity: '1' },
        { service: '99999', quantity: '1' },
      ]);
      expect(refused.status).toBe(400);
      expect(
        refused.body.errors.map(({ extensions }: { extensions: { line: number; code: string } }) => [
          extensions.line,
          extensions.code,
        ]),
      ).toEqual([
        [2, 'KEY_SERVICE_UNKNOWN'],
        [3, 'KEY_SERVICE_UNKNOWN'],
      ]);
      expect(refused.body.errors[0].message).toContain('Patinoire');
      expect(await short()).toEqual(before);
    });

    it('that cannot be meant are refused, with their position, and nothing changes', async () => {
      await clear();
      await put(it_, { exercice: 2025, kind: 'quantity', cells: [{ to: pool, quantity: '1' }] });
      const before = await short();
      const refusal = async (json: object, service = it_) => {
        const { status, body } = await put(service, { exercice: 2025, cells: [], ...json });
        return [status, body.errors[0].extensions.code, body.errors[0].extensions.line ?? null];
      };
      expect(
        await refusal({
          kind: 'quantity',
          cells: [
            { to: pool, quantity: '1' },
            { to: 4242, quantity: '1' },
          ],
        }),
      ).toEqual([400, 'KEY_SERVICE_UNKNOWN', 2]);
      expect(await refusal({ kind: 'percent', cells: [{ to: null, quantity: '1' }] })).toEqual([
        400,
        'KEY_TO_REQUIRED',
        1,
      ]);
      expect(await refusal({ kind: 'like' })).toEqual([400, 'KEY_LIKE_REQUIRED', 1]);
      expect(await refusal({ kind: 'fixed', fixed: [{ to: pool, quantity: '1.005' }] })).toEqual([
        400,
        'KEY_CENTS',
        1,
      ]);
      expect(await refusal({ kind: 'quantity', cells: [{ to: pool, quantity: '-1' }] })).toEqual([
        400,
        'INVALID_REQUEST',
        null,
      ]);
      expect(await refusal({ kind: 'equal' }, 4242)).toEqual([404, 'NOT_FOUND', null]);
      expect(await short()).toEqual(before);
    });

    it('that cannot be meant are refused through the host too', async () => {
      const code = async (method: string, path: string, json: object) => {
        const { status, body } = await host.request(method, `/items/m57_keys${path}`, { json });
        return [status, body.errors?.[0].extensions.code];
      };
      const good = { from_service: it_, to_service: pool, kind: 'quantity', quantity: 1 };
      expect(await code('POST', '', { ...good, quantity: -1 })).toEqual([400, 'KEY_QUANTITY_NEGATIVE']);
      expect(await code('POST', '', { ...good, from_service: null })).toEqual([400, 'KEY_FROM_MISSING']);
      expect(await code('POST', '', { ...good, kind: 'magic' })).toEqual([400, 'KEY_KIND_INVALID']);
      expect(await code('POST', '', { ...good, to_service: null })).toEqual([400, 'KEY_TO_REQUIRED']);
      expect(await code('POST', '', { ...good, kind: 'fixed', quantity: '1.001' })).toEqual([
        400,
        'KEY_CENTS',
      ]);
      expect(await code('POST', '', { ...good, valid_from: '2025-02-01', valid_to: '2025-01-01' })).toEqual([
        400,
        'KEY_DATES_REVERSED',
      ]);
      const { id } = await host.ask('POST', '/items/m57_keys', {
        json: { ...good, valid_from: '2025-02-01' },
      });
      expect(await code('PATCH', `/${id}`, { quantity: -4 })).toEqual([400, 'KEY_QUANTITY_NEGATIVE']);
      expect(await code('PATCH', `/${id}`, { valid_to: '2025-01-31' })).toEqual([400, 'KEY_DATES_REVERSED']);
      expect(await code('PATCH', `/${id}`, { kind: 'like' })).toEqual([400, 'KEY_LIKE_REQUIRED']);
      expect(await code('PATCH', `/${id}`, { note: 'ok' })).toEqual([200, undefined]);
      const { body } = await host.request('POST', '/items/m57_keys', { json: { ...good, quantity: -1 } });
      expect(body.errors[0].message).toMatch(/négative.* \/ .*negative/);
    });

    it('say what is wrong with them in the language of the caller', async () => {
      await clear();
      await put(it_, { exercice: 2025, kind: 'percent', cells: [{ to: pool, quantity: '80' }] });
      const { problems } = await rowOf(it_);
      // No accounts are in: what is wrong is told without an amount.
      expect(problems).toEqual([
        {
          code: 'KEY_PERCENT_SHORT',
          message: expect.stringContaining('80 %'),
          service: it_,
          amount: null,
          blocking: false,
        },
      ]);
      const { body } = await host.request('GET', '/m57/keys?exercice=2025', {
        headers: { 'accept-language': 'en' },
      });
      expect(body.data.rows[0].problems[0].message).toContain('unallocated');
    });

    it('written twice at once stand there once', async () => {
      await clear();
      const json = { exercice: 2025, kind: 'quantity', cells: [{ to: pool, quantity: '1' }] };
      const answers = await Promise.all(Array.from({ length: 6 }, () => put(it_, json)));
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
      expect(await stored()).toHaveLength(1);
    });

    describe('units of work', () => {
      const unitsOf = async (exercice: number, service: number) =>
        (await host.ask('GET', `/m57/units?exercice=${exercice}`)).services.find(
          (one: { service: number }) => one.service === service,
        );
      const write = (service: number, json: object, token?: string) =>
        host.request('PUT', `/m57/units/${service}`, { json, ...(token ? { token } : {}) });

      it('are entered by month or for the year, exactly', async () => {
        await host.ask('PATCH', `/items/m57_services/${pool}`, { json: { unit_of_work: 'entrée' } });
        await write(pool, {
          exercice: 2023,
          source: 'Caisse',
          months: [
            { month: 1, quantity: '8000.25' },
            { month: 12, quantity: '0' },
          ],
        });
        const row = await unitsOf(2023, pool);
        expect(row).toMatchObject({
          unit: 'entrée',
          source: 'Caisse',
          year: null,
          total: '8000.25',
          owner: null,
        });
        expect([row.months[0], row.months[1], row.months[11]]).toEqual(['8000.25', null, '0']);
        expect(row.late).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        await write(pool, {
          exercice: 2023,
          months: [
            { month: 1, quantity: null },
            { month: 2, quantity: '5' },
          ],
        });
        expect((await unitsOf(2023, pool)).total).toBe('5');
        await write(pool, { exercice: 2023, year: '95000' });
        expect(await unitsOf(2023, pool)).toMatchObject({
          year: '95000',
          total: '95000',
          months: Array(12).fill(null),
          late: [],
          source: 'Caisse',
        });
        await write(pool, { exercice: 2023, year: null });
        expect(await unitsOf(2023, pool)).toMatchObject({ year: null, total: null });
        const both = await write(pool, { exercice: 2023, year: '1', months: [] });
        expect([both.status, both.body.errors[0].extensions.code]).toEqual([400, 'UNITS_YEAR_OR_MONTHS']);
      });

      it('are for services that deliver to residents, and entered by whoever is in charge', async () => {
        const services = (await host.ask('GET', '/m57/units?exercice=2025')).services;
        expect(services.map(({ service }: { service: number }) => service)).toEqual([pool, ecole, roads]);
        const head = await host.createUser('M57 – Pilotage');
        const july = { exercice: 2023, months: [{ month: 7, quantity: '1' }] };
        const refused = await write(ecole, july, head.token);
        expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([403, 'UNITS_NOT_YOURS']);
        await host.ask('PATCH', `/items/m57_services/${ecole}`, { json: { unit_owner: head.id } });
        expect((await write(ecole, july, head.token)).status).toBe(200);
        expect((await write(roads, july, head.token)).status).toBe(403);
        expect((await unitsOf(2023, ecole)).owner).toEqual({ id: head.id, name: head.email });
      });

      // SQLite cannot be asked past Directus, and the lease that keeps instances apart lasts half a minute.
      if (which.client !== 'sqlite')
        it('that are late are told once to whoever is in charge', async () => {
          const head = await host.createUser('M57 – Pilotage');
          await host.ask('PATCH', `/items/m57_services/${ecole}`, { json: { unit_owner: head.id } });
          const endLease = () =>
            host
              .database('m57_settings')
              .where({ name: 'lease:reminders' })
              .update({ value: '0'.repeat(16) });
          const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format();
          const now = Number(today.slice(0, 4));
          const expected = [now - 1, now].flatMap((year) =>
            Array.from({ length: 12 }, (_, index) => new Date(Date.UTC(year, index + 1, 10))).filter(
              (due) => today >= due.toISOString().slice(0, 10),
            ),
          ).length;
          const notices = async () =>
            (await host.ask('GET', `/notifications?limit=-1&filter[recipient][_eq]=${head.id}`)) as {
              subject: string;
              message: string;
            }[];
          await endLease();
          await expect.poll(async () => (await notices()).length).toBe(expected);
          // Again, by two ticks of the clock.
          await new Promise((done) => setTimeout(done, 500));
          await endLease();
          await new Promise((done) => setTimeout(done, 4_500));
          const received = await notices();
          expect(received).toHaveLength(expected);
          expect(new Set(received.map(({ subject }) => subject)).size).toBe(expected);
          expect(received.some(({ subject }) => /janvier \d{4}.* \/ .*January \d{4}/.test(subject))).toBe(
            true,
          );
          expect(received[0]!.message).toContain('Écoles  élémentaires');
        });
    });

    it('notional costs have a method, and are replaced as a whole', async () => {
      const cost = { service: ecole, label: 'Loyer évité', amount: '24000.00', method: 'Valeur locative' };
      const store = (costs: object[]) =>
        host.request('PUT', '/m57/notional-costs', { json: { exercice: 2025, costs } });
      expect((await store([cost, { ...cost, service: pool, amount: '0.01' }])).body.data.costs).toHaveLength(
        2,
      );
      expect((await store([cost])).body.data).toEqual({ exercice: 2025, costs: [cost] });
      expect(await host.ask('GET', '/m57/notional-costs?exercice=2024')).toEqual({
        exercice: 2024,
        costs: [],
      });
      const code = async (change: object) => {
        const { status, body } = await store([cost, { ...cost, ...change }]);
        return [status, body.errors[0].extensions.code];
      };
      expect(await code({ method: ' ' })).toEqual([400, 'INVALID_REQUEST']);
      expect(await code({ amount: '-1.00' })).toEqual([400, 'NOTIONAL_NEGATIVE']);
      expect(await code({ service: 4242 })).toEqual([400, 'SERVICE_UNKNOWN']);
      expect((await host.ask('GET', '/m57/notional-costs?exercice=2025')).costs).toEqual([cost]);
    });

    it('tariffs keep their order', async () => {
      const bands = [
        { label: 'QF 1', tariff: '1.20', units: '600' },
        { label: 'Extérieur', tariff: '6.00', units: '12.5' },
      ];
      const path = `/m57/tariffs/${pool}`;
      await host.ask('PUT', path, { json: { exercice: 2025, bands } });
      await host.ask('PUT', path, { json: { exercice: 2024, bands: bands.slice(0, 1) } });
      expect(await host.ask('GET', `${path}?exercice=2025`)).toEqual({ exercice: 2025, bands });
      const negative = await host.request('PUT', path, {
        json: { exercice: 2025, bands: [{ ...bands[0], tariff: '-1.00' }] },
      });
      expect([negative.status, negative.body.errors[0].extensions.code]).toEqual([400, 'TARIFF_NEGATIVE']);
      expect(await host.ask('GET', `${path}?exercice=2025`)).toEqual({ exercice: 2025, bands });
      expect(
        (await host.request('PUT', '/m57/tariffs/4242', { json: { exercice: 2025, bands } })).status,
      ).toBe(404);
    });

    it('are for finance; units and tariffs may be read by those who steer', async () => {
      const steering = (await host.createUser('M57 – Pilotage')).token;
      const status = async (method: string, path: string, json?: object) =>
        (await host.request(method, path, { token: steering, ...(json ? { json } : {}) })).status;
      expect(await status('GET', '/m57/keys?exercice=2025')).toBe(403);
      expect(await status('GET', '/m57/notional-costs?exercice=2025')).toBe(403);
      expect(await status('GET', '/m57/units?exercice=2025')).toBe(200);
      expect(await status('GET', `/m57/tariffs/${pool}?exercice=2025`)).toBe(200);
      expect(await status('PUT', `/m57/tariffs/${pool}`, { exercice: 2025, bands: [] })).toBe(403);
      expect(await status('PUT', `/m57/keys/${it_}`, { exercice: 2025, kind: 'equal', cells: [] })).toBe(403);
    });
  });
});
