import { SaxesParser } from 'saxes';
import { InputError } from '../issue';
import type { SheetCell, SheetRow } from './ledger-cells';
import { ZipError, inflatedEntry, zipEntries, type ZipEntry } from './zip';

/**
 * Workbooks are read here, with fflate and saxes, row by row. read-excel-file, which the tests compare with, holds a
 * whole workbook and all its rows in memory, reads it in one go while nothing else is answered, and makes as many
 * rows as a row number asks for: 642 bytes with a row 40 000 000 exhaust it.
 */

/** An XLSX file, or part of it, is larger than this only by intent; ten times the largest ledger met. */
const LARGEST_FILE = 64 * 2 ** 20;
const LARGEST_CONTENT = 256 * 2 ** 20;
/** Texts are kept while the sheet is read. */
const LARGEST_TEXTS = 64 * 2 ** 20;
/** As for gzip: a bomb passes this ratio once it is larger than any reader cares for. */
const LARGEST_RATIO = 200;
const RATIO_APPLIES_FROM = 32 * 2 ** 20;
/** The bounds of a sheet, of a cell's text, and of what XML of a workbook nests. */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
const LONGEST_TEXT = 32_767;
const DEEPEST = 100;
/** Rows handed on together. */
const BATCH = 500;

/** How a style shows a number: as a date, or with zeros before it ("000" shows 11 as 011). */
type NumberFormat = 'date' | number | null;

export interface Workbook {
  sheets: { name: string; entry: ZipEntry }[];
  rows(entry: ZipEntry): AsyncGenerator<SheetRow[]>;
}

/** Whether a file begins like a ZIP archive, which a workbook is. */
export const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

/** All bytes of a stream, joined. Throws InputError XLSX_TOO_LARGE. */
export async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LARGEST_FILE) throw refusal('XLSX_TOO_LARGE');
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/**
 * Opens a workbook. Its rows come one batch after the other, with a pause between for others: line and column of a
 * cell are those of the sheet. Formulas are what they last gave, dates are yyyy-mm-dd, numbers what 15 digits hold
 * of them. Throws InputError: XLSX_INVALID, XLSX_TOO_LARGE (before anything is inflated), XML_DOCTYPE,
 * FORMAT_UNKNOWN for an archive that is no workbook.
 */
export async function openWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const entries = safely(() => zipEntries(bytes));
  const inflated = entries.reduce((sum, { size }) => sum + size, 0);
  const bomb = entries.some(
    ({ size, compressed }) => size > RATIO_APPLIES_FROM && size > compressed * LARGEST_RATIO,
  );
  if (bomb || inflated > LARGEST_CONTENT) throw refusal('XLSX_TOO_LARGE');
  const find = (path: string) => entries.find(({ name }) => name.toLowerCase() === path.toLowerCase());

  const book = find('xl/workbook.xml');
  if (!book) throw refusal('FORMAT_UNKNOWN', { found: 'zip' });
  const relations = await readRelations(bytes, find('xl/_rels/workbook.xml.rels'));
  const part = (type: string) => find([...relations.values()].find((one) => one.type === type)?.path ?? '');
  const { sheets, epoch1904 } = await readBook(bytes, book);
  const formats = await readFormats(bytes, part('styles'));
  const textsEntry = part('sharedStrings');
  if (textsEntry && textsEntry.size > LARGEST_TEXTS) throw refusal('XLSX_TOO_LARGE');
  let texts: string[] | null = null;
  return {
    sheets: sheets.flatMap(({ name, id }) => {
      const relation = relations.get(id);
      const entry = relation?.type === 'worksheet' ? find(relation.path) : undefined;
      return entry ? [{ name, entry }] : [];
    }),
    async *rows(entry) {
      texts ??= await readTexts(bytes, textsEntry);
      const sheet = new Sheet(texts, formats, epoch1904);
      for await (const _ of elements(bytes, entry, sheet)) {
        const rows = sheet.taken(BATCH);
        if (rows.length > 0) yield rows;
      }
      const rows = sheet.taken(1);
      if (rows.length > 0) yield rows;
    },
  };
}

function refusal(code: string, params: Record<string, string> = {}): InputError {
  return new InputError({ code, line: null, column: null, params });
}

function safely<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ZipError ? refusal('XLSX_INVALID') : error;
  }
}

interface Handlers {
  open(name: string, attribute: (name: string) => string | undefined): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Feeds the elements of a part to `handlers`; yields after each piece of it. Names are without their prefix. */
async function* elements(bytes: Uint8Array, entry: ZipEntry, handlers: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  parser.on('error', () => {
    throw refusal('XLSX_INVALID');
  });
  parser.on('doctype', () => {
    throw refusal('XML_DOCTYPE');
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth > DEEPEST) throw refusal('XLSX_INVALID');
    handlers.open(local(name), (wanted) => attributes[wanted]);
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    handlers.close?.(local(name));
  });
  if (handlers.text) parser.on('text', (text) => handlers.text!(text));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Uint8Array) => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw refusal('XLSX_INVALID');
    }
  };
  const pieces = inflatedEntry(bytes, entry);
  let since = 0;
  for (let next = safely(() => pieces.next()); !next.done; next = safely(() => pieces.next())) {
    parser.write(decode(next.value));
    yield;
    since += next.value.length;
    if (since < 2 ** 20) continue;
    since = 0;
    // Inflating waits for nothing: without a pause no other request would be answered meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  parser.write(decode());
  parser.close();
  yield;
}

const local = (name: string) => name.slice(name.indexOf(':') + 1);

async function readPart(bytes: Uint8Array, entry: ZipEntry | undefined, handlers: Handlers): Promise<void> {
  if (!entry) return;
  for await (const _ of elements(bytes, entry, handlers));
}

/** The parts of a workbook by their id: what they are ("worksheet", "styles") and where. */
async function readRelations(bytes: Uint8Array, entry: ZipEntry | undefined) {
  const relations = new Map<string, { type: string; path: string }>();
  await readPart(bytes, entry, {
    open(name, attribute) {
      if (name !== 'Relationship') return;
      const target = attribute('Target') ?? '';
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      relations.set(attribute('Id') ?? '', { type: (attribute('Type') ?? '').replace(/^.*\//, ''), path });
    },
  });
  return relations;
}

async function readBook(bytes: Uint8Array, entry: ZipEntry) {
  const sheets: { name: string; id: string }[] = [];
  let epoch1904 = false;
  await readPart(bytes, entry, {
    open(name, attribute) {
      if (name === 'workbookPr') epoch1904 = /^(?:1|true)$/.test(attribute('date1904') ?? '');
      if (name === 'sheet') sheets.push({ name: attribute('name') ?? '', id: attribute('r:id') ?? '' });
    },
  });
  return { sheets, epoch1904 };
}

/** By style, in the order in which cells refer to them. */
async function readFormats(bytes: Uint8Array, entry: ZipEntry | undefined): Promise<NumberFormat[]> {
  const own = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inStyles = false;
  await readPart(bytes, entry, {
    open(name, attribute) {
      if (name === 'numFmt') own.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      else if (name === 'cellXfs') inStyles = true;
      else if (name === 'xf' && inStyles) formats.push(formatOf(Number(attribute('numFmtId') ?? 0), own));
    },
    close(name) {
      if (name === 'cellXfs') inStyles = false;
    },
  });
  return formats;
}

/** Dates among the formats that need no code (ECMA-376, 18.8.30), or those whose code shows days or years. */
function formatOf(id: number, own: ReadonlyMap<number, string>): NumberFormat {
  const code = own.get(id);
  if (code === undefined) return (id >= 14 && id <= 17) || id === 22 ? 'date' : null;
  const shown = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '');
  if (/[dyj]|aa/i.test(shown) && !/standard/i.test(shown) && !/[0#?]/.test(shown.replace(/[.,]0+/g, '')))
    return 'date';
  return /^0{2,}$/.test(shown) ? shown.length : null;
}

/** The texts that cells share; readings in other scripts (rPh) are left out. */
async function readTexts(bytes: Uint8Array, entry: ZipEntry | undefined): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let inText = false;
  let aside = false;
  await readPart(bytes, entry, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') aside = true;
      else if (name === 't') inText = !aside;
    },
    text(piece) {
      if (inText && text.length < LONGEST_TEXT) text += piece;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') aside = false;
      else if (name === 'si') texts.push(unescaped(text));
    },
  });
  return texts;
}

/** Characters that XML has no room for are written _x000D_. */
const unescaped = (text: string) =>
  text
    .slice(0, LONGEST_TEXT)
    .replace(/_x([0-9A-F]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** What the elements of a sheet say. */
class Sheet implements Handlers {
  private rows: SheetRow[] = [];
  private row: (SheetCell | undefined)[] = [];
  private line = 0;
  private column = 0;
  private type = 'n';
  private style = 0;
  private value = '';
  private reading = false;
  private aside = false;

  constructor(
    private readonly texts: readonly string[],
    private readonly formats: readonly NumberFormat[],
    private readonly epoch1904: boolean,
  ) {}

  /** The rows read since, once there are as many; none before. */
  taken(least: number): SheetRow[] {
    if (this.rows.length < least) return [];
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === 'row') {
      const line = Number(attribute('r') ?? this.line + 1);
      if (!Number.isInteger(line) || line <= this.line || line > MOST_ROWS) throw refusal('XLSX_INVALID');
      this.line = line;
      this.column = 0;
      this.row = [];
    } else if (name === 'c') {
      const at = attribute('r');
      this.column = at === undefined ? this.column + 1 : columnNumber(at);
      if (this.column < 1 || this.column > MOST_COLUMNS) throw refusal('XLSX_INVALID');
      this.type = attribute('t') ?? 'n';
      this.style = Number(attribute('s') ?? 0);
      this.value = '';
    } else if (name === 'rPh') this.aside = true;
    else if (name === 'v' || name === 't') this.reading = !this.aside;
  }

  text(text: string): void {
    if (this.reading && this.value.length < LONGEST_TEXT) this.value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.reading = false;
    else if (name === 'rPh') this.aside = false;
    else if (name === 'c' && this.value !== '') {
      const { text, number } = this.content();
      this.row[this.column - 1] = {
        text,
        line: this.line,
        column: this.column,
        ...(number ? { number } : {}),
      };
    } else if (name === 'row' && this.row.length > 0) this.rows.push(this.row);
  }

  private content(): { text: string; number?: boolean } {
    const { value } = this;
    if (this.type === 's') return { text: this.texts[Number(value)] ?? '' };
    if (this.type === 'b') return { text: value === '1' ? 'VRAI' : 'FAUX' };
    if (this.type === 'd') return { text: value.slice(0, 10) };
    if (this.type !== 'n') return { text: unescaped(value) };
    const number = Number(value);
    if (!Number.isFinite(number)) throw refusal('XLSX_INVALID');
    const format = this.formats[this.style] ?? null;
    if (format === 'date') return { text: dateText(number, this.epoch1904) };
    const text = numberText(number);
    return { text: format === null || !/^\d+$/.test(text) ? text : text.padStart(format, '0'), number: true };
  }
}

/** "AB12" is column 28; 0 where that is no cell. */
function columnNumber(reference: string): number {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(reference)?.[1] ?? '';
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** The number in full, as far as 15 digits go: 0.1 + 0.2 is 0.3. */
function numberText(number: number): string {
  if (Number.isInteger(number) && Math.abs(number) < 1e15) return String(number);
  const rounded = Number(number.toPrecision(15));
  const text = String(rounded);
  if (!text.includes('e')) return text;
  return Math.abs(rounded) < 1 ? rounded.toFixed(20).replace(/\.?0+$/, '') : rounded.toFixed(0);
}

/** Days since 1900 (in which Excel counts a 29 February) or 1904. */
function dateText(days: number, epoch1904: boolean): string {
  const before1970 = epoch1904 ? 24_107 : 25_569;
  const time = (Math.floor(days) - before1970) * 86_400_000;
  return Math.abs(time) > 8.64e15 ? '' : new Date(time).toISOString().slice(0, 10);
}
