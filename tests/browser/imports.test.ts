import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { scdl, sendFile } from '../support/m57';
import { lacks } from '../support/machine';
import { openStudio, picture, shows } from './studio';

const SIRET = '21990999100016';

/** What a finance department exports: amounts as people write them, a total at the end, columns of its own names. */
function ledger(amounts: string[], total: string): string {
  const rows = amounts.map((amount, row) => `60632 - Fournitures;020;FONC;DEP;Atelier ${row % 3};${amount}`);
  return ['Compte;Fonction;Section;Sens;Colonne X;Somme payée', ...rows, `TOTAL;;;;;${total}`].join('\r\n');
}

const asFile = (name: string, text: string) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text, 'latin1'),
});

describe.skipIf(lacks('host-12', 'chromium'))('imports in the Studio', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  /** Requests that the page has made with a body. */
  const sent: { url: string; body: string }[] = [];

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    browser = await startBrowser();
    page = await openStudio(host, browser);
    page.on('request', (request) => {
      if (request.method() === 'POST')
        sent.push({ url: request.url(), body: request.postDataBuffer()?.toString('latin1') ?? '' });
    });
    await page.goto(`${host.url}/admin/m57/imports`);
  });
  afterAll(() => browser?.close());

  const choose = (name: string, text: string) =>
    page.locator('input[type=file]').setInputFiles(asFile(name, text));
  const another = () => page.getByRole('button', { name: /autre fichier/ }).click();
  const spent = async () =>
    (await host.ask('GET', `/m57/ledger/totals?exercice=2024&siret=${SIRET}`)).expense.realised;

  it('asks what the columns of a ledger export hold, where it cannot tell, and sends nothing of the file', async () => {
    await choose('grand-livre.csv', ledger(['1 234,56', '10,00', '0,44'], '1 245,00'));
    await shows(page, '.mapping', 'À compléter');
    await page.getByLabel('SIRET', { exact: true }).fill(SIRET);
    await page.getByLabel('Exercice', { exact: true }).fill('2024');
    await page.getByLabel('Nom du budget').fill('Castelombre');
    await page.getByLabel('Contenu de la colonne Colonne X').selectOption({ label: 'Site' });
    await page.getByLabel('Contenu de la colonne Somme payée').selectOption({ label: 'Montant réalisé' });
    await picture(page, 'correspondance');
    await page.getByRole('button', { name: 'Relire le fichier' }).click();
    await page.getByRole('combobox', { name: 'Nomenclature' }).selectOption('M57_D');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await shows(page, '.m57-table', 'Réel, total du document 1 245,00 –');
    expect(sent.map(({ url }) => new URL(url).pathname)).not.toContain('/m57/imports');
    for (const { body } of sent) expect(body).not.toMatch(/Fournitures|Atelier|1 234/);
  });

  it('imports it, and asks of the next file of that shape only its year', async () => {
    await page.getByRole('button', { name: 'Importer les 3 lignes' }).click();
    await shows(page, '[role=status]', '3 lignes importées');
    expect(await spent()).toBe('1245.00');
    await another();
    await choose('grand-livre.csv', ledger(['1 000,00', '10,00', '0,44'], '1 010,44'));
    await shows(page, '.mapping', 'À compléter : Exercice.');
    await page.getByLabel('Exercice', { exact: true }).fill('2024');
    await page.getByRole('button', { name: 'Relire le fichier' }).click();
    await shows(page, '.m57-chip', 'Remplace');
    await shows(page, '.m57-table', 'Réel, total du document 1 010,44 –');
  });

  it('replaces the former document by the corrected one, and undo brings it back', async () => {
    await page.getByRole('button', { name: 'Importer les 3 lignes' }).click();
    await shows(page, '[role=status]', '3 lignes importées');
    expect(await spent()).toBe('1010.44');
    await shows(page, '.m57-table', 'Remplacé');
    await page.getByRole('button', { name: 'Annuler l’import de grand-livre.csv' }).first().click();
    await page.getByRole('button', { name: 'Annuler cet import' }).last().click();
    await expect.poll(spent).toBe('1245.00');
    await shows(page, '.m57-table', 'Annulé');
  });

  it('shows how far a long import is, and that it can be stopped', async () => {
    const amounts = Array.from({ length: 600_000 }, (_, row) => `${row},50`);
    await another();
    await choose('grand-livre-2.csv', ledger(amounts, '1'));
    await page.getByLabel('Exercice', { exact: true }).fill('2024');
    await page.getByRole('button', { name: 'Relire le fichier' }).click();
    await page.getByRole('button', { name: /Importer les 600\s000 lignes/ }).click();
    await shows(page, '[role=status]', 'lignes par seconde');
    await page.getByRole('button', { name: 'Interrompre l’import', exact: true }).click();
    await shows(page, '[role=status]', 'L’import a été interrompu : rien n’a été écrit');
    expect(await spent()).toBe('1245.00');
  });

  it('sends of the balance of all authorities only what is asked for', async () => {
    const row = (siret: string, nomen = 'M57', label = 'VILLE') =>
      `2024;${siret};${label};${nomen};1;60632;020;0;0;100;0;0;0;0;0;100;0`;
    const others = Array.from({ length: 50 }, (_, at) => row('21990999100099', 'M14', `AUTRE ${at}`));
    const text = [
      'EXER;IDENT;LBUDG;NOMEN;CBUDG;COMPTE;FONCTION;BEDEB;BECRE;OBNETDEB;OBNETCRE;ONBDEB;ONBCRE;OOBDEB;OOBCRE;SD;SC',
      ...others,
      row(SIRET),
      ...others,
    ].join('\r\n');
    await another();
    await choose('balances-2024.csv', text);
    const asked = page.getByLabel('Ne garder que ces SIRET');
    // Those whose accounts are in are proposed.
    await expect.poll(() => asked.inputValue()).toBe(SIRET);
    await page.getByRole('button', { name: 'Relire le fichier' }).click();
    await page.getByRole('button', { name: 'Importer 1 ligne' }).click();
    await shows(page, '[role=status]', '1 ligne importée');
    const [line] = await host.ask('GET', '/items/m57_lines?sort=-id&limit=1&fields=position,import.*');
    expect(line).toMatchObject({ position: 52, import: { file_name: 'extrait de balances-2024.csv' } });
    const [header, first] = text.split('\r\n');
    const extract = `${header}\r\n${first}\r\n${'\n'.repeat(49)}${row(SIRET)}\r\n`;
    expect(line.import.sha256).toBe(createHash('sha256').update(extract).digest('hex'));
  });

  it('takes a file of the library that lacks something, and gives it', async () => {
    const form = new FormData();
    form.append('folder', '57000000-0000-4000-8000-0000000000f1');
    form.append('file', new Blob([scdl(2023, ['43.21']).replaceAll(SIRET, '21990999100024')]), 'dossier.csv');
    const { id } = await host.ask('POST', '/files', { form });
    const correct = page.getByRole('button', { name: 'Corriger et importer' });
    await shows(page, '.m57-table', 'Ce fichier ne dit pas sa nomenclature');
    await correct.click();
    await page.getByRole('combobox', { name: 'Nomenclature' }).selectOption('M57_D');
    await page.getByRole('button', { name: 'Continuer' }).click();
    sent.length = 0;
    await page.getByRole('button', { name: 'Importer 1 ligne' }).click();
    await shows(page, '[role=status]', '1 ligne importée');
    const { body } = sent.find(({ url }) => new URL(url).pathname === '/m57/imports')!;
    expect(JSON.parse(body)).toEqual({ file: id, nomenclature: 'M57_D' });
    // It is in now: nothing is left to correct.
    await expect.poll(() => correct.count()).toBe(0);
  });

  it('shows an import made elsewhere without a reload', async () => {
    const fields = { nomenclature: 'M57_D' };
    expect((await sendFile(host, scdl(2023, ['12.34']), { name: 'ailleurs.csv', fields })).status).toBe(200);
    await shows(page, '.m57-table', 'ailleurs.csv');
  });
});
