import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { installSegments } from '../support/relation';
import { openStudio, picture, shows } from './studio';

describe.skipIf(lacks('host-12', 'chromium'))('rewards and passes', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  let codes: string[];

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await installSegments(host);
    await host.ask('POST', '/m57/privacy/confirm', { json: { confirmed: true } });
    await host.ask('PUT', '/m57/elections', { json: { elections: [] } });
    await host.ask('POST', '/items/m57_services', { json: { name: 'Piscine', kind: 'principal' } });
    const people: { id: number }[] = await host.ask('POST', '/items/m57_citizens', {
      json: Array.from({ length: 24 }, () => ({ birth_year: 1990 })),
    });
    const engaged = { type: 'field', field: 'engagement', test: { op: 'gte', value: 80 } };
    await host.ask('POST', '/items/m57_segments', {
      json: { name: 'Les plus assidus', purpose: 'event', definition: { version: 1, where: engaged } },
    });
    // A list that staff have chosen, past the host, which must rest for it.
    await host.stop();
    const swimmers = 71;
    await host
      .database('m57_segments')
      .insert({ id: swimmers, name: 'Nageurs de l’été', purpose: 'event', mode: 'static' });
    await host
      .database('m57_members')
      .insert(people.map(({ id }) => ({ segment: swimmers, citizen: id, entered_on: null })));
    await host.start();
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(() => browser?.close());

  it('tells why a segment gives no right, before anything is saved', async () => {
    await page.goto(`${host.url}/admin/m57/avantages`);
    await shows(page, '.m57-empty', 'Aucun avantage');
    await page.getByRole('button', { name: 'Créer un avantage' }).click();
    await page.getByLabel('Nom', { exact: true }).fill('Entrée offerte');
    await page.getByLabel('Ce que reçoit le titulaire du pass').fill('Une entrée à la piscine, offerte');
    await page.getByLabel('Segment', { exact: true }).selectOption({ label: 'Les plus assidus' });
    await shows(page, '.m57-drawer .v-notice', 'n’ôte aucun droit');
    expect(await page.getByRole('button', { name: 'Enregistrer' }).isDisabled()).toBe(true);
  });

  it('creates a reward and gives its passes', async () => {
    await page.getByLabel('Segment', { exact: true }).selectOption({ label: 'Nageurs de l’été' });
    await page.getByLabel('Valable au service').selectOption({ label: 'Piscine' });
    await page.getByLabel('Utilisations par pass').fill('2');
    await page.getByLabel('Coût d’une utilisation (€)').fill('3,50');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('button', { name: 'Remettre les pass' }).click();
    await shows(page, '[role=status]', '24 pass remis.');
    await shows(page, '[data-figure=given]', '24');
    expect(await page.getByLabel('Segment', { exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remettre les pass' }).click();
    await shows(page, '[role=status]', '0 pass remis.');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Codes pour un envoi (CSV)' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    // As Excel knows UTF-8.
    expect(text.charCodeAt(0)).toBe(0xfeff);
    codes = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(';')[1]!);
    expect(new Set(codes).size).toBe(24);
  });

  it('uses a pass at the desk without a mouse, refuses it once it is used up, and takes a use back', async () => {
    await page.goto(`${host.url}/admin/m57/guichet`);
    const code = page.getByLabel('Code du pass');
    await code.focus();
    await page.keyboard.type(codes[0]!.toLowerCase());
    await page.keyboard.press('Enter');
    await shows(page, '[data-pass-answer]', 'Une entrée à la piscine, offerte');
    await shows(page, '[data-pass-answer]', 'Piscine. Reste 1 utilisation.');
    expect(await code.inputValue()).toBe('');
    await page.locator('[data-pass-answer]').scrollIntoViewIfNeeded();
    await picture(page, 'pass');

    await page.keyboard.type(codes[0]!);
    await page.keyboard.press('Enter');
    await shows(page, '[data-pass-answer]', 'C’était la dernière utilisation.');
    await page.keyboard.type(codes[0]!);
    await page.keyboard.press('Enter');
    await shows(page, '.pass', 'ses 2 utilisations sont faites');
    // What was refused is marked: the next code takes its place.
    await page.keyboard.type(codes[1]!);
    await page.keyboard.press('Enter');
    await shows(page, '[data-pass-answer]', 'Reste 1 utilisation.');
    await page.getByRole('button', { name: 'Annuler cette utilisation' }).press('Enter');
    await shows(page, '[data-pass-answer]', 'Utilisation annulée : restent 2 utilisations.');
    await page.keyboard.type('0000000000');
    await page.keyboard.press('Enter');
    await shows(page, '.pass', 'Aucun pass ne porte ce code');
  });

  it('shows what became of them, in numbers that tell of nobody', async () => {
    await page.goto(`${host.url}/admin/m57/avantages`);
    // One person has used theirs, and 23 have not.
    await shows(page, '[data-reward]', 'En cours');
    await shows(page, '[data-reward]', '24 secret');
    for (const code of codes.slice(1, 12)) await host.ask('POST', '/m57/passes/use', { json: { code } });
    await page.reload();
    await shows(page, '[data-reward]', '24 12 13 45,50');
    await page.getByRole('button', { name: 'Entrée offerte' }).click();
    await shows(page, '[data-figure=users]', '12');
    await shows(page, '[data-figure=cost]', '45,50');
    await shows(page, '.bars', '13');
    await picture(page, 'avantages');
    await page.setViewportSize({ width: 375, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('asks who answers for a mailing in the months before an election, which the officer tells', async () => {
    await page.goto(`${host.url}/admin/m57/protection`);
    await shows(page, '[aria-labelledby="m57-elections"]', 'dans aucune période électorale');
    await page.getByRole('button', { name: 'Ajouter une élection' }).click();
    const next = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 7);
    await page.getByLabel('Mois du premier tour, 1').fill(next);
    await page
      .locator('[aria-labelledby="m57-elections"]')
      .getByRole('button', { name: 'Enregistrer' })
      .click();
    await shows(page, '[aria-labelledby="m57-elections"] .v-notice', 'L. 52-1');
    await page.goto(`${host.url}/admin/m57/avantages`);
    await page.getByRole('button', { name: 'Entrée offerte' }).click();
    const codesButton = page.getByRole('button', { name: 'Codes pour un envoi (CSV)' });
    expect(await codesButton.isDisabled()).toBe(true);
    await page.getByLabel('Accord donné par').fill('Mme Roux');
    await page.getByLabel('Objet de l’envoi').fill('Lettre aux nageurs');
    const download = page.waitForEvent('download');
    await codesButton.click();
    await download;
  });

  it('closes for good, on a second click', async () => {
    await page.getByRole('button', { name: 'Clore cet avantage' }).click();
    await page.getByRole('button', { name: 'Clore pour toujours' }).click();
    await shows(page, '[data-reward]', 'Clos');
    const { status } = await host.request('POST', '/m57/passes/use', { json: { code: codes[13]! } });
    expect(status).toBe(409);
  });
});
