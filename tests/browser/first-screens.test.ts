import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceCosts } from '../../extensions/directus-extension-m57/src/contract/costs';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { reference } from '../support/reference';
import { frenchEuros, frenchRate, openStudio, picture, shows, textOf } from './studio';

const MONTPELLIER = 'totem/montpellier-ca-2018-m57.xml';
const M43 = 'totem/transport-bp-2022-m43.xml';

describe.each(['12', '11'] as const)('the Studio of Directus %s', (version) => {
  describe.skipIf(lacks(`host-${version}`, 'chromium', 'reference'))(
    'from an empty project to a dashboard',
    () => {
      let host: Host;
      let browser: Browser;
      let page: Page;
      let costs: ServiceCosts;
      /** Documentation shows the newer host. */
      const show = (name: string) => (version === '12' ? picture(page, name) : Promise.resolve());

      beforeAll(async () => {
        host = await startHost({ version, client: 'sqlite' });
        browser = await startBrowser();
        page = await openStudio(host, browser);
      });
      afterAll(() => browser?.close());

      it('says that the installation comes first, and what it would create', async () => {
        await page.goto(`${host.url}/admin/m57/services`);
        await page.getByText('M57 n’est pas encore installé').waitFor();
        await page.goto(`${host.url}/admin/m57`);
        await page.getByRole('button', { name: 'Voir l’installation' }).click();
        await shows(
          page,
          '.m57-table',
          'm57_accounts, m57_imports, m57_lines, m57_services, m57_rules, m57_keys, m57_runs',
        );
        expect((await host.ask('GET', '/m57/status')).installed).toBe(false);
        await show('installation');
      });

      it('installs, and the Studio knows the new collections without a reload', async () => {
        const accounts = page.locator('section[aria-labelledby="m57-accounts"]');
        await accounts.getByRole('button', { name: 'Installer', exact: true }).click();
        await page.getByText('Installation terminée').waitFor({ timeout: 120_000 });
        await shows(page, 'section[aria-labelledby="m57-accounts"]', 'Tout est en place');
        expect((await host.ask('GET', '/m57/status')).installed).toBe(true);
        await page.locator('.module-bar a[href$="/m57"]').waitFor();
      });

      it('refuses a file of another nomenclature with its place, and writes nothing', async () => {
        await page.goto(`${host.url}/admin/m57/imports`);
        await page.locator('input[type=file]').setInputFiles(reference.path(M43));
        await shows(page, '[role=alert]', '1 erreur empêche l’import');
        await shows(page, '.m57-table', 'M43');
        expect(await host.ask('GET', '/m57/imports')).toEqual([]);
        await page.getByRole('button', { name: 'Choisir un autre fichier' }).click();
      });

      it('previews a file chosen by keyboard beside the totals of the document, then imports it', async () => {
        const chooser = page.waitForEvent('filechooser');
        await page.getByRole('button', { name: 'Choisir un fichier' }).focus();
        await page.keyboard.press('Enter');
        await (await chooser).setFiles(reference.path(MONTPELLIER));
        await shows(page, '.m57-table', 'Réel, total du document 410 624 337,33 437 173 552,70');
        await shows(page, '.m57-table', 'dont résultats reportés (001, 002) 14 378 190,01 26 852 023,43');
        await shows(page, '.m57-table', 'dont opérations de l’exercice 396 246 147,32 410 321 529,27');
        await shows(page, '.m57-table', 'Ordre 23 100 151,95 23 100 151,95');
        expect(await host.ask('GET', '/m57/imports')).toEqual([]);
        await show('import');
        await page.getByRole('button', { name: /Importer les 1\s697 lignes/ }).click();
        await shows(page, '[role=status]', '1 697 lignes importées');
        expect(await host.ask('GET', '/m57/imports')).toMatchObject([{ lines: 1697, status: 'imported' }]);
      });

      it('adopts the default rules, after which no operating line is left', async () => {
        await page.goto(`${host.url}/admin/m57/affectation`);
        await shows(page, '.m57-card', '0,0 %');
        await page.getByRole('button', { name: 'Règles par défaut' }).first().click();
        await page.getByRole('button', { name: 'Adopter ce jeu' }).click();
        await shows(page, '[role=status]', '51 règles créées');
        await page.getByRole('button', { name: 'Voir la couverture' }).click();
        await shows(page, '.m57-card', '100,0 %');
        expect(new URL(page.url()).searchParams.get('exercice')).toBe('2018');
        await show('affectation');
      });

      it('checks a formula as it is typed, and saves a rule', async () => {
        await page.getByRole('button', { name: 'Ajouter une règle' }).click();
        const formula = page.getByRole('textbox', { name: 'Formule' });
        await formula.fill('DF * (N6232 + N6236');
        await shows(page, '.answer', 'parenthèse');
        await formula.fill('DF * (N6232 + N6236)');
        const asked = { json: { formula: 'DF * (N6232 + N6236)', exercice: 2018 } };
        const { matched } = await host.ask('POST', '/m57/rules/check', asked);
        await shows(page, '.answer', `${matched.lines} lignes : dépenses ${frenchEuros(matched.expense)} €`);
        await page.getByRole('combobox', { name: 'Service' }).selectOption({ label: '+ Nouveau service' });
        await page.getByRole('textbox', { name: 'Nom du nouveau service' }).fill('Essai');
        await page.getByRole('button', { name: 'Enregistrer' }).click();
        await page.getByRole('button', { name: 'Supprimer la règle de Essai' }).click();
        await page.getByRole('button', { name: 'Supprimer', exact: true }).click();
        await shows(page, '#m57-rules', '41 règles');
        const [service] = await host.ask('GET', '/items/m57_services?filter[name][_eq]=Essai');
        await host.ask('DELETE', `/items/m57_services/${service.id}`);
      });

      it('shows on the services page the figures of the API, crèches as published', async () => {
        costs = await host.ask('GET', '/m57/services/costs');
        await page.goto(`${host.url}/admin/m57/services`);
        await page.locator('.m57-chart canvas').waitFor();
        for (const { service, ...figures } of costs.services.filter((row) => row.service !== null)) {
          const cell = (column: string) =>
            textOf(page, `td[data-service="${service}"][data-column="${column}"]`);
          for (const column of ['cost', 'revenue_users', 'revenue_partners', 'net_cost'] as const)
            expect(await cell(column), `${figures.name} ${column}`).toBe(frenchEuros(figures[column]));
          for (const column of ['rate_users', 'rate_partners', 'rate_authority'] as const)
            expect(await cell(column), `${figures.name} ${column}`).toBe(frenchRate(figures[column]));
        }
        await shows(page, 'tr', 'Petite enfance (crèches) 27 414 451 2 505 673 11 199 402 9,1 % 49,9 %');
        await show('services');
        await page.getByRole('button', { name: 'Petite enfance (crèches)' }).click();
        await shows(page, '.m57-drawer', '27 414 451,04');
        await shows(page, '.m57-drawer', 'F422');
      });

      it('shows the cost of each phase as the API does', async () => {
        const { phases } = await host.ask('GET', '/m57/phases/costs');
        await page.goto(`${host.url}/admin/m57/phases`);
        await page.locator('.m57-chart canvas').waitFor();
        for (const { cost } of phases) await shows(page, '.m57-card', `${frenchEuros(cost)} €`);
        await show('phases');
      });

      it('finds an account by word, with what the accounts hold there', async () => {
        const { lines } = await host.ask('GET', '/m57/ledger/totals?exercice=2018&formula=N6236');
        await page.goto(`${host.url}/admin/m57/nomenclature`);
        await page
          .getByRole('textbox', { name: 'Chercher' })
          .or(page.getByRole('searchbox', { name: 'Chercher' }))
          .fill('catalogues');
        await page.getByRole('button', { name: /^6236 Catalogues/ }).click();
        await shows(page, 'aside', `Lignes ${lines} Dépenses réalisées (€) 1 001 879,29`);
        await show('nomenclature');
      });

      it('makes the dashboard, whose panel shows the same figures', async () => {
        await page.goto(`${host.url}/admin/m57`);
        await page.locator('.m57-steps').first().waitFor();
        await show('accueil');
        await page.getByRole('button', { name: 'Créer le tableau de bord' }).click();
        await page.waitForURL(/\/insights\//);
        await page.locator('.m57-panel canvas').waitFor();
        const shown = await page.locator('.m57-panel td[data-column="cost"]').count();
        expect(shown).toBe(10);
        for (const { service, cost, revenue } of costs.services) {
          const cell = `.m57-panel td[data-service="${service}"]`;
          if ((await page.locator(cell).count()) === 0) continue;
          expect(await textOf(page, `${cell}[data-column="cost"]`)).toBe(frenchEuros(cost));
          expect(await textOf(page, `${cell}[data-column="revenue"]`)).toBe(frenchEuros(revenue));
        }
        await show('tableau-de-bord');
      });

      it('says in the panel that a year holds no document', async () => {
        const [panel] = await host.ask('GET', '/panels?filter[type][_eq]=m57-panel-service-costs');
        await host.ask('PATCH', `/panels/${panel.id}`, { json: { options: { exercice: '1999' } } });
        await page.reload();
        await page.getByText('Aucun document pour ce choix').waitFor();
        await host.ask('PATCH', `/panels/${panel.id}`, { json: { options: {} } });
      });

      it('is readable in the dark, in English, on a telephone, and French where it knows no better', async () => {
        /** The next page is in the user's language and theme. */
        const prefer = (preference: object) => host.ask('PATCH', '/users/me', { json: preference });

        await prefer({ appearance: 'dark' });
        await page.reload();
        await page.locator('.m57-panel canvas').waitFor();
        await show('tableau-de-bord-sombre');

        await prefer({ appearance: 'light', language: 'en-US' });
        await page.goto(`${host.url}/admin/m57/services`);
        await page.locator('.m57-chart canvas').waitFor();
        await shows(page, 'tr', 'Petite enfance (crèches) 27,414,451 2,505,673 11,199,402 9.1% 49.9%');
        await show('services-en');

        await prefer({ language: 'de-DE' });
        await page.reload();
        await shows(page, '.m57-card', 'Reste à charge');

        await prefer({ language: 'fr-FR' });
        await page.setViewportSize({ width: 375, height: 800 });
        await page.goto(`${host.url}/admin/m57/services`);
        await page.locator('.m57-chart canvas').waitFor();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        await page.locator('#m57-chart').evaluate((element) => element.scrollIntoView());
        await show('services-375');
      });
    },
  );
});
