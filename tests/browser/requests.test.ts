import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessArchive } from '../../extensions/directus-extension-m57/src/contract/privacy';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { openStudio, picture, shows } from './studio';

/** A day of the town: its clock is that of Paris, and the product counts by it. */
const day = (offset: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(Date.now() + offset * 86_400_000);
const DUE = day(-3);
/** Midnight may pass while this file runs. */
const late = () => `en retard de ${(Date.parse(day(0)) - Date.parse(DUE)) / 86_400_000} jours`;

describe.skipIf(lacks('host-12', 'chromium'))('requests, the desk and the rights of persons', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  let pool: number;
  const requests = new Map<string, number>();
  const persons = new Map<string, number>();

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    await host.ask('POST', '/m57/install');
    pool = (await host.ask('POST', '/items/m57_services', { json: { name: 'Piscine', kind: 'principal' } }))
      .id;
    browser = await startBrowser();
    page = await openStudio(host, browser);
  });
  afterAll(() => browser?.close());

  const goto = (path: string) => page.goto(`${host.url}/admin/m57/${path}`);
  const card = (subject: string) => page.locator(`[data-card="${requests.get(subject)}"]`);
  const column = (status: string) => page.locator(`[data-status="${status}"]`);
  const stored = (subject: string) =>
    host.ask(
      'GET',
      `/items/m57_interactions/${requests.get(subject)}?fields=status,closed_on,citizen,subject`,
    );
  const person = async (last_name: string, first_name: string, more: object = {}) => {
    const { id } = await host.ask('POST', '/items/m57_citizens', { json: { registered_on: '2021-09-01' } });
    await host.ask('POST', '/items/m57_identities', {
      json: { citizen: id, last_name, first_name, ...more },
    });
    persons.set(first_name, id);
    return id as number;
  };
  const request = async (subject: string, more: object = {}) => {
    const { id } = await host.ask('POST', '/items/m57_interactions', {
      json: {
        kind: 'request',
        service: pool,
        date: day(-10),
        status: 'new',
        channel: 'desk',
        subject,
        ...more,
      },
    });
    requests.set(subject, id);
  };

  it('lets the officer confirm the impact assessment, said in full, before anybody comes in', async () => {
    const refused = await host.request('POST', '/items/m57_citizens', { json: { birth_year: 1980 } });
    expect(refused.status).toBe(409);
    await goto('protection');
    await shows(page, '[aria-labelledby="m57-aipd"]', 'À confirmer');
    const confirm = page.getByRole('button', { name: 'Confirmer l’analyse d’impact' });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: /je confirme que l’analyse d’impact a été menée/ }).check();
    await confirm.click();
    await shows(page, '[aria-labelledby="m57-aipd"]', 'Confirmée par');

    const anne = await person('LEFÈVRE', 'Anne', {
      birth_date: '1980-05-02',
      email: 'anne.lefevre@example.org',
      phone: '06 12 34 56 78',
    });
    await person('Lefèvre', 'Annie', { birth_date: '1980-05-02' });
    await request('Fuite au vestiaire', { due_on: DUE, citizen: anne });
    await request('Horaires du bassin', { due_on: day(5) });
    await request('Objet perdu', { status: 'in_progress', subject: `Objet perdu ${'x'.repeat(60)}` });
  });

  it('shows requests by status, the late ones marked in words', async () => {
    await goto('demandes');
    await shows(page, `[data-card="${requests.get('Fuite au vestiaire')}"]`, late());
    await shows(page, '.m57-page', '3 demandes ouvertes · 1 en retard');
    await picture(page, 'demandes');
  });

  it('keeps cards and what is in them inside their column, wide or narrow', async () => {
    /** What stands out of the box it is in, and by how many pixels. */
    const outside = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.column')].flatMap((column) => {
          // The list is as wide as the column leaves it.
          const { left, right } = column.querySelector('ul')!.getBoundingClientRect();
          return [...column.querySelectorAll('.card, .card :not(option)')].flatMap((element) => {
            const box = element.getBoundingClientRect();
            const out = Math.max(left - box.left, box.right - right);
            return out > 0 ? [`${element.className || element.tagName}: ${out}`] : [];
          });
        }),
      );
    for (const width of [1280, 1000, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(() => page.locator('.column').count()).toBe(5);
      expect(await outside(), `${width} px`).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('moves a request with the mouse, and takes it back', async () => {
    await card('Fuite au vestiaire').dragTo(column('in_progress'));
    await column('in_progress').getByText('Fuite au vestiaire').waitFor();
    await expect.poll(async () => (await stored('Fuite au vestiaire')).status).toBe('in_progress');
    await page.getByRole('button', { name: 'Annuler', exact: true }).click();
    await column('new').getByText('Fuite au vestiaire').waitFor();
    await expect.poll(async () => (await stored('Fuite au vestiaire')).status).toBe('new');
  });

  it('moves a request by keyboard, and the focus goes along', async () => {
    await card('Objet perdu').focus();
    await page.keyboard.press('ArrowRight');
    await column('waiting').getByText('Objet perdu').waitFor();
    await expect.poll(async () => (await stored('Objet perdu')).status).toBe('waiting');
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['card']))
      .toBe(String(requests.get('Objet perdu')));
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await stored('Objet perdu')).closed_on).not.toBeNull();
    await shows(page, '.m57-page', '2 demandes ouvertes');
  });

  it('says so when somebody moved it meanwhile, and shows where it is', async () => {
    await host.ask('PATCH', `/items/m57_interactions/${requests.get('Horaires du bassin')}`, {
      json: { status: 'waiting' },
    });
    await card('Horaires du bassin').getByRole('combobox').selectOption('done');
    await shows(page, '[role=alert]', 'Quelqu’un a déplacé cette demande entre-temps');
    await column('waiting').getByText('Horaires du bassin').waitFor();
    expect((await stored('Horaires du bassin')).status).toBe('waiting');
  });

  it('keeps its filter in the address', async () => {
    await page.getByRole('checkbox', { name: 'En retard seulement' }).check();
    await card('Horaires du bassin').waitFor({ state: 'detached' });
    expect(page.url()).toContain('overdue=true');
    await page.reload();
    await card('Fuite au vestiaire').waitFor();
    expect(await page.getByRole('checkbox', { name: 'En retard seulement' }).isChecked()).toBe(true);
  });

  it('finds who is at the desk without showing their identity, and logs in one gesture', async () => {
    await goto('guichet');
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Lefevre');
    await page.getByRole('textbox', { name: 'Prénom' }).fill('anne');
    await page.getByLabel('Date de naissance').fill('1980-05-02');
    await page.keyboard.press('Enter');
    await shows(page, `[data-person="${persons.get('Anne')}"]`, 'mêmes nom et date de naissance');
    await shows(page, `[data-person="${persons.get('Anne')}"]`, late());
    const text = await page.locator('.m57-page').innerText();
    expect(text).not.toMatch(/LEFÈVRE|anne\.lefevre|06 12|€|quotient|score/i);
    await picture(page, 'guichet');

    await page.getByRole('combobox', { name: 'Service' }).selectOption('Piscine');
    await page.getByRole('textbox', { name: 'Objet' }).fill('Carte perdue');
    await page.getByRole('button', { name: 'Noter', exact: true }).click();
    await shows(page, '[role=status]', 'Noté : Demande, Piscine.');
    // Ready for the next person: nothing of the last one, the service remembered.
    const focused = await page.evaluate(
      () => (document.activeElement as HTMLInputElement).labels?.[0]?.innerText,
    );
    expect(focused).toBe('Nom');
    expect(await page.getByRole('textbox', { name: 'Nom', exact: true }).inputValue()).toBe('');
    expect(await page.locator('[data-person]').count()).toBe(0);
    const [logged] = await host.ask(
      'GET',
      '/items/m57_interactions?filter[subject][_eq]=Carte perdue&fields=citizen,service,status,channel',
    );
    expect({ ...logged, citizen: Number(logged.citizen) }).toEqual({
      citizen: persons.get('Anne'),
      service: pool,
      status: 'new',
      channel: 'desk',
    });
  });

  const find = async () => {
    await page.getByRole('searchbox').fill('anne.lefevre@example.org');
    await page.getByRole('button', { name: 'Chercher' }).click();
  };

  it('hands over the archive of a person', async () => {
    await goto('protection?tab=rights');
    await find();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Archive (JSON)' }).click();
    const archive: AccessArchive = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    expect(archive.citizen).toBe(persons.get('Anne'));
    const rows = (table: string) => archive.sections.find((section) => section.table === table)!.rows;
    expect(rows('m57_identities')).toMatchObject([
      { last_name: 'LEFÈVRE', email: 'anne.lefevre@example.org' },
    ]);
    expect(rows('m57_interactions').map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['Fuite au vestiaire', 'Carte perdue']),
    );
    const second = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Page à imprimer (HTML)' }).click();
    const html = await readFile(await (await second).path(), 'utf8');
    expect(html).toContain('<html');
    expect(html).toContain('LEFÈVRE');
  });

  it('says why the law keeps the data, until the officer changes the time of the purpose', async () => {
    const dry = () => page.getByRole('button', { name: 'Essayer sans effacer' }).click();
    await dry();
    await shows(page, '.answer', '« Demandes, signalements et réclamations » : ces données restent utiles');
    await page.getByRole('tab', { name: 'Finalités' }).click();
    await page.getByRole('button', { name: 'Demandes, signalements et réclamations' }).click();
    await page.getByLabel(/Durée d’utilité administrative/).fill('0');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('.m57-drawer').waitFor({ state: 'detached' });
    const { purposes } = await host.ask('GET', '/m57/purposes');
    expect(purposes.find(({ label }: { label: string }) => label.startsWith('Demandes')).dua_months).toBe(0);
    await page.getByRole('tab', { name: 'Droits' }).click();
    await find();
    await dry();
  });

  it('erases a person: tried first, then for good, once the word is typed', async () => {
    await shows(page, '.answer', 'Ce qui serait effacé');
    await picture(page, 'effacement');
    expect((await host.ask('GET', '/items/m57_identities?aggregate[count]=*'))[0].count).toBe(2);
    const erase = page.getByRole('button', { name: 'Effacer pour toujours' });
    expect(await erase.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: /Tapez EFFACER/ }).fill('effacer');
    await erase.click();
    await shows(page, '.answer', 'La personne est effacée');
    expect((await host.ask('GET', '/items/m57_identities?aggregate[count]=*'))[0].count).toBe(1);
    const left = await stored('Fuite au vestiaire');
    expect([left.citizen, left.subject]).toEqual([null, null]);

    await page.getByRole('tab', { name: 'Preuves' }).click();
    await shows(page, '#m57-privacy [role=status]', 'Vérifiée en entier le');
    const before = (await host.ask('GET', '/m57/privacy')).evidence.whole_on;
    await page.getByRole('button', { name: 'Tout vérifier' }).click();
    await expect.poll(async () => (await host.ask('GET', '/m57/privacy')).evidence.whole_on).not.toBe(before);

    await page.getByRole('tab', { name: 'Effacements' }).click();
    await shows(page, '.m57-page table', 'Demande de la personne (art. 17)');
    // A register of years, bigger than what the host takes at once; Annie is back with an old backup.
    const annie = await host.ask('GET', `/items/m57_citizens/${persons.get('Annie')}`);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const erasures = Array.from({ length: 12_000 }, (_, rank) => ({
      fingerprint: sha256(rank === 11_000 ? annie.pseudonym : `erased ${rank}`),
      erased_on: '2026-01-02T03:04:05.000Z',
      ground: 'retention',
    }));
    const buffer = Buffer.from(JSON.stringify({ made_on: '2026-06-01T00:00:00.000Z', erasures }));
    expect(buffer.length).toBeGreaterThan(1_048_576);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'registre.json', mimeType: 'application/json', buffer });
    await shows(page, '.m57-page [role=status]', '1 personne');
    await shows(page, '.m57-page caption', '12 001');
    expect((await host.ask('GET', '/items/m57_identities?aggregate[count]=*'))[0].count).toBe(0);

    await page.getByRole('tab', { name: 'Journal' }).click();
    await shows(page, '.m57-page table', 'Effacement');
  });

  it('is readable in English, in the dark and on a telephone', async () => {
    await host.ask('PATCH', '/users/me', { json: { appearance: 'dark', language: 'en-US' } });
    await page.setViewportSize({ width: 375, height: 800 });
    for (const path of [
      'demandes',
      'guichet',
      'protection',
      'protection?tab=purposes',
      'protection?tab=documents',
    ]) {
      await goto(path);
      await page.locator('.m57-page :is(h2, form)').first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
    await goto('demandes');
    await page.getByRole('tab', { name: /^Waiting \(1\)/ }).click();
    await shows(page, '.m57-page', 'Horaires du bassin');
    expect(await page.locator('.column').count()).toBe(1);
  });
});
