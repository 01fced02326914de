import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GroupCosts } from '../../extensions/directus-extension-m57/src/contract/segments';
import { loadDemo } from '../../scripts/demo';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { frenchCents, openStudio, picture, shows, textOf } from './studio';

/** What screens show of an amount that the API gives; null: secret. */
const told = (amount: string | null) => (amount === null ? 'secret' : frenchCents(amount));

describe.skipIf(lacks('host-12', 'chromium'))('costs by group in the Studio', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await browser?.close();
  });
  const costs = (by: string): Promise<GroupCosts> => host.ask('GET', `/m57/relation/costs?by=${by}`);
  const named = ({ services }: GroupCosts, name: string) =>
    services.find((service) => service.name === name)!;

  it('lead to the allocation while no run is validated', async () => {
    await page.goto(`${host.url}/admin/m57/couts-par-public`);
    await shows(page, '.m57-empty', 'Aucune répartition validée');
    expect(
      await page.locator('.m57-empty-action a, a.m57-empty-action').first().getAttribute('href'),
    ).toMatch(/\/m57\/repartition$/);
  });

  it('show what a service costs and brings per user, and per inhabitant where it serves all', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await loadDemo(host.url, host.adminToken);
    const pool = named(await costs('age'), 'Piscine');
    const lighting = named(await costs('age'), 'Éclairage public');
    await page.goto(`${host.url}/admin/m57/couts-par-public?by=age`);
    await shows(
      page,
      `[data-average="${pool.id}"] [data-column=cost]`,
      `${told(pool.total.average_cost)} par usager`,
    );
    await shows(
      page,
      `[data-average="${lighting.id}"] [data-column=cost]`,
      `${frenchCents(lighting.per_inhabitant!.cost)} par habitant`,
    );
    await shows(page, '.m57-page', 'ce que d’autres nomment rentabilité');
    await picture(page, 'couts-par-public');
  });

  it('cross services and groups; what is secret says so', async () => {
    const answer = await costs('age');
    const pool = named(answer, 'Piscine');
    for (const [rank, { key }] of answer.groups.entries()) {
      const { average_balance, users } = pool.cells[rank]!;
      const left = average_balance === null ? null : average_balance.replace(/^-/, '');
      expect(await textOf(page, `tr[data-service="${pool.id}"] td[data-group="${key}"]`), key).toContain(
        users === 0 ? '–' : told(left),
      );
    }
  });

  it('open how a figure was made, in parts that add up', async () => {
    const { cost, revenue } = named(await costs('age'), 'Piscine');
    const pool = named(await costs('age'), 'Piscine').id;
    await page.locator(`[data-average="${pool}"] button.m57-figure`).click();
    await shows(page, '[data-cost=identified]', told(cost.identified));
    await shows(page, '[data-cost=unidentified]', told(cost.unidentified));
    await shows(page, '[data-revenue=gap]', told(revenue.gap));
    await shows(page, '.m57-drawer tfoot', frenchCents(cost.total));
    await page.keyboard.press('Escape');
    await page.locator('.m57-drawer').waitFor({ state: 'detached' });
  });

  it('change with the typology, by the keyboard too, and the address keeps it', async () => {
    await page.getByRole('tab', { name: 'Quartier' }).click();
    await page.waitForURL(/by=district/);
    const { groups } = await costs('district');
    await shows(page, 'thead', groups[0]!.label);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/by=zone/);
    await page.getByLabel('Ce qui est montré').selectOption('coverage');
    await page.waitForURL(/measure=coverage/);
    await page.goto(`${host.url}/admin/m57/couts-par-public?by=quotient_band&measure=coverage`);
    await shows(page, '#m57-group-matrix', 'Taux de couverture, par tranche de quotient');
    await shows(page, 'thead', 'Foyers identifiés');
    await page.locator('#m57-group-chart').scrollIntoViewIfNeeded();
    await page.locator('section canvas').waitFor();
  });

  it('are a panel', async () => {
    const dashboard = await host.ask('POST', '/dashboards', {
      json: {
        name: 'Publics',
        panels: [
          {
            type: 'm57-panel-group-costs',
            options: { typology: 'age', service: 'piscine', measure: 'average_cost' },
            position_x: 1,
            position_y: 1,
            width: 46,
            height: 22,
            show_header: true,
          },
        ],
      },
    });
    await page.goto(`${host.url}/admin/insights/${dashboard.id}`);
    await page.locator('.m57-panel canvas').waitFor();
    await page.getByRole('button', { name: 'Tableau', exact: true }).click();
    const answer = await costs('age');
    const rank = answer.groups.findIndex(({ key }) => key === '30-59');
    await shows(
      page,
      '.m57-panel tr[data-group="30-59"]',
      told(named(answer, 'Piscine').cells[rank]!.average_cost),
    );
    await shows(page, '.m57-panel .source', 'Piscine · Coût moyen par usager');
  });

  it('are readable in English, in the dark and on a telephone', async () => {
    await host.ask('PATCH', '/users/me', { json: { appearance: 'dark', language: 'en-US' } });
    await page.setViewportSize({ width: 375, height: 800 });
    await page.goto(`${host.url}/admin/m57/couts-par-public?by=age`);
    await shows(page, '.m57-page', 'Average cost and revenue per citizen');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.locator('#m57-group-chart').scrollIntoViewIfNeeded();
    await page.locator('section canvas').waitFor();
  });
});
