import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser';
import { startHost, type Host } from '../support/host';
import { lacks } from '../support/machine';
import { FACTS, segmentsTown, type Facts, type Town } from '../support/segments-town';
import { openStudio, picture, shows, textOf } from './studio';

/** Counted by hand from the facts that the town was made of. */
const YEAR = Number(
  new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Europe/Paris' }).format(new Date()),
);
const how = (many: (facts: Facts) => boolean) => FACTS.filter(many).length;
const swims = ({ swims }: Facts) => swims > 0;
const isOld = ({ birth_year }: Facts) => YEAR - birth_year >= 60;
const inCentre = ({ district }: Facts) => district === 'Centre';

describe.skipIf(lacks('host-12', 'chromium'))('segments in the Studio', () => {
  let host: Host;
  let browser: Browser;
  let page: Page;
  let town: Town;

  beforeAll(async () => {
    host = await startHost({ version: '12', client: 'sqlite' });
    town = await segmentsTown(host);
    browser = await startBrowser();
    page = await openStudio(host, browser);
    await page.setViewportSize({ width: 1280, height: 1100 });
  });
  afterAll(() => browser?.close());

  const item = (path: string) => page.locator(`[data-path="${path}"]`);
  const counts = (persons: number) => shows(page, '.count .value', persons === 0 ? '0' : String(persons));
  const sentence = () => textOf(page, '.sentence');
  const add = async (within: Locator | Page, what: string) => {
    await within.getByRole('button', { name: 'Condition', exact: true }).last().click();
    await page.getByRole('menuitem', { name: what, exact: true }).click();
  };
  /** The definition that is stored, as the host gives it. */
  const stored = async (name: string) => {
    const [segment] = await host.ask(
      'GET',
      `/items/m57_segments?filter[name][_eq]=${encodeURIComponent(name)}`,
    );
    return segment as { id: number; definition: { where: unknown }; size: number } | undefined;
  };
  const begin = async (name: string, purpose: string) => {
    await page.goto(`${host.url}/admin/m57/segments/nouveau`);
    await page.getByLabel('Nom', { exact: true }).fill(name);
    await page.getByLabel('Finalité', { exact: true }).selectOption(purpose);
  };
  const drag = async (from: Locator, to: Locator, where: 'top' | 'middle' | 'bottom' = 'middle') => {
    await from.scrollIntoViewIfNeeded();
    const start = (await from.boundingBox())!;
    await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await page.mouse.down();
    const end = (await to.boundingBox())!;
    const y = end.y + (where === 'top' ? 4 : where === 'bottom' ? end.height - 4 : end.height / 2);
    await page.mouse.move(end.x + 80, y, { steps: 8 });
    await page.mouse.up();
  };
  const handle = (path: string) => item(path).locator('.handle').first();

  const SWIMMERS = {
    type: 'related',
    filter: { kinds: ['registration', 'payment'], services: [1] },
    window: { last: 12, unit: 'month' },
    measure: 'count',
    test: { op: 'gte', value: 1 },
  };
  const OLD = { type: 'field', field: 'age', test: { op: 'gte', value: 60 } };
  const centre = () => ({
    type: 'field',
    field: 'zone',
    test: { op: 'in', values: [town.districts.Centre] },
  });

  it('an empty town of segments offers models of the three families', async () => {
    await page.goto(`${host.url}/admin/m57/segments`);
    await shows(page, '.m57-empty', 'Aucun segment');
    await shows(page, '[data-template=seniors_alone]', 'Plus de 70 ans vivant seuls');
    await page.getByRole('link', { name: 'Plus de 70 ans vivant seuls' }).click();
    await counts(
      how(({ birth_year, household_type }) => YEAR - birth_year > 70 && household_type === 'single'),
    );
    expect(await page.getByLabel('Finalité', { exact: true }).inputValue()).toBe('service');
  });

  describe('a nested segment', () => {
    it('is built with the mouse, and the count follows', async () => {
      await begin('Nageurs âgés ou du centre', 'service');
      await counts(FACTS.length);
      await add(page, 'Utilise un service');
      const services = item('0').getByRole('combobox', { name: 'Services, par nom ou par compte' });
      await services.fill('vagues');
      await item('0').getByRole('option', { name: 'Piscine des Vagues' }).click();
      await counts(how(swims));

      await add(page, 'Âge');
      await item('1').getByRole('spinbutton', { name: 'Âge' }).fill('60');
      await counts(how((one) => swims(one) && isOld(one)));

      await page.getByRole('button', { name: 'Groupe', exact: true }).last().click();
      await counts(0);
      // Into the empty group; then a condition beside it.
      await drag(handle('1'), item('2').locator('.empty'));
      await counts(how((one) => swims(one) && isOld(one)));
      await add(item('1'), 'Quartier ou zone');
      const zones = item('1.1').getByRole('combobox', { name: 'Quartier ou zone', exact: true });
      await zones.click();
      await item('1.1').getByRole('option', { name: 'Centre' }).click();
      await counts(how((one) => swims(one) && (isOld(one) || inCentre(one))));
      await page.keyboard.press('Escape');
      expect(await sentence()).toMatch(/Piscine des Vagues.*60 ans.*Centre/);
      await picture(page, 'segment');
    });

    it('is reordered by dragging, within a group and out of it', async () => {
      // The zone before the age, then the age out of the group, before everything.
      await drag(handle('1.1'), item('1.0'), 'top');
      await shows(page, '[data-path="1.1"] strong', 'Âge');
      await drag(handle('1.1'), item('0'), 'top');
      await shows(page, '[data-path="0"] strong', 'Âge');
      await counts(how((one) => isOld(one) && swims(one) && inCentre(one)));
    });

    it('goes back and forth by Ctrl+Z', async () => {
      await page.keyboard.press('Control+z');
      await counts(how((one) => swims(one) && (isOld(one) || inCentre(one))));
      await page.keyboard.press('Control+z');
      await shows(page, '[data-path="1.0"] strong', 'Âge');
      await page.keyboard.press('Control+Shift+z');
      await shows(page, '[data-path="1.0"] strong', 'Quartier ou zone');
      await page.keyboard.press('Control+z');
      await shows(page, '[data-path="1.0"] strong', 'Âge');
    });

    it('is saved and computed', async () => {
      await page.getByRole('button', { name: 'Créer le segment' }).click();
      await page.waitForURL(/segments\/\d+$/);
      await shows(page, '.stored', `${how((one) => swims(one) && (isOld(one) || inCentre(one)))} membres`);
      const segment = (await stored('Nageurs âgés ou du centre'))!;
      expect(segment.definition.where).toEqual({
        type: 'and',
        items: [SWIMMERS, { type: 'or', items: [OLD, centre()] }],
      });
      await page.reload();
      await shows(page, '[data-path="1.1"] strong', 'Quartier ou zone');
    });

    it('shows its members in the list of citizens, by the filter of the Studio', async () => {
      const expected = FACTS.flatMap((one, n) =>
        swims(one) && (isOld(one) || inCentre(one)) ? [town.citizens[n]!] : [],
      );
      await page.getByRole('button', { name: 'Voir les membres dans la liste' }).click();
      await page.waitForURL(/content\/m57_citizens\?bookmark=\d+$/);
      await shows(page, 'body', `sur ${expected.length} `);
      const { id } = (await stored('Nageurs âgés ou du centre'))!;
      const members: { id: string }[] = await host.ask(
        'GET',
        `/items/m57_citizens?fields=id&limit=-1&sort=id&filter[segments][segment][_eq]=${id}`,
      );
      expect(members.map((one) => Number(one.id))).toEqual(expected);
      await picture(page, 'segment-membres');
    });
  });

  describe('without a mouse', () => {
    /** Goes on by Tab until something of that name has the focus. */
    const tabTo = async (name: RegExp, back = false) => {
      for (let step = 0; step < 120; step += 1) {
        await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
        const label = await page.evaluate(() => {
          const one = document.activeElement as HTMLElement | null;
          return one?.getAttribute('aria-label') ?? one?.innerText ?? '';
        });
        if (name.test(label.trim())) return;
      }
      throw new Error(`Tab never came to ${name}`);
    };
    const choose = async (letters: string) => {
      for (const letter of letters) await page.keyboard.press(letter);
      await page.keyboard.press('Enter');
    };

    it('the same segment is built', async () => {
      await begin('Au clavier', 'service');
      await counts(FACTS.length);
      await page.getByLabel('À quoi il sert').focus();
      await tabTo(/^Condition$/);
      await page.keyboard.press('Enter');
      // "Utilise un service" is the only one of its letter.
      await choose('u');
      await shows(page, '.m57-builder [role=status]', 'Inscription, Paiement : condition ajoutée');
      await tabTo(/^Services, par nom ou par compte$/);
      await page.keyboard.type('piscine');
      await page.keyboard.press('Enter');
      await counts(how(swims));

      await tabTo(/^Condition$/);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      // What is to be typed has the focus already.
      await page.keyboard.press('Control+a');
      await page.keyboard.type('60');
      await counts(how((one) => swims(one) && isOld(one)));

      await tabTo(/^Groupe$/);
      await page.keyboard.press('Enter');
      await counts(0);
      // Up to the age, which goes into the group below it, and tells where it came to stand.
      await tabTo(/^Déplacer : Âge/, true);
      await page.keyboard.press('Alt+ArrowRight');
      await shows(page, '.m57-builder [role=status]', 'Âge : position 1 sur 1');
      expect(await page.evaluate(() => document.activeElement!.getAttribute('aria-label'))).toMatch(/Âge/);
      await counts(how((one) => swims(one) && isOld(one)));

      await tabTo(/^Condition$/);
      await page.keyboard.press('Enter');
      await choose('q');
      await page.keyboard.type('centre');
      await page.keyboard.press('Enter');
      await counts(how((one) => swims(one) && (isOld(one) || inCentre(one))));
      // Its order among its neighbours, there and back.
      await tabTo(/^Déplacer : Quartier/, true);
      await page.keyboard.press('Alt+ArrowUp');
      await shows(page, '[data-path="1.0"] strong', 'Quartier ou zone');
      await page.keyboard.press('Alt+ArrowDown');
      await shows(page, '[data-path="1.0"] strong', 'Âge');
      await tabTo(/^Créer le segment$/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/segments\/\d+$/);
      expect((await stored('Au clavier'))!.definition).toEqual(
        (await stored('Nageurs âgés ou du centre'))!.definition,
      );
    });
  });

  it('what the server finds wrong stands at its condition', async () => {
    await begin('À corriger', 'service');
    await add(page, 'Âge');
    await add(page, 'Quartier ou zone');
    await shows(page, '[data-path="1"] [role=alert]', 'valeur');
    expect(await item('0').locator('[role=alert]').count()).toBe(0);
    await shows(page, '.count', '1 condition à corriger');
    await page.getByRole('button', { name: 'Créer le segment' }).click();
    await shows(page, '.v-notice', 'Le segment n’a pas été enregistré');
    expect(await stored('À corriger')).toBeUndefined();
  });

  it('only those whom the purpose allows are in it; the others are counted apart', async () => {
    await begin('Lettre', 'lettre');
    await shows(page, '[data-left=without_consent]', String(FACTS.length));
    await counts(0);
    await page.getByRole('button', { name: 'Condition', exact: true }).click();
    const band = page.getByRole('menuitem', { name: /^Tranche de quotient/ });
    expect(await band.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
  });

  it('is built in the form of the item too, where the purpose is a field', async () => {
    const { id } = (await stored('Au clavier'))!;
    await page.goto(`${host.url}/admin/content/m57_segments/${id}`);
    await page.locator('.m57-builder').waitFor();
    await counts(how((one) => swims(one) && (isOld(one) || inCentre(one))));
    await page.getByRole('button', { name: 'Actions : Au moins une de ces conditions' }).click();
    await page.getByRole('menuitem', { name: 'Supprimer' }).click();
    await counts(how(swims));
    await page.locator('.m57-builder').scrollIntoViewIfNeeded();
    await picture(page, 'segment-champ');
    await page.keyboard.press('Control+s');
    await expect
      .poll(async () => (await stored('Au clavier'))!.definition.where)
      .toEqual({ type: 'and', items: [SWIMMERS] });
  });

  it('two segments are compared, and one is deleted', async () => {
    for (const { id } of await host.ask('GET', '/items/m57_segments?fields=id'))
      await host.ask('POST', `/m57/segments/${id}/refresh`, { json: {} });
    await page.goto(`${host.url}/admin/m57/segments`);
    await page.getByRole('checkbox', { name: 'Comparer « Au clavier »' }).check();
    await page.getByRole('checkbox', { name: 'Comparer « Nageurs âgés ou du centre »' }).check();
    const both = how((one) => swims(one) && (isOld(one) || inCentre(one)));
    await shows(page, '[data-set]', String(both));
    await shows(page, '[data-set]', String(how(swims) - both));
    await picture(page, 'segments');
    await page.locator('[data-segment]').getByRole('link', { name: 'Au clavier' }).click();
    await page.getByRole('button', { name: 'Supprimer', exact: true }).click();
    await page.getByRole('button', { name: 'Supprimer le segment' }).click();
    await page.waitForURL(/m57\/segments$/);
    await expect.poll(() => stored('Au clavier')).toBeUndefined();
  });

  it('changes are not lost by leaving', async () => {
    const { id } = (await stored('Nageurs âgés ou du centre'))!;
    await page.goto(`${host.url}/admin/m57/segments/${id}`);
    await page.getByLabel('À quoi il sert').fill('Aquagym');
    await page.getByRole('link', { name: 'Tous les segments' }).click();
    await page.getByRole('button', { name: 'Revenir à la saisie' }).click();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect
      .poll(async () => (await host.ask('GET', `/items/m57_segments/${id}`)).description)
      .toBe('Aquagym');
  });

  it('keeps what is changed while it is being saved, the steps before it, and its members as a list', async () => {
    const older = (age: number) => how(({ birth_year }) => YEAR - birth_year >= age);
    const age = item('0').getByRole('spinbutton', { name: 'Âge' });
    const mode = page.getByLabel('Mise à jour', { exact: true });
    const isUnsaved = (unsaved: boolean) =>
      expect
        .poll(() => page.locator('.bar [role=status]').innerText())
        .toBe(unsaved ? 'Modifications non enregistrées' : '');
    await begin('Photo des aînés', 'service');
    await add(page, 'Âge');
    await age.fill('60');
    await counts(older(60));
    // Nobody is there who could be kept.
    expect(await mode.locator('option').count()).toBe(2);
    await mode.selectOption('snapshot');
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route(
      '**/items/m57_segments',
      async (route) => {
        await held;
        await route.continue();
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Créer le segment' }).click();
    await page.getByLabel('À quoi il sert').fill('Repas de fête');
    await age.fill('70');
    go();
    await page.waitForURL(/segments\/\d+$/);
    await shows(page, '.stored', `${older(60)} membres`);
    await isUnsaved(true);
    expect([await age.inputValue(), await page.getByLabel('À quoi il sert').inputValue()]).toEqual([
      '70',
      'Repas de fête',
    ]);

    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await shows(page, '.stored', `${older(70)} membres`);
    await isUnsaved(false);
    await page.getByRole('button', { name: 'Annuler la modification' }).click();
    await isUnsaved(true);
    // Members of what is being changed are nobody's list.
    expect(await mode.locator('option').count()).toBe(2);
    await page.getByRole('button', { name: 'Rétablir la modification' }).click();
    await isUnsaved(false);
    expect(await age.inputValue()).toBe('70');

    await mode.selectOption({ label: 'Liste : figer ses membres' });
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => mode.locator('option:checked').innerText()).toBe('Liste : membres choisis');
    await shows(page, '.stored', `${older(70)} membres`);
    expect(await stored('Photo des aînés')).toMatchObject({
      mode: 'static',
      size: older(70),
      definition: { where: { type: 'and', items: [{ ...OLD, test: { op: 'gte', value: 70 } }] } },
    });
  });

  it('is readable in English, in the dark and on a telephone', async () => {
    const { id } = (await stored('Nageurs âgés ou du centre'))!;
    await host.ask('PATCH', '/users/me', { json: { appearance: 'dark', language: 'en-US' } });
    await page.setViewportSize({ width: 375, height: 800 });
    for (const [path, text] of [
      ['segments', 'Begin with a model'],
      [`segments/${id}`, 'Services used, costs and revenue'],
      ['segments/nouveau', 'No condition: everybody is in.'],
    ] as const) {
      await page.goto(`${host.url}/admin/m57/${path}`);
      await shows(page, '.m57-page', text);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
});
