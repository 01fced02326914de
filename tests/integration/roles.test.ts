import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/node22.mjs';
import type { Answer } from '../../scripts/http';
import { settle } from '../support/allocation-town';
import { startHost, type Host } from '../support/host';
import { missing } from '../support/m57';

/** The columns of the tables in docs/guides/permissions.md, and the policy that each stands for. */
const WHO = {
  Finance: ['M57 – Finance'],
  Pilotage: ['M57 – Pilotage'],
  Relation: ['M57 – Relation'],
  Segments: ['M57 – Segments'],
  DPO: ['M57 – DPO'],
  Guichet: ['M57 – Guichet'],
  Responsable: ['M57 – Responsable de service'],
  'no policy': [],
  anonymous: null,
} satisfies Record<string, string[] | null>;
type Who = keyof typeof WHO;
const EVERYBODY = Object.keys(WHO) as Who[];

/** What the guide says: by the kind of its tables, each row and the cell of everybody. */
const DOCUMENTED = readMatrix();
function readMatrix(): Record<'collection' | 'host' | 'route', [row: string, cells: Record<Who, string>][]> {
  const matrix: ReturnType<typeof readMatrix> = { collection: [], host: [], route: [] };
  let head: string[] = [];
  const guide = readFileSync(path.join(root, 'docs', 'guides', 'permissions.md'), 'utf8');
  for (const line of guide.split('\n')) {
    if (!line.startsWith('|')) head = [];
    else if (!/^\|[\s|-]+$/.test(line)) {
      const cells = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', ''));
      if (head.length === 0) head = cells;
      else {
        const of = Object.fromEntries(head.slice(1).map((who, at) => [who, cells[at + 1]!]));
        matrix[head[0] as keyof typeof matrix].push([cells[0]!, of as Record<Who, string>]);
      }
    }
  }
  return matrix;
}

/** Of somebody whose name nobody reads without the policy. */
const IDENTITY = {
  last_name: 'Confidentielle-Plouf',
  first_name: 'Quitterie',
  birth_date: '1961-04-17',
  email: 'quitterie@plouf.example',
  phone: '06 39 98 77 66',
  address: '3 venelle du Secret',
};
const SECRETS = ['Plouf', 'Quitterie', '1961-04-17', '0639987766', '639987766', '06 39 98 77 66', 'venelle'];

const NOBODY = { version: 1, where: { type: 'or', items: [] } };

describe.each([
  { version: '12', client: 'sqlite' },
  { version: '11', client: 'sqlite' },
] as const)('roles on Directus $version without a licence', (which) => {
  describe.skipIf(missing(which))('with every policy', () => {
    let host: Host;
    const tokens = {} as Record<Who, string | null>;
    /** An item of each collection. */
    const items: Record<string, string | number> = {};
    let citizen: number, ownService: number, otherService: number;
    /** Everything that those were answered who may not see names. */
    const heard: [who: Who, question: string, text: string][] = [];

    const as = async (who: Who, method: string, target: string, json?: unknown): Promise<Answer> => {
      const answer = await host.request(method, target, {
        token: tokens[who],
        ...(json === undefined ? {} : { json }),
      });
      if (who !== 'Relation') heard.push([who, `${method} ${target}`, answer.text]);
      return answer;
    };
    const codeOf = ({ body }: Answer) => body?.errors?.[0]?.extensions?.code as string | undefined;

    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      await settle(host);
      const { id: run } = await host.ask('POST', '/m57/allocations/runs', {
        json: { exercice: 2024, siret: (await host.ask('GET', '/m57/ledger/documents'))[0].siret },
      });
      items['m57_runs'] = run;
      await host.ask('POST', '/m57/privacy/confirm', { json: { confirmed: true } });
      const add = async (collection: string, json: object) =>
        (items[collection] = (await host.ask('POST', `/items/${collection}`, { json })).id);
      await add('m57_zones', { code: 'Z1', name: 'Centre' });
      await add('m57_segments', { name: 'Segment', purpose: 'service', definition: NOBODY });
      await add('m57_campaigns', { name: 'Campagne', purpose: 'service' });
      citizen = Number(await add('m57_citizens', {}));
      await add('m57_identities', { citizen, ...IDENTITY });
      const users: Record<string, string> = {};
      for (const who of EVERYBODY) {
        const policies: string[] | null = WHO[who];
        if (policies === null) tokens[who] = null;
        else {
          const user = await host.createUser(...policies);
          [tokens[who], users[who]] = [user.token, user.id];
        }
      }
      const service = async (name: string, more: object) =>
        (await host.ask('POST', '/items/m57_services', { json: { name, kind: 'principal', ...more } })).id;
      ownService = await service('Piscine', { head: users['Responsable'], unit_owner: users['Pilotage'] });
      otherService = await service('Musée', {});
      items['m57_services'] = otherService;
      await add('m57_interactions', {
        citizen,
        kind: 'request',
        date: '2026-01-05',
        service: ownService,
        status: 'new',
      });
      for (const collection of ['m57_accounts', 'm57_imports', 'm57_lines', 'm57_rules', 'm57_keys'])
        items[collection] = (await host.ask('GET', `/items/${collection}?limit=1&fields=id`))[0].id;
    });

    /** What is created by who may, and nothing else needs. */
    const created = async (collection: string): Promise<object> =>
      ({
        m57_services: { name: `Service ${Math.random()}`, kind: 'principal' },
        m57_rules: { axis: 'service', formula: 'N6232', service: otherService, priority: 1 },
        m57_keys: { from_service: otherService, kind: 'equal' },
        m57_zones: { code: `Z${Math.random()}`.slice(0, 12), name: 'Zone' },
        m57_citizens: {},
        m57_identities: {
          citizen: (await host.ask('POST', '/items/m57_citizens', { json: {} })).id,
          last_name: 'Autre',
        },
        m57_interactions: { kind: 'event', date: '2026-02-02' },
        m57_segments: { name: `Segment ${Math.random()}`, purpose: 'service', definition: NOBODY },
        m57_campaigns: { name: `Campagne ${Math.random()}`, purpose: 'service' },
      })[collection] ?? {};
    /** Of routes that look at who asks only once the question can be read. */
    const BODIES: Record<string, object> = { 'PUT /units/{service}': { exercice: 2024, year: null } };
    /** What hooks refuse to whoever may: written by imports and runs only. */
    const BY_HOOKS = ['m57_imports', 'm57_runs', 'm57_lines'];

    it('every collection and technical table of the product is in the guide', async () => {
      const tables: { name: string }[] = await host
        .ask('GET', '/collections?limit=-1')
        .then((all) =>
          all
            .map(({ collection }: { collection: string }) => ({ name: collection }))
            .filter(({ name }: { name: string }) => /^m57_/.test(name)),
        );
      const named = DOCUMENTED.collection.map(([name]) => name);
      // Folders of the menu hold nothing.
      const folders = ['m57_accounts_folder', 'm57', 'm57_relation', 'm57_campaigning'];
      expect(
        tables.map(({ name }) => name).filter((name) => !named.includes(name) && !folders.includes(name)),
      ).toEqual([]);
      expect(named.length).toBeGreaterThan(40);
    });

    it.each(EVERYBODY)('the host gives %s what the guide says, and refuses the rest', async (who) => {
      const mine = (await as(who, 'GET', '/permissions/me')).body?.data ?? {};
      for (const [collection, cells] of DOCUMENTED.collection) {
        const may = (letter: string) => cells[who].includes(letter);
        for (const [letter, action] of [
          ['C', 'create'],
          ['R', 'read'],
          ['U', 'update'],
          ['D', 'delete'],
        ] as const)
          expect(mine[collection]?.[action]?.access ?? 'none', `${action} ${collection}`).toBe(
            may(letter) ? 'full' : 'none',
          );
        const target = `/items/${collection}`;
        const expected = (letter: string, answer: Answer, what: string) => {
          if (may(letter)) expect([403, 404], `${what}: ${answer.text}`).not.toContain(answer.status);
          else expect([403, 409], `${what}: ${answer.text}`).toContain(answer.status);
          if (may(letter) && !BY_HOOKS.includes(collection))
            expect(answer.status, `${what}: ${answer.text}`).toBeLessThan(300);
        };
        expected('R', await as(who, 'GET', `${target}?limit=2`), `read ${collection}`);
        expected('R', await as(who, 'GET', `${target}?limit=2&export=csv`), `export ${collection}`);
        expected('R', await as(who, 'GET', `${target}?aggregate[count]=*`), `count ${collection}`);
        const graphql = await as(who, 'POST', '/graphql', {
          query: `{ ${collection}(limit: 1) { __typename } }`,
        });
        expect(Array.isArray(graphql.body?.data?.[collection]), `graphql ${collection}`).toBe(may('R'));

        const item = encodeURIComponent(items[collection] ?? 1);
        const fresh = await as(who, 'POST', target, await created(collection));
        expected('C', fresh, `create ${collection}`);
        expected('U', await as(who, 'PATCH', `${target}/${item}`, {}), `update ${collection}`);
        const doomed = may('D') ? (fresh.body?.data?.id ?? item) : item;
        expected('D', await as(who, 'DELETE', `${target}/${doomed}`), `delete ${collection}`);
      }
      for (const [question] of DOCUMENTED.host) {
        const [method, target] = question.split(' ') as [string, string];
        const form = new FormData();
        form.append('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt');
        const { status } = await host.request(method, target, {
          token: tokens[who],
          ...(method === 'POST' ? { form } : {}),
        });
        expect([401, 403], question).toContain(status);
      }
    });

    it('every route of the contract is in the guide, and the other way round', async () => {
      const { body } = await host.request('GET', '/m57/openapi.json');
      const documented = Object.entries(body.paths as Record<string, object>).flatMap(([route, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
      );
      const named = DOCUMENTED.route.map(([name]) => name);
      expect([...named].sort()).toEqual(
        [...documented.filter((route) => route !== 'GET /status'), 'GET /openapi.json', 'GET /assets/{name}']
          .filter((route) => route !== 'GET /assets/{name}')
          .sort(),
      );
    });

    it.each(EVERYBODY)('the module answers %s what the guide says, and refuses the rest', async (who) => {
      for (const [name, cells] of DOCUMENTED.route) {
        const [method, route] = name.split(' ') as [string, string];
        const call = (service: number) =>
          as(
            who,
            method,
            `/m57${route}`
              .replace(/\/(services|units|tariffs|keys)\/\{(id|service)\}/, `/$1/${service}`)
              .replace('{id}', route.startsWith('/citizens') && method === 'GET' ? String(citizen) : '999999')
              .replace('{service}', String(service))
              .replace('{siret}', '21000000000018')
              .replace('{plan}', 'M57_D-2024')
              .replace('{shape}', 'v1-0')
              .replace('{name}', 'register'),
            method === 'GET' ? undefined : (BODIES[name] ?? {}),
          );
        const refused = (answer: Answer) => answer.status === 403;
        if (cells[who] === 'own') {
          expect(refused(await call(otherService)), `${name}, of another service`).toBe(true);
          expect(refused(await call(ownService)), `${name}, of one’s own service`).toBe(false);
        } else {
          const answer = await call(otherService);
          expect(refused(answer), `${name}: ${answer.text.slice(0, 300)}`).toBe(cells[who] !== '✓');
          if (refused(answer)) expect(codeOf(answer), name).toBe('FORBIDDEN');
          else expect(answer.status, `${name}: ${answer.text.slice(0, 300)}`).not.toBe(500);
        }
      }
    });

    it.each(EVERYBODY.filter((who) => who !== 'Relation'))(
      'nothing that %s can ask tells a name',
      async (who) => {
        const asked: [string, string, unknown?][] = [
          ['GET', '/items/m57_identities?fields=*.*.*&limit=-1'],
          ['GET', `/items/m57_identities/${items['m57_identities']}`],
          ['GET', '/items/m57_identities?export=json'],
          ['GET', '/items/m57_identities?aggregate[max]=last_name,email&groupBy[]=last_name'],
          ['GET', '/items/m57_citizens?fields=*.*.*&limit=-1'],
          ['GET', '/items/m57_interactions?fields=*.*.*.*&limit=-1'],
          ['GET', '/items/m57_interactions?search=Plouf'],
          ['GET', '/items/m57_services?fields=*.*.*.*&limit=-1'],
          ['GET', '/items/m57_zones?fields=*.*.*&limit=-1'],
          ['GET', '/items/m57_merges?limit=-1'],
          ['GET', '/items/m57_staging_people?limit=-1'],
          ['POST', '/items/m57_identities', { citizen, last_name: 'X' }],
          ['PATCH', `/items/m57_identities/${items['m57_identities']}`, { email: 'x' }],
          ['POST', '/items/m57_interactions', { kind: 'event', date: '2026-01-01', citizen: 424_242 }],
          ['POST', '/graphql', { query: '{ m57_identities { last_name first_name email phone } }' }],
          ['POST', '/graphql', { query: '{ m57_interactions { citizen { pseudonym } } }' }],
          ['POST', '/graphql', { query: '{ __schema { types { name fields { name } } } }' }],
          ['POST', '/utils/export/m57_identities', { query: {}, format: 'csv', file: {} }],
          ['GET', '/files'],
          ['POST', '/m57/citizens/find', { search: 'Confidentielle' }],
          ['GET', `/m57/citizens/${citizen}`],
          ['GET', `/m57/services/${ownService}/relation`],
          ['GET', '/m57/requests'],
          ['GET', '/m57/relation/statistics?by=zone'],
          // One word is not enough to be told the rest.
          ['POST', '/m57/desk/find', { email: IDENTITY.email }],
          ['POST', '/m57/desk/find', { last_name: 'Confidentielle' }],
          ['POST', '/m57/desk/log', { citizen, kind: 'request', service: ownService, channel: 'desk' }],
          [
            'POST',
            '/m57/interactions',
            {
              source: 's',
              interactions: [
                { key: '1', person: { email: IDENTITY.email }, kind: 'event', date: '2026-03-03' },
              ],
            },
          ],
          [
            'POST',
            '/m57/interactions',
            {
              source: 's',
              interactions: [
                { key: '2', person: { email: IDENTITY.email }, kind: 'nothing', date: '2026-03-03' },
              ],
            },
          ],
          ['GET', '/m57/duplicates'],
          ['GET', '/m57/privacy/log'],
          ['GET', '/m57/privacy/evidence'],
        ];
        for (const [method, target, json] of asked) await as(who, method, target, json);
        // What they typed themselves may come back to them.
        const told = heard.filter(
          ([one, question, text]) =>
            one === who &&
            !question.includes('/desk/find') &&
            SECRETS.some((secret) => text.toLowerCase().includes(secret.toLowerCase())),
        );
        expect(told.map(([, question, text]) => `${question}: ${text.slice(0, 500)}`)).toEqual([]);
        const found = heard.filter(([one, question]) => one === who && question.includes('/desk/find'));
        for (const [, , text] of found)
          for (const secret of ['Quitterie', '1961-04-17', '0639987766', 'venelle'])
            expect(text).not.toContain(secret);
      },
    );

    it('profiles alone lead to no identity', async () => {
      const { id } = await host.ask('POST', '/policies', { json: { name: 'profiles' } });
      for (const collection of ['m57_citizens', 'm57_interactions'])
        await host.ask('POST', '/permissions', {
          json: { policy: id, collection, action: 'read', fields: ['*'] },
        });
      const { token } = await host.createUser('profiles');
      const ask = (query: string) => host.request('GET', `/items/m57_citizens?${query}`, { token });
      expect((await ask('limit=1')).status).toBe(200);
      const through = (value: string) =>
        `filter=${encodeURIComponent(JSON.stringify({ '$FOLLOW(m57_identities,citizen)': { _some: { last_name: { _eq: value } } } }))}`;
      const [right, wrong] = [await ask(through(IDENTITY.last_name)), await ask(through('Nobody'))];
      expect([right.status, right.text]).toEqual([
        wrong.status,
        wrong.text.replace('Nobody', IDENTITY.last_name),
      ]);
      expect(right.text).not.toContain('pseudonym');
      expect((await host.request('GET', `/m57/citizens/${citizen}`, { token })).status).toBe(403);
      expect((await host.request('GET', '/m57/requests', { token })).status).toBe(403);
    });

    it('reads identities with the policy, and each reading is logged', async () => {
      const { body } = await host.request('GET', '/items/m57_identities?filter[first_name][_eq]=Quitterie', {
        token: tokens['Relation'],
      });
      expect(body.data).toEqual([expect.objectContaining(IDENTITY)]);
      const { entries } = await host.ask('GET', `/m57/privacy/log?citizen=${citizen}&action=read`);
      expect(entries[0]).toMatchObject({ action: 'read', citizen, detail: 'm57_identities' });
    });
  });
});
