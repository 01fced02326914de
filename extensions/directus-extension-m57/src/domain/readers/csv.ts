import { InputError } from '../issue';
import type { Field } from './fields';
import { Cursor, type Place } from './place';

/** The cells of a row, each with the place where it begins (its opening quote, if it has one). */
export type CsvRow = Field[];

/** No row of a budget comes near; a file of one endless line stops here. */
const LONGEST_ROW = 1_000_000;

/**
 * Rows of a CSV text, in batches. RFC 4180, with `;`, tab or `,` as the delimiter (whichever the first line has
 * most) and CRLF, LF or CR as the end of a row. Written here because the maintained streaming parsers depend on
 * Node's Buffer and streams or cannot tell the line and column of a cell.
 * Throws InputError: CSV_QUOTE_UNCLOSED, CSV_QUOTE_MISPLACED, CSV_ROW_TOO_LONG, with line and column.
 */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<CsvRow[]> {
  let start = '';
  let parser: CsvParser | null = null;
  for await (const piece of text) {
    if (!parser) {
      start += piece;
      if (!/[\r\n]/.test(start) && start.length <= LONGEST_ROW) continue;
      parser = new CsvParser(delimiterOf(start));
    }
    const rows = parser.push(start || piece);
    start = '';
    if (rows.length > 0) yield rows;
  }
  parser ??= new CsvParser(delimiterOf(start));
  const rows = [...parser.push(start), ...parser.end()];
  if (rows.length > 0) yield rows;
}

function delimiterOf(start: string): string {
  const header = /^[^\r\n]*/.exec(start)![0];
  const count = (delimiter: string) => header.split(delimiter).length;
  return [';', '\t', ','].reduce((best, other) => (count(other) > count(best) ? other : best));
}

type State = 'cell start' | 'plain' | 'quoted' | 'quote closed';

class CsvParser {
  #state: State = 'cell start';
  #cell = '';
  #cellStart: Place = { line: 1, column: 1 };
  #row: CsvRow = [];
  #rowLength = 0;
  #afterCr = false;
  readonly #cursor = new Cursor();

  constructor(private readonly delimiter: string) {}

  push(text: string): CsvRow[] {
    const rows: CsvRow[] = [];
    let at = 0;
    while (at < text.length) {
      if (this.#state === 'quoted') {
        const quote = text.indexOf('"', at);
        const end = quote === -1 ? text.length : quote;
        this.#take(text.slice(at, end));
        at = end;
        if (quote !== -1) {
          this.#skip('"');
          at += 1;
          this.#state = 'quote closed';
        }
        continue;
      }
      const char = text[at]!;
      if (char === '"' && this.#state !== 'plain') {
        if (this.#state === 'quote closed') this.#cell += char;
        this.#state = 'quoted';
        this.#skip(char);
        at += 1;
      } else if (char === this.delimiter) {
        this.#skip(char);
        at += 1;
        this.#endCell();
      } else if (char === '\r' || char === '\n') {
        const secondOfCrlf = char === '\n' && this.#afterCr;
        this.#skip(char);
        at += 1;
        if (!secondOfCrlf) rows.push(this.#endRow());
        this.#cellStart = this.#cursor.place();
        this.#afterCr = char === '\r';
        continue;
      } else {
        if (this.#state === 'quote closed') throw error('CSV_QUOTE_MISPLACED', this.#cursor);
        this.#state = 'plain';
        const start = at;
        while (at < text.length && !this.#endsCell(text[at]!)) at += 1;
        this.#take(text.slice(start, at));
      }
      this.#afterCr = false;
    }
    return rows;
  }

  end(): CsvRow[] {
    if (this.#state === 'quoted') throw error('CSV_QUOTE_UNCLOSED', this.#cellStart);
    const begun = this.#state !== 'cell start' || this.#row.length > 0;
    return begun ? [this.#endRow()] : [];
  }

  #endsCell(char: string): boolean {
    return char === this.delimiter || char === '\r' || char === '\n';
  }

  #take(text: string): void {
    this.#cell += text;
    this.#skip(text);
  }

  #skip(text: string): void {
    this.#cursor.advance(text);
    this.#rowLength += text.length;
    if (this.#rowLength > LONGEST_ROW) throw error('CSV_ROW_TOO_LONG', this.#cellStart);
  }

  #endCell(): void {
    const { line, column } = this.#cellStart;
    this.#row.push({ text: this.#cell, line, column });
    this.#cell = '';
    this.#cellStart = this.#cursor.place();
    this.#state = 'cell start';
  }

  #endRow(): CsvRow {
    this.#endCell();
    const row = this.#row;
    this.#row = [];
    this.#rowLength = 0;
    return row;
  }
}

function error(code: string, { line, column }: Place): InputError {
  return new InputError({ code, line, column, params: {} });
}
