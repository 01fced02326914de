import { InputError } from '../issue';
import { decodeText } from './bytes';
import { csvRows } from './csv';
import { pieces } from './gunzip';
import { HEAD_ROWS } from './headings';
import type { SheetRow } from './ledger-cells';
import type { LedgerTable } from './mapping';
import { isLedger, proposeMapping } from './propose';
import { collect, isZip, openWorkbook } from './xlsx';

/** A table file, its head looked at and all its rows still to be read. */
export interface OpenTable<T = LedgerTable> {
  table: T;
  rows(): AsyncGenerator<readonly SheetRow[]>;
  /** Ends the stream behind it, where its rows are not read. */
  close(): Promise<unknown>;
}

/** What the first rows of a table file, or of one sheet of a workbook, seem to hold. */
export type Propose<T> = (head: readonly SheetRow[], sheets?: string[], sheet?: string) => T;

/**
 * Opens a CSV file or an XLSX workbook; of the latter the sheet of that name, else the first that looks like a ledger,
 * else the first. Throws InputError: what CSV, encodings and workbooks are refused for, MAPPING_SHEET, NO_LINES.
 */
export const openTable = (bytes: AsyncIterable<Uint8Array>, sheet?: string): Promise<OpenTable> =>
  openSheet(bytes, proposeMapping, isLedger, sheet);

/** As `openTable`, for tables of any sort: `suits` tells the sheet that is meant. */
export async function openSheet<T>(
  bytes: AsyncIterable<Uint8Array>,
  propose: Propose<T>,
  suits: (table: T) => boolean,
  sheet?: string,
): Promise<OpenTable<T>> {
  const stream = pieces(bytes, 4);
  const first = await stream.next();
  if (first.done) throw new InputError({ code: 'EMPTY_FILE', line: null, column: null, params: {} });
  const whole = after(first.value, stream);
  if (!isZip(first.value)) {
    const { head, ...rest } = await peek(csvRows(decodeText(whole)));
    return { table: propose(head), ...rest };
  }
  const book = await openWorkbook(await collect(whole));
  const names = book.sheets.map(({ name }) => name);
  const chosen = sheet === undefined ? book.sheets : book.sheets.filter(({ name }) => name === sheet);
  if (chosen.length === 0) {
    const params = { sheet: sheet ?? '', sheets: names.join(', ').slice(0, 200) };
    const code = names.length === 0 ? 'NO_LINES' : 'MAPPING_SHEET';
    throw new InputError({ code, line: null, column: null, params });
  }
  let best: OpenTable<T> | undefined;
  for (const { name, entry } of chosen) {
    const { head, ...rest } = await peek(book.rows(entry));
    const opened = { table: propose(head, names, name), ...rest };
    if (suits(opened.table)) return opened;
    if (!best) best = opened;
  }
  return best!;
}

/** What a table file seems to hold, for people to correct. Throws as `openTable`. */
export async function readTable(bytes: AsyncIterable<Uint8Array>, sheet?: string): Promise<LedgerTable> {
  const { table, close } = await openTable(bytes, sheet);
  await close();
  return table;
}

async function* after(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** The first rows, and all of them from the beginning (to be taken once). */
async function peek(source: AsyncGenerator<readonly SheetRow[]>) {
  const batches: (readonly SheetRow[])[] = [];
  let count = 0;
  while (count < HEAD_ROWS) {
    const next = await source.next();
    if (next.done) break;
    batches.push(next.value);
    count += next.value.length;
  }
  async function* rows(): AsyncGenerator<readonly SheetRow[]> {
    try {
      yield* batches;
      yield* source;
    } finally {
      await source.return(undefined);
    }
  }
  return { head: batches.flat().slice(0, HEAD_ROWS), rows, close: () => source.return(undefined) };
}
