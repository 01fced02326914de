import { type Browser, chromium as playwright } from 'playwright-core';
import { chromium } from '../../scripts/programs';

/** The machine's own Chromium, without its background traffic. The caller closes it. */
export function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: chromium()!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
