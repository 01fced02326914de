import { HEADERS, spreadsheetCells } from './spreadsheet';
import type { WrittenLine } from './csv';
import { MOST_ROWS, workbookFile, type WorkbookCell } from './workbook';

export const MOST_LINES = MOST_ROWS;

/**
 * Ledger lines as a workbook, with the columns of the spreadsheet CSV (spreadsheet.ts): codes are texts, with their
 * leading zeros, and amounts numbers. Texts are never formulas, and a text that a spreadsheet would take for one once
 * it is saved as CSV is marked as in the CSV files (plainText).
 */
export function xlsxFile(lines: AsyncIterable<readonly WrittenLine[]>): AsyncGenerator<Uint8Array> {
  async function* rows() {
    for await (const batch of lines) yield batch.map(cells);
  }
  return workbookFile('Grand livre', HEADERS, rows());
}

function cells(line: WrittenLine): WorkbookCell[] {
  const { texts, amounts } = spreadsheetCells(line);
  return [...texts, ...amounts.map((cents) => (cents === null ? null : { number: cents / 100 }))];
}
