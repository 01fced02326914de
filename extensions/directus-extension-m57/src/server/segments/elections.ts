import type { ElectionsAnswer } from '../../contract/elections';
import type { Locale } from '../../domain/issue';
import {
  checkElections,
  DEFAULT_ELECTIONS,
  electionWords,
  periodOf,
  type Election,
} from '../../domain/segments/elections';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { logAccess } from '../relation/log';
import { readSettings, writeSetting } from '../stored-settings';

const SETTING = 'elections';

/** The calendar, and the period of today. */
export async function readElections(database: Database, locale: Locale): Promise<ElectionsAnswer> {
  const elections = await loadElections(database);
  return { elections: [...elections], period: periodOfToday(elections, locale) };
}

/** Keeps the whole calendar. @throws InputError as checkElections does */
export async function storeElections(
  database: Database,
  elections: readonly Election[],
  user: string | null,
): Promise<void> {
  checkElections(elections);
  const ordered = [...elections].sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
  await database.transaction(async (trx) => {
    await writeSetting(trx, SETTING, ordered);
    await logAccess(trx, { user, action: 'elections', count: 0 });
  });
}

/** The period before an election that today lies in; null: none. */
export const readElectionPeriod = async (
  database: Database,
  locale: Locale,
): Promise<ElectionsAnswer['period']> => periodOfToday(await loadElections(database), locale);

async function loadElections(database: Database): Promise<readonly Election[]> {
  return (await readSettings<Election[]>(database, SETTING)).get(SETTING) ?? DEFAULT_ELECTIONS;
}

function periodOfToday(elections: readonly Election[], locale: Locale): ElectionsAnswer['period'] {
  const period = periodOf(today(), elections);
  if (period === null) return null;
  const { election, from, to } = period;
  return { kind: election.kind, from, to, words: electionWords(period, locale) };
}

/**
 * In the months before a general election (electoral code, L. 52-1), what leaves the house needs somebody who answers
 * for it.
 * @throws SIGN_OFF_NEEDED
 */
export async function assertSignedOff(
  database: Database,
  { signed_by, sign_off }: { signed_by?: string | undefined; sign_off?: string | undefined },
  locale: Locale,
): Promise<void> {
  if (signed_by && sign_off) return;
  const period = await readElectionPeriod(database, locale);
  if (period !== null) throw new Refusal('SIGN_OFF_NEEDED', { words: period.words });
}
