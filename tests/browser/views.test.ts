import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { sendFile } from '../support/m57';
import { lacks } from '../support/machine';
import { openStudio, picture, shows } from './studio';

const TOWN = '21990999100016';
const CCAS = '26990999000013';
const HEAD = 'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPERATION';
const AMOUNTS =
  'BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE';
const scdl = (
  natdec: string,
  [siret, name]: [string, string],
  lines: ['dépense' | 'recette', string, string][],
) =>
  [
    `${HEAD},${AMOUNTS}`,
    ...lines.map(
      ([side, nature, amount]) =>
        `${natdec},2024,${siret},${name},,${nature},020,,fonctionnement,réel,${side},${amount},,,,${amount},,,`,
    ),
  ].join('\r\n');
const town: [string, string] = [TOWN, 'Castelombre'];

const PLAN = `<?xml version="1.0" encoding="UTF-8"?>
<Nomenclature Norme="M57" Declinaison="M57_D" Exer="2020"><Nature>
<Chapitres><Chapitre Code="011" Libelle="Charges" TypeChapitre="G" Section="F" Special="0"/></Chapitres>
<Comptes><Compte Code="60" Libelle="Achats"><Compte Code="60632" Libelle="Petit équipement" DR="011"/></Compte></Comptes>
</Nature></Nomenclature>`;

const balance = (rows: [string, string, number, number][]) =>
  [
    'exer;ident;lbudg;cbudg;nomen;compte;bedeb;becre;obnetdeb;obnetcre;onbdeb;onbcre;oobdeb;oobcre;sd;sc',
    ...rows.map(([ident, compte, debit, credit]) =>
      [2024, ident, 'VILLE', 1, 'M57', compte, 0, 0, debit, credit, 0, 0, 0, 0]
        .concat([Math.max(0, debit - credit), Math.max(0, credit - debit)])
        .join(';'),
    ),
  ].join('\n');

describe.skipIf(lacks('host-12', 'chromium'))('in the Studio of Directus 12', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  const file = (name: string, text: string) => ({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  });

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } });
    const fields = { nomenclature: 'M57_D' };
    const accounts = scdl('Compte administratif', town, [
      ['dépense', '657363', '970000.00'],
      ['dépense', '64111', '4120000.00'],
      ['dépense', '60632', '812000.50'],
      ['recette', '70873', '297000.00'],
      ['recette', '73111', '6400000.00'],
    ]);
    const ccas = scdl(
      'Compte administratif',
      [CCAS, 'CCAS de Castelombre'],
      [
        ['recette', '757361', '968000.00'],
        ['recette', '7066', '480000.00'],
        ['dépense', '62871', '297412.80'],
        ['dépense', '64111', '1100000.00'],
      ],
    );
    const budget = scdl('Budget primitif', town, [['dépense', '60632', '900000.00']]);
    for (const text of [accounts, ccas, budget]) await sendFile(host, text, { fields });
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(() => browser?.close());

  it('an official chart of accounts is previewed, corrected and imported', async () => {
    await page.goto(`${host.url}/admin/m57/imports`);
    await page.locator('input[type=file]').setInputFiles(file('plan.xml', PLAN));
    await shows(page, '.report', 'Plan de comptes M57_D-2020');
    await page.getByRole('spinbutton', { name: 'Année' }).fill('2026');
    await page.getByRole('button', { name: 'Relire ainsi' }).click();
    await shows(page, '.report', 'Plan de comptes M57_D-2026');
    await shows(page, '.report', '2 comptes par nature');
    await page.getByRole('button', { name: 'Importer le plan M57_D-2026' }).click();
    await shows(page, '[role=status]', 'Plan M57_D-2026 importé');
    await shows(page, 'table', 'Plan de comptes M57_D-2026');
    expect(await host.ask('GET', '/m57/nomenclatures')).toContain('M57_D-2026');
  });

  it('the reference stage is changed, and says who changed it', async () => {
    const stage = page.getByRole('combobox', { name: 'Étape de référence de Castelombre 2024' });
    await stage.selectOption({ label: 'Budget voté (BP + DM + BS)' });
    await shows(page, '#m57-stages', 'Admin User');
    const [line] = await host.ask('GET', '/m57/stages');
    expect(line).toMatchObject({ chosen: 'BP', reference: 'BP' });
    await stage.selectOption({ label: 'Automatique : Compte administratif' });
    await expect.poll(async () => (await host.ask('GET', '/m57/stages'))[0].chosen).toBe(null);
  });

  it('budgets are seen as one, with what does not cancel, and chosen in the address', async () => {
    await page.goto(`${host.url}/admin/m57/consolidation`);
    // 5 902 000.50 + 1 397 412.80, less 968 000 of grants and 297 000 of costs on both sides.
    await shows(page, 'tr', 'Dépenses de fonctionnement 5 902 001 1 397 413 7 299 413 1 265 000 6 034 413');
    await shows(page, 'tr', '970 000,00 968 000,00 968 000,00 2 000,00 à vérifier');
    await picture(page, 'consolidation');
    await page.getByRole('checkbox', { name: /^CCAS de Castelombre/ }).uncheck();
    await shows(page, 'tr', 'Dépenses de fonctionnement 5 902 001 5 902 001 – 5 902 001');
    expect(new URL(page.url()).searchParams.get('budgets')).toBe(`${TOWN}:`);

    await page.getByRole('button', { name: 'Changer les comptes' }).click();
    await page.getByRole('textbox', { name: 'Nom' }).first().fill('Subventions internes');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await shows(page, 'tr', 'Subventions internes');
    expect((await host.ask('GET', '/m57/consolidation/pairs')).changed).toBe(true);
  });

  it('other authorities are chosen, their accounts come from the balance, and figures are per inhabitant', async () => {
    await page.goto(`${host.url}/admin/m57/comparaison`);
    await page.getByRole('button', { name: 'Choisir les collectivités' }).first().click();
    for (const [siret, name, count] of [
      ['210 000 000 00018', 'Valmont', '15000'],
      ['21000000000026', 'Hautecombe', '24000'],
    ] as const) {
      await page.getByRole('textbox', { name: 'SIRET du budget principal' }).fill(siret);
      await page.getByRole('textbox', { name: 'Nom', exact: true }).fill(name);
      await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
      await page.getByRole('spinbutton', { name: `Habitants de ${name} en 2024` }).fill(count);
      await page.keyboard.press('Tab');
    }
    await page.getByRole('spinbutton', { name: 'Habitants de Castelombre en 2024' }).fill('20000');
    await page.keyboard.press('Tab');
    const national = balance([
      ['21000000000018', '64111', 3_000_000, 0],
      ['21000000000018', '73111', 0, 5_250_000],
      ['21000000000026', '64111', 6_000_000, 0],
      ['21000000000026', '21318', 1_200_000, 0],
      ['21000000000034', '64111', 1, 0],
    ]);
    await page.locator('.m57-drawer input[type=file]').setInputFiles(file('balance.csv', national));
    await shows(page, '.m57-drawer [role=status]', '2 budgets importés');
    await page.keyboard.press('Escape');
    await page.locator('.m57-chart canvas').waitFor();
    // 4 120 000 / 20 000, 6 000 000 / 24 000, 3 000 000 / 15 000, and half way between the last two.
    await shows(page, 'tr', '206,00 250,00 200,00 225,00');
    await shows(page, '.m57-page', 'ses chiffres viennent de son étape de référence : Compte administratif');
    await picture(page, 'comparaison');
    const figures = await host.ask('GET', '/m57/ledger/documents');
    expect(figures.map(({ siret }: { siret: string }) => siret)).not.toContain('21000000000018');
  });

  it('the configuration goes out as a file, and comes in after a look at it', async () => {
    await page.goto(`${host.url}/admin/m57/affectation`);
    const leaving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exporter la configuration' }).click();
    const download = await leaving;
    expect(download.suggestedFilename()).toBe('m57-configuration.json');
    const pack = await host.ask('GET', '/m57/pack');
    const more = { ...pack, services: [...pack.services, { name: 'Patinoire', kind: 'principal' }] };
    await page
      .locator('input[type=file][accept*=json]')
      .setInputFiles(file('commune.json', JSON.stringify(more)));
    await shows(page, '.m57-pack', 'Ce que commune.json apporterait');
    await page.getByRole('button', { name: 'Ajouter ce qui manque' }).click();
    await shows(page, '.m57-pack', 'Configuration importée');
    const services = await host.ask('GET', '/items/m57_services?filter[name][_eq]=Patinoire');
    expect(services).toHaveLength(1);
    await page.getByRole('button', { name: 'Fermer' }).click();
    await page.locator('input[type=file][accept*=json]').setInputFiles(file('liste.json', '[1, 2'));
    await shows(page, '[role=alert]', 'liste.json n’a pas pu être lu comme une configuration');
  });

  it('fits a telephone', async () => {
    await page.setViewportSize({ width: 375, height: 800 });
    for (const path of ['consolidation', 'comparaison', 'imports']) {
      await page.goto(`${host.url}/admin/m57/${path}`);
      await page.locator('.m57-table').first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
});
