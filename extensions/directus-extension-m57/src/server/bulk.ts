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
  for (let start = 0; start < rows.length; start += perStatement) {
    const part = rows.slice(start, start + perStatement);
    const head = database
      .raw(`insert into ?? (${columns.map(() => '??').join(',')})`, [table, ...columns])
      .toQuery();
    await database.raw(
      `${head} values ${Array.from({ length: part.length }, () => tuple).join(',')}`,
      part.flat() as never,
    );
  }
}
