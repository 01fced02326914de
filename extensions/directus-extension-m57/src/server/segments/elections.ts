import type { Locale } from '../../domain/issue';
import { addMonths } from '../../domain/relation/dates';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { readSettings } from '../stored-settings';

const SETTING = 'elections';

interface Election {
  name: string;
  /** ISO day of the (last) round. */
  day: string;
}

/**
 * From the first day of the sixth month before that of a general election (electoral code, L. 52-1) to its day, what
 * leaves the house needs somebody who answers for it.
 * @throws SIGN_OFF_NEEDED
 */
export async function assertSignedOff(
  database: Database,
  { signed_by, sign_off }: { signed_by?: string | undefined; sign_off?: string | undefined },
  locale: Locale,
): Promise<void> {
  if (signed_by && sign_off) return;
  const elections = (await readSettings<Election[]>(database, SETTING)).get(SETTING) ?? [];
  const on = today();
  for (const { name, day } of elections) {
    const from = addMonths(`${day.slice(0, 7)}-01`, -6);
    const told = (iso: string) => (locale === 'fr' ? iso.split('-').reverse().join('/') : iso);
    if (on >= from && on <= day)
      throw new Refusal('SIGN_OFF_NEEDED', { election: name, from: told(from), to: told(day) });
  }
}
