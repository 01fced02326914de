import { from as copyFrom } from 'pg-copy-streams';
import { clientOf, type Database } from './host';

/** Bound values that one statement may carry: SQLite 32 766, PostgreSQL and MySQL 65 535. */
const MAX_BINDINGS = { sqlite: 32_000, postgres: 65_000, mysql: 65_000 };

/**
 * Inserts rows of equal columns in as few statements as the database allows. Plain multi-row VALUES: knex'
 * own insert builds a query object per row and, on SQLite, a chain of UNION ALL.
 */
export async function bulkInsert(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const perStatement = Math.max(1, Math.floor(MAX_BINDINGS[clientOf(database)] / columns.length));
  const tuple = `(${columns.map(() => '?').join(',')})`;
  const head = insertInto(database, table, columns);
  for (let start = 0; start < rows.length; start += perStatement) {
    const part = rows.slice(start, start + perStatement);
    await database.raw(
      `${head} values ${Array.from({ length: part.length }, () => tuple).join(',')}`,
      part.flat() as never,
    );
  }
}

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const BILLION = 1_000_000_000;
/** Bytes of the longest amount, and more. */
const LONGEST_NUMBER = 24;

/**
 * Text that grows in one buffer, which is used again: a million rows have twelve million numbers, and as strings they
 * live long enough to fill the heap.
 */
export class TextBuffer {
  private bytes = Buffer.allocUnsafe(65_536);
  private length = 0;

  get content(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  append(part: Uint8Array): void {
    this.makeRoom(part.length);
    this.bytes.set(part, this.length);
    this.length += part.length;
  }

  /** A few characters of ASCII. */
  ascii(text: string): void {
    this.makeRoom(text.length);
    for (let at = 0; at < text.length; at += 1) this.bytes[this.length + at] = text.charCodeAt(at);
    this.length += text.length;
  }

  /** A whole number. */
  integer(value: number): void {
    this.makeRoom(LONGEST_NUMBER);
    this.digits(this.unsigned(value));
  }

  /** Cents as euros, with two decimals. */
  euros(cents: number): void {
    this.makeRoom(LONGEST_NUMBER);
    const absolute = this.unsigned(cents);
    const whole = Math.floor(absolute / 100);
    const rest = absolute - whole * 100;
    this.digits(whole);
    this.bytes[this.length] = POINT;
    this.bytes[this.length + 1] = ZERO + Math.floor(rest / 10);
    this.bytes[this.length + 2] = ZERO + (rest % 10);
    this.length += 3;
  }

  private unsigned(value: number): number {
    if (value >= 0) return value;
    this.bytes[this.length] = MINUS;
    this.length += 1;
    return -value;
  }

  private digits(value: number): void {
    if (value < BILLION) return this.shortDigits(value, 1);
    const high = Math.floor(value / BILLION);
    this.shortDigits(high, 1);
    this.shortDigits(value - high * BILLION, 9);
  }

  /** At least `width` digits of a number that 32 bits hold: its arithmetic is quick. */
  private shortDigits(value: number, width: number): void {
    let end = this.length + width;
    for (let limit = 10 ** width; limit <= value; limit *= 10) end += 1;
    let rest = value | 0;
    for (let at = end - 1; at >= this.length; at -= 1) {
      const next = (rest / 10) | 0;
      this.bytes[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.length = end;
  }

  private makeRoom(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * this.bytes.length + size);
    larger.set(this.content);
    this.bytes = larger;
  }
}

/** Inserts rows that are written out: to bind a number costs the process several times what it costs the database. */
export async function insertText(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: Buffer,
): Promise<void> {
  await database.raw(`${insertInto(database, table, columns)} values ${rows.toString()}`);
}

/** COPY of PostgreSQL, by the connection of `database` itself: inside its transaction, where it is one. */
export async function copyText(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: Buffer,
): Promise<void> {
  const names = columns.map(() => '??').join(',');
  const statement = database.raw(`copy ?? (${names}) from stdin`, [table, ...columns]).toQuery();
  const connection = await database.client.acquireConnection();
  try {
    await new Promise<void>((resolve, reject) => {
      const stream = connection.query(copyFrom(statement));
      stream.on('error', reject).on('finish', resolve);
      stream.end(rows);
    });
  } finally {
    await database.client.releaseConnection(connection);
  }
}

const insertInto = (database: Database, table: string, columns: readonly string[]) =>
  database.raw(`insert into ?? (${columns.map(() => '??').join(',')})`, [table, ...columns]).toQuery();

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A cell in the form of COPY. */
export function copied(cell: string | number | null): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'number') return String(cell);
  return /[\\\t\n\r]/.test(cell) ? cell.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character]!) : cell;
}

/** A whole number in the select list, written out: PostgreSQL would take a bound value there for text. */
export const constant = (trx: Database, value: number) => trx.raw(String(value));

/** INSERT … SELECT: rows that the database has already, in another form. */
export async function insertSelect(
  trx: Database,
  table: string,
  columns: readonly string[],
  select: object,
): Promise<void> {
  await trx.into(trx.raw(`?? (${columns.map(() => '??').join(', ')})`, [table, ...columns])).insert(select);
}
