import { InputError } from '../issue';
import { decodeText } from './bytes';
import { csvRows, type CsvRow } from './csv';
import { Fields, type Field } from './fields';
import type { Place } from './place';
import type { Problems } from './problems';

/** A row whose cells are read by the names of their columns. */
export class TableRow {
  constructor(
    private readonly columns: ReadonlyMap<string, number>,
    private readonly cells: CsvRow,
    private readonly problems: Problems,
  ) {}

  get place(): Place {
    const { line, column } = this.cells[0]!;
    return { line, column };
  }

  /** As it is written; empty where there is no such column. */
  text(name: string): string {
    return this.cell(name)?.text ?? '';
  }

  /** Empty, at the place of the row, where there is no such column. */
  field(name: string): Field {
    return this.cell(name) ?? { text: '', ...this.place };
  }

  get fields(): Fields {
    return new Fields((name) => this.field(name), this.problems);
  }

  private cell(name: string): Field | undefined {
    const rank = this.columns.get(name);
    return rank === undefined ? undefined : this.cells[rank];
  }
}

/**
 * The rows of a CSV file whose first row names its columns, in any order and case (names are upper case here); blank
 * rows are passed over. Throws InputError for an empty file, columns that are missing or there twice (`required` must
 * be there), rows of another length than the first, no row at all, and what `problems` holds at the end.
 */
export async function* tableRows(
  bytes: AsyncIterable<Uint8Array>,
  required: readonly string[],
  problems: Problems,
): AsyncGenerator<TableRow[]> {
  let header: { columns: Map<string, number>; width: number; place: Place } | null = null;
  let any = false;
  for await (const batch of csvRows(decodeText(bytes))) {
    const rows: TableRow[] = [];
    for (const cells of batch) {
      if (cells.every((cell) => cell.text.trim() === '')) continue;
      if (!header) {
        header = { columns: columnsOf(cells, required, problems), width: cells.length, place: cells[0]! };
        continue;
      }
      any = true;
      const surplus = cells.slice(header.width).some((cell) => cell.text.trim() !== '');
      if (cells.length >= header.width && !surplus) rows.push(new TableRow(header.columns, cells, problems));
      else problems.add('ROW_LENGTH', cells[0]!, { expected: header.width, found: cells.length });
    }
    if (rows.length > 0) yield rows;
  }
  if (!header) throw new InputError({ code: 'EMPTY_FILE', line: null, column: null, params: {} });
  problems.throwIfAny();
  if (!any) problems.fail('NO_LINES', header.place);
}

/** Rank of each column by its name. */
function columnsOf(header: CsvRow, required: readonly string[], problems: Problems): Map<string, number> {
  const columns = new Map<string, number>();
  header.forEach((cell, rank) => {
    const name = cell.text.trim().toUpperCase();
    if (columns.has(name) && name !== '') problems.fail('COLUMN_TWICE', cell, { name });
    columns.set(name, rank);
  });
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0)
    problems.fail('COLUMNS_MISSING', header[0]!, { columns: missing.join(', '), count: missing.length });
  return columns;
}
