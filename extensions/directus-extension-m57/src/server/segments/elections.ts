import type { Locale } from '../../domain/issue';
import { DEFAULT_ELECTIONS, electionWords, periodOf, type Election } from '../../domain/segments/elections';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { readSettings } from '../stored-settings';

const SETTING = 'elections';

/**
 * Before a general election, what is sent needs somebody who answers for it.
 * @throws SIGN_OFF_NEEDED
 */
export async function assertSignedOff(
  database: Database,
  { signed_by, sign_off }: { signed_by?: string | undefined; sign_off?: string | undefined },
  locale: Locale,
): Promise<void> {
  if (signed_by && sign_off) return;
  const stored = (await readSettings<readonly Election[]>(database, SETTING)).get(SETTING);
  const period = periodOf(today(), stored ?? DEFAULT_ELECTIONS);
  if (period) throw new Refusal('SIGN_OFF_NEEDED', { words: electionWords(period, locale) });
}
