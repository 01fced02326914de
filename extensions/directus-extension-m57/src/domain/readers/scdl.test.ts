import { describe, expect, it } from 'vitest';
import type { Issue } from '../issue';
import { scdl } from './scdl';
import { SCDL_HEADER, issuesOf, latin1, readAll, scdlRow, utf8 } from './testing';

const read = (...rows: string[]) => readAll(scdl, utf8([SCDL_HEADER, ...rows].join('\r\n')));
const brief = (issues: Issue[]) => issues.map(({ code, line, column }) => [code, line, column]);

describe('an SCDL budget', () => {
  it('gives its document, then its lines with their place', async () => {
    const { documents, lines, warnings } = await read(
      scdlRow({ BGT_CONTNAT: '011', BGT_SECTION: 'fonctionnement', BGT_CREDOUV: '20', BGT_MTPREV: '0.00' }),
    );
    expect(documents).toEqual([
      {
        siret: '21000000000018',
        budget: '',
        label: 'Mairie démo',
        exercice: 2024,
        stage: 'CA',
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
        nature: '6068',
        fonction: '020',
        chapitre_vote: '011',
        section: 'F',
        direction: 'D',
        kind: 'real',
        operation: null,
        analytic: null,
        manager: null,
        amounts: {
          realised: 1050,
          previous_budget: null,
          carried_over_previous: null,
          proposed: null,
          voted: 0,
          opened: 2000,
          carried_over: null,
        },
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('may be written as towns write it', async () => {
    const rows = [
      'Extra;bgt_mtreal;BGT_SIRET ;BGT_NATDEC;BGT_ANNEE;BGT_NATURE;BGT_FONCTION;BGT_OPBUDG;BGT_CODRD;BGT_MTPREV;BGT_CREDOUV;BGT_SECTION;',
      'x;1 234,5;210 000 000 00018;COMPTE  FINANCIER UNIQUE;2024;6068;;R\u00e9el;Recette;-1\u00a0000\u202f000,00;+3;Investissement;',
      ';;;;;;;;;;;;',
      '',
    ];
    const { documents, lines } = await readAll(scdl, utf8(`\ufeff${rows.join('\n')}`));
    expect(documents[0]).toMatchObject({ stage: 'CFU', label: '' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ direction: 'R', section: 'I', fonction: null });
    expect(lines[0]?.amounts).toMatchObject({ realised: 123_450, voted: -100_000_000, opened: 300 });
  });

  it('may be in windows-1252', async () => {
    const { lines } = await readAll(scdl, latin1(`${SCDL_HEADER}\n${scdlRow()}`));
    expect(lines[0]).toMatchObject({ direction: 'D', kind: 'real' });
  });

  it('keeps an empty realised amount empty', async () => {
    expect((await read(scdlRow({ BGT_MTREAL: '' }))).lines[0]?.amounts.realised).toBeNull();
  });

  it.each([
    ['Budget primitif', 'BP', 0],
    ['BUDGET SUPPL\u00c9MENTAIRE', 'BS', 0],
    ['D\u00e9cision modificative', 'DM', 0],
    ['decision modificative n\u00b0 2', 'DM', 2],
    ['De\u0301cision modificative 3', 'DM', 3],
    ['Compte administratif', 'CA', 0],
    ['compte financier unique', 'CFU', 0],
  ])('"%s" is %s %i', async (BGT_NATDEC, stage, number) => {
    expect((await read(scdlRow({ BGT_NATDEC }))).documents[0]).toMatchObject({ stage, number });
  });

  it('holds one document per SIRET, year and stage, even when their rows alternate', async () => {
    const other = { BGT_ANNEE: '2023' };
    const { documents, lines } = await read(
      scdlRow(),
      scdlRow(other),
      scdlRow(),
      scdlRow({ BGT_SIRET: '21000000000026' }),
      scdlRow(other),
    );
    expect(documents.map(({ siret, exercice }) => [siret, exercice])).toEqual([
      ['21000000000018', 2024],
      ['21000000000018', 2023],
      ['21000000000026', 2024],
    ]);
    expect(lines.map(({ document }) => document)).toEqual([0, 1, 0, 2, 1]);
  });

  it('warns of a row that says it is a total, and keeps it', async () => {
    const header = SCDL_HEADER.replace('BGT_OPERATION', 'BGT_NATURE_LABEL');
    const row = (text: string) => scdlRow({ BGT_OPERATION: text });
    const told = ['Total g\u00e9n\u00e9ral', 'sous-total 011', 'TOTAUX', 'Totalement autre', 'Autres totaux'];
    const text = [header, ...told.map(row), scdlRow({ BGT_NATURE: 'TOTAL' })].join('\n');
    const { lines, warnings, amounts } = await readAll(scdl, utf8(text));
    expect(lines).toHaveLength(6);
    expect(warnings.map(({ code, line, params }) => [code, line, params['words']])).toEqual([
      ['ROW_TOTAL', 2, 'Total général'],
      ['ROW_TOTAL', 3, 'sous-total 011'],
      ['ROW_TOTAL', 4, 'TOTAUX'],
      ['ROW_TOTAL', 7, 'TOTAL'],
    ]);
    expect(amounts).toEqual([1050, 1050, 1050, 1050]);
  });

  it('warns once where two names share a SIRET, as the format cannot tell two budgets apart', async () => {
    const eau = scdlRow({ BGT_NOM: 'Eau' });
    const { documents, warnings } = await read(scdlRow(), eau, eau);
    expect(documents).toHaveLength(1);
    expect(warnings).toEqual([
      {
        code: 'BUDGETS_MIXED',
        line: 3,
        column: 1,
        params: { first: 'Mairie démo', other: 'Eau', siret: '21000000000018' },
      },
    ]);
  });
});

describe('errors', () => {
  it('missing columns: one error that lists them', async () => {
    const header = SCDL_HEADER.replace('BGT_MTREAL', 'Realise').replace('BGT_CODRD,', '');
    expect(await issuesOf(readAll(scdl, utf8(`${header}\n`)))).toEqual([
      { code: 'COLUMNS_MISSING', line: 1, column: 1, params: { columns: 'BGT_CODRD, BGT_MTREAL', count: 2 } },
    ]);
  });

  it('a column that is there twice', async () => {
    const text = `${SCDL_HEADER},bgt_mtreal\n`;
    expect(brief(await issuesOf(readAll(scdl, utf8(text))))).toEqual([
      ['COLUMN_TWICE', 1, SCDL_HEADER.length + 2],
    ]);
  });

  it('bad cells: each with its line and column', async () => {
    const row = scdlRow({ BGT_MTREAL: 'douze', BGT_CODRD: 'debit', BGT_ANNEE: '' });
    const issues = await issuesOf(read(scdlRow(), row));
    expect(issues).toEqual([
      { code: 'VALUE_MISSING', line: 3, column: 22, params: { name: 'BGT_ANNEE' } },
      {
        code: 'VALUE_UNKNOWN',
        line: 3,
        column: row.indexOf('debit') + 1,
        params: { name: 'BGT_CODRD', value: 'debit' },
      },
      {
        code: 'AMOUNT_INVALID',
        line: 3,
        column: row.indexOf('douze') + 1,
        params: { name: 'BGT_MTREAL', value: 'douze' },
      },
    ]);
  });

  it.each([
    ['BGT_MTREAL', '12.345', 'AMOUNT_INVALID'],
    ['BGT_MTREAL', '1.234.5', 'AMOUNT_INVALID'],
    ['BGT_MTREAL', '#REF!', 'AMOUNT_INVALID'],
    ['BGT_SIRET', '2.1E+13', 'SIRET_INVALID'],
    ['BGT_ANNEE', '24', 'YEAR_INVALID'],
    ['BGT_NATDEC', 'constructor', 'STAGE_UNKNOWN'],
    ['BGT_OPBUDG', '__proto__', 'VALUE_UNKNOWN'],
    ['BGT_SECTION', 'autre', 'VALUE_UNKNOWN'],
    ['BGT_NATURE', 'x'.repeat(41), 'CODE_INVALID'],
    ['BGT_FONCTION', '02\u00000', 'CODE_INVALID'],
  ])('%s = "%s": %s', async (name, value, code) => {
    expect((await issuesOf(read(scdlRow({ [name]: value })))).map((issue) => issue.code)).toEqual([code]);
  });

  it('a row cut short, or with a stray delimiter', async () => {
    expect(brief(await issuesOf(read(scdlRow(), scdlRow().slice(0, 60), `${scdlRow()},1`)))).toEqual([
      ['ROW_LENGTH', 3, 1],
      ['ROW_LENGTH', 4, 1],
    ]);
  });

  it('no more than twenty', async () => {
    expect(
      await issuesOf(read(...Array.from({ length: 50 }, () => scdlRow({ BGT_ANNEE: '' })))),
    ).toHaveLength(20);
  });

  it('an encoding that switches', async () => {
    const bytes = new Uint8Array([...utf8(`${SCDL_HEADER}\n${scdlRow()}\n`), ...latin1(scdlRow())]);
    expect(brief(await issuesOf(readAll(scdl, bytes)))).toEqual([['ENCODING_INVALID', 3, 50]]);
  });

  it('nothing in the file, nothing but blanks, nothing but the header', async () => {
    const code = async (text: string) => (await issuesOf(readAll(scdl, utf8(text))))[0]?.code;
    expect(await code('')).toBe('EMPTY_FILE');
    expect(await code(' \r\n\r\n')).toBe('EMPTY_FILE');
    expect(await code(SCDL_HEADER)).toBe('NO_LINES');
  });
});
