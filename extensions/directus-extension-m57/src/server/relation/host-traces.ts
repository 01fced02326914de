import { foldName } from '../../domain/relation/normalise';
import { clientOf, type Database } from '../host';

/** What the host keeps about items, wherever it does: `collection` and `item` tell which. */
const ABOUT_ITEMS = ['directus_comments', 'directus_notifications', 'directus_shares', 'directus_versions'];
/** What was done to an item, and what it was before. Activity last: revisions go with it. */
const RECORDS = ['directus_revisions', 'directus_activity'];
/** So many ids in one list of a statement. */
const BLOCK = 1000;

/** Items by collection: a list of their ids, or a query for them. */
export type Items = Record<string, readonly number[] | (() => unknown)>;
type Ids = (string | number)[];

/**
 * Ids of what the host keeps of items, by its table: comments, mentions, shares, versions, revisions and activity; and
 * the revisions and activity of these comments and versions themselves.
 */
export async function findHostTraces(database: Database, items: Items): Promise<Map<string, Ids>> {
  const traces = new Map<string, Ids>();
  for (const table of ABOUT_ITEMS) traces.set(table, await aboutItems(database, table, items));
  for (const record of RECORDS) {
    const ids = await aboutItems(database, record, items);
    for (const table of ABOUT_ITEMS)
      for (const block of blocksOf(traces.get(table)!))
        ids.push(
          ...(await database(record)
            .where({ collection: table })
            .whereIn('item', block.map(String))
            .pluck('id')),
        );
    traces.set(record, ids);
  }
  return traces;
}

function aboutItems(database: Database, table: string, items: Items): Promise<Ids> {
  const integer = clientOf(database) === 'mysql' ? 'signed' : 'bigint';
  return database(table)
    .where((any) => {
      for (const [collection, ids] of Object.entries(items)) {
        // Items of other collections may have ids that are no numbers. Written out: knex of Directus 12.4 puts the
        // bindings of a list before those of what is looked for in it.
        const number = database.raw(
          database.raw(`case when collection = ? then cast(item as ${integer}) end`, [collection]).toQuery(),
        );
        void any.orWhereIn(number as never, (typeof ids === 'function' ? ids() : ids) as never);
      }
    })
    .pluck('id');
}

function* blocksOf(ids: Ids): Generator<Ids> {
  for (let start = 0; start < ids.length; start += BLOCK) yield ids.slice(start, start + BLOCK);
}

/** The rows themselves, by table; tables without any are left out. */
export async function readHostTraces(
  database: Database,
  items: Items,
): Promise<Map<string, Record<string, unknown>[]>> {
  const rows = new Map<string, Record<string, unknown>[]>();
  for (const [table, ids] of await findHostTraces(database, items))
    for (const block of blocksOf(ids))
      rows.set(table, [...(rows.get(table) ?? []), ...(await database(table).whereIn('id', block))]);
  return rows;
}

/** Deletes what the host keeps of items. Returns how many rows went, by table. */
export async function deleteHostTraces(trx: Database, items: Items): Promise<Record<string, number>> {
  const traces = await findHostTraces(trx, items);
  for (const [table, ids] of traces)
    for (const block of blocksOf(ids)) {
      // A revision may be the parent of one that stays.
      if (table === 'directus_revisions') await trx(table).whereIn('parent', block).update({ parent: null });
      await trx(table).whereIn('id', block).delete();
    }
  return Object.fromEntries([...traces].map(([table, ids]) => [table, ids.length]));
}

/**
 * Searches and filters that the host remembers for its users, of collections of persons, where they hold one of these
 * words, in whatever spelling.
 */
export async function clearSearches(
  trx: Database,
  collections: readonly string[],
  words: readonly string[],
): Promise<void> {
  const sought = [...new Set(words.map(foldName))].filter((word) => word.length > 2);
  if (sought.length === 0) return;
  const presets = await trx('directus_presets')
    .whereIn('collection', [...collections])
    .select('id', 'search', 'filter');
  const holds = (value: unknown) => {
    const text = foldName(typeof value === 'string' ? value : JSON.stringify(value));
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
