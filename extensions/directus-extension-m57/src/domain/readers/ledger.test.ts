import fc from 'fast-check';
import writeExcel, { type SheetData } from 'write-excel-file/universal';
import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import type { ReadLine } from '../ledger';
import { checked } from './checks';
import { detect } from './detect';
import { ledger } from './ledger';
import type { Mapping } from './mapping';
import { readTable } from './open-table';
import { issuesOf, latin1, readAll, stream, utf8 } from './testing';

const SIRET = '21000000000018';
const HEADER =
  'Exercice;SIRET;Section;Sens;Chapitre;Article;Fonction;Service;Site;Code analytique;Libellé;Montant';
const row = (cells: Partial<Record<string, string>> = {}) => {
  const usual: Record<string, string> = {
    Exercice: '2024',
    SIRET,
    Section: 'F',
    Sens: 'D',
    Chapitre: '011',
    Article: '60632',
    Fonction: '020',
    Montant: '10,50',
  };
  return HEADER.split(';')
    .map((name) => cells[name] ?? usual[name] ?? '')
    .join(';');
};
const csv = (...rows: string[]) => utf8([HEADER, ...rows].join('\r\n'));
const xlsx = async (data: SheetData) => new Uint8Array(await (await writeExcel(data).toBlob()).arrayBuffer());
const mapping = (columns: Mapping['columns'], rest: Partial<Mapping> = {}): Mapping => ({
  columns,
  document: { siret: SIRET, exercice: 2024 },
  header: 1,
  unit: 'euros',
  ...rest,
});
/** What a line is, in short. */
const brief = ({ nature, direction, amounts }: ReadLine) => [nature, direction, amounts.realised];

describe('ledger', () => {
  it('reads an export whose columns are all known, with analytic code, service and site', async () => {
    const { documents, lines, warnings } = await readAll(
      ledger,
      csv(
        row({
          Service: 'SPO - Sports',
          Site: 'Piscine',
          'Code analytique': 'A12',
          Article: '60632 - Fournitures',
        }),
      ),
    );
    expect(documents).toEqual([
      {
        siret: SIRET,
        budget: '',
        label: '',
        exercice: 2024,
        stage: 'GL',
        number: 0,
        nomenclature: null,
        voted_by_fonction: false,
        draft: false,
      },
    ]);
    expect(lines).toEqual([
      {
        line: 2,
        column: 1,
        document: 0,
        nature: '60632',
        fonction: '020',
        chapitre_vote: '011',
        section: 'F',
        direction: 'D',
        kind: 'real',
        operation: null,
        analytic: 'A12',
        manager: 'SPO',
        site: 'Piscine',
        amounts: {
          realised: 1050,
          previous_budget: null,
          carried_over_previous: null,
          proposed: null,
          voted: null,
          opened: null,
          carried_over: null,
        },
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('names what is missing, with the table that the answer needs', async () => {
    const bytes = utf8('Compte;Libellé;Montant\n6068;Gants;10,50\n');
    const error: unknown = await readAll(ledger, bytes).catch((thrown: unknown) => thrown);
    if (!(error instanceof InputError)) throw error;
    expect(error.issues).toEqual([
      { code: 'MAPPING_INCOMPLETE', line: 1, column: 1, params: { missing: 'siret, exercice' } },
    ]);
    const { shape, columns, proposal } = await readTable(stream(bytes));
    expect(error.details).toEqual({ missing: ['siret', 'exercice'], shape, columns, proposal, sheets: [] });
  });

  it('takes the SIRET of the request where the file has none, and keeps that one where it has several', async () => {
    const bytes = utf8('Exercice;Compte;Montant\n2024;6068;10,50\n');
    expect((await readAll(ledger, bytes, [], { siret: SIRET })).documents[0]!.siret).toBe(SIRET);
    const two = csv(row(), row({ SIRET: '21000000000026', Montant: '3' }));
    const { lines } = await readAll(ledger, two, [], { siret: '21000000000026' });
    expect(lines.map(brief)).toEqual([['60632', 'D', 300]]);
    expect(await issuesOf(readAll(ledger, csv(row()), [], { siret: '21000000000034' }))).toMatchObject([
      { code: 'SIRET_ABSENT' },
    ]);
  });

  it('makes a document of each SIRET, budget and year', async () => {
    const { documents, lines } = await readAll(
      ledger,
      utf8(
        'Budget;Exercice;Compte;Montant\n00 - Ville;2024;6068;1\n01 - Eau;2024;6068;2\n00 - Ville;2023;6068;3\n00 - Ville;2024;6068;4',
      ),
      [],
      { siret: SIRET },
    );
    expect(documents.map(({ budget, label, exercice }) => [budget, label, exercice])).toEqual([
      ['00', '00 - Ville', 2024],
      ['01', '01 - Eau', 2024],
      ['00', '00 - Ville', 2023],
    ]);
    expect(lines.map(({ document }) => document)).toEqual([0, 1, 2, 0]);
  });

  it('leaves out totals, carried over rows, repeated headers and empty rows, with their amount', async () => {
    const { lines, warnings, amounts } = await readAll(
      ledger,
      csv(
        row(),
        row({ Article: '', Libellé: 'À reporter', Montant: '10,50' }),
        HEADER,
        ';;;;;;;;;;;',
        row({ Article: '', Section: 'Total section F', Montant: '1 000,00' }),
        row({ Libellé: 'Total compte 60632', Montant: '5,25' }),
        row({ Libellé: 'TOTAL ENERGIES' }),
      ),
    );
    expect(lines.map(({ line }) => line)).toEqual([2, 8]);
    expect(warnings.map(({ code, line }) => [code, line])).toEqual([
      ['TOTALS_DROPPED', 3],
      ['TOTALS_DROPPED', 6],
      ['TOTALS_DROPPED', 7],
    ]);
    expect(amounts).toEqual([1050, 100000, 525]);
  });

  it('leaves the direction to the plan where no column tells it, with the amount as it is', async () => {
    const { lines } = await readAll(ledger, utf8('Compte;Montant\n7067;10,50\n'), [], {
      mapping: mapping({ nature: 0, amount: 1 }),
    });
    expect(lines[0]).toMatchObject({ direction: null, unsigned: true, amounts: { realised: 1050 } });
  });

  it('reads debit and credit as a balance does, or in the direction of the row', async () => {
    const text =
      'Compte;Débit;Crédit;Sens;Ouvert\n6068;10,50;0,50;D;20\n7067;1;4;R;\n1641;3;5;R;\n2188;7;0,00;D;';
    const without = mapping({ nature: 0, debit: 1, credit: 2 });
    expect((await readAll(ledger, utf8(text), [], { mapping: without })).lines.map(brief)).toEqual([
      ['6068', null, 1000],
      ['7067', null, -300],
      ['1641', 'D', 300],
      ['1641', 'R', 500],
      ['2188', 'D', 700],
    ]);
    const withDirection = mapping({ nature: 0, debit: 1, credit: 2, direction: 3, budgeted: 4 });
    const { lines } = await readAll(ledger, utf8(text), [], { mapping: withDirection });
    expect(lines.map(brief)).toEqual([
      ['6068', 'D', 1000],
      ['7067', 'R', 300],
      ['1641', 'R', 200],
      ['2188', 'D', 700],
    ]);
    expect(lines.map(({ amounts }) => amounts.opened)).toEqual([2000, null, null, null]);
    const plan = mapping({ nature: 0, debit: 1, credit: 2, budgeted: 4 });
    expect((await readAll(ledger, utf8(text), [], { mapping: plan })).lines[1]).toMatchObject({
      direction: null,
      unsigned: true,
      amounts: { realised: null, opened: 2000 },
    });
  });

  it('knows ordre operations by a column, else by their chapter', async () => {
    const text =
      'Compte;Chapitre;Mvt;Montant\n6811;042;;1\n6811;042 - Ordre;Réel;1\n6068;011;Pour Ordre;1\n6068;011;;1';
    const { lines } = await readAll(ledger, utf8(text), [], {
      mapping: mapping({ nature: 0, chapitre: 1, kind: 2, amount: 3 }),
    });
    expect(lines.map(({ kind }) => kind)).toEqual(['ordre', 'real', 'ordre', 'real']);
  });

  it('reads amounts in centimes where the mapping says so, and warns where no amount has cents', async () => {
    const cents = mapping({ nature: 0, amount: 1 }, { unit: 'cents' });
    const read = (text: string) => readAll(ledger, utf8(`Compte;Montant\n${text}`), [], { mapping: cents });
    expect((await read('6068;1 234\n')).lines[0]!.amounts.realised).toBe(1234);
    expect(await issuesOf(read('6068;12,34\n'))).toMatchObject([
      { code: 'AMOUNT_INVALID', line: 2, column: 6 },
    ]);
    const whole = csv(...Array.from({ length: 60 }, () => row({ Montant: '1234' })));
    expect((await readAll(checked(ledger), whole)).warnings.map(({ code }) => code)).toContain('NO_CENTS');
  });

  it('says where a row cannot be read', async () => {
    const issues = await issuesOf(
      readAll(
        ledger,
        csv(
          row({ Montant: 'douze' }),
          row({ Article: '' }),
          row({ Article: 'Gants' }),
          row({ Sens: 'X' }),
          `${row()};surplus`,
          row({ Exercice: '' }),
        ),
      ),
    );
    expect(issues.map(({ code, line, column, params }) => [code, line, column, params['name']])).toEqual([
      ['AMOUNT_INVALID', 2, 43, 'Montant'],
      ['ACCOUNT_MISSING', 3, 1, 'Article'],
      ['CODE_INVALID', 4, 29, 'Article'],
      ['VALUE_UNKNOWN', 5, 23, 'Sens'],
      ['ROW_LENGTH', 6, 1, undefined],
      ['VALUE_MISSING', 7, 1, 'Exercice'],
    ]);
  });

  it('leaves rows without an amount, and looks at dates without keeping them', async () => {
    const text =
      'Compte;Date;Montant\n60;;\n6068;12/03/2024;1\n6068;15/01/2025;2\n6068;15/06/2025;4\n6068;hier;8';
    const { lines, warnings, amounts } = await readAll(ledger, utf8(text), [], {
      mapping: mapping({ nature: 0, date: 1, amount: 2 }),
    });
    expect(lines.map(({ amounts: { realised } }) => realised)).toEqual([100, 200, 400, 800]);
    expect(warnings.map(({ code, line }) => [code, line])).toEqual([
      ['ROWS_WITHOUT_AMOUNT', 2],
      ['DATE_OUTSIDE', 5],
      ['DATE_INVALID', 6],
    ]);
    expect(amounts).toEqual([null, 400, 800]);
  });

  it('suspects functions that have all lost their zeros', async () => {
    const codes = async (fonction: string) => {
      const rows = Array.from({ length: 120 }, (_, at) => row({ Fonction: at === 60 ? fonction : '211' }));
      return (await readAll(ledger, csv(...rows))).warnings.map(({ code }) => code);
    };
    expect(await codes('20')).toEqual(['ZEROS_LOST']);
    expect(await codes('020')).toEqual([]);
  });

  it('refuses a mapping that does not fit the table', async () => {
    const issues = (given: Mapping, text = 'Compte;Montant\n6068;1') =>
      issuesOf(readAll(ledger, utf8(text), [], { mapping: given }));
    expect(await issues(mapping({ nature: 0, amount: 5 }))).toMatchObject([
      { code: 'MAPPING_COLUMN', params: { field: 'amount', column: 6, width: 2 } },
    ]);
    expect(await issues(mapping({ nature: 0, amount: 1 }, { header: 9 }))).toMatchObject([
      { code: 'MAPPING_HEADER' },
    ]);
    expect(await issues(mapping({ amount: 1 }))).toMatchObject([{ code: 'MAPPING_INCOMPLETE' }]);
    expect(await issues(mapping({ nature: 0, amount: 1 }), 'Compte;Montant\n')).toMatchObject([
      { code: 'NO_LINES' },
    ]);
  });

  it('is found by its head, CSV in any encoding or XLSX, after all other formats', async () => {
    expect(detect(latin1('Compte;Libell\u00e9;D\u00e9bit;Cr\u00e9dit\r\n6068;Achats;1,00;\r\n')).format).toBe(
      'ledger',
    );
    expect(detect(csv(row())).format).toBe('ledger');
    expect(detect(await xlsx([['Compte', 'Montant']])).format).toBe('ledger');
    expect(() => detect(utf8('{"Compte": 1, "Montant": 2}'))).toThrow('FORMAT_UNKNOWN');
  });

  it('reads a sheet, with the codes of its numbers and the place of its cells', async () => {
    const bytes = await xlsx([
      ['Grand livre'],
      [],
      ['Compte', 'Fonction', 'Date', 'Montant', 'Exercice'],
      [60632, '020', { value: new Date(Date.UTC(2024, 2, 12)), format: 'dd/mm/yyyy' }, 0.1 + 0.2, 2024],
      ['Total', null, null, 0.3],
      [6411, '020', null, { value: 'x' }, 2024],
    ]);
    const options = { siret: SIRET };
    expect(await issuesOf(readAll(ledger, bytes, [], options))).toMatchObject([
      { code: 'AMOUNT_INVALID', line: 6, column: 4 },
    ]);
    const table = await readTable(stream(bytes));
    expect(table.columns[2]!.samples[0]).toBe('2024-03-12');
    expect(table.sheets).toEqual(['Sheet1']);
  });

  it('takes the first sheet that looks like a ledger, or the one that is named', async () => {
    const one = (amount: number): SheetData => [
      ['Compte', 'Montant', 'Exercice', 'SIRET'],
      [6068, amount, 2024, SIRET],
    ];
    const blob = await writeExcel([
      { sheet: 'Lisez-moi', data: [['Bonjour']] },
      { sheet: 'Mandats', data: one(1) },
      { sheet: 'Titres', data: one(2) },
    ]).toBlob();
    const bytes = new Uint8Array(await blob.arrayBuffer());
    expect((await readAll(ledger, bytes)).lines[0]!.amounts.realised).toBe(100);
    const { proposal } = await readTable(stream(bytes), 'Titres');
    expect((await readAll(ledger, bytes, [], { mapping: proposal })).lines[0]!.amounts.realised).toBe(200);
    const wrong = { ...proposal, sheet: 'Autre' };
    expect(await issuesOf(readAll(ledger, bytes, [], { mapping: wrong }))).toMatchObject([
      { code: 'MAPPING_SHEET', params: { sheets: 'Lisez-moi, Mandats, Titres' } },
    ]);
  });
});

describe('the same lines in any dialect', () => {
  const line = fc.record({
    nature: fc.constantFrom('60632', '6411', '7067', '2188', '1641'),
    fonction: fc.constantFrom('020', '01', '311', '4221'),
    direction: fc.constantFrom('D', 'R'),
    section: fc.constantFrom('F', 'I'),
    analytic: fc.constantFrom('A12', 'Écoles', 'ÉTÉ; "1"', ''),
    site: fc.constantFrom('Piscine', 'Hôtel de ville', ''),
    cents: fc.integer({ min: -1e11, max: 1e11 }),
  });
  const dialect = fc.record({
    delimiter: fc.constantFrom(';', ',', '\t'),
    encoding: fc.constantFrom('utf8', 'bom', 'latin1'),
    lineEnd: fc.constantFrom('\r\n', '\n'),
    thousands: fc.constantFrom('', ' ', '\u00a0', '\u202f', '.'),
    header: fc.constantFrom<string[]>(
      [
        'Exercice',
        'SIRET',
        'Nature',
        'Fonction',
        'Sens',
        'Section',
        'Code analytique',
        'Site',
        'Libellé',
        'Montant réalisé',
      ],
      [
        'Année',
        'N° SIRET',
        'Article',
        'Code fonction',
        'D/R',
        'F/I',
        'Analytique',
        'Antenne',
        'Objet',
        'Mandaté',
      ],
    ),
    directions: fc.constantFrom({ D: 'D', R: 'R' }, { D: 'Dépense', R: 'Recette' }, { D: 'DEP', R: 'REC' }),
    sections: fc.constantFrom({ F: 'F', I: 'I' }, { F: 'FONC', I: 'INVE' }),
    accounts: fc.constantFrom('', ' - Intitulé'),
    totals: fc.boolean(),
    title: fc.boolean(),
  });

  it('CSV and XLSX', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), dialect, async (lines, how) => {
        const written = (cents: number) => {
          const [euros, rest] = [
            Math.floor(Math.abs(cents) / 100),
            String(Math.abs(cents) % 100).padStart(2, '0'),
          ];
          const grouped = String(euros).replace(/\B(?=(\d{3})+$)/g, how.thousands);
          return `${cents < 0 ? '-' : ''}${grouped},${rest}`;
        };
        const rows: (string | { cents: number })[][] = lines.map((one) => [
          '2024',
          SIRET,
          one.nature + how.accounts,
          one.fonction,
          how.directions[one.direction as 'D'],
          how.sections[one.section as 'F'],
          one.analytic,
          one.site,
          'Facture',
          { cents: one.cents },
        ]);
        const total = { cents: lines.reduce((sum, { cents }) => sum + cents, 0) };
        if (how.totals) rows.push(['TOTAL GÉNÉRAL', '', '', '', '', '', '', '', '', total]);
        const title = how.title ? ['Grand livre, édité le 3 mars', ''] : [];

        const quote = (text: string) => (/[;,\t"\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const text = [
          ...title,
          ...[how.header, ...rows].map((cells) =>
            cells
              .map((cell) => quote(typeof cell === 'string' ? cell : written(cell.cents)))
              .join(how.delimiter),
          ),
        ].join(how.lineEnd);
        // ISO-8859-1 has no narrow space.
        const bytes =
          how.encoding === 'latin1' && how.thousands !== '\u202f'
            ? latin1(text)
            : utf8(how.encoding === 'bom' ? `\ufeff${text}` : text);
        const sheet = await xlsx([
          ...title.map((cell) => [cell]),
          how.header,
          ...rows.map((cells) => cells.map((cell) => (typeof cell === 'string' ? cell : cell.cents / 100))),
        ]);

        const expected = lines.map((one) => ({
          ...one,
          analytic: one.analytic || null,
          site: one.site || null,
        }));
        for (const file of [bytes, sheet]) {
          expect(detect(file).format).toBe('ledger');
          const reading = await readAll(ledger, file);
          expect(
            reading.lines.map(({ nature, fonction, direction, section, analytic, site, amounts }) => ({
              nature,
              fonction,
              direction,
              section,
              analytic,
              site: site ?? null,
              cents: amounts.realised,
            })),
          ).toEqual(expected);
          expect(reading.warnings.map(({ code }) => code)).toEqual(how.totals ? ['TOTALS_DROPPED'] : []);
          if (how.totals) expect(reading.amounts).toEqual([total.cents]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
