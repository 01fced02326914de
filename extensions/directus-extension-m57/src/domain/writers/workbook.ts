import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/**
 * Written here with fflate, as the rows come. write-excel-file makes the whole sheet in memory and in one go: for
 * 100 000 lines nothing else was answered for 8 seconds, and it took 650 MB.
 */

/** Rows of a sheet, the header not counted. */
export const MOST_ROWS = 1_048_575;

/** Text, an amount of two decimals as a number or as it is written ("1234.56"), or nothing. */
export type WorkbookCell = string | { number: number | string } | null;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Styles by rank: 0 as it is, 1 an amount, 2 a header. */
const AMOUNT = 1;
const HEADER = 2;

const parts = (sheet: string): Record<string, string> => ({
  '[Content_Types].xml':
    `<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/></Types>`,
  '_rels/.rels':
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml':
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">` +
    `<sheets><sheet name="${sheetName(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml':
    `<styleSheet xmlns="${MAIN}">` +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
    '<fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border/></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>',
});

/** What a spreadsheet takes for the name of a sheet: 31 characters, some of them never. */
const sheetName = (name: string) => escaped(name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31));

const SHEET_START =
  `<worksheet xmlns="${MAIN}">` +
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' +
  '</sheetView></sheetViews><sheetData>';

/**
 * A workbook of one sheet, its header frozen, written as the rows come. Texts are never formulas; a text that a
 * spreadsheet would take for one once it is saved as CSV is the caller's to mark.
 */
export async function* workbookFile(
  name: string,
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly WorkbookCell[])[]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let out: Uint8Array[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw error;
    out.push(data);
  });
  const taken = () => {
    const pieces = out;
    out = [];
    return pieces;
  };
  for (const [path, content] of Object.entries(parts(name))) {
    const file = new ZipPassThrough(path);
    zip.add(file);
    file.push(encoder.encode(DECLARATION + content), true);
  }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 6 });
  zip.add(sheet);
  const columns = header.map((_, at) => columnName(at));
  const head = header.map((text, column) => textCell(`${columns[column]}1`, text, HEADER));
  sheet.push(encoder.encode(DECLARATION + SHEET_START + row(1, head)));
  let number = 1;
  for await (const batch of batches) {
    let text = '';
    for (const cells of batch) {
      number += 1;
      text += row(
        number,
        cells.map((cell, column) => written(cell, `${columns[column]}${number}`)),
      );
    }
    sheet.push(encoder.encode(text));
    yield* taken();
  }
  sheet.push(encoder.encode('</sheetData></worksheet>'), true);
  zip.end();
  yield* taken();
}

const row = (number: number, cells: string[]) => `<row r="${number}">${cells.join('')}</row>`;

function written(cell: WorkbookCell, place: string): string {
  if (cell === null || cell === '') return '';
  return typeof cell === 'string'
    ? textCell(place, cell)
    : `<c r="${place}" s="${AMOUNT}"><v>${cell.number}</v></c>`;
}

function textCell(place: string, text: string, style = 0): string {
  const styled = style === 0 ? '' : ` s="${style}"`;
  return `<c r="${place}"${styled} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** A, B… Z, AA, AB… */
function columnName(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : columnName(Math.floor(at / 26) - 1) + last;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML does not have (control characters, halves of pairs) is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}
