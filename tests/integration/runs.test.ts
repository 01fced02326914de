import { beforeAll, describe, expect, it } from 'vitest';
import { PURCHASES, settle, TOWN, townFile, type Town } from '../support/allocation-town';
import { startHost, type Host } from '../support/host';
import { countRows, HOSTS, missing, MONTPELLIER, MORBIHAN, sendFile, sendReference } from '../support/m57';
import { reference } from '../support/reference';

/** Euros as whole cents. */
const cents = (euros: string) => Math.round(Number(euros) * 100);
const sum = (amounts: string[]) => amounts.reduce((total, amount) => total + cents(amount), 0);

/** Real expense and revenue of the files, by section and 001/002, as domain rules give them. */
const FILES: { name: string; nomenclature?: string; exercice: number; expense: string; revenue: string }[] = [
  { name: MONTPELLIER, exercice: 2018, expense: '410624337.33', revenue: '437173552.70' },
  {
    name: MORBIHAN,
    nomenclature: 'M57_D',
    exercice: 2021,
    expense: '854607148.50',
    revenue: '943635035.54',
  },
];

const compute = (host: Host, json: object = {}) =>
  host.ask('POST', '/m57/allocations/runs', { json: { exercice: 2024, siret: TOWN, ...json } });
const refusal = async (
  host: Host,
  method: string,
  path: string,
  json?: unknown,
  headers?: Record<string, string>,
) => {
  const { status, body } = await host.request(method, path, { json, ...(headers ? { headers } : {}) });
  return [status, body.errors?.[0]?.extensions?.code];
};

describe.each(HOSTS)('runs on Directus $version and $client', (which) => {
  describe.skipIf(missing(which))('of accounts', () => {
    let host: Host;
    let town: Town;
    let first: number;
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      town = await settle(host);
    });
    const run = (id: number) => host.ask('GET', `/m57/allocations/runs/${id}`);
    const trace = (query: string) => host.ask('GET', `/m57/allocations/runs/${first}/trace?${query}`);
    const bearers = (line: number) => host.ask('GET', `/m57/allocations/runs/${first}/bearers?line=${line}`);
    const lineOf = async (nature: string, fonction: string, rank = 0) => {
      const filter = encodeURIComponent(
        JSON.stringify({ nature: { _eq: nature }, fonction: { _eq: fonction } }),
      );
      const rows = await host.ask('GET', `/items/m57_lines?filter=${filter}&sort=id&fields=id&limit=-1`);
      return Number(rows[rank].id);
    };

    it('give the full costs that are known by hand', async () => {
      const made = await compute(host);
      first = made.id;
      expect(made).toMatchObject({
        existing: false,
        status: 'draft',
        method: 'reciprocal',
        stage: 'CA',
        measure: 'realised',
        intact: true,
        outdated: false,
        totals: {
          direct: '963151.20',
          notional: '0.00',
          full: '963151.20',
          revenue: '400.00',
          unallocated: '0.00',
          unmatched: '33.33',
          outside: '4954.00',
          document: { expense: '968311.53', revenue: '573.00' },
        },
      });
      expect(made.problems.map(({ code }: { code: string }) => code)).toEqual(['RUN_UNMATCHED']);
      const { services } = await host.ask('GET', `/m57/allocations/runs/${first}/costs`);
      const of = (id: number) => services.find(({ service }: { service: number }) => service === id);
      expect(of(town.dsi)).toMatchObject({
        direct: '592000.00',
        received: '8000.00',
        delivered: '600000.00',
        rate_users: null,
      });
      expect(of(town.rh)).toMatchObject({
        direct: '370000.00',
        received: '30000.00',
        delivered: '400000.00',
      });
      // 60 % of 120 × 10.01, less 50.00 of wages refunded; 200 workstations at 2 000 and 300 agents at 800.
      expect(of(town.canteen)).toMatchObject({
        direct: '670.72',
        received: '640000.00',
        full: '640670.72',
        revenue_users: '300.00',
        revenue_partners: '100.00',
        net_cost: '640270.72',
        rate_users: 4,
        unit: 'repas',
        units: null,
      });
      expect(of(town.roads)).toMatchObject({ direct: '480.48', received: '322000.00', full: '322480.48' });
      const direct = await host.ask('GET', '/m57/services/costs');
      expect(
        Object.fromEntries(
          direct.services.map(({ service, cost }: { service: number; cost: string }) => [service, cost]),
        ),
      ).toMatchObject({ [town.canteen]: '670.72', [town.roads]: '480.48', [town.dsi]: '592000.00' });
    });

    it('are computed once for the same inputs, also asked for twice at the same moment', async () => {
      expect(await compute(host)).toMatchObject({ id: first, existing: true });
      const [a, b] = await Promise.all([
        compute(host, { method: 'direct' }),
        compute(host, { method: 'direct' }),
      ]);
      expect(a.id).toBe(b.id);
      expect([a.existing, b.existing].sort()).toEqual([false, true]);
      const list = await host.ask('GET', `/m57/allocations/runs?exercice=2024&siret=${TOWN}`);
      expect(list.map(({ id }: { id: number }) => id)).toEqual([a.id, first]);
    });

    it('show flows, origins, methods and a service', async () => {
      const { flows, origins } = await host.ask('GET', `/m57/allocations/runs/${first}/flows`);
      expect(flows).toContainEqual({
        from: town.dsi,
        to: town.canteen,
        amount: '400000.00',
        quantity: '200',
        unit: 'poste',
        share: 6666,
      });
      // Of 592 000 alone, 1/0.999 goes round; the canteen gets 200/300 of it and 300/500 of what RH got.
      const canteen = origins.filter(({ service }: { service: number }) => service === town.canteen);
      expect(canteen).toHaveLength(3);
      expect(canteen).toContainEqual({ service: town.canteen, origin: town.dsi, amount: '412839.51' });
      expect(canteen).toContainEqual({ service: town.canteen, origin: town.rh, amount: '227160.49' });
      expect(canteen).toContainEqual({ service: town.canteen, origin: town.canteen, amount: '670.72' });

      const methods = await host.ask('GET', `/m57/allocations/runs/${first}/methods`);
      const full = methods.services.find(({ service }: { service: number }) => service === town.roads).full;
      // Direct: 85/285 of 592 000 and 190/490 of 370 000, and 480.48.
      expect(full).toMatchObject({ direct: '320511.27', reciprocal: '322480.48' });

      const page = await host.ask('GET', `/m57/allocations/runs/${first}/services/${town.canteen}`);
      expect(page.direct_by_nature.map(({ code, amount }: never) => [code, amount])).toEqual([
        ['60', '720.72'],
        ['64', '-50.00'],
      ]);
      expect(sum(page.full_by_nature.map(({ amount }: { amount: string }) => amount))).toBe(64067072);
      expect(page.received.map(({ service }: { service: number }) => service)).toEqual([town.dsi, town.rh]);
      expect(page.trend).toHaveLength(1);
    });

    it('are traced down to ledger lines, and each level adds up to the one above', async () => {
      const top = await trace(`service=${town.canteen}`);
      expect(sum(top.sources.map(({ cost }: { cost: string }) => cost))).toBe(64067072);
      expect(sum(top.sources.map(({ revenue }: { revenue: string }) => revenue))).toBe(40000);
      expect(top.total).toBe('640270.72');
      for (const source of top.sources.filter(({ kind }: { kind: string }) => kind === 'rule')) {
        const rule = await trace(`service=${town.canteen}&rule=${source.id}`);
        expect(cents(rule.share)).toBe(cents(source.cost) - cents(source.revenue));
        for (const { imputation, amount, lines } of rule.imputations) {
          const query = `service=${town.canteen}&rule=${source.id}&imputation=${imputation}`;
          const pages = [];
          for (let page = 1, of = 1; page <= of; page += 1) {
            const answer = await trace(`${query}&page=${page}`);
            of = answer.pages;
            expect(answer.share).toBe(amount);
            pages.push(...answer.lines);
          }
          expect(pages).toHaveLength(lines);
          expect(sum(pages.map(({ share }) => share))).toBe(cents(amount));
        }
      }
      const purchases = top.sources.find(({ label }: { label: string }) => label.includes('60623'));
      const [{ imputation }] = (await trace(`service=${town.canteen}&rule=${purchases.id}`)).imputations;
      const lines = await trace(
        `service=${town.canteen}&rule=${purchases.id}&imputation=${imputation}&page=3`,
      );
      expect(lines).toMatchObject({ pages: 3, total: '1201.20', share: '720.72' });
      expect(lines.lines).toHaveLength(PURCHASES - 100);
      expect(lines.lines[0]).toMatchObject({ file_name: 'fichier', amount: '10.01' });
    });

    it('say who bears a line, to its last cent', async () => {
      const dsi = await bearers(await lineOf('64111', '020'));
      expect(dsi.direct).toEqual([{ service: town.dsi, name: 'DSI', amount: '592000.00' }]);
      expect(dsi.bearers).toEqual([
        { service: town.canteen, name: 'Cantine', amount: '412839.51' },
        { service: town.roads, name: 'Voirie', amount: '179160.49' },
      ]);
      let canteen = 0;
      for (const rank of [0, 1, 57, PURCHASES - 1]) {
        const meal = await bearers(await lineOf('60623', '281', rank));
        expect(sum(meal.bearers.map(({ amount }: { amount: string }) => amount))).toBe(1001);
        canteen += cents(meal.direct[0].amount);
      }
      expect(Math.abs(canteen - 4 * 600.6)).toBeLessThan(4);
      expect(await bearers(await lineOf('66111', '01'))).toMatchObject({ bearers: [], outside: '77.00' });
    });

    it('are played with, and nothing is stored', async () => {
      const before = await countRows(host);
      const answer = await host.ask('POST', `/m57/allocations/runs/${first}/what-if`, {
        json: {
          changes: [
            { kind: 'quantity', from: town.dsi, to: town.rh, quantity: '0' },
            { kind: 'quantity', from: town.rh, to: town.dsi, quantity: '0' },
            { kind: 'cost', service: town.roads, amount: '-80.48' },
          ],
        },
      });
      // Without deliveries between the two it is the direct method.
      expect(
        answer.services.find(({ service }: { service: number }) => service === town.roads),
      ).toMatchObject({ before: '322480.48', after: '320430.79', difference: '-2049.69' });
      const turned = await host.ask('POST', `/m57/allocations/runs/${first}/what-if`, {
        json: { changes: [{ kind: 'service', service: town.rh, as: 'principal' }] },
      });
      const rh = turned.services.find(({ service }: { service: number }) => service === town.rh);
      // 15/300 of 592 000 stay with it.
      expect(rh).toMatchObject({ kind: 'principal', after: '399600.00' });
      expect(turned.problems.map(({ code }: { code: string }) => code)).toContain('KEY_NOT_AUXILIARY');
      await host
        .ask('POST', '/m57/allocations/simulate', {
          json: {
            method: 'reciprocal',
            centres: [
              { id: 'Entretien', cost: '11360.00', kind: 'auxiliary' },
              { id: 'Énergie', cost: '79040.00', kind: 'auxiliary' },
              { id: 'Autres', cost: '0.00', kind: 'principal' },
            ],
            deliveries: [
              { from: 'Entretien', to: 'Énergie', quantity: 80 },
              { from: 'Entretien', to: 'Autres', quantity: 920 },
              { from: 'Énergie', to: 'Entretien', quantity: 2000 },
              { from: 'Énergie', to: 'Autres', quantity: 248000 },
            ],
          },
        })
        .then((simulated) => {
          expect(simulated).toMatchObject({ outside: '90400.00', unallocated: '0.00' });
          expect(
            simulated.centres.map(({ unit_cost }: never) => (unit_cost as { fraction: string })?.fraction),
          ).toEqual(['12', '8/25', undefined]);
        });
      expect(await countRows(host)).toEqual(before);
    });

    it('say what moved and why when a key changes', async () => {
      await host.ask('PATCH', `/items/m57_keys/${town.keys[`${town.dsi}>${town.roads}`]}`, {
        json: { quantity: 90 },
      });
      expect((await run(first)).outdated).toBe(true);
      const second = await compute(host, { name: 'Après recensement' });
      expect(second).toMatchObject({ existing: false, name: 'Après recensement' });
      const compared = await host.ask('GET', `/m57/allocations/compare?a=${first}&b=${second.id}`);
      expect(compared.causes).toEqual([
        {
          kind: 'key',
          change: 'changed',
          label: 'DSI → Voirie',
          a: 'quantity 85 poste',
          b: 'quantity 90 poste',
          service: town.dsi,
        },
      ]);
      expect(sum(compared.services.map(({ difference }: { difference: string }) => difference))).not.toBe(0);
      await host.ask('PATCH', `/items/m57_keys/${town.keys[`${town.dsi}>${town.roads}`]}`, {
        json: { quantity: 85 },
      });
      expect((await run(first)).outdated).toBe(false);
      // A draft is called and deleted by hand, and nothing of it stays.
      await host.ask('PATCH', `/items/m57_runs/${second.id}`, { json: { name: 'Essai', note: 'à jeter' } });
      expect((await run(second.id)).name).toBe('Essai');
      expect(await refusal(host, 'PATCH', `/items/m57_runs/${second.id}`, { status: 'validated' })).toEqual([
        409,
        'READ_ONLY',
      ]);
      await host.ask('DELETE', `/items/m57_runs/${second.id}`);
      await expect
        .poll(async () => host.ask('GET', `/items/m57_run_costs?filter[run][_eq]=${second.id}&limit=1`))
        .toEqual([]);
    });

    it('once validated, cannot be changed by any way, nor can their import be undone', async () => {
      const { validated, status } = await host.ask('POST', `/m57/allocations/runs/${first}/validate`);
      expect([status, validated.on.slice(0, 4)]).toEqual(['validated', String(new Date().getUTCFullYear())]);
      const before = await countRows(host);
      const path = `/items/m57_runs/${first}`;
      const readOnly = [409, 'READ_ONLY'];
      expect(await refusal(host, 'PATCH', path, { name: 'autre' })).toEqual(readOnly);
      expect(await refusal(host, 'PATCH', path, { note: 'autre' })).toEqual(readOnly);
      expect(await refusal(host, 'PATCH', '/items/m57_runs', { keys: [first], data: { note: 'x' } })).toEqual(
        readOnly,
      );
      expect(await refusal(host, 'DELETE', path)).toEqual(readOnly);
      expect(await refusal(host, 'POST', '/items/m57_runs', { name: 'faux', exercice: 2024 })).toEqual(
        readOnly,
      );
      const [cost] = await host.ask('GET', `/items/m57_run_costs?filter[run][_eq]=${first}&limit=1`);
      for (const table of [
        'm57_run_costs',
        'm57_run_services',
        'm57_run_flows',
        'm57_run_parameters',
        'm57_run_inputs',
      ]) {
        expect(await refusal(host, 'PATCH', `/items/${table}/${cost.id}`, { run: 0 })).toEqual(readOnly);
        expect(await refusal(host, 'DELETE', `/items/${table}/${cost.id}`)).toEqual(readOnly);
        expect(await refusal(host, 'POST', `/items/${table}`, { run: first })).toEqual(readOnly);
      }
      const graphql = await host.request('POST', '/graphql', {
        json: { query: `mutation { update_m57_runs_item(id: ${first}, data: {note: "x"}) { id } }` },
      });
      expect(JSON.stringify(graphql.body.errors)).toContain('READ_ONLY');
      const form = new FormData();
      form.append(
        'file',
        new Blob([JSON.stringify([{ id: first, name: 'faux' }])], { type: 'application/json' }),
        'runs.json',
      );
      expect((await host.request('POST', '/utils/import/m57_runs', { form })).status).not.toBe(200);
      expect(await refusal(host, 'POST', `/m57/allocations/runs/${first}/validate`)).toEqual([
        409,
        'RUN_NOT_DRAFT',
      ]);
      const [imported] = await host.ask('GET', '/m57/imports');
      expect(await refusal(host, 'POST', `/m57/imports/${imported.id}/undo`)).toEqual([
        409,
        'IMPORT_UNDER_RUN',
      ]);
      expect(await countRows(host)).toEqual(before);

      // Another file of the same document replaces it; the lines of the run stay, and it says that it is outdated.
      await sendFile(host, townFile(2024, '11.00'), { fields: { nomenclature: 'M57_D' } });
      expect(await run(first)).toMatchObject({ status: 'validated', intact: true, outdated: true });
      expect((await trace(`service=${town.canteen}`)).total).toBe('640270.72');
      expect(await refusal(host, 'POST', `/m57/imports/${imported.id}/undo`)).toEqual([
        409,
        'IMPORT_UNDER_RUN',
      ]);
    });

    it('show what was changed below Directus', async () => {
      // On SQLite never while Directus works.
      const beneath = async (change: () => Promise<unknown>) => {
        if (which.client !== 'sqlite') return change();
        await host.stop();
        await change();
        await host.start();
      };
      const rows = () => host.database('m57_run_services').where({ run: first, service: town.canteen });
      await beneath(() => rows().update({ direct: 67073 }));
      expect(await run(first)).toMatchObject({ intact: false, status: 'validated' });
      await beneath(() => rows().update({ direct: 67072 }));
      expect((await run(first)).intact).toBe(true);
    });

    it('reversed, stay as a record and are computed anew', async () => {
      const again = await compute(host, { name: 'Nouveaux comptes' });
      expect(again.existing).toBe(false);
      const { reversed, status, intact } = await host.ask('POST', `/m57/allocations/runs/${first}/reverse`);
      expect([status, intact, reversed.by]).toEqual(['reversed', true, 'Admin User']);
      expect(await refusal(host, 'DELETE', `/items/m57_runs/${first}`)).toEqual([409, 'READ_ONLY']);
      expect(await refusal(host, 'POST', `/m57/allocations/runs/${first}/reverse`)).toEqual([
        409,
        'RUN_NOT_VALIDATED',
      ]);
    });

    it('are for finance; steering sees costs, and no traces', async () => {
      const finance = (await host.createUser('M57 – Finance')).token;
      const steering = (await host.createUser('M57 – Pilotage')).token;
      const runs = '/m57/allocations/runs';
      const status = async (method: string, path: string, token: string, json?: unknown) =>
        (await host.request(method, path, { token, json })).status;
      for (const path of [
        '',
        `/${first}`,
        `/${first}/costs`,
        `/${first}/flows`,
        `/${first}/services/${town.canteen}`,
      ])
        expect(await status('GET', runs + path, steering), path).toBe(200);
      for (const path of [
        `/${first}/trace?service=${town.canteen}`,
        `/${first}/bearers?line=1`,
        `/${first}/methods`,
      ])
        expect(await status('GET', runs + path, steering), path).toBe(403);
      expect(await status('GET', `/m57/allocations/compare?a=${first}&b=${first}`, steering)).toBe(403);
      for (const path of ['', `/${first}/validate`, `/${first}/reverse`, `/${first}/what-if`])
        expect(await status('POST', runs + path, steering, {}), path).toBe(403);
      expect(await status('GET', `${runs}/${first}/trace?service=${town.canteen}`, finance)).toBe(200);
      expect(await status('POST', runs, finance, { exercice: 2024, siret: TOWN })).toBe(200);
      expect((await host.ask('GET', '/m57/status', { token: finance })).access).toMatchObject({
        finance: true,
        allocations: true,
      });
    });

    it('follow the perimeter in force, which is kept in versions', async () => {
      const { versions } = await host.ask('GET', '/m57/perimeters');
      expect(versions).toHaveLength(1);
      expect(versions[0]).toMatchObject({ id: 0, default: true });
      expect(
        await refusal(host, 'PUT', '/m57/perimeters', {
          name: 'Faux',
          from: 2024,
          excluded: [{ label: 'x', formula: 'DF *' }],
          deducted: [],
        }),
      ).toEqual([400, 'INVALID_REQUEST']);
      const { default: _default, id: _id, on: _on, by: _by, ...standard } = versions[0];
      const changed = {
        ...standard,
        name: 'Sans les repas',
        from: 2024,
        excluded: [...standard.excluded, { label: 'Repas', formula: 'DF * N60623' }],
      };
      const stored = await host.ask('PUT', '/m57/perimeters', { json: changed });
      expect(stored.versions[1]).toMatchObject({ id: 1, name: 'Sans les repas', default: false });
      const without = await compute(host);
      expect(without).toMatchObject({ existing: false, perimeter: 'Sans les repas' });
      // 120 × 11.00 have gone outside.
      expect(without.totals.outside).toBe('6274.00');
      await host.ask('PUT', '/m57/perimeters', { json: { ...standard, from: 2024 } });
    });

    it('in the background, are a job that ends with the run', async () => {
      const path = '/m57/allocations/runs?background=true';
      const json = { exercice: 2024, siret: TOWN, method: 'stepdown', order: [town.dsi] };
      const { status, body } = await host.request('POST', path, { json });
      expect([status, body.data.kind]).toEqual([202, 'run']);
      const job = () => host.ask('GET', `/m57/jobs/${body.data.id}`);
      await expect.poll(async () => (await job()).status).toBe('done');
      const { target, progress } = await job();
      expect(progress).toBe(100);
      expect((await run(target)).method).toBe('stepdown');
      const none = await host.request('POST', path, { json: { ...json, exercice: 1999 } });
      await expect
        .poll(async () => host.ask('GET', `/m57/jobs/${none.body.data.id}`))
        .toMatchObject({ status: 'failed', target: null, result: expect.stringContaining('1999') });
    });

    it('tell of tariffs above the cost of a unit', async () => {
      await host.ask('PUT', `/m57/units/${town.canteen}`, { json: { exercice: 2024, year: '1000' } });
      const bands = (tariff: string) => ({
        exercice: 2024,
        bands: [{ label: 'Extérieurs', tariff, units: '1000' }],
      });
      const { id } = await compute(host);
      const { services } = await host.ask('GET', `/m57/allocations/runs/${id}/costs`);
      const canteen = services.find(({ service }: { service: number }) => service === town.canteen);
      // 60 % of 120 × 11.00 less 50.00, and 640 000.00 received, over 1 000 meals; 100.00 of partners come off.
      expect(canteen).toMatchObject({ full: '640742.00', units: '1000', unit_cost: '640.74' });
      const codes = async () => (await run(id)).problems.map(({ code }: { code: string }) => code);
      await host.ask('PUT', `/m57/tariffs/${town.canteen}`, { json: bands('640.64') });
      expect(await codes()).toEqual(['RUN_UNMATCHED']);
      await host.ask('PUT', `/m57/tariffs/${town.canteen}`, { json: bands('640.65') });
      expect(await codes()).toEqual(['RUN_UNMATCHED', 'TARIFF_ABOVE_COST', 'MEAN_RECEIPT_ABOVE_COST']);
    });

    it('are a step of a Flow', async () => {
      const { id } = await host.ask('POST', '/flows', {
        json: {
          name: 'coûts',
          trigger: 'webhook',
          status: 'active',
          options: { method: 'POST', async: false, return: '$last' },
        },
      });
      const operation = await host.ask('POST', '/operations', {
        json: {
          flow: id,
          key: 'couts',
          name: 'Coûts',
          type: 'm57-allocation',
          position_x: 19,
          position_y: 1,
          options: { exercice: '{{$trigger.body.exercice}}', siret: TOWN, permissions: '$full' },
        },
      });
      await host.ask('PATCH', `/flows/${id}`, { json: { operation: operation.id } });
      const made = await host.request('POST', `/flows/trigger/${id}`, { json: { exercice: 2024 } });
      expect(made.body).toMatchObject({ exercice: 2024, siret: TOWN, status: 'draft', existing: true });
      const trigger = { options: { exercice: 2024, siret: TOWN, permissions: '$trigger' } };
      await host.ask('PATCH', `/operations/${operation.id}`, { json: trigger });
      const refused = await host.request('POST', `/flows/trigger/${id}`, { json: {}, token: null });
      expect(refused.body).not.toHaveProperty('exercice');
    });

    it.skipIf(!reference.present).each(FILES)(
      'over $name reconcile to the cent',
      async ({ name, nomenclature, exercice, expense, revenue }) => {
        await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } });
        const sent = await sendReference(host, name, nomenclature ? { nomenclature } : {});
        const { siret } = sent.body.data.budgets[0];
        const { expense_ordre, revenue_ordre } = sent.body.data.totals.document;
        const made = await compute(host, { exercice, siret });
        const { totals } = made;
        expect(cents(totals.document.expense) - cents(expense_ordre)).toBe(cents(expense));
        expect(cents(totals.document.revenue) - cents(revenue_ordre)).toBe(cents(revenue));
        const { services } = await host.ask('GET', `/m57/allocations/runs/${made.id}/costs`);
        const finals = services.filter(({ kind }: { kind: string }) =>
          ['principal', 'indivis'].includes(kind),
        );
        const full = sum(finals.map((row: { full: string }) => row.full));
        const stuck = sum(services.map((row: { unallocated: string }) => row.unallocated));
        const revenues = sum(services.map((row: { revenue: string }) => row.revenue));
        expect(full + stuck + cents(totals.unmatched) + cents(totals.outside) - revenues).toBe(
          cents(totals.document.expense) - cents(totals.document.revenue),
        );
        // The same direct costs as the services page.
        const page = await host.ask('GET', `/m57/services/costs?exercice=${exercice}&siret=${siret}`);
        const direct = new Map(
          services.map((row: { service: number; direct: string }) => [row.service, row.direct]),
        );
        for (const { service, kind, cost } of page.services)
          if (kind !== 'outside' && service !== null) expect(direct.get(service), service).toBe(cost);
        expect(made.intact).toBe(true);
      },
    );
  });
});

describe.each(HOSTS.filter(({ version }) => version === '12'))('runs and crashes on $client', (which) => {
  it.skipIf(missing(which))(
    'killed while it computes, the server leaves no half run, and nobody waits for it',
    async () => {
      const host = await startHost(which);
      await host.ask('POST', '/m57/install');
      const { dsi, roads, keys } = await settle(host);
      const key = `/items/m57_keys/${keys[`${dsi}>${roads}`]}`;
      const tables = ['inputs', 'parameters', 'services', 'flows', 'costs'];
      for (const delay of [5, 40]) {
        await host.ask('PATCH', key, { json: { quantity: 85 + delay } });
        for (const method of ['direct', 'stepdown', 'reciprocal'])
          void host
            .request('POST', '/m57/allocations/runs', { json: { exercice: 2024, siret: TOWN, method } })
            .catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, delay + Math.random() * delay));
        await host.kill();
        await host.start();
        const runs = await host.ask('GET', '/m57/allocations/runs');
        for (const { id } of runs)
          expect((await host.ask('GET', `/m57/allocations/runs/${id}`)).intact, `run ${id}`).toBe(true);
        const ids = runs.map(({ id }: { id: number }) => id);
        for (const table of tables) {
          const rows = await host.ask('GET', `/items/m57_run_${table}?fields=run&limit=-1`);
          expect(
            rows.filter(({ run }: { run: number }) => !ids.includes(run)),
            table,
          ).toEqual([]);
        }
        const start = Date.now();
        const made = await compute(host, { method: 'reciprocal', name: `après ${delay}` });
        expect(made.intact).toBe(true);
        expect(Date.now() - start).toBeLessThan(15_000);
      }
      const jobs = await host.ask('GET', '/m57/jobs');
      expect(jobs.filter(({ status }: { status: string }) => status === 'running')).toEqual([]);
      await host.stop();
    },
    120_000,
  );
});

describe.skipIf(missing({ version: '12', client: 'pg' }))('runs on two instances', () => {
  it('are computed once, one after the other, and refused where the other does not end', async () => {
    const host = await startHost({ version: '12', client: 'pg' });
    await host.ask('POST', '/m57/install');
    await settle(host);
    const other = await startHost({ version: '12', client: 'pg', beside: host });
    const asked = [host, other, host, other].map((one) => compute(one));
    const made = await Promise.all(asked);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.filter(({ existing }) => !existing)).toHaveLength(1);

    // An instance on a machine of which nothing is known works on: others wait, and are refused in the end.
    const held = `elsewhere.1.0000:0000 ${Date.now() + 600_000}`;
    await host.database('m57_settings').where({ name: 'lock:run' }).update({ value: held });
    const json = { exercice: 2024, siret: TOWN, method: 'direct' };
    expect(await refusal(other, 'POST', '/m57/allocations/runs', json)).toEqual([409, 'RUN_BUSY']);
    expect(await host.ask('GET', '/m57/allocations/runs')).toHaveLength(1);
    // Without a heartbeat it is taken for dead.
    await host
      .database('m57_settings')
      .where({ name: 'lock:run' })
      .update({ value: `elsewhere.1.0000:0000 ${Date.now() + 500}` });
    expect((await compute(other, { method: 'direct' })).existing).toBe(false);
    await other.stop();
  }, 120_000);
});
