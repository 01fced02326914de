import type { Key } from '../../domain/keys/key';
import { parseQuantity, type Quantity } from '../../domain/quantity';
import type { Database } from '../host';
import { isoDate } from '../rules/load';

/** The keys as staff keep them, of all exercices; a row that does not say who delivers counts for nothing. */
export const loadKeys = async (database: Database): Promise<Key[]> => (await keyRows(database)).map(keyOf);

/** As the host keeps them; `keyOf` reads one. */
export const keyRows = (database: Database) =>
  database('m57_keys').whereNotNull('from_service').select('*').orderBy('id');

export const keyOf = (row: Awaited<ReturnType<typeof keyRows>>[number]): Key => ({
  id: row.id,
  from: row.from_service,
  to: row.to_service,
  kind: row.kind,
  like: row.like_service,
  quantity: storedQuantity(row.quantity),
  unit: row.unit,
  valid_from: isoDate(row.valid_from),
  valid_to: isoDate(row.valid_to),
});

/**
 * A decimal column: text on PostgreSQL and MySQL; a number on SQLite, exact to four decimals up to some 900 billion,
 * beyond what anybody measures.
 */
export function storedQuantity(value: unknown): Quantity | null {
  if (value === null || value === undefined || value === '') return null;
  return parseQuantity(typeof value === 'number' ? value.toFixed(4) : String(value));
}
