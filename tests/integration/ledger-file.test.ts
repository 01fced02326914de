import { readSheet } from 'read-excel-file/universal';
import writeExcel from 'write-excel-file/universal';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, startHost, type Host } from '../support/host';
import { countRows, missing, sendFile } from '../support/m57';

const which = { version: '12', client: 'sqlite' } as const;
const SIRET = '21990999100016';
const HEADER = [
  'Section',
  'Sens',
  'Article',
  'Fonction',
  'Service gestionnaire',
  'Site',
  'Libellé',
  'Date',
  'Montant',
];
/** Of a year: expense 1 234.56 + 0.44 = 1 235.00, revenue 99.90. */
const rows = (year: number) => [
  [
    'FONC',
    'DEP',
    '60632 - Fournitures',
    '020',
    'TEC - Technique',
    'Mairie',
    'DUPONT Anne',
    `12/03/${year}`,
    '1 234,56',
  ],
  ['FONC', 'DEP', '60632 - Fournitures', '020', 'TEC - Technique', 'École', 'Gants', `13/03/${year}`, '0,44'],
  ['FONC', 'REC', '7067', '281', 'ECO', '', 'Cantine', `30/04/${year}`, '99,90'],
  ['TOTAL GÉNÉRAL', '', '', '', '', '', '', '', '1 334,90'],
];
const csv = (year: number) => [HEADER, ...rows(year)].map((cells) => cells.join(';')).join('\r\n');
const TOTALS = {
  expense_real: '1235.00',
  revenue_real: '99.90',
  expense_ordre: '0.00',
  revenue_ordre: '0.00',
};

describe.skipIf(missing(which))('ledger exports of finance software', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost(which);
    await host.ask('POST', '/m57/install');
  });

  it('what a file does not tell is asked, with what is needed to answer', async () => {
    const before = await countRows(host);
    const text = csv(2024)
      .replaceAll('Date;', 'Le;')
      .replace(/\d\d\/0\d\/2024/g, '');
    for (const path of ['/m57/imports/preview', '/m57/imports']) {
      const { status, body } = await sendFile(host, text, { path, fields: { nomenclature: 'M57_D' } });
      expect(status).toBe(400);
      const { message, extensions } = body.errors[0];
      expect(extensions).toMatchObject({
        code: 'MAPPING_INCOMPLETE',
        line: 1,
        missing: ['siret', 'exercice'],
        proposal: { columns: { nature: 2, direction: 1, site: 5, amount: 8 }, header: 1, unit: 'euros' },
      });
      expect(extensions.columns).toHaveLength(9);
      expect(extensions.columns[2]).toEqual({
        header: 'Article',
        samples: ['60632 - Fournitures', '60632 - Fournitures', '7067'],
      });
      expect(extensions.shape).toMatch(/^[\w-]{1,64}$/);
      expect(message).toContain('le SIRET et l’exercice');
    }
    expect(await countRows(host)).toEqual(before);
  });

  it('a CSV file comes in with its mapping, and the next of its shape needs none', async () => {
    const asked = await sendFile(host, csv(2024), { path: '/m57/imports/preview' });
    const { proposal, shape } = asked.body.errors[0].extensions;
    expect(await host.ask('GET', `/m57/imports/mappings/${shape}`)).toBeNull();

    const mapping = {
      ...proposal,
      document: { ...proposal.document, siret: SIRET, exercice: 2024, label: 'Ville' },
    };
    const fields = { nomenclature: 'M57_D', mapping: JSON.stringify(mapping) };
    const preview = (await sendFile(host, csv(2024), { path: '/m57/imports/preview', fields })).body.data;
    expect(preview).toMatchObject({ format: 'ledger', lines: 3, totals: { document: TOTALS } });
    expect(await host.ask('GET', `/m57/imports/mappings/${shape}`)).toBeNull();

    const { status, body } = await sendFile(host, csv(2024), { fields });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ status: 'imported', lines: 3, totals: { document: TOTALS } });
    expect(body.data.budgets).toMatchObject([{ siret: SIRET, exercice: 2024, stage: 'GL', label: 'Ville' }]);
    expect(body.data.warnings).toMatchObject([{ code: 'TOTALS_DROPPED', count: 1, amount: '1334.90' }]);

    const kept = await host.ask('GET', `/m57/imports/mappings/${shape}`);
    expect(kept).toEqual({ ...mapping, document: { stage: 'GL', siret: SIRET, label: 'Ville' } });

    const next = (await sendFile(host, csv(2025))).body.data;
    expect(next.budgets).toMatchObject([{ siret: SIRET, exercice: 2025, label: 'Ville', effect: 'new' }]);
    expect(next.totals.document).toEqual(TOTALS);
    expect(next.warnings.map(({ code }: { code: string }) => code).sort()).toEqual([
      'EXERCICE_FROM_DATES',
      'MAPPING_SAVED',
      'PLAN_NEAREST',
      'TOTALS_DROPPED',
    ]);
  });

  it('a mapping that is none is refused', async () => {
    for (const mapping of ['{', '{"columns": {"iban": 1}}', '[]']) {
      const { status, body } = await sendFile(host, csv(2024), { fields: { mapping } });
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'INVALID_REQUEST']);
    }
    expect((await host.request('GET', '/m57/imports/mappings/a%20b')).status).toBe(400);
  });

  it('managing service and site are kept by imputation, labels are not', async () => {
    const imputations = await host.ask('GET', '/items/m57_imputations?filter[nature]=60632&sort=id');
    expect(imputations.map(({ manager, site }: Record<string, string>) => [manager, site])).toEqual([
      ['TEC', 'Mairie'],
      ['TEC', 'École'],
    ]);
    for (const table of [
      'm57_imputations',
      'm57_lines',
      'm57_imports',
      'm57_settings',
      'm57_documents',
      'm57_sums',
    ])
      expect(JSON.stringify(await host.ask('GET', `/items/${table}?limit=-1`)), table).not.toContain(
        'DUPONT',
      );
  });

  it('the same ledger as a workbook has the same totals and replaces it', async () => {
    const data = [
      HEADER,
      ...rows(2024).map((cells) =>
        cells.map((cell, at) => {
          if (at === 8) return Number(cell.replace(/[ ,]/g, '')) / 100;
          return at === 2 && /^\d+$/.test(cell) ? Number(cell) : cell;
        }),
      ),
    ];
    const bytes = new Uint8Array(await (await writeExcel(data).toBlob()).arrayBuffer());
    const { status, body } = await sendFile(host, bytes, { name: 'grand-livre.xlsx' });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ format: 'ledger', lines: 3, totals: { document: TOTALS } });
    expect(body.data.budgets).toMatchObject([{ exercice: 2024, effect: 'replaces' }]);
  });

  it('exports what it holds as a workbook, that another library and the product itself read back', async () => {
    const response = await fetch(`${host.url}/m57/ledger/export?exercice=2024&format=xlsx`, {
      headers: { authorization: `Bearer ${ADMIN.token}` },
    });
    expect(response.headers.get('content-type')).toContain('spreadsheetml.sheet');
    expect(response.headers.get('content-disposition')).toContain(`m57-${SIRET}-2024-GL.xlsx`);
    const file = await response.arrayBuffer();
    const [header, ...lines] = await readSheet(file);
    const column = (name: string) => lines.map((cells) => cells[header!.indexOf(name)]);
    expect(column('Nature')).toEqual([
      expect.stringMatching(/^60632 - /),
      expect.stringMatching(/^60632 - /),
      expect.stringMatching(/^7067 - /),
    ]);
    expect(column('Réalisé')).toEqual([1234.56, 0.44, 99.9]);
    expect(column('Site')).toEqual(['Mairie', 'École', null]);

    const again = await sendFile(host, new Uint8Array(file), { path: '/m57/imports/preview' });
    expect(again.body.data).toMatchObject({ format: 'ledger', lines: 3, totals: { document: TOTALS } });
  });

  it('refuses a bomb, and an archive that is no workbook', async () => {
    const { zipSync } = await import('fflate');
    const parts = {
      'xl/workbook.xml': new Uint8Array(10),
      'xl/worksheets/sheet1.xml': new Uint8Array(2 ** 26),
    };
    const codeOf = async (bytes: Uint8Array) => (await sendFile(host, bytes)).body.errors[0].extensions.code;
    expect(await codeOf(zipSync(parts))).toBe('XLSX_TOO_LARGE');
    expect(await codeOf(zipSync({ 'a.txt': new Uint8Array(10) }))).toBe('FORMAT_UNKNOWN');
  });

  it('the same file with a corrected mapping is another version, and undone gives the former back', async () => {
    const { id, mapping } = (await sendFile(host, csv(2024))).body.data;
    expect(mapping.columns.manager).toBeDefined();
    const { manager: _, ...columns } = mapping.columns;
    const corrected = JSON.stringify({ ...mapping, columns });
    const seen = await sendFile(host, csv(2024), {
      path: '/m57/imports/preview',
      fields: { mapping: corrected },
    });
    expect(seen.body.data).toMatchObject({ duplicate_of: null, reread_of: id });
    expect(seen.body.data.budgets).toMatchObject([{ effect: 'replaces' }]);

    const { status, body } = await sendFile(host, csv(2024), { fields: { mapping: corrected } });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ status: 'imported', duplicate_of: null, mapping: { columns } });
    expect(body.data.id).not.toBe(id);
    expect((await host.ask('GET', `/m57/imports/${id}`)).status).toBe('superseded');
    const ofTec = async () =>
      (await host.ask('GET', '/m57/ledger/totals?exercice=2024&formula=STEC')).lines as number;
    expect(await ofTec()).toBe(0);
    for (const fields of [{ mapping: corrected }, {}] as Record<string, string>[])
      expect((await sendFile(host, csv(2024), { fields })).body.data.duplicate_of).toBe(body.data.id);

    await host.ask('POST', `/m57/imports/${body.data.id}/undo`);
    expect((await host.ask('GET', `/m57/imports/${id}`)).status).toBe('imported');
    expect(await ofTec()).toBeGreaterThan(0);
  });

  it('an installation from before sites were kept gets its columns, and keeps its rows', async () => {
    const before = await countRows(host);
    await host.stop();
    for (const table of ['m57_imputations', 'm57_staging_imputations'])
      await host.database.schema.alterTable(table, (builder) => builder.dropColumn('site'));
    await host.start();
    expect((await host.ask('GET', '/m57/status')).installed).toBe(false);
    const { created } = await host.ask('POST', '/m57/install');
    expect(created).toEqual([
      { kind: 'field', name: 'm57_imputations.site' },
      { kind: 'field', name: 'm57_staging_imputations.site' },
    ]);
    expect((await host.ask('GET', '/m57/status')).installed).toBe(true);
    expect(await countRows(host)).toEqual(before);
    expect((await sendFile(host, csv(2026))).status).toBe(200);
  });
});
