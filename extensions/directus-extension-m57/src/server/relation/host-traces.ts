import type { Database } from '../host';
import { clientOf } from '../host';

/** What the host keeps of an item, wherever it does: `collection` and `item` tell which. */
const ABOUT_ITEMS = ['directus_comments', 'directus_notifications', 'directus_shares', 'directus_versions'];
export const HOST_TABLES = [...ABOUT_ITEMS, 'directus_revisions', 'directus_activity'];
/** So many ids in one list of a statement. */
const BLOCK = 1000;

/** Items of one collection: a list of their ids, or a query for them. */
export type Items = Record<string, readonly number[] | (() => unknown)>;

/** Rows of a table of the host that are about items. */
export function aboutItems(database: Database, table: string, items: Items) {
  const integer = clientOf(database) === 'mysql' ? 'signed' : 'bigint';
  return database(table).where((any) => {
    for (const [collection, ids] of Object.entries(items)) {
      // Items of other collections may have ids that are no numbers.
      const number = database.raw(`case when collection = ? then cast(item as ${integer}) end`, [collection]);
      void any.orWhereIn(number as never, (typeof ids === 'function' ? ids() : ids) as never);
    }
  });
}

/**
 * Deletes what the host keeps of items (comments, mentions, shares, versions, revisions, activity), and what it keeps
 * of the deleted comments and versions themselves. Returns how many rows went, by table.
 */
export async function deleteHostTraces(trx: Database, items: Items): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const drop = async (table: string, ids: readonly (string | number)[]) => {
    counts[table] = (counts[table] ?? 0) + ids.length;
    for (let start = 0; start < ids.length; start += BLOCK) {
      const block = ids.slice(start, start + BLOCK);
      // A revision may be the parent of one that stays.
      if (table === 'directus_revisions') await trx(table).whereIn('parent', block).update({ parent: null });
      await trx(table).whereIn('id', block).delete();
    }
  };
  for (const table of ABOUT_ITEMS) {
    const ids: (string | number)[] = await aboutItems(trx, table, items).pluck('id');
    for (let start = 0; start < ids.length; start += BLOCK)
      for (const record of ['directus_revisions', 'directus_activity'])
        await drop(
          record,
          await trx(record)
            .where({ collection: table })
            .whereIn('item', ids.slice(start, start + BLOCK).map(String))
            .pluck('id'),
        );
    await drop(table, ids);
  }
  for (const table of ['directus_revisions', 'directus_activity'])
    await drop(table, await aboutItems(trx, table, items).pluck('id'));
  return counts;
}

/**
 * Searches and filters that the host remembers for its users, of collections of persons, where they hold one of these
 * words.
 */
export async function clearSearches(
  trx: Database,
  collections: readonly string[],
  words: readonly string[],
): Promise<void> {
  const sought = [...new Set(words.map((word) => word.trim().toLowerCase()))].filter(
    (word) => word.length > 2,
  );
  if (sought.length === 0) return;
  const presets = await trx('directus_presets')
    .whereIn('collection', collections)
    .select('id', 'search', 'filter', 'layout_query');
  const holds = (value: unknown) => {
    const text = (typeof value === 'string' ? value : JSON.stringify(value ?? null)).toLowerCase();
    return sought.some((word) => text.includes(word));
  };
  for (const { id, ...texts } of presets) {
    const emptied = Object.entries(texts).filter(([, value]) => value !== null && holds(value));
    if (emptied.length > 0)
      await trx('directus_presets')
        .where({ id })
        .update(Object.fromEntries(emptied.map(([name]) => [name, null])));
  }
}
