import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settle, TOWN } from '../support/allocation-town';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { installSegments, letPersonsIn } from '../support/relation';
import { openStudio, shows, textOf } from './studio';

const EACH = 40;
/** Of the north, who learn music; so many do not. */
const MUSICIANS = 12;

/**
 * At the pool an entry costs 1.00. In the north 2 or 4 entries a head, of which half is paid: 3.00, and 1.50 paid. In the
 * south 10 or 12, of which a fifth is paid: 11.00, and 2.20 paid. By the lake they eat at the canteen.
 */
describe.skipIf(lacks('host-12', 'chromium'))('what segments are for, in the Studio', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  let pool: number, music: number;
  let north: number[], south: number[];
  let zones: { north: number; south: number };
  let northern: number;

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await installSegments(host);
    await letPersonsIn(host);
    await host.ask('PUT', '/m57/elections', { json: { elections: [] } });
    const create = async (table: string, json: object[]): Promise<number[]> =>
      (await host.ask('POST', `/items/${table}?fields=id`, { json })).map(({ id }: { id: number | string }) =>
        Number(id),
      );
    const { canteen } = await settle(host);
    [pool, music] = (await create('m57_services', [
      { name: 'Piscine', kind: 'principal', unit_of_work: 'entrée' },
      { name: 'Conservatoire', kind: 'principal' },
    ])) as [number, number];
    await host.ask('PUT', '/m57/notional-costs', {
      json: {
        exercice: 2024,
        costs: [{ label: 'Bâtiment', method: 'Valeur locative', service: pool, amount: '1000.00' }],
      },
    });
    await host.ask('PUT', `/m57/units/${pool}`, { json: { exercice: 2024, year: '1000' } });
    const run = await host.ask('POST', '/m57/allocations/runs', { json: { exercice: 2024, siret: TOWN } });
    await host.ask('POST', `/m57/allocations/runs/${run.id}/validate`, { json: {} });

    const [n, s, lake] = (await create(
      'm57_zones',
      ['Nord', 'Sud', 'Lac'].map((name, rank) => ({ code: `Q${rank}`, name, kind: 'district' })),
    )) as [number, number, number];
    zones = { north: n, south: s };
    const people = await create(
      'm57_citizens',
      [n, s, lake].flatMap((zone) =>
        Array.from({ length: EACH }, () => ({
          zone,
          birth_year: 1990,
          household_type: 'single',
          household_size: 1,
          registered_on: '2023-09-01',
          source: 'Portail',
        })),
      ),
    );
    north = people.slice(0, EACH);
    south = people.slice(EACH, 2 * EACH);
    const use = (citizen: number, service: number, units: number, paid: number) => ({
      citizen,
      service,
      kind: 'payment',
      date: '2024-03-15',
      units: String(units),
      amount: (units * paid).toFixed(2),
    });
    await create('m57_interactions', [
      ...north.map((citizen, rank) => use(citizen, pool, rank % 2 === 0 ? 2 : 4, 0.5)),
      ...south.map((citizen, rank) => use(citizen, pool, rank % 2 === 0 ? 10 : 12, 0.2)),
      ...north.slice(0, MUSICIANS).map((citizen) => use(citizen, music, 1, 0)),
      ...south.slice(0, 20).map((citizen) => use(citizen, music, 1, 0)),
      ...people.slice(2 * EACH).map((citizen) => use(citizen, canteen, 1, 0)),
      // Else all by the lake would be known to use the canteen and nothing else, and be secret.
      ...people.slice(2 * EACH, 2 * EACH + 15).map((citizen) => use(citizen, music, 1, 0)),
    ]);
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(() => browser?.close());

  const open = (path: string) => page.goto(`${host.url}/admin/m57/${path}`);
  /** What stands far below is asked once it comes into sight. */
  const scrollTo = (selector: string) => page.locator(selector).first().scrollIntoViewIfNeeded();
  const segmentNamed = async (name: string) => {
    const [found] = await host.ask(
      'GET',
      `/items/m57_segments?filter[name][_eq]=${encodeURIComponent(name)}`,
    );
    return found as { id: number; mode: string; purpose: string; service: number | null; offer: string };
  };
  const membersOf = async (segment: number): Promise<number[]> =>
    (await host.ask('GET', `/items/m57_members?fields=citizen&limit=-1&filter[segment][_eq]=${segment}`))
      .map(({ citizen }: { citizen: number | string }) => Number(citizen))
      .sort((a: number, b: number) => a - b);
  /** Creates the segment that is being built, and waits for its members. */
  const createDraft = async (members: number) => {
    await page.getByRole('button', { name: 'Créer le segment' }).click();
    await page.waitForURL(/segments\/\d+$/);
    await shows(page, '.stored', `${members} membres`);
  };

  it('the guided steps lead to a first segment', async () => {
    await open('');
    await shows(page, '[data-step=segments].next', 'Créer un premier segment');
    await page.locator('[data-step=segments]').getByRole('link', { name: 'Ouvrir les segments' }).click();
    await page.waitForURL(/m57\/segments$/);
  });

  describe('of a first segment', () => {
    beforeAll(async () => {
      const { id } = await host.ask('POST', '/items/m57_segments', {
        json: {
          name: 'Habitants du nord',
          purpose: 'service',
          service: music,
          offer: 'entitled',
          message: 'Bonjour {prenom}, {service} : {motif}.',
          definition: {
            version: 1,
            where: { type: 'field', field: 'zone', test: { op: 'in', values: [zones.north] } },
          },
        },
      });
      northern = id;
      await host.ask('POST', `/m57/segments/${northern}/refresh`, { json: {} });
    });

    it('the guided steps ask for no other', async () => {
      // All that the steps ask has been answered.
      const answers = ['/m57/segments', '/m57/privacy'].map((path) =>
        page.waitForResponse((response) => new URL(response.url()).pathname === path),
      );
      await open('');
      await Promise.all(answers);
      await page.locator('#m57-key-figures').waitFor();
      expect(await page.locator('[data-step=segments]').count()).toBe(0);
    });

    it('a segment shows what one of its users costs and brings, at the validated run', async () => {
      await open(`segments/${northern}`);
      await scrollTo('#m57-segment-costs');
      const cell = (column: string) =>
        `[aria-labelledby=m57-segment-costs] [data-service="${pool}"] [data-column=${column}]`;
      await shows(page, cell('average_cost'), '3,00');
      expect(await textOf(page, cell('average_revenue'))).toBe('1,50');
      expect(await textOf(page, cell('users'))).toBe('40');
      expect(await textOf(page, cell('units'))).toBe('120 entrée');
      expect(await textOf(page, cell('cost'))).toBe('120');
      expect(await textOf(page, cell('balance'))).toBe('−60');
      expect(await textOf(page, cell('coverage'))).toBe('50,0 %');
      await page.getByRole('link', { name: 'Comparer avec d’autres publics' }).click();
      await page.waitForURL(/couts-par-public\?by=segment/);
    });

    it('the costs by group change with the typology', async () => {
      const cell = (group: number) => `tr[data-service="${pool}"] td[data-group="${group}"]`;
      await open('couts-par-public?by=segment');
      // What one user leaves to the town.
      await shows(page, cell(northern), '1,50');
      await page.getByRole('tab', { name: 'Quartier' }).click();
      await page.waitForURL(/by=district/);
      await shows(page, cell(zones.south), '8,80');
      expect(await textOf(page, cell(zones.north))).toBe('1,50');
      await page.getByLabel('Ce qui est montré').selectOption('average_cost');
      await shows(page, cell(zones.south), '11,00');
      // All 80 of them, whatever the typology: 560.00 in all.
      await shows(page, `[data-average="${pool}"] [data-column=cost]`, '7,00 par usager');
    });

    it('a suggestion tells its figures and leads to those whom they are of', async () => {
      await open('segments');
      await scrollTo('#m57-suggestions');
      const card = (measure: string, heading: string) =>
        page
          .locator(`[data-suggestion=${measure}]`)
          .filter({ has: page.getByRole('heading', { name: heading, exact: true }) });
      await card('cost', 'Sud').waitFor();
      await shows(page, '[data-suggestion=coverage]', 'Écart de 30,0 points');
      const words = (await card('cost', 'Sud').innerText()).replace(/\s+/g, ' ');
      expect(words).toContain('Sud Piscine Coût par usager 11,00 € Autres usagers : 3,00 €');
      expect(words).toContain('à 95 % (méthode de Welch, 40 personnes)');
      // Of a segment that there is, the card leads to it.
      const own = card('cost', 'Habitants du nord').getByRole('link', { name: /^Voir le segment/ });
      expect(await own.getAttribute('href')).toMatch(new RegExp(`/m57/segments/${northern}$`));

      await card('cost', 'Sud').getByRole('link', { name: 'Créer ce segment : Sud, Piscine' }).click();
      await page.waitForURL(/segments\/nouveau/);
      await shows(page, '.count .value', String(EACH));
      expect(await textOf(page, '.sentence')).toMatch(/Sud.*Piscine du 1er janvier 2024 au 31 décembre 2024/);
      await createDraft(EACH);
      const made = await segmentNamed('Piscine 2024 – Sud');
      expect(made.purpose).toBe('statistics');
      expect(await membersOf(made.id)).toEqual(south);
    });

    it('an offer tells its reason and leads to the members who lack the service', async () => {
      const without = EACH - MUSICIANS;
      await open(`segments/${northern}`);
      await scrollTo('#m57-segment-offers');
      const row = page.locator(`[data-offer="${music}"]`);
      await shows(page, `[data-offer="${music}"]`, `« Habitants du nord » y ont droit ; ${without}`);
      await shows(page, `[data-offer="${music}"]`, 'À dire à la personne : vous pouvez y avoir droit');
      await row.getByRole('link', { name: /^En faire un segment/ }).click();
      await page.waitForURL(/segments\/nouveau/);
      await shows(page, '.count .value', String(without));
      expect(await page.getByLabel('Service proposé à ces personnes').inputValue()).toBe(String(music));
      expect(await page.getByLabel('Motif', { exact: true }).inputValue()).toBe('entitled');
      await createDraft(without);
      const made = await segmentNamed('Conservatoire – Habitants du nord');
      expect(made).toMatchObject({ purpose: 'service', service: music, offer: 'entitled' });
      expect(await membersOf(made.id)).toEqual(north.slice(MUSICIANS));
    });

    it('a draw makes segments of the groups, each member in one', async () => {
      await open(`segments/${northern}`);
      await page.getByRole('button', { name: 'Tirer des groupes' }).click();
      const draw = page.getByRole('button', { name: 'Tirer les groupes' });
      await page.getByLabel('Part (%)').first().fill('70');
      await shows(page, '.m57-drawer [role=status]', 'Total : 120 %. Il faut 100 %');
      expect(await draw.isDisabled()).toBe(true);
      await page.getByLabel('Part (%)').last().fill('30');
      await draw.click();
      await shows(page, '.m57-drawer .made', 'Habitants du nord – avec message : 28');
      await shows(page, '.m57-drawer .made', 'Habitants du nord – témoin : 12');
      const groups = await Promise.all(
        ['avec message', 'témoin'].map((one) => segmentNamed(`Habitants du nord – ${one}`)),
      );
      expect(groups.map(({ mode }) => mode)).toEqual(['static', 'static']);
      const members = await Promise.all(groups.map(({ id }) => membersOf(id)));
      expect(members.map(({ length }) => length)).toEqual([28, 12]);
      expect(members.flat().sort((a, b) => a - b)).toEqual(north);
      await page.locator('.made').getByRole('link', { name: 'témoin' }).click();
      await shows(page, '.stored', '12 membres');
    });

    it('an export in the months before an election downloads once somebody answers for it', async () => {
      const month = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 7);
      await host.ask('PUT', '/m57/elections', {
        json: { elections: [{ kind: 'municipales', month, last_day: null }] },
      });
      await open(`segments/${northern}`);
      await page.getByRole('button', { name: 'Exporter', exact: true }).click();
      await shows(page, '.m57-drawer [data-sign-off]', 'L. 52-1');
      const button = page.getByRole('button', { name: 'Télécharger', exact: true });
      expect(await button.isDisabled()).toBe(true);
      await page.getByLabel('Accord donné par').fill('Mme Roux');
      expect(await button.isDisabled()).toBe(true);
      await page.getByLabel('Objet de l’envoi').fill('Inscriptions au conservatoire');
      await page.getByLabel('Avec le message, rempli pour chaque personne').check();
      const download = page.waitForEvent('download');
      await button.click();
      const text = await readFile(await (await download).path(), 'utf8');
      await shows(page, '.m57-drawer [role=status]', 'Le fichier a été téléchargé.');
      // As Excel knows UTF-8.
      expect(text.charCodeAt(0)).toBe(0xfeff);
      const [head, ...rows] = text.slice(1).trim().split('\r\n');
      expect(head).toMatch(/^Pseudonyme;.*Message/);
      const expected: { pseudonym: string }[] = await host.ask(
        'GET',
        `/items/m57_citizens?fields=pseudonym&limit=-1&filter[zone][_eq]=${zones.north}`,
      );
      const pseudonyms = rows.map((row) => row.split(';')[0]!);
      expect(pseudonyms.sort()).toEqual(expected.map(({ pseudonym }) => pseudonym).sort());
      expect(rows.every((row) => row.includes('Conservatoire : vous pouvez y avoir droit.'))).toBe(true);

      // What is for statistics leaves without names and messages: they are not offered.
      const { id } = await host.ask('POST', '/items/m57_segments', {
        json: {
          name: 'Pour le bilan',
          purpose: 'statistics',
          definition: { version: 1, where: { type: 'and', items: [] } },
          message: 'Bonjour',
        },
      });
      await open(`segments/${id}`);
      await page.getByRole('button', { name: 'Exporter', exact: true }).click();
      await shows(page, '.m57-drawer', 'n’écrit à personne');
      for (const label of ['Avec les noms', 'Avec le message'])
        expect(await page.getByLabel(label).count(), label).toBe(0);
    });

    it('is readable in English, in the dark and on a telephone, with its figures', async () => {
      await host.ask('PATCH', '/users/me', { json: { appearance: 'dark', language: 'en-US' } });
      await page.setViewportSize({ width: 375, height: 800 });
      const fits = async (what: string) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, what).toBeLessThanOrEqual(0);
      };
      await open('segments');
      await scrollTo('#m57-suggestions');
      await shows(page, '[data-suggestion=cost]', 'Other users: €3.00');
      await fits('suggestions');
      await open(`segments/${northern}`);
      await scrollTo('#m57-segment-offers');
      await shows(page, `[data-offer="${music}"]`, 'are entitled to it');
      await fits('offers');
      await page.getByRole('button', { name: 'Draw groups' }).click();
      await page.getByRole('button', { name: 'Add a group' }).click();
      await page.getByLabel('Name of group 3').waitFor();
      await fits('draw');
    });
  });
});
