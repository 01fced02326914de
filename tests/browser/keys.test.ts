import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from '../../scripts/demo';
import type { RunCosts, ServicePage } from '../../extensions/directus-extension-m57/src/contract/allocations';
import type { KeysAnswer } from '../../extensions/directus-extension-m57/src/contract/keys';
import type { UnitsAnswer } from '../../extensions/directus-extension-m57/src/contract/units';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { frenchEuros, openStudio, picture, shows, textOf } from './studio';

const YEAR = 2025;

describe.skipIf(lacks('host-12', 'chromium'))('keys, units and the page of a service', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  let ids: Map<string, number>;
  const id = (name: string) => ids.get(name)!;

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    await loadDemo(host.url, host.adminToken);
    const services: { id: number; name: string }[] = await host.ask('GET', '/items/m57_services?limit=-1');
    ids = new Map(services.map((service) => [service.name, service.id]));
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(() => browser?.close());

  const keyOf = async (name: string) => {
    const keys: KeysAnswer = await host.ask('GET', `/m57/keys?exercice=${YEAR}`);
    return keys.rows.find(({ from }) => from === id(name))!;
  };
  const given = async (from: string, to: string) =>
    (await keyOf(from)).cells.find((cell) => cell.to === id(to))?.quantity;
  const cell = (service: string, column = 0) =>
    page.locator(`tr[data-service="${id(service)}"] [data-column="${column}"]`);
  const open = (service: string) => page.getByRole('button', { name: service, exact: true }).first().click();
  const save = async () => {
    await page.locator('.m57-drawer').getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await page.locator('.m57-drawer').waitFor({ state: 'detached' });
  };

  it('lists the support services with what they deliver', async () => {
    await page.goto(`${host.url}/admin/m57/cles?exercice=${YEAR}`);
    await page.locator('.list').waitFor();
    const { unit } = await keyOf('Direction et administration générale');
    await shows(page, `tbody[data-service="${id('Direction et administration générale')}"]`, unit!);
    await picture(page, 'cles');
  });

  it('changes a key by keyboard, goes back and forth, and saves', async () => {
    const from = 'Direction et administration générale';
    const before = await given(from, 'Piscine');
    await open(from);
    await cell('Piscine').focus();
    await page.keyboard.type('12,5');
    await page.keyboard.press('Enter');
    // Down to the next service, as in a spreadsheet.
    const next = await page.evaluate(() => (document.activeElement as HTMLElement).ariaLabel);
    expect(next).toBe('Équipements et vie sportive');
    await page.keyboard.type('quinze');
    await page.keyboard.press('ArrowUp');
    await shows(page, '[role=status]', '1 cellule n’est pas une quantité');
    expect(await cell('Équipements et vie sportive').inputValue()).toBe('quinze');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    expect(Number((await cell('Piscine').inputValue()).replace(',', '.') || 0)).toBe(Number(before ?? 0));
    await page.keyboard.press('Control+y');
    expect(await cell('Piscine').inputValue()).toBe('12,5');
    await picture(page, 'cle');
    await save();
    expect(await given(from, 'Piscine')).toBe('12.5');
    expect(await given(from, 'Équipements et vie sportive')).not.toBe('15');
  });

  it('fills downwards what is pasted from a spreadsheet, and asks before it is lost', async () => {
    const from = 'Communication';
    await open(from);
    await page.getByRole('combobox', { name: 'Sorte de clé' }).selectOption('quantity');
    await page.getByRole('textbox', { name: 'Unité' }).fill('heures');
    await cell('Piscine').focus();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '1 200,5\r\n800\r\n');
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement!.dispatchEvent(event);
    });
    await shows(page, '[role=status]', '2 valeurs collées.');
    expect(await cell('Équipements et vie sportive').inputValue()).toMatch(/^800$/);
    await page.locator('.m57-drawer').getByRole('button', { name: 'Annuler', exact: true }).click();
    await page.getByRole('button', { name: 'Revenir à la saisie' }).click();
    await save();
    expect(await given(from, 'Piscine')).toBe('1200.5');
    expect(await given(from, 'Équipements et vie sportive')).toBe('800');
    expect((await keyOf(from)).unit).toBe('heures');
  });

  it('adds up a grid in the browser, lets an unknown name be corrected, and sends nothing but sums', async () => {
    const from = 'Direction culture, sports, jeunesse';
    const posts = [
      'Matricule;Nom;Affectation;ETP',
      '1;DURAND Anne;Piscine;1',
      '2;PETIT Luc;PISCINE;0,8',
      '3;ROUX Jean;Bassin nordique;0,5',
      '4;BLANC Léa;Médiathèque;2',
      ';;Total général;4,3',
    ].join('\n');
    await page.goto(`${host.url}/admin/m57/cles?exercice=${YEAR}`);
    await page.getByRole('button', { name: 'Importer une grille' }).click();
    await page
      .locator('.m57-drawer input[type=file]')
      .setInputFiles({ name: 'postes.csv', mimeType: 'text/csv', buffer: Buffer.from(posts) });
    await shows(page, '.m57-drawer', '1 nom du fichier n’est pas un service connu');
    await shows(page, '.m57-drawer .sums', 'Piscine 2 1,8');
    await page.getByRole('combobox', { name: 'Service pour Bassin nordique' }).selectOption('Piscine');
    await page.getByRole('combobox', { name: 'Service auxiliaire à répartir' }).selectOption({ label: from });
    await page.locator('.m57-drawer').getByRole('textbox', { name: 'Unité' }).fill('ETP');
    await picture(page, 'grille');
    const sent = page.waitForRequest((request) => request.url().endsWith('/m57/keys/import'));
    await page.getByRole('button', { name: 'Enregistrer comme clé' }).click();
    const body = (await sent).postData()!;
    expect(body).not.toMatch(/DURAND|PETIT|ROUX|BLANC|Matricule/);
    expect(JSON.parse(body).rows).toEqual([
      { service: 'Piscine', quantity: '2.3', month: null },
      { service: 'Médiathèque', quantity: '2', month: null },
    ]);
    await page.locator('.m57-drawer').waitFor({ state: 'detached' });
    expect(await given(from, 'Piscine')).toBe('2.3');
  });

  it('shows who delivers to whom as a matrix, and opens a row', async () => {
    await page.getByRole('tab', { name: 'Matrice' }).click();
    // 2.3 and 2 of 4.3, cut to a decimal.
    await shows(page, '.matrix tr:has-text("Direction culture")', '53,4 %');
    await shows(page, '.matrix tr:has-text("Direction culture")', '46,5 %');
    await picture(page, 'matrice');
    await open('Direction culture, sports, jeunesse');
    await shows(page, '.m57-drawer', 'postes');
    await page.locator('.m57-drawer').getByRole('button', { name: 'Annuler', exact: true }).click();
  });

  it('takes units of work month by month', async () => {
    const of = 'Fêtes et cérémonies';
    await page.goto(`${host.url}/admin/m57/unites?exercice=${YEAR}`);
    await cell(of).focus();
    await page.keyboard.type('3');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('4');
    await page.keyboard.press('Tab');
    await page.keyboard.type('5');
    await shows(page, `tr[data-service="${id(of)}"] .total`, '12');
    await page.getByRole('button', { name: `Enregistrer ${of}` }).click();
    await page.getByRole('button', { name: `Enregistrer ${of}` }).waitFor({ state: 'detached' });
    const { services }: UnitsAnswer = await host.ask('GET', `/m57/units?exercice=${YEAR}`);
    const stored = services.find(({ service }) => service === id(of))!;
    expect(stored.months.slice(0, 4)).toEqual(['3', '4', '5', null]);
    expect(stored.total).toBe('12');
    // The months that are over and were not entered are marked now.
    await shows(page, '.v-notice', 'Fêtes et cérémonies : avril');
    await picture(page, 'unites');
  });

  it('tells an elected official what a service costs, on paper without the Studio', async () => {
    const run = await host.ask('POST', '/m57/allocations/runs', {
      json: { exercice: YEAR, siret: '21990999100016' },
    });
    const { cost }: ServicePage = await host.ask(
      'GET',
      `/m57/allocations/runs/${run.id}/services/${id('Restauration scolaire')}`,
    );
    await page.goto(`${host.url}/admin/m57/services?exercice=${YEAR}`);
    await page.getByRole('link', { name: 'Restauration scolaire' }).click();
    await page.locator('.m57-sheet').waitFor();
    expect(page.url()).toContain(`run=${run.id}`);
    await shows(page, '.sentences', `« Restauration scolaire » coûte ${frenchEuros(cost.full)} €`);
    await shows(page, '.sentences', `reste à charge est de ${frenchEuros(cost.net_cost)} €`);
    await picture(page, 'fiche-service');

    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.module-bar').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Imprimer' }).isVisible()).toBe(false);
    expect(await page.locator('.m57-sheet h1').isVisible()).toBe(true);
    await page.setViewportSize({ width: 720, height: 1020 });
    await picture(page, 'fiche-service-imprimee');
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)!.length).toBeLessThanOrEqual(3);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('warns of a tariff above the cost, and stores nothing by itself', async () => {
    const path = `/m57/tariffs/${id('Restauration scolaire')}?exercice=${YEAR}`;
    const before = await host.ask('GET', path);
    await page
      .getByRole('textbox', { name: /^Tarif de / })
      .last()
      .fill('99');
    await shows(page, '.tariffs', '99,00 €, dépasse le coût');
    await shows(page, '.tariffs', 'R.531-53');
    await page.locator('.tariffs').evaluate((element) => element.scrollIntoView());
    await picture(page, 'tarifs');
    await page.getByRole('button', { name: 'Revenir aux tarifs enregistrés' }).click();
    expect(await host.ask('GET', path)).toEqual(before);
  });

  it('has panels of full costs and of where a cost comes from', async () => {
    const [run] = await host.ask('GET', '/m57/allocations/runs');
    const { services }: RunCosts = await host.ask('GET', `/m57/allocations/runs/${run.id}/costs`);
    const dashboard = await host.ask('POST', '/dashboards', {
      json: {
        name: 'Coûts complets',
        panels: [
          { type: 'm57-panel-full-costs', options: { exercice: String(YEAR), services: 8 }, position_y: 1 },
          { type: 'm57-panel-cost-origins', options: { service: 'piscine' }, position_y: 25 },
        ].map((panel) => ({ ...panel, position_x: 1, width: 46, height: 22, show_header: true })),
      },
    });
    await page.goto(`${host.url}/admin/insights/${dashboard.id}`);
    await expect.poll(() => page.locator('.m57-panel canvas').count(), { timeout: 120_000 }).toBe(2);
    await picture(page, 'panneaux-couts-complets');
    // Each becomes « Graphique » in its turn.
    for (const _ of [1, 2]) await page.getByRole('button', { name: 'Tableau', exact: true }).first().click();
    const rows = page.locator('.m57-panel td[data-column="full"]');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(8);
    const first = services
      .filter(({ kind }) => kind === 'principal' || kind === 'indivis')
      .sort((a, b) => Number(b.full) - Number(a.full))[0]!;
    expect(await textOf(page, `td[data-service="${first.service}"][data-column="full"]`)).toBe(
      frenchEuros(first.full),
    );
    const pool = services.find(({ service }) => service === id('Piscine'))!;
    await shows(page, '.m57-panel tfoot', frenchEuros(pool.full));
  });

  it('is readable in English, in the dark and on a telephone', async () => {
    await host.ask('PATCH', '/users/me', { json: { appearance: 'dark', language: 'en-US' } });
    await page.setViewportSize({ width: 375, height: 800 });
    for (const path of ['cles', 'unites', `services/${id('Piscine')}`]) {
      await page.goto(`${host.url}/admin/m57/${path}`);
      await page.locator('.m57-page table').first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
    await shows(page, '.sentences', '“Piscine” costs €');
  });
});
