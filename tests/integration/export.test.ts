import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing, MONTPELLIER, MORBIHAN, sendFile, sendReference } from '../support/m57';
import { reference } from '../support/reference';

const table = (text: string, delimiter = ','): Record<string, string>[] =>
  parse(text, { columns: true, bom: true, delimiter, record_delimiter: '\r\n' });

describe.each(HOSTS.filter(({ version, client }) => version === '12' && client !== 'mariadb'))(
  'Directus $version on $client',
  (which) => {
    describe.skipIf(missing(which) || !reference.present)('export of ledger lines', () => {
      let host: Host;
      /** By exercice, what the import said. */
      const imported: Record<number, { totals: unknown }> = {};
      beforeAll(async () => {
        host = await startHost(which);
        await host.ask('POST', '/m57/install');
        imported[2018] = (await sendReference(host, MONTPELLIER)).body.data;
        imported[2021] = (await sendReference(host, MORBIHAN, { nomenclature: 'M57' })).body.data;
      });
      const download = (query: string) => host.request('GET', `/m57/ledger/export?${query}`);

      it('is a CSV file with a name, that the product itself reads with the same totals', async () => {
        for (const [exercice, siret, lines] of [
          [2018, '21340172201787', 1697],
          [2021, '22560001400016', 1273],
        ] as const) {
          const { status, headers, text } = await download(`exercice=${exercice}&format=scdl`);
          expect(status).toBe(200);
          expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
          expect(headers.get('content-disposition')).toBe(
            `attachment; filename="m57-${siret}-${exercice}-CA.csv"`,
          );
          expect(table(text)).toHaveLength(lines);

          const preview = await sendFile(host, text, {
            path: '/m57/imports/preview',
            fields: { nomenclature: 'M57' },
          });
          expect(preview.body.data.totals).toEqual(imported[exercice]!.totals);
        }
      });

      it('keeps every line of the file, in its order, with all amounts', async () => {
        const { text } = await download('siret=21340172201787&exercice=2018');
        const xml = new TextDecoder('latin1').decode(await reference.bytes(MONTPELLIER));
        const expected = [...xml.matchAll(/<LigneBudget>(.*?)<\/LigneBudget>/gs)].map(([, body]) => {
          const value = (name: string) => new RegExp(`<${name} V="([^"]*)"`).exec(body!)?.[1] ?? '';
          return [
            value('Nature'),
            value('CodRD'),
            ...['MtReal', 'MtPrev', 'CredOuv', 'MtRAR3112'].map(value),
          ];
        });
        expect(
          table(text).map((row) => [
            row['BGT_NATURE'],
            row['BGT_CODRD'] === 'dépense' ? 'D' : 'R',
            row['BGT_MTREAL'],
            row['BGT_MTPREV'],
            row['BGT_CREDOUV'],
            row['BGT_MTRAR3112'],
          ]),
        ).toEqual(expected);
      });

      it('writes what a formula catches, and a sheet for French spreadsheets', async () => {
        const formula = encodeURIComponent('DF * F3');
        const { text, headers } = await download(`exercice=2018&formula=${formula}&format=csv`);
        expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
        // fetch takes the byte order mark off.
        expect(text).toMatch(/^\ufeff?Étape;Exercice;SIRET;/);
        const rows = table(text, ';');
        const totals = await host.ask('GET', `/m57/ledger/totals?exercice=2018&formula=${formula}`);
        expect(rows).toHaveLength(totals.lines);
        const cents = rows.reduce((sum, row) => sum + BigInt(row['Réalisé']!.replace(',', '') || '0'), 0n);
        expect(cents).toBe(BigInt(totals.expense.realised.replace('.', '')));
        for (const row of rows) {
          expect(row['Fonction']).toMatch(/^3\d* - \p{L}/u);
          expect([row['Section'], row['Sens']]).toEqual(['fonctionnement', 'dépense']);
        }
        const nothing = await download(`exercice=2018&formula=${encodeURIComponent('N999999')}`);
        expect(nothing.text.split('\r\n')).toEqual([expect.stringMatching(/^BGT_NATDEC,.*,BGT_ARTSPE$/), '']);
      });

      it('says why there is no file', async () => {
        const codeOf = async (query: string) => {
          const { status, body } = await download(query);
          return [status, body.errors[0].extensions.code];
        };
        expect(await codeOf('exercice=1999')).toEqual([404, 'NOT_FOUND']);
        expect(await codeOf('format=pdf')).toEqual([400, 'INVALID_REQUEST']);
        expect((await codeOf(`formula=${encodeURIComponent('DF * (')}`))[0]).toBe(400);
        const anonymous = await host.request('GET', '/m57/ledger/export', { token: null });
        expect(anonymous.status).toBe(403);
        const { paths } = (await host.request('GET', '/m57/openapi.json')).body;
        expect(paths['/ledger/export'].get.responses['200'].content).toHaveProperty(['text/csv']);
      });
    });
  },
);
