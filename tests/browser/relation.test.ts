import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { openStudio, picture, shows } from './studio';

const HEAD =
  'N° usager;Nom;Prénom;Né(e) le;Courriel;Téléphone;Régime alimentaire;N° opération;Date;Activité;Quantité;Montant';
const file = (name: string, ...rows: string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from([HEAD, ...rows].join('\r\n'), 'utf8'),
});

describe.skipIf(lacks('host-12', 'chromium'))('persons in the Studio', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  let pool: number;

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    const create = (name: string) => host.ask('POST', '/items/m57_services', { json: { name } });
    pool = (await create('Piscine')).id;
    await create('Médiathèque');
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(() => browser?.close());

  const choose = (chosen: ReturnType<typeof file>) => page.locator('input[type=file]').setInputFiles(chosen);
  const names = async () => {
    const rows: { last_name: string; first_name: string }[] = await host.ask(
      'GET',
      '/items/m57_identities?fields=last_name,first_name&sort=id',
    );
    return rows.map(({ last_name, first_name }) => `${last_name} ${first_name}`);
  };
  const interactions = async (lastName: string) => {
    const [identity] = await host.ask('GET', `/items/m57_identities?filter[last_name][_eq]=${lastName}`);
    const rows: unknown[] = await host.ask(
      'GET',
      `/items/m57_interactions?filter[citizen][_eq]=${identity.citizen}`,
    );
    return rows.length;
  };

  describe('a file', () => {
    it('stays out before the impact assessment is confirmed, and says who does that', async () => {
      await page.goto(`${host.url}/admin/m57/imports-administres`);
      await choose(
        file(
          'portail.csv',
          '17;Lefèvre;Anne;12/03/1984;anne@example.org;06 71 82 93 04;sans porc;A1;03/02/2025;Bassin;2;9,00',
          '18;Martin;Zoé;01/05/2012;;;;A2;04/02/2025;bassin;1;4,50',
          ';;;;;;;A3;05/02/2025;Bassin;30;135,00',
        ),
      );
      await shows(page, '.v-notice', 'confirmer l’analyse d’impact');
      await host.ask('POST', '/m57/privacy/confirm', { json: { confirmed: true } });
      await page.getByRole('button', { name: 'Réessayer' }).click();
      await shows(page, '.mapping', 'À compléter');
    });

    it('is told what its columns and texts mean; a column that the law keeps out cannot be chosen', async () => {
      const refused = page.locator('tr.refused');
      expect(await refused.locator('select').count()).toBe(0);
      await shows(page, 'tr.refused', 'Régime alimentaire Jamais reprise : régime alimentaire');
      expect(await page.locator('.mapping').innerText()).not.toContain('sans porc');
      await page.getByLabel('Logiciel d’origine').fill('Portail famille');
      await page.getByLabel('Sorte d’interaction', { exact: true }).selectOption('payment');
      await page.getByLabel('Contenu de la colonne Quantité').selectOption('units');
      // Told once, whatever the case.
      await page.getByLabel('Sens de Bassin', { exact: true }).selectOption({ label: 'Piscine' });
      expect(await page.getByLabel('Sens de bassin', { exact: true }).inputValue()).toBe(String(pool));
      await picture(page, 'imports-administres');
      await page.getByRole('button', { name: 'Relire le fichier' }).click();
      await shows(page, '.report', 'Lignes 3');
      await shows(page, '.report', 'Personnes 2');
      await shows(page, '.report', 'Interactions 3 1 anonyme');
      await shows(page, '.report', 'Recettes 148,50 € 33 unités');
      await shows(page, '[data-match=new]', '2');
      expect(await names()).toEqual([]);
    });

    it('is imported, and the next of its shape is read in the same way', async () => {
      await page.getByRole('button', { name: 'Importer les 3 lignes' }).click();
      await shows(page, '[role=status]', '3 lignes importées');
      expect(await names()).toEqual(['Lefèvre Anne', 'Martin Zoé']);
      await shows(page, '[data-import]', 'portail.csv Portail famille 3 2 3');
      await page.getByRole('button', { name: 'Importer un autre fichier' }).click();
      await choose(
        file('portail-mars.csv', '19;Lefevre;Hanne;12/03/1984;;0671829304;;A4;06/03/2025;Bassin;1;4,50'),
      );
      await shows(page, '.v-notice', 'Lu comme le dernier fichier de même forme');
      await shows(page, '[data-match=probable]', '1');
      await page.getByRole('button', { name: 'Importer 1 ligne' }).click();
      await shows(page, '[role=status]', '1 ligne importée');
      expect(await names()).toEqual(['Lefèvre Anne', 'Martin Zoé', 'Lefevre Hanne']);
    });
  });

  it('is followed by who brings people in, from every page', async () => {
    const user = await host.createUser('M57 – Studio', 'M57 – Relation');
    const other = await openStudio(host, browser, user);
    await other.goto(`${host.url}/admin/m57/administres`);
    await other.locator('.sidebar-toggle').click();
    const jobs = other.locator('#m57-jobs, .m57-jobs');
    await other.getByText('Travaux en cours').click();
    await jobs.getByRole('link', { name: 'Fichier n° 2' }).click();
    await other.waitForURL('**/m57/imports-administres');
    expect(await other.locator('.m57-jobs').innerText()).not.toContain('portail');
    await other.context().close();
  });

  describe('a probable match', () => {
    it('is shown side by side, with its reasons', async () => {
      await page.getByRole('link', { name: 'Examiner 1 rapprochement probable' }).click();
      await shows(page, 'h2', '1 paire à examiner');
      await shows(page, '.reasons', 'même téléphone');
      await shows(page, '[data-field=last_name]', 'identique');
      await shows(page, '[data-field=first_name]', 'différent');
      await shows(page, '[data-field=email]', 'd’un seul côté');
      await picture(page, 'doublons');
    });

    it('is merged and taken back without a mouse', async () => {
      const anne = page.getByRole('radio').first();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => anne.isChecked()).toBe(false);
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => anne.isChecked()).toBe(true);
      await page.keyboard.press('Enter');
      await shows(page, '.m57-empty', 'Aucun doublon à examiner');
      expect(await names()).toEqual(['Lefèvre Anne', 'Martin Zoé']);
      expect(await interactions('Lefèvre')).toBe(2);
      await shows(page, '[data-merge]', 'Lefèvre Anne');
      await page.keyboard.press('z');
      await shows(page, 'h2', '1 paire à examiner');
      expect(await page.locator('[data-merge]').count()).toBe(0);
      expect(await names()).toEqual(['Lefèvre Anne', 'Martin Zoé', 'Lefevre Hanne']);
      expect(await interactions('Lefèvre')).toBe(1);
    });

    it('is not asked again once they are told to be two', async () => {
      await page.keyboard.press('d');
      await shows(page, '.m57-empty', 'Aucun doublon à examiner');
      await page.reload();
      await shows(page, '.m57-empty', 'Aucun doublon à examiner');
      expect(await names()).toHaveLength(3);
    });

    it('is asked again when that is taken back, with the mouse or a key', async () => {
      await shows(page, '[data-apart]', 'Lefèvre Anne · Lefevre Hanne');
      await page.getByRole('button', { name: 'Examiner de nouveau' }).click();
      await shows(page, 'h2', '1 paire à examiner');
      expect(await page.locator('[data-apart]').count()).toBe(0);
      await page.keyboard.press('d');
      await page.locator('[data-apart]').waitFor();
      await page.keyboard.press('z');
      await shows(page, 'h2', '1 paire à examiner');
      await page.keyboard.press('d');
      await shows(page, '.m57-empty', 'Aucun doublon à examiner');
    });
  });

  describe('a citizen', () => {
    it('is found by a part of the name and opened by keyboard; no name stands in the address', async () => {
      await host.ask('POST', '/items/m57_interactions', {
        json: [
          {
            citizen: 1,
            service: pool,
            kind: 'request',
            date: '2025-01-15',
            status: 'waiting',
            due_on: '2025-02-01',
            subject: 'Casier cassé',
            source: 'GRU',
            source_key: 'r1',
          },
        ],
      });
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      page.on('framenavigated', (frame) => addresses.push(frame.url()));
      await page.goto(`${host.url}/admin/m57/administres`);
      await shows(page, 'tbody', 'Martin Zoé');
      await page.getByRole('searchbox').fill('lefev ann');
      await expect.poll(() => page.locator('[data-citizen]').count()).toBe(1);
      await picture(page, 'administres');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.locator('#m57-timeline').waitFor();
      expect(page.url()).toMatch(/\/m57\/administres\/\d+$/);
      expect(addresses.filter((address) => address.endsWith('/m57/citizens/find')).length).toBeGreaterThan(1);
      expect(addresses.filter((address) => /lefev|ann\b/i.test(address))).toEqual([]);
    });

    it('has a timeline by month, narrowed to a kind', async () => {
      const months = () => page.locator('.month h3').allInnerTexts();
      expect(await months()).toEqual(['Février 2025', 'Janvier 2025']);
      await shows(page, '[data-kind=payment]', 'Paiement · Piscine');
      await shows(page, '[data-kind=payment]', '9,00 €');
      await shows(page, '[data-kind=request]', 'En retard depuis le 1 févr. 2025');
      await page.getByRole('combobox', { name: 'Sorte' }).selectOption('request');
      await expect.poll(months).toEqual(['Janvier 2025']);
      await page.getByRole('combobox', { name: 'Sorte' }).selectOption('event');
      await page.getByRole('button', { name: 'Tout afficher' }).click();
      await expect.poll(months).toEqual(['Février 2025', 'Janvier 2025']);
      await picture(page, 'administre');
    });

    it('objects, which closes a purpose and stays as evidence', async () => {
      const purpose = page.locator('[data-purpose]').filter({ hasText: 'Mission d’intérêt public' }).first();
      expect(await purpose.innerText()).toContain('Ouverte');
      await purpose.getByRole('button', { name: /^Opposition/ }).click();
      await page.getByLabel('Comment elle l’a dit').fill('Courrier du 3 mars');
      await picture(page, 'preuve');
      await page.getByRole('button', { name: 'Inscrire pour toujours' }).click();
      await page.locator('.m57-drawer').waitFor({ state: 'detached' });
      await expect.poll(() => purpose.innerText()).toContain('Fermée');
      await page.getByText('1 preuve', { exact: true }).click();
      await shows(page, '.records', 'Courrier du 3 mars');
      await page.reload();
      await expect.poll(() => purpose.innerText()).toContain('Opposition depuis le');
    });
  });

  it('takes an import back, with whom only it brought in', async () => {
    await page.goto(`${host.url}/admin/m57/imports-administres`);
    await page.getByRole('button', { name: 'Annuler l’import de portail-mars.csv' }).click();
    await page.getByRole('button', { name: 'Annuler cet import' }).last().click();
    await shows(page, '[data-import]', 'Annulé');
    expect(await names()).toEqual(['Lefèvre Anne', 'Martin Zoé']);
  });

  it('is readable in English, in the dark and on a telephone', async () => {
    await host.ask('PATCH', '/users/me', { json: { appearance: 'dark', language: 'en-US' } });
    await page.setViewportSize({ width: 375, height: 800 });
    for (const [path, text] of [
      ['administres', 'Every search and every file that is opened goes into the log'],
      ['administres/1', 'Cost of the services used'],
      ['doublons', 'No duplicates to review'],
      ['imports-administres', 'Drop an export of people or interactions here'],
    ] as const) {
      await page.goto(`${host.url}/admin/m57/${path}`);
      await shows(page, '.m57-page', text);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
});
