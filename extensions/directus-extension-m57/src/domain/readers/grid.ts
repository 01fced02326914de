import { InputError } from '../issue';
import { plainName } from '../plain-name';
import { formatQuantity } from '../quantity';
import { lineOf } from './headings';
import { isTotalOf, tellsTotal, type SheetCell } from './ledger-cells';
import { plainHeader } from './mapping';
import { openTable } from './open-table';

/** Which columns of a grid (posts, assets, square metres) hold the service and what is counted; 0-based. */
export interface GridChoice {
  service: number;
  /** Null: each row counts one. */
  quantity: number | null;
}

/** The head of a grid, and what its rows add up to by the names in the column of services. */
export interface Grid {
  columns: { header: string; samples: string[] }[];
  /** Of a workbook; none in a CSV file. */
  sheets: string[];
  sheet: string | null;
  choice: GridChoice;
  groups: GridGroup[];
  /** Rows whose quantity cannot be read: they count for nothing. The first of them are named. */
  unreadable: { rows: number; lines: number[] };
}

export interface GridGroup {
  /** As the file writes it first; '' for rows without a service. */
  name: string;
  rows: number;
  /** At most four decimals, negative sums included ("-3"). */
  quantity: string;
}

/** Decimals that are added up before the sum is rounded, once, to four. */
const SCALE = 10;
const NAMED_LINES = 5;
const SERVICE_NAMES =
  /\b(?:service|services|direction|pole|affectation|structure|site|batiment|equipement|secteur|imputation)\b/;
const QUANTITY_NAMES =
  /\b(?:etp|etpt|quotite|surface|surfaces|m2|quantite|quantites|nombre|nb|effectif|effectifs|postes?|montant|dotation|amortissements?|annuite|heures|volume|total)\b/;

/**
 * Reads a grid of CSV or XLSX and adds it up by service: only sums are kept, so that the names of agents that such
 * files hold go no further. Without a choice the columns are found by their names. Totals in the file are passed
 * over. Throws InputError as `openTable`, and GRID_HEADER where no row names columns.
 */
export async function readGrid(
  bytes: AsyncIterable<Uint8Array>,
  sheet?: string,
  chosen?: GridChoice,
): Promise<Grid> {
  const { table, rows } = await openTable(bytes, sheet);
  const { columns, sheets, proposal } = table;
  if (columns.length === 0)
    throw new InputError({ code: 'GRID_HEADER', line: null, column: null, params: {} });
  const choice = chosen ?? proposeColumns(columns);
  const groups = new Map<string, { name: string; rows: number; sum: bigint }>();
  const unreadable = { rows: 0, lines: [] as number[] };
  for await (const batch of rows())
    for (const row of batch) {
      if (lineOf(row) <= proposal.header) continue;
      const name = textOf(row[choice.service]);
      const cell = choice.quantity === null ? undefined : row[choice.quantity];
      const texts = row.map(textOf).filter((text) => text !== '');
      if (texts.length === 0 || (choice.quantity !== null && textOf(cell) === '' && name === '')) continue;
      if (isTotalOf(name) || (tellsTotal(texts[0]!) && (name === '' || name === texts[0]))) continue;
      const amount = choice.quantity === null ? 10n ** BigInt(SCALE) : scaled(cell);
      if (amount === null) {
        unreadable.rows += 1;
        if (unreadable.lines.length < NAMED_LINES) unreadable.lines.push(lineOf(row));
        continue;
      }
      const key = plainName(name);
      const group = groups.get(key) ?? { name, rows: 0, sum: 0n };
      groups.set(key, group);
      group.rows += 1;
      group.sum += amount;
    }
  return {
    columns,
    sheets,
    sheet: proposal.sheet ?? null,
    choice,
    groups: [...groups.values()]
      .map(({ name, rows, sum }) => ({ name, rows, quantity: rounded(sum) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'fr')),
    unreadable,
  };
}

/** The columns that a grid seems to hold, by their names, then by their cells. */
function proposeColumns(columns: Grid['columns']): GridChoice {
  const names = columns.map(({ header }) => plainHeader(header.replaceAll('²', '2')));
  const isNumber = ({ samples }: Grid['columns'][number]) => {
    const filled = samples.filter((text) => text !== '');
    return filled.filter((text) => scaledText(text) !== null).length > filled.length / 2;
  };
  const service = names.findIndex((name, at) => SERVICE_NAMES.test(name) && !isNumber(columns[at]!));
  const text = columns.findIndex((column) => !isNumber(column));
  const held = service >= 0 ? service : Math.max(text, 0);
  const named = names.findIndex(
    (name, at) => at !== held && QUANTITY_NAMES.test(name) && isNumber(columns[at]!),
  );
  const number = columns.findLastIndex((column, at) => at !== held && isNumber(column));
  const quantity = named >= 0 ? named : number;
  return { service: held, quantity: quantity >= 0 ? quantity : null };
}

const textOf = (cell: SheetCell | undefined) => cell?.text.trim() ?? '';

/** A cell in units of 10^-SCALE; empty counts for nothing. */
function scaled(cell: SheetCell | undefined): bigint | null {
  const text = textOf(cell);
  if (text === '') return 0n;
  return cell?.number ? plainNumber(text) : scaledText(text);
}

/** As French and English software writes numbers: "1 234,5", "1234.5", "1.234,5", "12 %", "1 200 €". */
function scaledText(text: string): bigint | null {
  const bare = text.replace(/[\s'’€%]/g, '');
  const decimal = bare.lastIndexOf(',') > bare.lastIndexOf('.') ? ',' : '.';
  const thousands = decimal === ',' ? '.' : ',';
  return plainNumber(bare.replaceAll(thousands, '').replace(decimal, '.'));
}

function plainNumber(text: string): bigint | null {
  const [, sign, whole, decimals = ''] = /^([+-]?)(\d{1,12})(?:\.(\d{1,20}))?$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const value = BigInt(whole + decimals.slice(0, SCALE).padEnd(SCALE, '0'));
  return sign === '-' ? -value : value;
}

/** Four decimals, halves away from zero. */
function rounded(sum: bigint): string {
  const step = 10n ** BigInt(SCALE - 4);
  const absolute = sum < 0n ? -sum : sum;
  const quantity = (absolute + step / 2n) / step;
  return formatQuantity(sum < 0n ? -quantity : quantity);
}
