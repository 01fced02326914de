import type { Changes } from '../contract/overview';
import type { Database } from './host';

/**
 * A text that is another one as soon as an import has come in, been replaced or undone, on whatever instance: a
 * screen that asks for it now and then knows when to read its figures again.
 */
export async function readChanges(database: Database): Promise<Changes> {
  const rows: { status: string; number: number | string; last: number }[] = await database('m57_imports')
    .groupBy('status')
    .orderBy('status')
    .select('status')
    .count({ number: '*' })
    .max({ last: 'id' });
  return { revision: rows.map(({ status, number, last }) => `${status}:${number}:${last}`).join(' ') };
}
