import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing, sendFile, sendReference } from '../support/m57';
import { reference } from '../support/reference';

const TOWN = '21990999100016';
const HEAD =
  'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE';

/** A budget as SCDL: [direction, nature, realised, voted]. */
function scdl(
  lines: ['D' | 'R', string, string, string?][],
  { siret = TOWN, name = 'Castelombre', exercice = 2024, natdec = 'Compte administratif' } = {},
): string {
  const rows = lines.map(([direction, nature, realised, voted = '']) => {
    const side = direction === 'D' ? 'dépense' : 'recette';
    return `${natdec},${exercice},${siret},${name},,${nature},020,,fonctionnement,réel,${side},${realised},,,,${voted},,,`;
  });
  return [HEAD, ...rows].join('\r\n');
}
const fields = { nomenclature: 'M57_D' };

/** A chart of accounts: each account [code, label], below 62. */
const planXml = (accounts: [string, string][], { declension = 'M57_D', year = '2026' } = {}) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Nomenclature Norme="M57" Declinaison="${declension}" Exer="${year}">
<Nature><Chapitres><Chapitre Code="011" Libelle="Charges à caractère général" TypeChapitre="G" Section="F" Special="0"/></Chapitres>
<Comptes><Compte Code="62" Libelle="Autres services extérieurs">${accounts
    .map(([code, label]) => `<Compte Code="${code}" Libelle="${label}" DR="011"/>`)
    .join('')}</Compte></Comptes></Nature>
<Fonction><Chapitres/><Comptes/><RefFonctionnelles><RefFonc Code="0" Libelle="Services généraux"/></RefFonctionnelles></Fonction>
</Nomenclature>`;

describe.each(HOSTS.filter(({ version }) => version === '12'))('views on $client', (which) => {
  describe.skipIf(missing(which))('the official chart of accounts as an import', () => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
    });
    const accounts = async (plan: string) => {
      const filter = encodeURIComponent(JSON.stringify({ plan: { _eq: plan }, kind: { _eq: 'nature' } }));
      const rows = await host.ask(
        'GET',
        `/items/m57_accounts?filter=${filter}&sort=code&fields=id,code,label,parent.code`,
      );
      return rows as { id: string; code: string; label: string; parent: { code: string } | null }[];
    };
    const labels = async (plan: string) => (await accounts(plan)).map(({ code, label }) => [code, label]);
    const preview = async (text: string, nomenclature?: string) =>
      (
        await sendFile(host, text, {
          path: '/m57/imports/preview',
          fields: nomenclature ? { nomenclature } : {},
        })
      ).body.data;
    const refused = async (id: number) => {
      const { status, body } = await host.request('POST', `/m57/imports/${id}/undo`);
      expect(status).toBe(409);
      return body.errors[0];
    };
    const FIRST: [string, string][] = [
      ['6231', 'Annonces'],
      ['6236', 'Catalogues'],
      ['6238', 'Divers'],
    ];

    it('is previewed as read and as corrected, and writes nothing', async () => {
      const wrong = planXml(FIRST, { year: '2020' });
      const read = await preview(wrong);
      expect(read).toMatchObject({
        id: null,
        status: 'preview',
        format: 'plan',
        lines: 0,
        budgets: [],
        // Four accounts (62 and those below it), one function, one chapter.
        plan: { id: 'M57_D-2020', stated: 'M57_D-2020', natures: 4, fonctions: 1, chapters: 1 },
      });
      expect(read.warnings[0].message).toContain('2022');
      expect((await preview(wrong, 'M57_D-2026')).plan).toEqual({
        id: 'M57_D-2026',
        stated: 'M57_D-2020',
        natures: 4,
        fonctions: 1,
        chapters: 1,
        effect: 'new',
        added: 6,
        changed: 0,
        gone: 0,
        kept: 0,
      });
      expect(await labels('M57_D-2026')).toEqual([]);
      const bad = await sendFile(host, wrong, { fields: { nomenclature: 'M14-2020' } });
      expect([bad.status, bad.body.errors[0].extensions.code]).toEqual([400, 'PLAN_CORRECTION_INVALID']);
      const damaged = await sendFile(host, wrong.slice(0, -10));
      expect(damaged.body.errors[0].extensions).toMatchObject({ code: 'PLAN_XML_INVALID', line: 6 });
    });

    it('is imported, replaced with what was added by hand kept, and taken back', async () => {
      const first = (await sendFile(host, planXml(FIRST))).body.data;
      expect(first).toMatchObject({ status: 'imported', format: 'plan', plan: { effect: 'new' } });
      expect(await host.ask('GET', '/m57/nomenclatures')).toContain('M57_D-2026');
      expect((await accounts('M57_D-2026')).find(({ code }) => code === '6236')!.parent).toEqual({
        code: '62',
      });
      const again = (await sendFile(host, planXml(FIRST))).body.data;
      expect(again).toMatchObject({ id: first.id, duplicate_of: first.id });

      await host.ask('POST', '/items/m57_accounts', {
        json: {
          id: 'ours',
          plan: 'M57_D-2026',
          kind: 'nature',
          axis: 'nature',
          code: '62361',
          label: 'Bulletin municipal',
          parent: 'M57_D-2026/nature/nature/6236',
          dr: '011',
        },
      });
      const before = await labels('M57_D-2026');
      const SECOND: [string, string][] = [
        ['6231', 'Annonces et insertions'],
        ['6236', 'Catalogues'],
        ['6237', 'Publications'],
      ];
      expect((await preview(planXml(SECOND))).plan).toMatchObject({
        effect: 'replaces',
        added: 1,
        changed: 1,
        gone: 1,
        kept: 1,
      });
      const second = (await sendFile(host, planXml(SECOND))).body.data;
      expect(await labels('M57_D-2026')).toEqual([
        ['62', 'Autres services extérieurs'],
        ['6231', 'Annonces et insertions'],
        ['6236', 'Catalogues'],
        ['62361', 'Bulletin municipal'],
        ['6237', 'Publications'],
      ]);
      expect((await host.ask('GET', `/m57/imports/${first.id}`)).status).toBe('superseded');

      expect((await refused(first.id)).message).toContain(`import n° ${second.id}`);
      await host.ask('POST', `/m57/imports/${second.id}/undo`);
      expect(await labels('M57_D-2026')).toEqual(before);
      expect((await host.ask('GET', `/m57/imports/${first.id}`)).status).toBe('imported');
      expect((await preview(planXml(FIRST))).plan).toMatchObject({ effect: 'identical', kept: 1 });
      // What the next publication of the ledger supersedes is ledger imports.
      const ledger = scdl([['D', '6236', '12.34']], { exercice: 2026 });
      const { id, budgets } = (await sendFile(host, ledger, { fields })).body.data;
      expect(budgets[0].nomenclature).toBe('M57_D-2026');
      const { extensions, message } = await refused(first.id);
      expect(extensions.code).toBe('PLAN_IN_USE');
      expect(message).toContain('Castelombre');
      await host.ask('POST', `/m57/imports/${id}/undo`);
      expect((await host.ask('POST', `/m57/imports/${first.id}/undo`)).status).toBe('undone');
      expect(await labels('M57_D-2026')).toEqual([['62361', 'Bulletin municipal']]);
      expect((await sendFile(host, planXml(FIRST))).body.data.duplicate_of).toBe(null);
    });

    it('tells a browser that has read the file what it would change', async () => {
      const seed = await host.ask('GET', '/m57/nomenclatures/M57_D-2026');
      const sha256 = '0'.repeat(64);
      const asked = (plan: string) =>
        host.request('POST', '/m57/imports/effects', { json: { sha256, documents: [], plan } });
      const changed = await asked(seed.replace('Catalogues', 'Catalogues et imprimés'));
      expect(changed.body.data).toMatchObject({ effects: [], plan: { effect: 'replaces', changed: 1 } });
      expect((await asked('nonsense\n')).status).toBe(400);
    });

    it.skipIf(!reference.present)('of the year that comes with the package is identical', async () => {
      const { body } = await sendReference(host, 'nomenclature/plan-de-compte-M57_D-2024.xml');
      expect(body.data.plan).toMatchObject({ effect: 'identical', natures: 2596, chapters: 97 });
      const { body: other } = await sendReference(host, 'nomenclature/plan-de-compte-M57_D-2022.xml');
      expect(other.data).toMatchObject({ status: 'imported', plan: { id: 'M57_D-2022', effect: 'new' } });
    });
  });

  describe.skipIf(missing(which))('the reference stage', () => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } });
      await sendFile(host, scdl([['D', '60632', '70.00', '100.00']]), { fields });
      await sendFile(host, scdl([['D', '60632', '', '90.00']], { natdec: 'Budget primitif' }), { fields });
      await sendFile(host, scdl([['D', '60632', '', '5.00']], { natdec: 'Décision modificative' }), {
        fields,
      });
    });
    const choose = (stage: string | null, token?: string) =>
      host.request('POST', '/m57/stages', {
        json: { siret: TOWN, budget: '', exercice: 2024, stage },
        ...(token ? { token } : {}),
      });
    const figures = async () => {
      const totals = await host.ask('GET', '/m57/ledger/totals?exercice=2024');
      const costs = await host.ask('GET', '/m57/services/costs?exercice=2024');
      const phases = await host.ask('GET', '/m57/phases/costs?exercice=2024');
      const { axes } = await host.ask('GET', '/m57/rules/coverage?exercice=2024');
      return [totals.documents.length, costs.totals.cost, phases.total, axes[0].total.expense];
    };

    it('is automatic, then the one chosen, for all figures, and tells who chose it', async () => {
      expect(await host.ask('GET', '/m57/stages')).toEqual([
        {
          siret: TOWN,
          budget: '',
          label: 'Castelombre',
          exercice: 2024,
          choices: ['CA', 'BP'],
          automatic: 'CA',
          chosen: null,
          reference: 'CA',
          changes: [],
        },
      ]);
      expect(await figures()).toEqual([1, '70.00', '70.00', '70.00']);

      const finance = await host.createUser('M57 – Finance');
      const { status, body } = await choose('BP', finance.token);
      expect(status).toBe(200);
      expect(body.data).toMatchObject({ chosen: 'BP', reference: 'BP', automatic: 'CA' });
      expect(body.data.changes).toMatchObject([{ stage: 'BP', by: finance.email }]);
      // The voted budget: 90.00 of the BP and 5.00 of the DM.
      expect(await figures()).toEqual([2, '95.00', '95.00', '95.00']);
      const [choice] = await host.ask('GET', '/m57/ledger/documents');
      expect(choice).toMatchObject({ reference: 'BP' });
      // A question that names a stage gets that one.
      const asked = await host.ask('GET', '/m57/ledger/totals?exercice=2024&stage=CA');
      expect(asked.expense.realised).toBe('70.00');
    });

    it('goes back to automatic, and keeps who did what', async () => {
      const { body } = await choose(null);
      expect(body.data).toMatchObject({ chosen: null, reference: 'CA' });
      expect(body.data.changes.map(({ stage }: { stage: string | null }) => stage)).toEqual([null, 'BP']);
      expect(await figures()).toEqual([1, '70.00', '70.00', '70.00']);
      const absent = await choose('CFU');
      expect([absent.status, absent.body.errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
      const steering = (await host.createUser('M57 – Pilotage')).token;
      expect((await choose('BP', steering)).status).toBe(403);
    });
  });

  describe.skipIf(missing(which))('the consolidated view', () => {
    let host: Host;
    const CCAS = '26990999000013';
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      const town = scdl([
        ['D', '657363', '1000.00'],
        ['D', '60632', '500.00'],
        ['R', '70873', '20.00'],
        ['R', '73111', '3000.00'],
      ]);
      const ccas = scdl(
        [
          ['R', '757361', '970.00'],
          ['R', '7066', '100.00'],
          ['D', '62871', '25.00'],
          ['D', '6068', '400.00'],
        ],
        { siret: CCAS, name: 'CCAS de Castelombre' },
      );
      await sendFile(host, town, { fields });
      await sendFile(host, ccas, { fields });
    });
    const view = (query = '') => host.ask('GET', `/m57/consolidation?exercice=2024${query}`);
    const operating = (answer: { sections: { section: string }[] }) =>
      answer.sections.find(({ section }) => section === 'F');

    it('takes out what one budget pays the other, and shows what does not cancel', async () => {
      const answer = await view();
      expect(answer).toMatchObject({ exercice: 2024, measure: 'realised' });
      expect(
        answer.budgets.map(({ siret, chosen }: { siret: string; chosen: boolean }) => [siret, chosen]),
      ).toEqual([
        [TOWN, true],
        [CCAS, true],
      ]);
      // 970 of grants and 20 of costs on both sides; 30 and 5 are said by one side only.
      expect(operating(answer)).toEqual({
        section: 'F',
        total: { expense: '1925.00', revenue: '4090.00' },
        eliminated: { expense: '990.00', revenue: '990.00' },
        consolidated: { expense: '935.00', revenue: '3100.00' },
      });
      expect(operating(answer.budgets[0])).toEqual({
        section: 'F',
        total: { expense: '1500.00', revenue: '3020.00' },
        eliminated: { expense: '970.00', revenue: '20.00' },
        consolidated: { expense: '530.00', revenue: '3000.00' },
      });
      const pairs = answer.pairs.map((pair: Record<string, string>) =>
        ['id', 'expense', 'revenue', 'eliminated', 'residue'].map((name) => pair[name]),
      );
      expect(pairs).toEqual([
        ['subventions', '1000.00', '970.00', '970.00', '30.00'],
        ['deficits', '0.00', '0.00', '0.00', '0.00'],
        ['personnel', '0.00', '0.00', '0.00', '0.00'],
        ['frais', '25.00', '20.00', '20.00', '5.00'],
      ]);
      const whole = await host.ask('GET', '/m57/ledger/totals?exercice=2024');
      expect([whole.expense.realised, whole.revenue.realised]).toEqual(['1925.00', '4090.00']);
    });

    it('leaves a budget alone that stands alone, and is open to steering', async () => {
      const alone = await view(`&budgets=${TOWN}:`);
      expect(operating(alone)).toMatchObject({
        eliminated: { expense: '0.00', revenue: '0.00' },
        consolidated: { expense: '1500.00', revenue: '3020.00' },
      });
      const { token } = await host.createUser('M57 – Pilotage');
      expect((await host.request('GET', '/m57/consolidation', { token })).status).toBe(200);
      expect((await host.request('GET', '/m57/consolidation/pairs', { token })).status).toBe(403);
    });

    it('eliminates by pairs that people change, checked, and goes back to those of the package', async () => {
      const shippedPairs = await host.ask('GET', '/m57/consolidation/pairs');
      expect(shippedPairs.changed).toBe(false);
      const own = { id: 'own', label: { fr: 'Fluides', en: 'Energy' } };
      const post = (pairs: unknown) => host.request('POST', '/m57/consolidation/pairs', { json: { pairs } });
      const wrong = await post([{ ...own, expense: 'DF * (', revenue: 'RF' }]);
      expect([wrong.status, wrong.body.errors[0].extensions.code]).toEqual([400, 'INVALID_REQUEST']);
      const twice = await post([1, 2].map(() => ({ ...own, expense: 'D', revenue: 'R' })));
      expect(twice.status).toBe(400);
      await post([{ ...own, expense: 'DRF * N60632', revenue: 'RRF * N7066' }]);
      // 500.00 bought by the town, 100.00 sold by the CCAS.
      expect(operating(await view())).toMatchObject({ eliminated: { expense: '100.00', revenue: '100.00' } });
      expect((await post(null)).body.data).toEqual(shippedPairs);
    });
  });

  describe.skipIf(missing(which))('the comparison with other authorities', () => {
    let host: Host;
    const [NEAR, FAR, OTHER] = ['21000000000018', '21000000000026', '21000000000034'];
    const BALANCE_HEAD =
      'exer;ident;lbudg;cbudg;nomen;compte;bedeb;becre;obnetdeb;obnetcre;onbdeb;onbcre;oobdeb;oobcre;sd;sc';
    /** Budget operations on the debit or the credit of an account. */
    const row = (ident: string, compte: string, debit: number, credit = 0) =>
      [2024, ident, `VILLE ${ident}`, 1, 'M57', compte, 0, 0, debit, credit, 0, 0, 0, 0]
        .concat([Math.max(0, debit - credit), Math.max(0, credit - debit)])
        .join(';');
    const national = [
      BALANCE_HEAD,
      row(NEAR, '64111', 3000),
      row(NEAR, '6218', 300),
      row(NEAR, '73111', 0, 6000),
      row(FAR, '64111', 1000),
      row(FAR, '21318', 500),
      row(OTHER, '64111', 9_000_000),
    ].join('\n');
    const TOWN_LINES: Parameters<typeof scdl>[0] = [
      ['D', '64111', '1234.50'],
      ['R', '73111', '2469.00'],
    ];
    const error = async (method: string, path: string, json?: unknown) => {
      const { status, body } = await host.request(method, path, { json });
      return [status, body.errors[0].extensions.code];
    };
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      await sendFile(host, scdl(TOWN_LINES), { fields });
    });
    const totals = async () => {
      const { documents, expense, revenue } = await host.ask('GET', '/m57/ledger/totals?exercice=2024');
      return [documents.length, expense.realised, revenue.realised];
    };

    it('keeps those of the national balance that were chosen, out of the figures of the authority', async () => {
      for (const [siret, name] of [
        [NEAR, 'Proche'],
        [FAR, 'Lointaine'],
      ])
        await host.ask('POST', '/m57/peers', { json: { siret, name } });
      for (const [siret, count] of [
        [NEAR, 100],
        [FAR, 30],
        [TOWN, 10],
      ] as const)
        await host.ask('POST', '/m57/populations', { json: { siret, populations: { 2023: count } } });

      const { body } = await sendFile(host, national, { fields: { siret: `${NEAR},${FAR}` } });
      expect(body.data).toMatchObject({ status: 'imported', format: 'balance', lines: 5 });
      expect(body.data.budgets.map(({ siret }: { siret: string }) => siret)).toEqual([NEAR, FAR]);
      expect(await totals()).toEqual([1, '1234.50', '2469.00']);
      const choices = await host.ask('GET', '/m57/ledger/documents');
      expect(choices.map(({ siret }: { siret: string }) => siret)).toEqual([TOWN]);
      expect((await host.ask('GET', '/m57/consolidation')).budgets).toHaveLength(1);
      // Whoever asks for them by their SIRET sees them.
      const near = await host.ask('GET', `/m57/ledger/totals?exercice=2024&siret=${NEAR}`);
      expect(near.expense.realised).toBe('3300.00');
    });

    it('gives euros per inhabitant beside the median, and says where one own figures come from', async () => {
      const answer = await host.ask('GET', '/m57/comparison');
      expect(answer.exercice).toBe(2024);
      const facts = answer.authorities.map(
        (one: {
          name: string;
          own: boolean;
          inhabitants: number;
          population_year: number;
          stages: string[];
        }) => [one.name, one.own, one.inhabitants, one.population_year, one.stages],
      );
      expect(facts).toEqual([
        ['Castelombre', true, 10, 2023, ['CA']],
        ['Lointaine', false, 30, 2023, ['BAL']],
        ['Proche', false, 100, 2023, ['BAL']],
      ]);
      const line = (group: string) => {
        const { values, median } = answer.groups.find((one: { group: string }) => one.group === group);
        return [...values.map((value: { per_inhabitant: string }) => value.per_inhabitant), median];
      };
      // 1234.50 / 10, 1000 / 30, 3300 / 100; the median of 33.33 and 33.00 is half way, 33.165, rounded up.
      expect(line('personnel')).toEqual(['123.45', '33.33', '33.00', '33.17']);
      expect(line('taxes')).toEqual(['246.90', '0.00', '60.00', '30.00']);
      expect(line('equipment')).toEqual(['0.00', '16.67', '0.00', '8.34']);
      const one = await host.ask('GET', `/m57/comparison?peers=${NEAR}&exercice=2024`);
      expect(one.authorities).toHaveLength(2);
      expect(one.groups[0].median).toBe('33.00');
      const { token } = await host.createUser('M57 – Pilotage');
      expect((await host.request('GET', '/m57/comparison', { token })).status).toBe(200);
      expect((await host.request('GET', '/m57/peers', { token })).status).toBe(403);
    });

    it('takes more authorities of the same file later, and the same ones once', async () => {
      const again = await sendFile(host, national, { fields: { siret: FAR! } });
      expect(again.body.data.duplicate_of).not.toBe(null);
      await host.ask('POST', '/m57/peers', { json: { siret: OTHER, name: 'Autre' } });
      const more = await sendFile(host, national, { fields: { siret: `${NEAR},${FAR},${OTHER}` } });
      expect(more.body.data).toMatchObject({ status: 'imported', duplicate_of: null, lines: 6 });
      expect(await totals()).toEqual([1, '1234.50', '2469.00']);
      // Nothing is known of its population: no figure per inhabitant, and none in the median.
      const { groups } = await host.ask('GET', '/m57/comparison');
      expect(groups[0].values[1]).toEqual({ amount: '9000000.00', per_inhabitant: null });
      expect(groups[0].median).toBe('33.17');
    });

    it('never lets the accounts of others become one own, nor the other way round', async () => {
      expect(await error('POST', '/m57/peers', { siret: TOWN, name: 'Castelombre' })).toEqual([
        409,
        'PEER_IS_OWN',
      ]);
      expect(await error('DELETE', `/m57/peers/${OTHER}`)).toEqual([409, 'PEER_HAS_ACCOUNTS']);
      expect(await error('DELETE', '/m57/peers/99999999999999')).toEqual([404, 'NOT_FOUND']);
      expect(await error('POST', '/m57/peers', { siret: '12', name: 'x' })).toEqual([400, 'INVALID_REQUEST']);
      expect(await error('POST', '/m57/populations', { siret: TOWN, populations: { 2024: 0 } })).toEqual([
        400,
        'INVALID_REQUEST',
      ]);
      const imports = await host.ask('GET', '/m57/imports');
      const balances = imports.filter(({ format }: { format: string }) => format === 'balance');
      for (const { id } of balances) await host.ask('POST', `/m57/imports/${id}/undo`);
      const left = (await host.request('DELETE', `/m57/peers/${OTHER}`)).body.data;
      expect(left.map(({ name }: { name: string }) => name)).toEqual(['Castelombre', 'Lointaine', 'Proche']);
    });
  });

  describe.skipIf(missing(which))('the configuration that towns share', () => {
    let giver: Host, taker: Host;
    const MAPPING = { name: 'mapping:grand-livre', value: { columns: { nature: 'Compte' }, decimal: ',' } };
    const add = (host: Host, collection: string, json: object) =>
      host.ask('POST', `/items/${collection}`, { json });
    const take = (pack: unknown, dryRun = false) =>
      taker.request('POST', '/m57/pack', { json: { pack, dryRun } });
    /** By part: how many are added, kept, and different. */
    const figures = (answer: { parts: { part: string; added: []; kept: []; conflicts: [] }[] }) =>
      Object.fromEntries(
        answer.parts.map(({ part, added, kept, conflicts }) => [
          part,
          [added.length, kept.length, conflicts.length],
        ]),
      );
    const counts = async () =>
      Promise.all(
        ['m57_services', 'm57_rules', 'm57_keys', 'm57_settings'].map(async (table) => {
          const [row] = await taker.ask('GET', `/items/${table}?aggregate[count]=*`);
          return Number(row.count);
        }),
      );
    beforeAll(async () => {
      giver = await startHost(which);
      taker = await startHost(which);
      for (const host of [giver, taker]) await host.ask('POST', '/m57/install');
      await sendFile(giver, scdl([['D', '60632', '70.00', '100.00']]), { fields });
      await giver.ask('POST', '/m57/stages', {
        json: { siret: TOWN, budget: '', exercice: 2024, stage: 'CA' },
      });
      await giver.ask('POST', '/m57/populations', { json: { siret: TOWN, populations: { 2024: 20_123 } } });
      await giver.ask('POST', '/m57/peers', { json: { siret: '21000000000018', name: 'Proche' } });
      const dsi = await add(giver, 'm57_services', { name: 'DSI', kind: 'auxiliary' });
      const schools = await add(giver, 'm57_services', {
        name: 'Écoles',
        kind: 'principal',
        unit_of_work: 'élève',
        unit_source: 'Base élèves',
      });
      await add(giver, 'm57_services', { name: 'Cantines', kind: 'principal', parent: schools.id });
      for (const rule of [
        { axis: 'service', formula: 'DF * F21', service: schools.id, share: 60, valid_from: '2024-01-01' },
        { axis: 'phase', formula: 'DF * N6236', phase: 'acquisition' },
        { axis: 'campaign', formula: 'O12', campaign: 'Rentrée', active: false },
      ])
        await add(giver, 'm57_rules', rule);
      const key = { from_service: dsi.id, to_service: schools.id };
      await add(giver, 'm57_keys', { ...key, kind: 'quantity', quantity: 4815, unit: 'postes' });
      await add(giver, 'm57_keys', { ...key, kind: 'percent', quantity: 12.5, valid_from: '2025-01-01' });
      const cleaning = await add(giver, 'm57_services', { name: 'Entretien', kind: 'auxiliary' });
      const energy = await add(giver, 'm57_services', { name: 'Énergie', kind: 'auxiliary' });
      await add(giver, 'm57_keys', { from_service: cleaning.id, kind: 'pro_rata' });
      await add(giver, 'm57_keys', { from_service: energy.id, kind: 'like', like_service: cleaning.id });
    });

    it('is one file without a number of the authority that wrote it', async () => {
      const pack = await giver.ask('GET', '/m57/pack');
      expect(pack).toMatchObject({ format: 'm57-configuration', version: 1 });
      expect(pack.services).toEqual([
        { name: 'DSI', kind: 'auxiliary', unit_of_work: null, unit_source: null, parent: null, note: null },
        {
          name: 'Écoles',
          kind: 'principal',
          unit_of_work: 'élève',
          unit_source: 'Base élèves',
          parent: null,
          note: null,
        },
        {
          name: 'Cantines',
          kind: 'principal',
          unit_of_work: null,
          unit_source: null,
          parent: 'Écoles',
          note: null,
        },
        expect.objectContaining({ name: 'Entretien' }),
        expect.objectContaining({ name: 'Énergie' }),
      ]);
      expect(pack.rules[0]).toMatchObject({ target: 'Écoles', share: 60, valid_from: '2024-01-01' });
      expect(pack.rules[2]).toMatchObject({ target: 'Rentrée', active: false });
      expect(
        pack.keys.map(({ kind, quantity }: { kind: string; quantity: number }) => [kind, quantity]),
      ).toEqual([
        ['quantity', null],
        ['percent', 12.5],
        ['pro_rata', null],
        ['like', null],
      ]);
      expect(pack.keys[2]).toMatchObject({ from: 'Entretien', to: null, like: null });
      expect(pack.keys[3]).toMatchObject({ from: 'Énergie', to: null, like: 'Entretien' });
      const text = JSON.stringify(pack);
      for (const secret of [TOWN, 'Castelombre', '4815', '20123', '"id":1'])
        expect(text).not.toContain(secret);
    });

    it('is looked at, taken in whole, and taken in once', async () => {
      const pack = { ...(await giver.ask('GET', '/m57/pack')), mappings: [MAPPING] };
      const all = { services: [5, 0, 0], rules: [3, 0, 0], keys: [4, 0, 0], pairs: [0, 4, 0] };
      const before = await counts();
      const looked = await take(pack, true);
      expect(looked.body.data.dryRun).toBe(true);
      expect(figures(looked.body.data)).toEqual({ ...all, mappings: [1, 0, 0], peers: [1, 0, 0] });
      expect(await counts()).toEqual(before);

      expect(figures((await take(pack)).body.data)).toEqual(figures(looked.body.data));
      const own = await taker.ask('GET', '/m57/pack');
      expect(own).toEqual(pack);
      const after = await counts();
      expect(figures((await take(pack)).body.data)).toEqual({
        services: [0, 5, 0],
        rules: [0, 3, 0],
        keys: [0, 4, 0],
        pairs: [0, 4, 0],
        mappings: [0, 1, 0],
        peers: [0, 1, 0],
      });
      expect(await counts()).toEqual(after);
    });

    it('changes nothing that is there: what differs is named', async () => {
      const pack = await giver.ask('GET', '/m57/pack');
      const [dsi, schools] = pack.services;
      const changed = {
        ...pack,
        services: [
          { ...dsi, kind: 'indivis' },
          { ...schools, name: 'ECOLES' },
          { ...dsi, name: 'Piscine' },
        ],
        rules: [
          { ...pack.rules[0], target: 'Piscine' },
          { ...pack.rules[0], formula: 'DF * F22', target: 'ecoles' },
        ],
        pairs: [{ ...pack.pairs[0], expense: 'DRF * N6573' }],
      };
      const { body } = await take(changed);
      expect(figures(body.data)).toMatchObject({ services: [1, 1, 1], rules: [1, 0, 1], pairs: [0, 0, 1] });
      expect(body.data.parts[0].conflicts).toEqual(['DSI']);
      const own = await taker.ask('GET', '/m57/pack');
      expect(own.services.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
        ['DSI', 'auxiliary'],
        ['Écoles', 'principal'],
        ['Cantines', 'principal'],
        ['Entretien', 'auxiliary'],
        ['Énergie', 'auxiliary'],
        ['Piscine', 'auxiliary'],
      ]);
      expect(own.rules.at(-1)).toMatchObject({ formula: 'DF * F22', target: 'Écoles' });
    });

    it('is refused whole where it is wrong', async () => {
      const pack = await giver.ask('GET', '/m57/pack');
      const before = await counts();
      const refused = async (change: object) => {
        const { status, body } = await take({ ...pack, ...change });
        expect(status).toBe(400);
        return body.errors[0];
      };
      expect((await refused({ version: 2 })).message).toContain('version');
      expect((await refused({ format: 'x' })).message).toContain('configuration M57');
      const rule = { ...pack.rules[0], formula: 'DF * (N6' };
      expect((await refused({ rules: [rule] })).message).toContain('pack.rules.0.formula');
      const lost = { ...pack.rules[0], formula: 'DF * F23', target: 'Inconnu' };
      expect((await refused({ rules: [lost] })).extensions.code).toBe('PACK_SERVICE_UNKNOWN');
      const twice = ['Neuf', 'NEUF'].map((name) => ({ ...pack.services[0], name }));
      expect((await refused({ services: twice, rules: [], keys: [] })).extensions.code).toBe(
        'PACK_SERVICE_TWICE',
      );
      expect((await refused({ mappings: [{ name: 'stage:x', value: 1 }] })).message).toContain(
        'pack.mappings',
      );
      expect(await counts()).toEqual(before);
    });
  });
});
