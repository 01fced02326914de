import { clientOf, type Database } from '../host';

/** What definitions of segments are read from. */
const READ = ['m57_citizens', 'm57_consents', 'm57_interactions', 'm57_members', 'm57_scores'];

/**
 * PostgreSQL plans by statistics of its tables, and renews them a minute or so after many rows came. A refresh that
 * follows an import at once would be planned as if nobody had consented yet, and go through all consents for each
 * citizen: hours instead of seconds in a large town. So what is due by its own measure is renewed now.
 */
export async function renewStatistics(database: Database): Promise<void> {
  if (clientOf(database) !== 'postgres') return;
  const { rows } = await database.raw(
    `select relid::regclass::text as name from pg_stat_user_tables
     where relname in (${READ.map(() => '?').join(', ')}) and n_mod_since_analyze > 50 + n_live_tup / 10`,
    READ,
  );
  const due = (rows as { name: string }[]).map(({ name }) => name);
  if (due.length > 0) await database.raw(`analyze ${due.join(', ')}`);
}
