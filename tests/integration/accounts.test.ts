import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { countRows, HOSTS, missing, MONTPELLIER, MORBIHAN, sendFile, sendReference } from '../support/m57';
import { reference } from '../support/reference';

/** Amounts of the file itself, read by regular expression: independent of every reader of the product. */
async function montpellierLines() {
  const text = new TextDecoder('latin1').decode(await reference.bytes(MONTPELLIER));
  return [...text.matchAll(/<LigneBudget>(.*?)<\/LigneBudget>/gs)].map(([, body]) => {
    const value = (name: string) => new RegExp(`<${name} V="([^"]*)"`).exec(body!)?.[1] ?? '';
    const cents = (name: string) => Math.round(Number(value(name) || '0') * 100);
    return {
      nature: value('Nature'),
      fonction: value('Fonction'),
      direction: value('CodRD'),
      realised: cents('MtReal'),
      opened: cents('CredOuv'),
    };
  });
}
const euros = (cents: number) => (cents / 100).toFixed(2);

describe.each(HOSTS)('Directus $version on $client', (which) => {
  describe.skipIf(missing(which) || !reference.present)('accounts, end to end', () => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost(which);
    });

    it('answers that it is not installed, then installs whole, then changes nothing', async () => {
      const before = await host.request('GET', '/m57/overview');
      expect(before.status).toBe(409);
      expect(before.body.errors[0].extensions.code).toBe('NOT_INSTALLED');

      const dry = await host.ask('POST', '/m57/install', { json: { dryRun: true } });
      expect((await host.ask('GET', '/m57/status')).installed).toBe(false);
      const made = await host.ask('POST', '/m57/install');
      expect(made.created).toEqual(dry.created);
      expect(made.created.filter(({ kind }: { kind: string }) => kind === 'collection')).toHaveLength(14);

      const again = await host.ask('POST', '/m57/install');
      expect(again).toEqual({ dryRun: false, created: [], kept: [] });
      const status = await host.ask('GET', '/m57/status');
      expect(status).toMatchObject({ installed: true, host: which.version === '12' ? '12.4.0' : '11.17.4' });
      expect(status.client).toBe({ sqlite: 'sqlite', pg: 'postgres', mariadb: 'mysql' }[which.client]);
    });

    it('labels collections and fields in French and English, and shows the module', async () => {
      const { meta } = await host.ask('GET', '/collections/m57_services');
      expect(meta.group).toBe('m57');
      expect(meta.translations.map((row: { translation: string }) => row.translation)).toEqual([
        'Services',
        'Services',
      ]);
      const fields: { field: string; meta: { translations: { language: string }[] } }[] = await host.ask(
        'GET',
        '/fields/m57_lines',
      );
      for (const {
        field,
        meta: { translations },
      } of fields)
        expect(
          translations.map(({ language }) => language),
          field,
        ).toEqual(['fr-FR', 'en-US']);
      const { module_bar } = await host.ask('GET', '/settings?fields=module_bar');
      expect(module_bar.map(({ id }: { id: string }) => id)).toContain('content');
      expect(module_bar.filter(({ id }: { id: string }) => id === 'm57')).toHaveLength(1);
    });

    it('brings the four official plans, as a tree', async () => {
      const count = async (filter: object) => {
        const [row] = await host.ask(
          'GET',
          `/items/m57_accounts?aggregate[count]=*&filter=${encodeURIComponent(JSON.stringify(filter))}`,
        );
        return Number(row.count);
      };
      expect(await count({ plan: { _eq: 'M57_D-2024' }, kind: { _eq: 'nature' } })).toBe(2596);
      expect(await count({ plan: { _eq: 'M57_A-2024' }, kind: { _eq: 'nature' } })).toBe(1612);
      expect(await count({ plan: { _eq: 'M57_D-2024' }, axis: { _eq: 'reference' } })).toBe(249);
      const [account] = await host.ask(
        'GET',
        '/items/m57_accounts?filter[plan]=M57_D-2024&filter[code]=6236&filter[kind]=nature&fields=label,dr,parent.code,parent.parent.code',
      );
      expect(account).toMatchObject({ dr: '011', parent: { code: '623', parent: { code: '62' } } });
    });

    it('refuses what is not M57, by name, and asks for a nomenclature it is not told', async () => {
      const before = await countRows(host);
      const m43 = await sendReference(host, 'totem/transport-bp-2022-m43.xml');
      expect(m43.status).toBe(400);
      expect(m43.body.errors[0].message).toContain('M43');
      const scdl = await sendReference(host, MORBIHAN);
      expect(scdl.status).toBe(400);
      expect(scdl.body.errors[0].extensions.code).toBe('NOMENCLATURE_REQUIRED');
      const other = await sendReference(host, MORBIHAN, { nomenclature: 'M14' });
      expect(other.body.errors[0].message).toContain('M14');
      expect(await countRows(host)).toEqual(before);
    });

    it('imports Montpellier 2018 (TOTEM) with the totals of the document', async () => {
      const preview = await sendFile(host, await reference.bytes(MONTPELLIER), {
        path: '/m57/imports/preview',
      });
      expect(preview.body.data).toMatchObject({ status: 'preview', lines: 1697, id: null });
      expect(await countRows(host)).toMatchObject({ m57_lines: 0, m57_imports: 0 });

      const { status, body } = await sendReference(host, MONTPELLIER);
      expect(status).toBe(200);
      expect(body.data).toMatchObject({
        status: 'imported',
        format: 'totem',
        lines: 1697,
        duplicate_of: null,
        budgets: [
          { siret: '21340172201787', exercice: 2018, stage: 'CA', nomenclature: 'M57-2018', effect: 'new' },
        ],
        totals: {
          document: {
            expense_real: '410624337.33',
            revenue_real: '437173552.70',
            expense_ordre: '23100151.95',
            revenue_ordre: '23100151.95',
          },
          carried_forward: { expense: '14378190.01', revenue: '26852023.43' },
          operations: { expense: '396246147.32', revenue: '410321529.27' },
        },
      });
      const rows = await countRows(host);
      expect(rows).toMatchObject({
        m57_lines: 1697,
        m57_imports: 1,
        m57_staging: 0,
        m57_staging_imputations: 0,
      });

      const again = await sendReference(host, MONTPELLIER);
      expect(again.body.data).toMatchObject({ id: body.data.id, duplicate_of: body.data.id });
      expect(await countRows(host)).toEqual(rows);
    });

    it('imports Morbihan 2021 (SCDL) with the totals of the document; no line escapes both sections', async () => {
      const { status, body } = await sendReference(host, MORBIHAN, { nomenclature: 'M57' });
      expect(status).toBe(200);
      expect(body.data.totals).toMatchObject({
        document: { expense_real: '854607148.50', revenue_real: '943635035.54' },
        operations: { expense: '738692972.47', revenue: '888648155.49' },
      });
      expect(body.data.lines).toBe(1273);
      const whole = await host.ask('GET', '/m57/ledger/totals?exercice=2021');
      const sections = await host.ask(
        'GET',
        `/m57/ledger/totals?exercice=2021&formula=${encodeURIComponent('DF + DI + RF + RI')}`,
      );
      expect(sections).toEqual(whole);
    });

    it('keeps the amounts of every line, and normalises functions', async () => {
      const lines: {
        nature: string;
        fonction: string | null;
        realised: number | string;
        direction: string;
      }[] = await host.ask(
        'GET',
        '/items/m57_lines?filter[import]=1&limit=-1&sort=id&fields=nature,fonction,direction,realised',
      );
      const expected = await montpellierLines();
      expect(lines.map(({ nature }) => nature)).toEqual(expected.map(({ nature }) => nature));
      expect(lines.map(({ realised }) => Math.round(Number(realised) * 100))).toEqual(
        expected.map(({ realised }) => realised),
      );
      const administration = expected.findIndex(({ fonction }) => fonction === '93020');
      expect(lines[administration]!.fonction).toBe('020');
    });

    it('sums what a formula catches, equal to a sum made from the file itself', async () => {
      const lines = await montpellierLines();
      const wages = lines.filter(({ direction, nature }) => direction === 'D' && nature.startsWith('64'));
      const sum = (of: 'realised' | 'opened', list: typeof lines) =>
        euros(list.reduce((total, line) => total + line[of], 0));
      const answer = await host.ask(
        'GET',
        `/m57/ledger/totals?exercice=2018&formula=${encodeURIComponent('DF*N64')}`,
      );
      expect(answer).toMatchObject({
        stage: 'CA',
        lines: wages.length,
        expense: { realised: sum('realised', wages), budgeted: sum('opened', wages) },
        revenue: { realised: '0.00', budgeted: '0.00' },
      });
      const byNature = await host.ask(
        'GET',
        `/m57/ledger/totals?exercice=2018&by=nature2&formula=${encodeURIComponent('D')}`,
      );
      const ordered = byNature.groups.map(({ key }: { key: string }) => key);
      expect(ordered).toEqual(
        [
          ...new Set(lines.filter((line) => line.direction === 'D').map(({ nature }) => nature.slice(0, 2))),
        ].sort(),
      );
      const wrong = await host.request(
        'GET',
        `/m57/ledger/totals?formula=${encodeURIComponent('DF * (N64')}`,
      );
      expect(wrong.status).toBe(400);
      expect(wrong.body.errors[0].extensions).toMatchObject({ line: 1, column: expect.any(Number) });
    });

    it('adopts the default rules: every operating line has a service, and every euro is somewhere', async () => {
      const adopted = await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } });
      expect(adopted).toEqual({ services_created: 41, rules_created: 51, rules_kept: 0 });
      expect(await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } })).toMatchObject({
        services_created: 0,
        rules_created: 0,
      });

      for (const exercice of [2018, 2021]) {
        const coverage = await host.ask('GET', `/m57/rules/coverage?exercice=${exercice}`);
        const service = coverage.axes.find(({ axis }: { axis: string }) => axis === 'service');
        expect(service).toMatchObject({
          rate: 10000,
          unmatched: { lines: 0 },
          conflicting: { lines: 0 },
          samples: [],
        });

        const { services } = await host.ask('GET', `/m57/services/costs?exercice=${exercice}`);
        const operating = await host.ask(
          'GET',
          `/m57/ledger/totals?exercice=${exercice}&formula=${encodeURIComponent('DF + RF')}`,
        );
        const cents = (text: string) => BigInt(text.replace('.', ''));
        const net = services.reduce(
          (sum: bigint, row: { net_cost: string }) => sum + cents(row.net_cost),
          0n,
        );
        expect(net).toBe(cents(operating.expense.realised) - cents(operating.revenue.realised));
      }
      const { services } = await host.ask('GET', '/m57/services/costs?exercice=2018');
      const creches = services.find(({ name }: { name: string }) => name.includes('crèches'));
      // Families 9.1 %, with partners 49 %: never rounded up.
      expect(creches).toMatchObject({ cost: '27414451.04', revenue_users: '2505672.77', rate_users: 913 });
      expect(Math.floor(creches.rate_partners / 100)).toBe(49);
    });

    it('replaces a corrected document and keeps the lines of the former', async () => {
      const text = new TextDecoder('latin1').decode(await reference.bytes(MONTPELLIER));
      const corrected = text.replace('<MtReal V="10279.70" />', '<MtReal V="10279.71" />');
      const bytes = Uint8Array.from(corrected, (letter) => letter.charCodeAt(0));
      const { body } = await sendFile(host, bytes, { name: 'corrige.xml' });
      expect(body.data.budgets[0].effect).toBe('replaces');
      const totals = await host.ask('GET', '/m57/ledger/totals?exercice=2018&formula=D');
      expect(totals.expense.realised).toBe(euros(43372448928 + 1));
      expect(await host.ask('GET', '/items/m57_imports/1?fields=status')).toEqual({ status: 'superseded' });
      expect(await countRows(host)).toMatchObject({ m57_lines: 1697 * 2 + 1273 });
    });
  });
});
