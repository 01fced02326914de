import type { Database } from './host';

/** How people are called in answers, by id; a user who is gone has no name. */
export async function userNames(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await database('directus_users')
    .whereIn('id', [...new Set(ids)])
    .select('id', 'first_name', 'last_name', 'email');
  return new Map(
    rows.map(({ id, first_name, last_name, email }) => [
      id,
      [first_name, last_name].filter(Boolean).join(' ') || (email ?? id),
    ]),
  );
}
