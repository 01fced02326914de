import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoParameters } from '../../scripts/demo';
import type {
  FullCost,
  RunCosts,
  ServicePage,
} from '../../extensions/directus-extension-m57/src/contract/allocations';
import type { KeysAnswer } from '../../extensions/directus-extension-m57/src/contract/keys';
import { demoFiles } from '../../extensions/directus-extension-m57/src/domain/demo-town/files';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { sendFile } from '../support/m57';
import { lacks } from '../support/machine';
import { frenchCents, frenchEuros, frenchRate, openStudio, picture, shows, textOf } from './studio';

const FILE = 'castelombre-cfu-2024.xml';
const SIRET = '21990999100016';
const PAGE = `/admin/m57/repartition?siret=${SIRET}&budget=00&exercice=2024`;

/** What the demo town's auxiliaries deliver: to everybody, each in its own unit and its own proportions. */
const UNITS = ['agents', 'm²', 'supports', 'heures', 'postes', 'actes', 'k€'];

describe.skipIf(lacks('host-12', 'chromium'))('full costs in the Studio', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  let keys: KeysAnswer;
  const named = (name: string) => keys.services.find((one) => one.name === name)!.service;
  const costs = (run: number): Promise<RunCosts> => host.ask('GET', `/m57/allocations/runs/${run}/costs`);
  const costOf = ({ services }: RunCosts, name: string) => services.find((one) => one.name === name)!;
  const shownRun = () => Number(new URL(page.url()).searchParams.get('run'));
  const tab = (name: string) => page.getByRole('tab', { name }).click();
  const cell = ({ service }: FullCost, column: string) =>
    `td[data-service="${service}"][data-column="${column}"]`;

  /** The key of an auxiliary, with one quantity changed. */
  const storeKey = (from: number, rank: number, changed: Record<number, string> = {}) =>
    host.ask('PUT', `/m57/keys/${from}`, {
      json: {
        exercice: 2024,
        kind: 'quantity',
        unit: UNITS[rank % UNITS.length],
        source: 'Inventaire 2024',
        cells: keys.services
          .filter(({ kind, service }) => service !== from && kind !== 'outside')
          .map(({ service }, index) => ({
            to: service,
            quantity: changed[service] ?? String(4 + ((index * 7 + rank * 5) % 37)),
          })),
      },
    });

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    const { text } = demoFiles(demoParameters()).find(({ name }) => name === FILE)!;
    const sent = await sendFile(host, text, { name: FILE });
    expect(sent.status).toBe(200);
    await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } });
    keys = await host.ask('GET', '/m57/keys?exercice=2024');
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(() => browser?.close());

  it('says what a run rests on, and which keys are missing', async () => {
    await page.goto(host.url + PAGE);
    await shows(page, '.needs', '100,0 % des montants de fonctionnement ont un service');
    await shows(page, '.needs', '7 services auxiliaires sans clé');
    const auxiliaries = keys.services.filter(({ kind }) => kind === 'auxiliary');
    for (const [rank, { service }] of auxiliaries.entries()) await storeKey(service, rank);
    await page.reload();
    await shows(page, '.needs', 'Chaque service auxiliaire a sa clé');
  });

  it('computes full costs in the background, and shows the figures of the API', async () => {
    await page.getByRole('button', { name: 'Calculer les coûts complets' }).click();
    await page.locator('.m57-drawer button[type=submit]').click();
    await page.locator('#m57-full-table').waitFor();
    const answer = await costs(shownRun());
    const plain = ['direct', 'received', 'full', 'revenue_users', 'revenue_partners', 'net_cost'] as const;
    for (const row of answer.services.filter(({ kind }) => kind === 'principal')) {
      for (const column of plain)
        expect(await textOf(page, cell(row, column)), `${row.name} ${column}`).toBe(frenchEuros(row[column]));
      expect(await textOf(page, cell(row, 'rate_users'))).toBe(frenchRate(row.rate_users));
    }
    await shows(page, '.identity', 'Tout y est');
    await page.locator('.m57-chart canvas').waitFor();
    await page.locator('.m57-tabs').evaluate((element) => element.scrollIntoView());
    await picture(page, 'repartition');
  });

  it('writes the table as a workbook', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Fichier XLSX' }).click();
    const rows = await readSheet(await readFile(await (await download).path()));
    const at = (rows[0] as string[]).indexOf('Coût complet (€)');
    const { services } = await costs(shownRun());
    for (const { name, full } of services.filter(({ kind }) => kind !== 'outside'))
      expect(rows.find(([first]) => first === name)?.[at], name).toBe(Number(full));
  });

  it('reads the cascade of a service, picture and table', async () => {
    await tab('Cascade');
    await page.getByLabel('Service', { exact: true }).selectOption({ label: 'Piscine' });
    const run = shownRun();
    const pool: ServicePage = await host.ask(
      'GET',
      `/m57/allocations/runs/${run}/services/${named('Piscine')}`,
    );
    await shows(page, '.m57-cascade', `Reste à charge ${frenchCents(pool.cost.net_cost)}`);
    await shows(page, '.m57-cascade', `Coût complet ${frenchCents(pool.cost.full)}`);
    for (const { name, amount } of pool.received)
      await shows(page, '.m57-cascade', `${name} ${frenchCents(amount)}`);
    await page.locator('.m57-chart canvas').waitFor();
    await page.locator('#m57-cascade').evaluate((element) => element.scrollIntoView());
    await picture(page, 'cascade');
  });

  it('draws what flows, with the same figures in a table', async () => {
    await tab('Flux');
    await page.locator('.m57-chart canvas').waitFor();
    await page.locator('#m57-flows').evaluate((element) => element.scrollIntoView());
    await picture(page, 'flux');
    const { flows } = await host.ask('GET', `/m57/allocations/runs/${shownRun()}/flows`);
    const largest = Math.max(...flows.map(({ amount }: { amount: string }) => Number(amount)));
    await shows(page, '.tall', frenchEuros(largest.toFixed(2)));
  });

  let supposed: string;
  it('supposes another key beside the truth, stores nothing, and takes it back', async () => {
    await tab('Et si…');
    await page.getByLabel('Fourni par').selectOption({ label: 'Communication' });
    await page.getByLabel('À', { exact: true }).selectOption({ label: 'Piscine' });
    await page.getByLabel('Nouvelle quantité').fill('90');
    await page.getByRole('button', { name: 'Ajouter' }).click();
    const pool = page.locator(`[data-supposed="${named('Piscine')}"] td`);
    const before = frenchCents(costOf(await costs(shownRun()), 'Piscine').full);
    await expect.poll(async () => (await pool.allInnerTexts())[0]?.replace(/\s/g, ' ')).toBe(before);
    supposed = (await pool.allInnerTexts())[1]!.replace(/\s/g, ' ');
    expect(supposed).not.toBe(before);
    await page.locator('#m57-what-if').evaluate((element) => element.scrollIntoView());
    await picture(page, 'et-si');
    expect(await host.ask('GET', '/m57/allocations/runs')).toHaveLength(1);

    await page.getByRole('button', { name: 'Défaire' }).click();
    await shows(page, '#m57-run-panel', 'Rien pour l’instant');
  });

  it('says that a key has changed since, and computes again what was supposed', async () => {
    const communication = named('Communication');
    const rank = keys.services
      .filter(({ kind }) => kind === 'auxiliary')
      .findIndex(({ service }) => service === communication);
    await storeKey(communication, rank, { [named('Piscine')]: '90' });
    await page.goto(host.url + PAGE);
    const first = await page.waitForURL(/run=/).then(shownRun);
    await page.getByText('Les clés ou les comptes ont changé').waitFor();
    await page.getByRole('button', { name: 'Calculer de nouveau' }).click();
    await page.getByLabel('Nom', { exact: true }).fill('Clés révisées');
    await page.locator('.m57-drawer button[type=submit]').click();
    await page.waitForURL((url) => Number(url.searchParams.get('run')) > first);
    await shows(page, '#m57-run', 'Clés révisées brouillon');
    const { full } = costOf(await costs(shownRun()), 'Piscine');
    expect(frenchCents(full)).toBe(supposed);
  });

  it('gives the run there is where nothing has changed', async () => {
    await page.getByRole('button', { name: 'Nouveau calcul' }).click();
    await page.locator('.m57-drawer button[type=submit]').click();
    await page.getByText('Identique à « Clés révisées »').waitFor();
  });

  it('traces a figure down to a ledger line, and the line up to who bears it', async () => {
    const run = shownRun();
    const pool = costOf(await costs(run), 'Piscine');
    await page.locator(`${cell(pool, 'full')} button`).click();
    const drawer = page.locator('.m57-drawer');
    await shows(page, '.m57-drawer', `Coût complet : ${frenchCents(pool.full)} €`);
    await picture(page, 'trace');

    // What it received goes on to the deliverer; from there to a rule, an imputation, a line.
    await drawer.getByRole('button', { name: 'Communication' }).click();
    await shows(page, '.m57-drawer nav', 'Piscine Communication');
    await drawer.locator('.m57-table button').first().click();
    await shows(page, '.m57-drawer', 'Les imputations que la règle donne');
    await drawer.locator('.m57-table button').first().click();
    await shows(page, '.m57-drawer', FILE);
    const [position, amount] = (await drawer.locator('.m57-table tbody tr td').allInnerTexts()).map((text) =>
      text.replace(/\s/g, ''),
    );
    const [line] = await host.ask(
      'GET',
      `/items/m57_lines?filter[position][_eq]=${position}&fields=id,realised`,
    );
    expect(frenchCents(Number(line.realised).toFixed(2)).replace(/\s/g, '')).toBe(amount);

    await drawer.getByRole('button', { name: /Qui supporte cette ligne/ }).click();
    const { bearers } = await host.ask('GET', `/m57/allocations/runs/${run}/bearers?line=${line.id}`);
    const borne = bearers.find(({ name }: { name: string }) => name === 'Piscine');
    await shows(page, '.m57-drawer', `À la fin, ${bearers.length} services la supportent`);
    await shows(page, '.m57-drawer', `Piscine ${frenchCents(borne.amount)}`);
    await drawer.getByRole('button', { name: 'Piscine' }).click();
    await shows(page, '.m57-drawer', 'Reçu d’autres services');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  it('validates, which locks the run', async () => {
    await page.getByRole('button', { name: 'Valider', exact: true }).click();
    await shows(page, '.v-card', 'plus personne ne pourra la modifier');
    await page.locator('.v-card').getByRole('button', { name: 'Valider', exact: true }).click();
    await shows(page, '#m57-run', 'Clés révisées validée');
    const { status } = await host.ask('GET', `/m57/allocations/runs/${shownRun()}`);
    expect(status).toBe('validated');
    expect(await page.getByRole('button', { name: 'Supprimer le brouillon' }).count()).toBe(0);
    const { steps } = await host.ask('GET', '/m57/overview');
    expect(steps).toContainEqual({ step: 'keys', done: true, value: 7 });
    expect(steps).toContainEqual({ step: 'run', done: true, value: 1 });
  });

  it('compares with the first run: what moved, and why', async () => {
    await page.getByRole('button', { name: 'Comparer' }).click();
    await shows(page, '#m57-run-panel', 'Ce qui a changé');
    const runs = await host.ask('GET', '/m57/allocations/runs');
    const [now, then] = await Promise.all([costs(runs[0].id), costs(runs[1].id)]);
    const difference = Number(costOf(now, 'Piscine').full) - Number(costOf(then, 'Piscine').full);
    await shows(page, '#m57-run-panel tr', `Piscine ${frenchEuros(costOf(then, 'Piscine').full)}`);
    await shows(page, '#m57-run-panel tr', `+${frenchEuros(difference.toFixed(2))}`);
    await shows(page, '#m57-run-panel', 'Clé changé');
    await page.locator('#m57-compare').evaluate((element) => element.scrollIntoView());
    await picture(page, 'comparer');
  });

  it('shows the three methods, and the work that was done in the sidebar', async () => {
    await tab('Méthodes');
    await shows(page, '#m57-run-panel thead', 'Réciproque (€) méthode de cette répartition');
    await page.locator('.sidebar-toggle').click();
    await page.getByText('Travaux en cours').click();
    await shows(page, '.m57-jobs', 'Répartition Clés révisées terminé');
  });

  it('is readable in the dark, in English, on a telephone', async () => {
    await host.ask('PATCH', '/users/me', { json: { appearance: 'dark', language: 'en-US' } });
    await page.setViewportSize({ width: 375, height: 800 });
    for (const vue of ['couts', 'flux', 'cascade', 'et-si', 'comparer']) {
      await page.goto(`${host.url}${PAGE}&vue=${vue}`);
      await shows(page, '#m57-run', 'Clés révisées validated');
      await page.locator('#m57-run-panel h2').first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, vue).toBeLessThanOrEqual(0);
      if (vue !== 'cascade') continue;
      await page.locator('.m57-chart canvas').waitFor();
      await page.locator('#m57-cascade').evaluate((element) => element.scrollIntoView());
      await picture(page, 'cascade-375-dark');
    }
  });
});
