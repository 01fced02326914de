import { isTotalOf, tellsTotal, type SheetRow } from './ledger-cells';

/** Rows looked at: enough to know columns by, few enough for the first blocks of a file. */
export const HEAD_ROWS = 200;
/** A report can stand above its table. */
const HEADER_WITHIN = 40;
const SAMPLES = 5;
/** Of the cells of a column, how many agree with its name; and with what a column of another name may hold. */
const NAMED = 0.5;
const MOSTLY = 0.8;
/** Cells that are needed to know a column by what they look like. */
const ENOUGH = 3;

/** What the columns of a sort of table are called. */
export interface Vocabulary<F extends string> {
  /** In the order in which columns are given to them. */
  fields: readonly F[];
  /** Without accents, articles and "code", "numéro" (`plain`); the surest name first. */
  names: Readonly<Record<F, readonly string[]>>;
  /** Words that a longer header of the field begins with ("Montant mandaté TTC 2024"); its cells must agree then. */
  firstWords: Readonly<Partial<Record<F, readonly string[]>>>;
  plain(header: string): string;
  /** Whether a text can be the title of a column, where no column has a known name. */
  isTitle(text: string): boolean;
}

/** The head of a table: what its columns are called and the cells below, empty ones left out. */
export interface Head {
  header: SheetRow | null;
  /** The line of the header; 1 where there is none. */
  line: number;
  names: string[];
  cells: string[][];
  samples(rank: number): string[];
}

/** The row that names the columns, and what stands below it; totals and repeated headers are no cells. */
export function headOf(rows: readonly SheetRow[], vocabulary: Vocabulary<string>): Head {
  const { header, body } = headerOf(rows, vocabulary);
  const names = Array.from({ length: header?.length ?? 0 }, (_, rank) => textOf(header!, rank));
  return {
    header,
    line: header ? lineOf(header) : 1,
    names,
    cells: names.map((_, rank) => body.map((row) => textOf(row, rank)).filter((text) => text !== '')),
    samples: (rank) => body.slice(0, SAMPLES).map((row) => textOf(row, rank).slice(0, 80)),
  };
}

function headerOf(
  rows: readonly SheetRow[],
  { fields, names, firstWords, plain, isTitle }: Vocabulary<string>,
): { header: SheetRow | null; body: SheetRow[] } {
  const isNamed = (name: string, field: string) =>
    name !== '' &&
    (names[field]!.includes(name) || (firstWords[field]?.includes(name.split(' ')[0]!) ?? false));
  let best = -1;
  let most = 1;
  rows.slice(0, HEADER_WITHIN).forEach((row, at) => {
    const known = new Set(
      row.flatMap((cell) => {
        const name = plain(cell?.text ?? '');
        return fields.filter((field) => isNamed(name, field)).slice(0, 1);
      }),
    ).size;
    if (known > most) [best, most] = [at, known];
  });
  if (best < 0)
    best = rows.slice(0, HEADER_WITHIN).findIndex((row) => {
      const texts = row.flatMap((cell) => (cell && cell.text.trim() !== '' ? [cell.text.trim()] : []));
      return texts.length > 1 && texts.every(isTitle);
    });
  if (best < 0) return { header: null, body: [] };
  const named = rows[best]!.map((cell) => cell?.text).join('\n');
  const body = rows.slice(best + 1).filter((row) => {
    const texts = row.map((cell) => cell?.text.trim() ?? '').filter((text) => text !== '');
    // Printed exports repeat it on each page.
    if (row.map((cell) => cell?.text).join('\n') === named) return false;
    return texts.length > 1 && !tellsTotal(texts[0]!) && !texts.some(isTotalOf);
  });
  return { header: rows[best]!, body };
}

/**
 * Which column holds what: names first, the surest of all columns; then first words; then, for fields that still have
 * none, what the cells look like (`byContent`, asked when names are settled). `fits`: whether the share `least` of the
 * cells of a column can be that field; a column may be barred from all.
 */
export function columnsOf<F extends string>(
  { names: headers, cells }: Head,
  { fields, names, firstWords, plain }: Vocabulary<F>,
  fits: (field: F, texts: string[], least: number) => boolean,
  byContent: (columns: Partial<Record<F, number>>) => [F, (texts: string[]) => boolean][],
  barred: readonly number[] = [],
): Partial<Record<F, number>> {
  const columns: Partial<Record<F, number>> = {};
  const taken = new Set<number>(barred);
  const plainNames = headers.map(plain);
  const take = (field: F, least: number, rank: (column: number) => number | null) => {
    if (columns[field] !== undefined) return;
    const [first] = plainNames
      .map((_, column) => ({ column, rank: taken.has(column) ? null : rank(column) }))
      .filter(({ column, rank: found }) => found !== null && fits(field, cells[column]!, least))
      .sort((a, b) => a.rank! - b.rank!);
    if (!first) return;
    columns[field] = first.column;
    taken.add(first.column);
  };
  for (const field of fields)
    take(field, NAMED, (column) => {
      const at = names[field].indexOf(plainNames[column]!);
      return at < 0 ? null : at;
    });
  for (const field of fields)
    take(field, MOSTLY, (column) => {
      const at = firstWords[field]?.indexOf(plainNames[column]!.split(' ')[0]!) ?? -1;
      return at < 0 || cells[column]!.length === 0 ? null : at;
    });
  for (const [field, looks] of byContent(columns))
    take(field, MOSTLY, (column) =>
      cells[column]!.length >= ENOUGH && looks(cells[column]!) ? column : null,
    );
  return columns;
}

/** How many of the texts are so, from 0 to 1; 0 of none. */
export const share = (texts: readonly string[], holds: (text: string) => boolean) =>
  texts.length === 0 ? 0 : texts.filter(holds).length / texts.length;

export const textOf = (row: SheetRow, rank: number) => row[rank]?.text.trim() ?? '';

/** The line that a row begins on. */
export function lineOf(row: SheetRow): number {
  return row.find((cell) => cell !== undefined)?.line ?? 1;
}
