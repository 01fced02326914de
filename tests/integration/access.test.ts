import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { missing, sendFile } from '../support/m57';

const ROUTES: [method: string, path: string][] = [
  ['POST', '/m57/install'],
  ['GET', '/m57/overview'],
  ['GET', '/m57/changes'],
  ['GET', '/m57/imports'],
  ['GET', '/m57/imports/1'],
  ['POST', '/m57/imports/preview'],
  ['POST', '/m57/imports'],
  ['POST', '/m57/imports/1/undo'],
  ['POST', '/m57/imports/1/cancel'],
  ['GET', '/m57/nomenclatures'],
  ['GET', '/m57/nomenclatures/M57_D-2024'],
  ['GET', '/m57/imports/declension'],
  ['GET', '/m57/imports/mappings/v1-0'],
  ['POST', '/m57/imports/effects'],
  ['GET', '/m57/ledger/documents'],
  ['GET', '/m57/ledger/totals'],
  ['GET', '/m57/ledger/export'],
  ['GET', '/m57/rules/coverage'],
  ['POST', '/m57/rules/check'],
  ['GET', '/m57/rules/defaults'],
  ['POST', '/m57/rules/adopt'],
  ['GET', '/m57/services/costs'],
  ['GET', '/m57/phases/costs'],
  ['GET', '/m57/stages'],
  ['POST', '/m57/stages'],
  ['GET', '/m57/pack'],
  ['POST', '/m57/pack'],
  ['GET', '/m57/comparison'],
  ['GET', '/m57/peers'],
  ['POST', '/m57/peers'],
  ['DELETE', '/m57/peers/21000000000018'],
  ['POST', '/m57/populations'],
  ['GET', '/m57/consolidation'],
  ['GET', '/m57/consolidation/pairs'],
  ['POST', '/m57/consolidation/pairs'],
  ['GET', '/m57/keys'],
  ['PUT', '/m57/keys/7'],
  ['POST', '/m57/keys/copy'],
  ['POST', '/m57/keys/import'],
  ['GET', '/m57/units'],
  ['PUT', '/m57/units/7'],
  ['GET', '/m57/notional-costs'],
  ['PUT', '/m57/notional-costs'],
  ['GET', '/m57/tariffs/7'],
  ['PUT', '/m57/tariffs/7'],
  ['GET', '/m57/perimeters'],
  ['PUT', '/m57/perimeters'],
  ['GET', '/m57/jobs'],
  ['GET', '/m57/jobs/1'],
  ['POST', '/m57/allocations/simulate'],
  ['GET', '/m57/allocations/runs'],
  ['POST', '/m57/allocations/runs'],
  ['GET', '/m57/allocations/runs/1'],
  ['GET', '/m57/allocations/runs/1/costs'],
  ['GET', '/m57/allocations/runs/1/flows'],
  ['GET', '/m57/allocations/runs/1/services/7'],
  ['GET', '/m57/allocations/runs/1/methods'],
  ['POST', '/m57/allocations/runs/1/what-if'],
  ['GET', '/m57/allocations/runs/1/trace'],
  ['GET', '/m57/allocations/runs/1/bearers'],
  ['POST', '/m57/allocations/runs/1/validate'],
  ['POST', '/m57/allocations/runs/1/reverse'],
  ['GET', '/m57/allocations/compare'],
  ['POST', '/m57/people/preview'],
  ['GET', '/m57/people/imports'],
  ['POST', '/m57/people/imports'],
  ['GET', '/m57/people/imports/1'],
  ['POST', '/m57/people/imports/1/undo'],
  ['POST', '/m57/people/imports/1/cancel'],
  ['GET', '/m57/people/mappings/v1-0'],
  ['POST', '/m57/citizens/find'],
  ['GET', '/m57/citizens/1'],
  ['GET', '/m57/citizens/1/timeline'],
  ['POST', '/m57/citizens/1/evidence'],
  ['POST', '/m57/citizens/merge'],
  ['GET', '/m57/duplicates'],
  ['POST', '/m57/duplicates/1'],
  ['POST', '/m57/merges/1/undo'],
  ['GET', '/m57/engagement'],
  ['PUT', '/m57/engagement'],
  ['POST', '/m57/interactions'],
  ['GET', '/m57/requests'],
  ['PUT', '/m57/requests/1'],
  ['POST', '/m57/desk/find'],
  ['POST', '/m57/desk/log'],
  ['POST', '/m57/desk/duplicates'],
  ['GET', '/m57/services/1/relation'],
  ['GET', '/m57/relation/services'],
  ['GET', '/m57/relation/statistics'],
  ['GET', '/m57/relation/costs'],
  ['GET', '/m57/segments/1/profile'],
  ['GET', '/m57/purposes'],
  ['PUT', '/m57/purposes'],
  ['GET', '/m57/privacy'],
  ['PUT', '/m57/privacy/settings'],
  ['POST', '/m57/privacy/confirm'],
  ['POST', '/m57/privacy/find'],
  ['POST', '/m57/privacy/access'],
  ['POST', '/m57/privacy/erase'],
  ['POST', '/m57/privacy/retention'],
  ['GET', '/m57/privacy/log'],
  ['GET', '/m57/privacy/evidence'],
  ['POST', '/m57/privacy/evidence/verify'],
  ['GET', '/m57/privacy/erasures'],
  ['POST', '/m57/privacy/erasures/replay'],
  ['GET', '/m57/privacy/documents/register'],
  ['GET', '/m57/segments'],
  ['GET', '/m57/segments/options'],
  ['POST', '/m57/segments/preview'],
  ['GET', '/m57/segments/overlap'],
  ['GET', '/m57/segments/suggestions'],
  ['GET', '/m57/segments/1'],
  ['GET', '/m57/segments/1/changes'],
  ['GET', '/m57/segments/1/offers'],
  ['POST', '/m57/segments/1/refresh'],
  ['POST', '/m57/segments/1/split'],
  ['GET', '/m57/segments/1/export'],
  ['GET', '/m57/rewards'],
  ['POST', '/m57/rewards'],
  ['PUT', '/m57/rewards/1'],
  ['POST', '/m57/rewards/1/close'],
  ['POST', '/m57/rewards/1/give'],
  ['GET', '/m57/rewards/1/codes'],
  ['POST', '/m57/passes/use'],
  ['POST', '/m57/passes/uses/1/undo'],
  ['POST', '/m57/citizens/figures'],
  ['GET', '/m57/elections'],
  ['PUT', '/m57/elections'],
  ['GET', '/m57/openapi.json'],
  ['GET', '/m57/anything'],
];

describe.each([
  { version: '12', client: 'sqlite' },
  { version: '11', client: 'sqlite' },
] as const)('who may do what on Directus $version', (which) => {
  describe.skipIf(missing(which))('with the policies of the package', () => {
    let host: Host;
    let stranger: string, finance: string, steering: string;
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      stranger = (await host.createUser()).token;
      finance = (await host.createUser('M57 – Finance')).token;
      steering = (await host.createUser('M57 – Pilotage')).token;
    });

    it.each(ROUTES)(
      '%s %s is closed to anonymous callers and to users without a policy',
      async (method, path) => {
        for (const token of [null, stranger]) {
          const { status, body } = await host.request(method, path, {
            token,
            ...(method === 'POST' || method === 'PUT' ? { json: {} } : {}),
          });
          expect(status).toBe(403);
          expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
        }
      },
    );

    it('tells anonymous callers whether it is installed and no more', async () => {
      expect((await host.request('GET', '/m57/status', { token: null })).body).toEqual({
        data: { installed: true },
      });
      const { body } = await host.request('GET', '/m57/status', { token: stranger });
      expect(body.data.access).toEqual({
        admin: false,
        finance: false,
        imports: false,
        allocations: false,
        steering: false,
        relation: false,
        people: false,
        desk: false,
        head: false,
        privacy: false,
        segments: false,
        targeting: false,
      });
    });

    it('every route of the contract is in the OpenAPI document, and the other way round', async () => {
      const { body } = await host.request('GET', '/m57/openapi.json', { token: finance });
      const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} /m57${path}`),
      );
      const tested = ROUTES.map(
        ([method, path]) =>
          `${method} ${path
            .replace('/1', '/{id}')
            .replace('/7', '/{service}')
            .replace('/21000000000018', '/{siret}')
            .replace('/M57_D-2024', '/{plan}')
            .replace('/v1-0', '/{shape}')
            .replace('/documents/register', '/documents/{name}')}`,
      );
      const internal = ['GET /m57/openapi.json', 'GET /m57/anything'];
      expect([...documented].sort()).toEqual(
        ['GET /m57/status', ...tested.filter((route) => !internal.includes(route))].sort(),
      );
    });

    it('finance reads and imports, and cannot install', async () => {
      expect((await host.request('GET', '/m57/rules/coverage', { token: finance })).status).toBe(200);
      expect((await sendFile(host, '', { token: finance })).status).toBe(400);
      expect((await host.request('POST', '/m57/install', { token: finance, json: {} })).status).toBe(403);
    });

    it('steering reads aggregates, no lines and no rules', async () => {
      expect((await host.request('GET', '/m57/services/costs', { token: steering })).status).toBe(200);
      for (const path of [
        '/m57/ledger/totals',
        '/m57/rules/coverage',
        '/m57/imports',
        '/items/m57_lines',
        '/items/m57_rules',
      ])
        expect((await host.request('GET', path, { token: steering })).status, path).toBe(403);
    });

    it('a permission on part of a collection opens no endpoint', async () => {
      if (which.version === '12') return; // refused by the host itself without a licence
      const { id } = await host.ask('POST', '/policies', { json: { name: 'partial' } });
      for (const collection of ['m57_lines', 'm57_imports'])
        await host.ask('POST', '/permissions', {
          json: { policy: id, collection, action: 'read', fields: ['id'] },
        });
      const { token } = await host.createUser('partial');
      expect((await host.request('GET', '/items/m57_lines?fields=id', { token })).status).toBe(200);
      expect((await host.request('GET', '/m57/ledger/totals', { token })).status).toBe(403);
    });

    it('figures and evidence cannot be rewritten by hand, not even by an admin', async () => {
      const refused = async (method: string, path: string, json?: unknown) => {
        const { status, body } = await host.request(method, path, { json });
        expect(status, `${method} ${path}`).toBe(409);
        expect(body.errors[0].extensions.code).toBe('READ_ONLY');
      };
      await refused('POST', '/items/m57_lines', { nature: '6236' });
      await refused('POST', '/items/m57_imports', { status: 'imported' });
      await refused('POST', '/items/m57_sums', {
        document: 1,
        imputation: 1,
        lines: 1,
        budgeted: 1,
        realised: 1,
      });
      await refused('PATCH', '/items/m57_settings/x', { value: 'y' });
      await refused('POST', '/items/m57_runs', { name: 'run', exercice: 2024 });
      const graphql = await host.request('POST', '/graphql', {
        json: { query: 'mutation { create_m57_lines_item(data: {nature: "6236"}) { id } }' },
      });
      expect(JSON.stringify(graphql.body.errors)).toContain('READ_ONLY');
    });

    it('a rule with a formula that cannot be read is refused with its place', async () => {
      const { status, body } = await host.request('POST', '/items/m57_rules', {
        json: { axis: 'service', formula: 'DF * (N62' },
      });
      expect(status).toBe(400);
      expect(body.errors[0].extensions.code).toBe('FORMULA_INVALID');
      expect(body.errors[0].message).toMatch(/colonne \d+/);
    });
  });
});
