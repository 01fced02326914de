import Papa, { type ParseResult } from 'papaparse';
import { InputError } from '../issue';
import type { Field } from './fields';
import { Cursor, type Place } from './place';

/** The cells of a row, each with the place where it begins (its opening quote, if it has one). */
export type CsvRow = Field[];

/** No row of a budget comes near; a file of one endless line stops here. */
const LONGEST_ROW = 1_000_000;

/**
 * Characters parsed at a time, some dozens of rows. papaparse takes the square of their time where stray quotes come
 * before blanks. And where V8 finds a hundred objects made at one place, nearly all of them alive (the rows of one
 * block, if it looks while they are read), it takes all of that place for long-lived: an import then held 300 MB more.
 */
const BLOCK = 8_192;

/**
 * Rows of a CSV text, in batches; the same rows however the text is cut. RFC 4180, with `;`, tab or `,` as the
 * delimiter (`delimiterOf`) and CRLF, LF or CR as the end of a row; blanks after a closing
 * quote are dropped. Throws InputError: CSV_QUOTE_UNCLOSED, CSV_QUOTE_MISPLACED, CSV_ROW_TOO_LONG, with line and
 * column.
 */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<CsvRow[]> {
  for await (const rows of splitRows(text))
    yield rows.map((row) => row.texts.map((cell, rank) => new Cell(cell, row, rank)));
}

/** As `csvRows`, for who reads a million rows: no object for each cell, and its place only where it is asked for. */
export async function* splitRows(text: AsyncIterable<string>): AsyncGenerator<SplitRow[]> {
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

/** Lines by which the delimiter is told: a title above a table has few. */
const TELLING_LINES = 50;

/**
 * The delimiter of a text by its start: the one by which the most lines have the same number of cells, each line
 * weighed by its cells. A title above the table, which has commas at most, decides nothing; nor do decimal commas,
 * which its header has not.
 */
export function delimiterOf(start: string): string {
  const lines = start
    .slice(0, BLOCK)
    // Quoted cells, the last of which may be cut.
    .replace(/(^|[;,\t\r\n])"(?:[^"]|"")*(?:"|$)/g, '$1')
    .split(/\r\n|\r|\n/, TELLING_LINES);
  const weight = (delimiter: string) => {
    const alike = new Map<number, number>();
    for (const line of lines) {
      const delimiters = line.split(delimiter).length - 1;
      alike.set(delimiters, (alike.get(delimiters) ?? 0) + delimiters);
    }
    return Math.max(...alike.values());
  };
  return [';', '\t', ','].reduce((best, other) => (weight(other) > weight(best) ? other : best));
}

/**
 * papaparse takes one kind of line break, so each is made to end in LF. A CR alone becomes CR, space, LF: no other
 * text becomes that, as every other CR stands right before its LF.
 */
const withLineFeeds = (text: string) => text.replace(/\r(?!\n)/g, '\r \n');

/** The text as it was. Where it ends in CR without LF, that is the end of a row, which papaparse has split off. */
const asWritten = (text: string) =>
  text.includes('\r') ? text.replace(/\r ?$/, '').replaceAll('\r \n', '\r') : text;

/** The same of the last cell of a row without quotes, where a CR can only be the last character, nearly always. */
const withoutReturn = (text: string) =>
  text.indexOf('\r') === text.length - 1 ? text.slice(0, -1) : asWritten(text);

/** Where an offset of a text is that begins on the given line. */
function placeIn(text: string, offset: number, line: number): Place {
  const cursor = new Cursor();
  cursor.line = line;
  cursor.advance(asWritten(text.slice(0, offset)));
  return cursor.place();
}

class Sheet {
  /** The start of a row that is not complete yet… */
  private rest = '';
  /** …and its line. */
  private line = 1;
  private delimiter: string | null = null;

  push(block: string): SplitRow[] {
    this.delimiter ??= delimiterOf(block);
    this.rest += withLineFeeds(block);
    return this.take(false);
  }

  end(): SplitRow[] {
    if (this.rest === '') return [];
    this.rest += '\n';
    return this.take(true);
  }

  /** Every row whose line break is there. */
  private take(last: boolean): SplitRow[] {
    const text = this.rest;
    const line = this.line;
    const delimiter = this.delimiter!;
    const error = (code: string, offset: number) =>
      new InputError({ code, ...placeIn(text, offset, line), params: {} });

    const parser = new Papa.Parser({ delimiter, newline: '\n' });
    const { data, errors }: ParseResult<string[]> = parser.parse(text, 0, true);
    if (errors[0]) {
      const closed = afterClosingQuote(text, errors[0].index!);
      // At the end of a block, the delimiter may be yet to come.
      if (text.slice(closed).trim() !== '') throw error('CSV_QUOTE_MISPLACED', closed);
    }

    // The `step` of papaparse would say where each row ends, but takes more than twice the time.
    const returns = text.includes('\r');
    let quote = text.indexOf('"');
    let start = 0;
    const rows = data.map((texts) => {
      let end = text.indexOf('\n', start) + 1;
      let lines = 1;
      let cells = texts;
      if (quote === -1 || quote >= end) {
        // Without quotes, a row is one line, and a CR can only be at its end.
        const last = texts.length - 1;
        if (returns) texts[last] = withoutReturn(texts[last]!);
      } else {
        lines = texts.reduce((count, cell) => count + lineFeeds(cell), 1);
        for (let passed = 1; passed < lines; passed += 1) end = text.indexOf('\n', end) + 1;
        quote = text.indexOf('"', end);
        if (returns) cells = texts.map(asWritten);
      }
      if (end - start > LONGEST_ROW) throw error('CSV_ROW_TOO_LONG', start);
      const row = new SplitRow(this.line, cells, { text, start, delimiter, texts });
      start = end;
      this.line += lines;
      return row;
    });
    this.rest = text.slice(start);
    if (this.rest.length > LONGEST_ROW) throw error('CSV_ROW_TOO_LONG', start);
    if (last && this.rest !== '') throw error('CSV_QUOTE_UNCLOSED', parser.getCharIndex() - 1);
    return rows;
  }
}

/** A row: the line it begins on, and the texts of its cells. */
export class SplitRow {
  constructor(
    readonly line: number,
    readonly texts: readonly string[],
    /** The text it lies in from `start` on, and its cells as papaparse split them. */
    private readonly source: { text: string; start: number; delimiter: string; texts: readonly string[] },
  ) {}

  placeOf(rank: number): Place {
    const { text, start } = this.source;
    return placeIn(text.slice(start), this.offsetOf(rank) - start, this.line);
  }

  /** As it stands in the file, with the end of its line. */
  written(): string {
    const { text, start, texts } = this.source;
    const last = texts.length - 1;
    const at = this.offsetOf(last);
    const end = text.indexOf('\n', at + this.lengthOf(last, at)) + 1;
    return text.slice(start, end).replaceAll('\r \n', '\r');
  }

  /** Where a cell begins: those before it are as long as their text, with its quotes. */
  private offsetOf(rank: number): number {
    const { text, start, delimiter } = this.source;
    let at = start;
    for (let before = 0; before < rank; before += 1)
      at = text.indexOf(delimiter, at + this.lengthOf(before, at)) + 1;
    return at;
  }

  private lengthOf(rank: number, at: number): number {
    const cell = this.source.texts[rank]!;
    return this.source.text[at] === '"' ? cell.replaceAll('"', '""').length + 2 : cell.length;
  }
}

class Cell implements Field {
  constructor(
    readonly text: string,
    private readonly row: SplitRow,
    private readonly rank: number,
  ) {}

  get line(): number {
    return this.row.placeOf(this.rank).line;
  }

  get column(): number {
    return this.row.placeOf(this.rank).column;
  }
}

function lineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Behind the quote that closes a cell whose text begins at `from`. */
function afterClosingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote + 1;
}
