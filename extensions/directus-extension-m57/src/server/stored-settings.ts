import type { Database } from './host';

/** Settings whose name begins with `prefix`, by name; their values are JSON. */
export async function readSettings<T>(database: Database, prefix: string): Promise<Map<string, T>> {
  const rows: { name: string; value: string }[] = await database('m57_settings')
    .where('name', 'like', `${prefix}%`)
    .orderBy('name')
    .select('name', 'value');
  return new Map(rows.map(({ name, value }) => [name, JSON.parse(value) as T]));
}

export async function writeSetting(database: Database, name: string, value: unknown): Promise<void> {
  await database('m57_settings')
    .insert({ name, value: JSON.stringify(value) })
    .onConflict('name')
    .merge();
}
