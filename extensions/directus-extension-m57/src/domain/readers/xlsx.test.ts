import { zipSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { readSheet } from 'read-excel-file/universal';
import writeExcel, { type SheetData } from 'write-excel-file/universal';
import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import type { SheetRow } from './ledger-cells';
import { readerMessages } from './messages';
import { issuesOf } from './testing';
import { collect, isZip, openWorkbook } from './xlsx';

const RELATIONS =
  '<Relationships xmlns="p"><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>' +
  '<Relationship Id="rId2" Type="x/styles" Target="/xl/styles.xml"/>' +
  '<Relationship Id="rId3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>';
const BOOK =
  '<workbook xmlns:r="r"><sheets><sheet name="Feuille" sheetId="1" r:id="rId1"/></sheets></workbook>';
const sheetOf = (data: string) => `<worksheet><sheetData>${data}</sheetData></worksheet>`;

/** A workbook by its parts. */
function archive(sheet: string, more: Record<string, string> = {}): Uint8Array {
  const parts: Record<string, string> = {
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/workbook.xml': BOOK,
    'xl/worksheets/sheet1.xml': sheet,
    ...more,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

async function rowsOf(bytes: Uint8Array) {
  const book = await openWorkbook(bytes);
  const rows: SheetRow[] = [];
  if (book.sheets.length === 0) return rows;
  for await (const batch of book.rows(book.sheets[0]!.entry)) rows.push(...batch);
  return rows;
}
/** Texts by line and column. */
const textsOf = async (bytes: Uint8Array) =>
  Object.fromEntries(
    (await rowsOf(bytes)).flatMap((row) =>
      row.flatMap((cell) => (cell ? [[`${cell.line}:${cell.column}`, cell.text]] : [])),
    ),
  ) as Record<string, string>;
const codesOf = async (bytes: Uint8Array) => (await issuesOf(rowsOf(bytes))).map(({ code }) => code);

describe('openWorkbook', () => {
  it('reads what a well-kept library writes as another one does', async () => {
    const data: SheetData = [
      ['Compte', 'Montant', 'Date', 'Vrai'],
      ['011 & <a> "é€😀"', 1234.56, { value: new Date(Date.UTC(2024, 1, 29)), format: 'dd/mm/yyyy' }, true],
      [],
      [null, -0.1, null, null],
      ['  x ', 60632, { value: new Date(Date.UTC(1999, 11, 31)), format: 'yyyy-mm-dd' }, false],
    ];
    const blob = await writeExcel(data).toBlob();
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const expected: Record<string, string> = {};
    (await readSheet(blob, { trim: false } as never)).forEach((row, line) =>
      row.forEach((value: unknown, column) => {
        if (value === null) return;
        const text =
          value instanceof Date
            ? value.toISOString().slice(0, 10)
            : typeof value === 'boolean'
              ? value
                ? 'VRAI'
                : 'FAUX'
              : String(value);
        expected[`${line + 1}:${column + 1}`] = text;
      }),
    );
    expect(Object.keys(expected)).toHaveLength(13);
    expect(await textsOf(bytes)).toEqual(expected);
  });

  it('takes numbers as they are shown, formulas as they last were, dates of both epochs', async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000"/><numFmt numFmtId="165" formatCode="#,##0.00 [$€-40C]"/>' +
      '<numFmt numFmtId="166" formatCode="[$-40C]d mmm yyyy;@"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>' +
      '<xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="14"/></cellXfs></styleSheet>';
    const strings =
      '<sst><si><t>a_x000D_b</t></si><si><r><t>ri</t></r><r><t>che</t></r><rPh><t>non</t></rPh></si></sst>';
    const sheet = sheetOf(
      '<row r="2"><c r="A2" s="1"><v>11</v></c><c r="B2" s="2"><v>0.30000000000000004</v></c>' +
        '<c r="D2" s="3"><v>45363.75</v></c><c r="E2" s="4"><v>1</v></c><c r="F2"><f>A1+1</f><v>60632.0</v></c>' +
        '<c r="AB2" t="str"><f>x</f><v>texte</v></c></row>' +
        '<row r="5"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>en </t></is></c><c t="e"><v>#REF!</v></c>' +
        '<c><v>1E-7</v></c><c><v>21000000000018</v></c><c><v>1e15</v></c></row>',
    );
    const more = { 'xl/styles.xml': styles, 'xl/sharedStrings.xml': strings };
    expect(await textsOf(archive(sheet, more))).toEqual({
      '2:1': '011',
      '2:2': '0.3',
      '2:4': '2024-03-12',
      '2:5': '1899-12-31',
      '2:6': '60632',
      '2:28': 'texte',
      '5:1': 'a\rb',
      '5:2': 'riche',
      '5:3': 'en ',
      '5:4': '#REF!',
      '5:5': '0.0000001',
      '5:6': '21000000000018',
      '5:7': '1000000000000000',
    });
    const mac = {
      ...more,
      'xl/workbook.xml': BOOK.replace('<sheets>', '<workbookPr date1904="1"/><sheets>'),
    };
    expect((await textsOf(archive(sheet, mac)))['2:5']).toBe('1904-01-02');
  });

  it('refuses bombs before they are inflated, and those that lie about their size', async () => {
    const zeros = archive(sheetOf(' '.repeat(40 * 2 ** 20)));
    expect(zeros.length).toBeLessThan(100_000);
    expect(await codesOf(zeros)).toEqual(['XLSX_TOO_LARGE']);
    // The directory is at the end: its entry of the sheet is made to promise 100 bytes.
    const lying = zeros.slice();
    const view = new DataView(lying.buffer);
    for (let at = 0; at < lying.length - 46; at += 1)
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) > 2 ** 20)
        view.setUint32(at + 24, 100, true);
    expect(await codesOf(lying)).toEqual(['XLSX_INVALID']);
  });

  it.each([
    ['a row far away', '<row r="40000000"><c r="A40000000"><v>1</v></c></row>'],
    ['a column far away', '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'],
    ['rows in no order', '<row r="2"/><row r="1"/>'],
    ['no number', '<row r="1"><c r="A1"><v>x</v></c></row>'],
    ['an element that is not closed', '<row r="1"><c>'],
    ['elements without end', '<a>'.repeat(200)],
    ['an entity of its own', '<row r="1"><c t="str"><v>&bombe;</v></c></row>'],
  ])('refuses %s', async (_what, data) => {
    expect(await codesOf(archive(sheetOf(data)))).toEqual(['XLSX_INVALID']);
  });

  it('refuses DOCTYPE, with the entities that it brings', async () => {
    const sheet = `<!DOCTYPE a [<!ENTITY b "c">]>${sheetOf('')}`;
    expect(await codesOf(archive(sheet))).toEqual(['XML_DOCTYPE']);
    expect(await codesOf(archive(sheetOf(''), { 'xl/workbook.xml': `<!DOCTYPE a>${BOOK}` }))).toEqual([
      'XML_DOCTYPE',
    ]);
  });

  it('says what is no workbook, or half of one', async () => {
    const whole = archive(sheetOf('<row r="1"><c r="A1"><v>1</v></c></row>'));
    for (const cut of [4, 100, whole.length - 30])
      expect(await codesOf(whole.subarray(0, cut))).toEqual(['XLSX_INVALID']);
    expect(await codesOf(zipSync({ 'a.txt': strToU8('a') }))).toEqual(['FORMAT_UNKNOWN']);
    const broken = whole.slice();
    broken.fill(0xff, 40, 90);
    expect(await codesOf(broken)).toEqual(['XLSX_INVALID']);
    for (const code of ['XLSX_INVALID', 'XLSX_TOO_LARGE'])
      expect(readerMessages[code]!.fr({})).not.toBe(readerMessages[code]!.en({}));
  });

  it('reads a damaged workbook or refuses it, and never crashes', async () => {
    const data: SheetData = Array.from({ length: 20 }, (_, at) => ['Compte', at * 1.5, `texte ${at}`]);
    const whole = new Uint8Array(await (await writeExcel(data).toBlob()).arrayBuffer());
    const mutation = fc.record({
      at: fc.nat({ max: whole.length - 1 }),
      remove: fc.nat({ max: 4 }),
      insert: fc.uint8Array({ maxLength: 4 }),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(mutation, async ({ at, remove, insert }) => {
        const damaged = new Uint8Array([...whole.subarray(0, at), ...insert, ...whole.subarray(at + remove)]);
        try {
          await rowsOf(damaged);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          refused += 1;
        }
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  it('knows an archive by its first bytes, and does not collect files without end', async () => {
    expect(isZip(archive(sheetOf('')))).toBe(true);
    expect(isZip(strToU8('PK;a'))).toBe(false);
    async function* endless() {
      for (;;) yield new Uint8Array(2 ** 20);
    }
    expect(await issuesOf(collect(endless()))).toMatchObject([{ code: 'XLSX_TOO_LARGE' }]);
  });
});
