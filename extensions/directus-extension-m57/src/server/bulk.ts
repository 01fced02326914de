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

/** Rows of whole numbers on their way to a table, in the form that its database takes quickest. */
export class NumberRows {
  count = 0;
  private text = '';
  private readonly copied: boolean;

  constructor(
    private readonly database: Database,
    private readonly table: string,
    private readonly columns: readonly string[],
  ) {
    this.copied = clientOf(database) === 'postgres';
  }

  /** A million rows have twelve million numbers: no array holds them, they are text at once. */
  add(row: readonly (number | null)[]): void {
    if (this.copied) {
      let tuple = `${row[0] ?? NULL}`;
      for (let at = 1; at < row.length; at += 1) tuple += `\t${row[at] ?? NULL}`;
      this.text += `${tuple}\n`;
    } else {
      let tuple = `${row[0]}`;
      for (let at = 1; at < row.length; at += 1) tuple += `,${row[at]}`;
      this.text += this.count === 0 ? `(${tuple})` : `,(${tuple})`;
    }
    this.count += 1;
  }

  /**
   * Inserts them by one statement: COPY on PostgreSQL, elsewhere VALUES (some thousands of rows: MariaDB takes 16 MB)
   * with the numbers written into it, as to bind one costs the process several times what it costs the database.
   */
  async insert(): Promise<void> {
    if (this.count === 0) return;
    if (this.copied) await copy(this.database, this.table, this.columns, this.text);
    else
      await this.database.raw(`${insertInto(this.database, this.table, this.columns)} values ${this.text}`);
  }
}

/** How COPY writes that there is nothing. */
const NULL = '\\N';

/** By the connection of `database` itself: inside its transaction, where it is one. */
async function copy(
  database: Database,
  table: string,
  columns: readonly string[],
  text: string,
): Promise<void> {
  const names = columns.map(() => '??').join(',');
  const statement = database.raw(`copy ?? (${names}) from stdin`, [table, ...columns]).toQuery();
  const connection = await database.client.acquireConnection();
  try {
    await new Promise<void>((resolve, reject) => {
      const stream = connection.query(copyFrom(statement));
      stream.on('error', reject).on('finish', resolve);
      stream.end(text);
    });
  } finally {
    await database.client.releaseConnection(connection);
  }
}

const insertInto = (database: Database, table: string, columns: readonly string[]) =>
  database.raw(`insert into ?? (${columns.map(() => '??').join(',')})`, [table, ...columns]).toQuery();
