import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCents } from '../money';
import { balance } from './balance';
import { readerMessages } from './messages';
import { BALANCE_HEADER, balanceRow, issuesOf, latin1, readAll, utf8 } from './testing';

const text = (...rows: string[]) => utf8([BALANCE_HEADER, ...rows].join('\n'));
const read = (...rows: string[]) => readAll(balance, text(...rows));
const readFor = (siret: string, ...rows: string[]) => readAll(balance, text(...rows), [], { siret });
const OTHER = '21000000000026';

/** Direction, kind and cents of each line that a row gives. */
async function moves(cells: Record<string, string>) {
  const { lines } = await read(balanceRow(cells));
  return lines.map(({ direction, kind, amounts }) => [direction, kind, amounts.realised]);
}

describe('a balance comptable', () => {
  it('gives its document and lines that hold a realised amount only', async () => {
    const row = balanceRow({ obnetdeb: '10.5', sd: '10.5' });
    expect(await read(row)).toEqual({
      documents: [
        {
          siret: '21000000000018',
          budget: '00',
          label: 'MAIRIE DEMO',
          exercice: 2024,
          stage: 'BAL',
          number: 0,
          nomenclature: 'M57',
          voted_by_fonction: false,
          draft: false,
        },
      ],
      lines: [
        {
          line: 2,
          column: 1,
          document: 0,
          nature: '6068',
          fonction: '020',
          chapitre_vote: null,
          section: null,
          direction: null,
          kind: 'real',
          operation: null,
          analytic: null,
          manager: null,
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
      ],
      warnings: [],
      amounts: [],
    });
  });

  it('classes 6 and 7: debit less credit, real without ordre, the direction left to the plan', async () => {
    const operations = { obnetdeb: '100', obnetcre: '30.5', oobdeb: '20', oobcre: '0.5', sd: '69.5' };
    expect(await moves({ compte: '6068', ...operations })).toEqual([
      [null, 'real', 5000],
      [null, 'ordre', 1950],
    ]);
    expect(await moves({ compte: '7067', obnetdeb: '1', obnetcre: '31', sc: '30' })).toEqual([
      [null, 'real', -3000],
    ]);
  });

  it('classes 1 to 5: budget debits are expenses, credits revenues', async () => {
    const operations = { obnetdeb: '100', obnetcre: '30.5', oobdeb: '20', oobcre: '0.5', sd: '69.5' };
    expect(await moves({ compte: '2188', ...operations })).toEqual([
      ['D', 'real', 8000],
      ['R', 'real', 3000],
      ['D', 'ordre', 2000],
      ['R', 'ordre', 50],
    ]);
    expect(await moves({ compte: '1641', obnetcre: '7', sc: '7' })).toEqual([['R', 'real', 700]]);
  });

  it('opening balances and other operations are no movement of the budget', async () => {
    const rows = [
      balanceRow({ compte: '515', bedeb: '9', onbdeb: '5', onbcre: '2', sd: '12' }),
      balanceRow({ compte: '110', becre: '4', sc: '4' }),
      balanceRow({ compte: '6068', obnetdeb: '3', obnetcre: '3' }),
    ];
    expect(await issuesOf(read(...rows))).toEqual([{ code: 'NO_LINES', line: 4, column: 1, params: {} }]);
    expect((await read(...rows, balanceRow({ obnetdeb: '1', sd: '1' }))).lines).toHaveLength(1);
  });

  it('names its columns in any case and order, with or without functions, with point or comma', async () => {
    const rows = [
      'SC;SD;OOBCRE;OOBDEB;ONBCRE;ONBDEB;OBNETCRE;OBNETDEB;BECRE;BEDEB;Compte;nomen;IDENT;EXER;MODVTHEL',
      '0;12,5;0;0;0;0;0;12,5;0;0;60632;M57A;21000000000018;2023;N',
    ];
    const { documents, lines } = await readAll(balance, latin1(rows.join('\r\n')));
    expect(documents).toMatchObject([{ exercice: 2023, label: '', budget: '', nomenclature: 'M57_A' }]);
    expect(lines).toMatchObject([{ nature: '60632', fonction: null, amounts: { realised: 1250 } }]);
  });

  it('holds one document per SIRET, budget and year; the same account repeats once per function', async () => {
    const some = { obnetdeb: '1', sd: '1' };
    const { documents, lines } = await read(
      balanceRow(some),
      balanceRow({ ...some, ident: OTHER, lbudg: 'CCAS', cbudg: '2' }),
      balanceRow({ ...some, fonction: '311' }),
      balanceRow({ ...some, ident: OTHER, cbudg: '3', codbud1: 'H' }),
    );
    expect(documents.map(({ siret, budget }) => [siret, budget])).toEqual([
      ['21000000000018', '00'],
      [OTHER, ''],
      [OTHER, 'H'],
    ]);
    expect(lines.map(({ document, fonction }) => [document, fonction])).toEqual([
      [0, '020'],
      [1, '020'],
      [0, '311'],
      [2, '020'],
    ]);
  });
});

describe('the closing balance', () => {
  it('warns where it is not what the row makes, with the gap', async () => {
    const { warnings, amounts, lines } = await read(
      balanceRow({ compte: '2111', bedeb: '5', becre: '1', obnetdeb: '10', onbcre: '4', sd: '10' }),
      balanceRow({ compte: '2112', bedeb: '5', becre: '1', obnetdeb: '10', onbcre: '4', sd: '11.25' }),
      balanceRow({ compte: '2113', obnetcre: '10', sd: '10' }),
    );
    expect(warnings).toEqual([
      { code: 'BALANCE_IDENTITY', line: 3, column: 1, params: { nature: '2112' } },
      { code: 'BALANCE_IDENTITY', line: 4, column: 1, params: { nature: '2113' } },
    ]);
    expect(amounts).toEqual([125, 2000]);
    expect(lines).toHaveLength(3);
  });

  it('is right whenever it is computed as the DGFiP does, and never when one cent is added', async () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cents, { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        async (values, wrong) => {
          const [bedeb, becre, obnetdeb, obnetcre, onbdeb, onbcre] = values as [
            number,
            number,
            number,
            number,
            number,
            number,
          ];
          const net = bedeb + obnetdeb + onbdeb - (becre + obnetcre + onbcre);
          const closing = { sd: net > 0 ? net : 0, sc: net < 0 ? -net : 0 };
          if (wrong) closing.sd += 1;
          const row = { bedeb, becre, obnetdeb, obnetcre, onbdeb, onbcre, ...closing };
          const cells = Object.fromEntries(
            Object.entries(row).map(([name, value]) => [name, formatCents(value)]),
          );
          const sure = balanceRow({ compte: '1641', obnetcre: '1', sc: '1' });
          const { warnings, amounts } = await read(balanceRow({ compte: '1', ...cells }), sure);
          expect(warnings.map(({ code }) => code)).toEqual(wrong ? ['BALANCE_IDENTITY'] : []);
          expect(amounts).toEqual(wrong ? [1] : []);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the file of all authorities', () => {
  const mine = balanceRow({ obnetdeb: '1', sd: '1' });
  const theirs = balanceRow({ ident: OTHER, obnetdeb: '2', sd: '2' });
  const m14 = balanceRow({ ident: OTHER, nomen: 'M14', compte: '60' });

  it('gives the SIRET asked for, whatever the others are', async () => {
    const bad = balanceRow({ ident: OTHER, obnetdeb: 'douze', exer: '' });
    const { documents, lines } = await readFor('21000000000018', theirs, m14, mine, bad);
    expect(documents.map(({ siret }) => siret)).toEqual(['21000000000018']);
    expect(lines.map(({ line }) => line)).toEqual([4]);
  });

  it('is refused where another nomenclature is in it and no SIRET was given', async () => {
    const issues = await issuesOf(read(mine, m14));
    expect(issues).toEqual([
      {
        code: 'NOMENCLATURE_UNSUPPORTED',
        line: 3,
        column: m14.indexOf('M14') + 1,
        params: { nomenclature: 'M14', declared: 'M14', before: 1, several: 1 },
      },
    ]);
    expect(readerMessages['NOMENCLATURE_UNSUPPORTED']?.fr(issues[0]!.params)).toContain('SIRET');
    expect(readerMessages['NOMENCLATURE_UNSUPPORTED']?.en(issues[0]!.params)).toContain('SIRET');
  });

  it('passes over rows of that SIRET under another nomenclature, unless there is nothing else', async () => {
    const other = balanceRow({ ident: OTHER, nomen: 'M4', obnetdeb: '1', sd: '1' });
    expect((await readFor(OTHER, other, theirs)).lines.map(({ line }) => line)).toEqual([3]);
    expect(await issuesOf(readFor(OTHER, mine, other))).toMatchObject([
      { code: 'NOMENCLATURE_UNSUPPORTED', line: 3, params: { nomenclature: 'M4' } },
    ]);
  });

  it('without that SIRET says so', async () => {
    expect(await issuesOf(readFor('21000000000034', mine, theirs))).toEqual([
      { code: 'SIRET_ABSENT', line: 1, column: 1, params: { siret: '21000000000034' } },
    ]);
  });

  it('keeps several authorities of the national file, and names those it has nothing of', async () => {
    const rows = ['21000000000018', OTHER, '21000000000042'].map((ident) =>
      balanceRow({ ident, obnetdeb: '1.00', sd: '1.00' }),
    );
    const { documents, lines, warnings } = await readFor(`21000000000042,${OTHER},21000000000034`, ...rows);
    expect(documents.map(({ siret }) => siret)).toEqual([OTHER, '21000000000042']);
    expect(lines).toHaveLength(2);
    expect(warnings).toEqual([
      { code: 'SIRET_ABSENT', line: 1, column: 1, params: { siret: '21000000000034' } },
    ]);
  });

  it('that was cut short is refused, wherever the SIRET lies', async () => {
    expect(await issuesOf(readFor('21000000000018', mine, theirs.slice(0, 40)))).toMatchObject([
      { code: 'ROW_LENGTH', line: 3 },
    ]);
  });
});

describe('errors', () => {
  it.each([
    ['exer', '24', 'YEAR_INVALID'],
    ['ident', '2,1E+13', 'SIRET_INVALID'],
    ['nomen', '', 'VALUE_MISSING'],
    ['compte', 'TOTAL', 'CODE_INVALID'],
    ['compte', '', 'VALUE_MISSING'],
    ['obnetdeb', 'douze', 'AMOUNT_INVALID'],
    ['sc', '', 'VALUE_MISSING'],
  ])('%s = "%s": %s', async (name, value, code) => {
    expect((await issuesOf(read(balanceRow({ [name]: value })))).map((issue) => issue.code)).toEqual([code]);
  });

  it('missing columns: one error that lists them', async () => {
    const header = BALANCE_HEADER.replace('oobdeb', 'x').replace('ident', 'y');
    expect(await issuesOf(readAll(balance, utf8(`${header}\n`)))).toEqual([
      { code: 'COLUMNS_MISSING', line: 1, column: 1, params: { columns: 'IDENT, OOBDEB', count: 2 } },
    ]);
  });
});
