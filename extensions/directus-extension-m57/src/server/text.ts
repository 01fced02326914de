import type { Locale } from '../domain/issue';
import type { Database } from './host';

/** The language of answers: French unless the caller asks for English first. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  return acceptLanguage?.trim().toLowerCase().startsWith('en') ? 'en' : 'fr';
}

/** The language in which a user reads what happens without a request of theirs. */
export async function localeOfUser(database: Database, user: string | null): Promise<Locale> {
  const row = user === null ? null : await database('directus_users').where({ id: user }).first('language');
  return localeOf(row?.language ?? undefined);
}
