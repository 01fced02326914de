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

/**
 * Inserts rows of whole numbers in one statement (some thousands of rows: MariaDB takes 16 MB). They are written into
 * it: to bind a number costs the process several times what the database needs to store it. PostgreSQL is quicker
 * with one array per column than with long lists of rows.
 */
export async function bulkInsertNumbers(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (number | null)[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const head = insertInto(database, table, columns);
  if (clientOf(database) === 'postgres') {
    const arrays = columns.map((_, rank) => `{${rows.map((row) => row[rank] ?? 'null').join(',')}}`);
    await database.raw(`${head} select * from unnest(${columns.map(() => '?::bigint[]').join(',')})`, arrays);
  } else {
    const tuples = rows.map((row) => `(${row.map((value) => value ?? 'null').join(',')})`);
    await database.raw(`${head} values ${tuples.join(',')}`);
  }
}

const insertInto = (database: Database, table: string, columns: readonly string[]) =>
  database.raw(`insert into ?? (${columns.map(() => '??').join(',')})`, [table, ...columns]).toQuery();
