import { InputError } from '../issue';
import { decodeText } from './bytes';
import { splitRows, type SplitRow } from './csv';
import { Fields, type Field, type Source } from './fields';
import type { Place } from './place';
import type { Problems } from './problems';

/** A row whose cells are read by the names of their columns. */
export class TableRow implements Source {
  constructor(
    private readonly columns: ReadonlyMap<string, number>,
    private readonly row: SplitRow,
    private readonly problems: Problems,
  ) {}

  get place(): Place {
    return { line: this.row.line, column: 1 };
  }

  /** As it is written; empty where there is no such column. */
  text(name: string): string {
    const rank = this.columns.get(name);
    return rank === undefined ? '' : this.row.texts[rank]!;
  }

  /** Empty, at the place of the row, where there is no such column. */
  field(name: string): Field {
    const rank = this.columns.get(name);
    if (rank === undefined) return { text: '', ...this.place };
    return { text: this.row.texts[rank]!, ...this.row.placeOf(rank) };
  }

  get fields(): Fields {
    return new Fields(this, this.problems);
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
  for await (const batch of splitRows(decodeText(bytes))) {
    const rows: TableRow[] = [];
    for (const row of batch) {
      const { texts } = row;
      if (texts.every(isBlank)) continue;
      if (!header) {
        const columns = columnsOf(row, required, problems);
        header = { columns, width: texts.length, place: row.placeOf(0) };
        continue;
      }
      any = true;
      const { width } = header;
      if (texts.length === width || (texts.length > width && texts.slice(width).every(isBlank)))
        rows.push(new TableRow(header.columns, row, problems));
      else problems.add('ROW_LENGTH', row.placeOf(0), { expected: width, found: texts.length });
    }
    if (rows.length > 0) yield rows;
  }
  if (!header) throw new InputError({ code: 'EMPTY_FILE', line: null, column: null, params: {} });
  problems.throwIfAny();
  if (!any) problems.fail('NO_LINES', header.place);
}

const isBlank = (text: string) => text.trim() === '';

/** Rank of each column by its name. */
function columnsOf(header: SplitRow, required: readonly string[], problems: Problems): Map<string, number> {
  const columns = new Map<string, number>();
  header.texts.forEach((text, rank) => {
    const name = text.trim().toUpperCase();
    if (columns.has(name) && name !== '') problems.fail('COLUMN_TWICE', header.placeOf(rank), { name });
    columns.set(name, rank);
  });
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0)
    problems.fail('COLUMNS_MISSING', header.placeOf(0), {
      columns: missing.join(', '),
      count: missing.length,
    });
  return columns;
}
