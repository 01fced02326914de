import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../scripts/node22.mjs';
import { ADMIN, type Host } from '../support/host';

const images = path.join(root, 'docs', 'images');

/** The Studio as the administrator, or somebody else, sees it after the login form, side panel closed; an error of its scripts fails the test. */
export async function openStudio(
  host: Host,
  browser: Browser,
  user: { id?: string; email: string; password: string } = ADMIN,
): Promise<Page> {
  await host.ask('PATCH', `/users/${user.id ?? 'me'}`, { json: { language: 'fr-FR', appearance: 'light' } });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR' });
  const page = await context.newPage();
  // A slow machine is no failure of a screen.
  page.setDefaultTimeout(120_000);
  page.on('pageerror', (error) => {
    throw error;
  });
  // Directus 12 asks for a licence and a project owner when an administrator first comes in.
  const dismiss = page.getByRole('button', { name: /^(Skip|Remind Later|Ignorer|Passer)$/ });
  await page.addLocatorHandler(dismiss, () => dismiss.first().click());

  await page.goto(`${host.url}/admin/login`);
  await page.locator('input[type=email]').fill(user.email);
  await page.locator('input[type=password]').fill(user.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/login'));
  await page.locator('.sidebar-toggle').click();
  return page;
}

/** A picture for the documentation: 1280 × 800, or as wide as the page is now. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(images, { recursive: true });
  // Progress bars and fading menus have gone, fonts have come.
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(600);
  await page.screenshot({ path: path.join(images, `${name}.png`), animations: 'disabled' });
}

const plain = (text: string) => text.replace(/[\s\u00A0\u202F]+/g, ' ').trim();

/** A text of the page, with ordinary spaces. */
export const textOf = async (page: Page, selector: string) =>
  plain(await page.locator(selector).first().innerText());

/** Waits until the page shows a text that may hold the thin spaces of French numbers. */
export async function shows(page: Page, selector: string, text: string): Promise<void> {
  await expect
    .poll(async () => plain((await page.locator(selector).allInnerTexts()).join(' ')))
    .toContain(text);
}

/** Whole euros as a French accountant writes them: "27 414 451", "–" for nothing. */
export function frenchEuros(money: string): string {
  const [whole = '0', cents = '0'] = money.replace('-', '').split('.');
  const rounded = String(BigInt(whole) + (Number(cents) >= 50 ? 1n : 0n));
  if (Number(money) === 0) return '–';
  return (money.startsWith('-') ? '−' : '') + grouped(rounded);
}

/** Euros and cents: "27 414 451,04". */
export function frenchCents(money: string): string {
  const [whole = '0', cents = '00'] = money.replace('-', '').split('.');
  if (Number(money) === 0) return '–';
  return `${money.startsWith('-') ? '−' : ''}${grouped(whole)},${cents}`;
}

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ' ');

/** Hundredths of a percent as "9,1 %", cut downwards. */
export function frenchRate(hundredths: number | null): string {
  if (hundredths === null) return '–';
  const tenths = Math.floor(hundredths / 10);
  const sign = tenths < 0 ? '−' : '';
  return `${sign}${grouped(String(Math.floor(Math.abs(tenths) / 10)))},${Math.abs(tenths) % 10} %`;
}
