import Papa, { type ParseError, type ParseResult, type ParseStepResult } from 'papaparse';
import { InputError } from '../issue';
import type { Field } from './fields';
import { Cursor, type Place } from './place';

/** The cells of a row, each with the place where it begins (its opening quote, if it has one). */
export type CsvRow = Field[];

/** No row of a budget comes near; a file of one endless line stops here. */
const LONGEST_ROW = 1_000_000;

/** Characters parsed at a time: papaparse's time grows with their square where a row has very many stray quotes. */
const BLOCK = 65_536;

/**
 * Rows of a CSV text, in batches; the same rows however the text is cut. RFC 4180, with `;`, tab or `,` as the
 * delimiter (whichever the first line has most) and CRLF, LF or CR as the end of a row; blanks after a closing
 * quote are dropped. Throws InputError: CSV_QUOTE_UNCLOSED, CSV_QUOTE_MISPLACED, CSV_ROW_TOO_LONG, with line and
 * column.
 */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<CsvRow[]> {
  const sheet = new Sheet();
  for await (const block of blocks(text)) {
    const rows = sheet.push(block);
    if (rows.length > 0) yield rows;
  }
  const rows = sheet.end();
  if (rows.length > 0) yield rows;
}

/** The same text in pieces of one size, none ending between CR and LF. */
async function* blocks(text: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const piece of text) {
    held += piece;
    while (held.length > BLOCK) {
      const end = held[BLOCK] === '\n' ? BLOCK + 1 : BLOCK;
      yield held.slice(0, end);
      held = held.slice(end);
    }
  }
  yield held;
}

function delimiterOf(start: string): string {
  const header = /^[^\r\n]*/.exec(start)![0];
  const count = (delimiter: string) => header.split(delimiter).length;
  return [';', '\t', ','].reduce((best, other) => (count(other) > count(best) ? other : best));
}

/**
 * papaparse takes one kind of line break, so each is made to end in LF. A CR alone becomes CR, space, LF: no other
 * text becomes that, as every other CR stands right before its LF.
 */
const withLineFeeds = (text: string) => text.replace(/\r(?!\n)/g, '\r \n');
/** What it was; at the end of a row, its line break goes: elsewhere each CR has its LF. */
const asWritten = (text: string) =>
  text.includes('\r') ? text.replaceAll('\r \n', '\r').replace(/\r ?$/, '') : text;

class Sheet {
  /** The start of a row that is not complete yet… */
  #rest = '';
  /** …and its line. */
  #line = 1;
  #delimiter: string | null = null;

  push(block: string): CsvRow[] {
    this.#delimiter ??= delimiterOf(block);
    this.#rest += withLineFeeds(block);
    return this.#take(false);
  }

  end(): CsvRow[] {
    if (this.#rest === '') return [];
    this.#rest += '\n';
    return this.#take(true);
  }

  /** Every row whose line break is there. */
  #take(last: boolean): CsvRow[] {
    const text = this.#rest;
    const delimiter = this.#delimiter!;
    const rows: CsvRow[] = [];
    let start = 0;
    const step = ({ data, errors, meta }: ParseStepResult<string[][]>) => {
      const row = new Row(this.#line, text.slice(start, meta.cursor), delimiter, data[0]!);
      row.check(errors, start);
      rows.push(row.texts.map((text, rank) => new Cell(asWritten(text), row, rank)));
      this.#line += row.lineBreaks;
      start = meta.cursor;
    };
    const parser = new Papa.Parser({ delimiter, newline: '\n', step });
    const { errors }: ParseResult<string[]> = parser.parse(text, 0, true);
    this.#rest = text.slice(start);
    const rest = new Row(this.#line, this.#rest, delimiter, []);
    rest.check(errors, start);
    if (last && this.#rest !== '') throw rest.error('CSV_QUOTE_UNCLOSED', parser.getCharIndex() - 1 - start);
    return rows;
  }
}

/** A row as papaparse was given it, and as it was cut. */
class Row {
  constructor(
    private readonly line: number,
    private readonly written: string,
    private readonly delimiter: string,
    readonly texts: string[],
  ) {}

  get lineBreaks(): number {
    return this.written.split('\n').length - 1;
  }

  /** Throws what papaparse or the length has against the row, or against its start if that is all there is. */
  check([error]: ParseError[], start: number): void {
    if (error) {
      const closed = afterClosingQuote(this.written, error.index! - start);
      // At the end of a block, the delimiter may be yet to come.
      if (this.written.slice(closed).trim() !== '') throw this.error('CSV_QUOTE_MISPLACED', closed);
    }
    if (this.written.length > LONGEST_ROW) throw this.error('CSV_ROW_TOO_LONG', 0);
  }

  error(code: string, offset: number): InputError {
    return new InputError({ code, ...this.#place(offset), params: {} });
  }

  /** Where a cell begins: those before it are as long as their text, with its quotes. */
  placeOf(rank: number): Place {
    let at = 0;
    for (const text of this.texts.slice(0, rank)) {
      const length = this.written[at] === '"' ? text.replaceAll('"', '""').length + 2 : text.length;
      at = this.written.indexOf(this.delimiter, at + length) + 1;
    }
    return this.#place(at);
  }

  #place(offset: number): Place {
    const cursor = new Cursor();
    cursor.line = this.line;
    cursor.advance(asWritten(this.written.slice(0, offset)));
    return cursor.place();
  }
}

class Cell implements Field {
  constructor(
    readonly text: string,
    private readonly row: Row,
    private readonly rank: number,
  ) {}

  get line(): number {
    return this.row.placeOf(this.rank).line;
  }

  get column(): number {
    return this.row.placeOf(this.rank).column;
  }
}

/** Behind the quote that closes a cell whose text begins at `from`. */
function afterClosingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote + 1;
}
