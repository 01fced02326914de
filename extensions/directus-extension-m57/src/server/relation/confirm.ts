import type { z } from 'zod';
import type { aipdState, confirmRequest } from '../../contract/privacy';
import type { Database } from '../host';
import { writeSetting } from '../stored-settings';
import { userNames } from '../user-names';
import { AIPD_SETTING, readAipd } from './aipd';
import { today } from './columns';
import { logAccess } from './log';

/** Whether the impact assessment was made, by whom and when. */
export async function readAipdState(database: Database): Promise<z.infer<typeof aipdState>> {
  const { confirmed, confirmed_on, confirmed_by } = (await readAipd(database)) ?? {
    confirmed: false,
    confirmed_on: null,
    confirmed_by: null,
  };
  const names = await userNames(database, confirmed_by === null ? [] : [confirmed_by]);
  return {
    confirmed,
    confirmed_on,
    confirmed_by: confirmed_by && (names.get(confirmed_by) ?? confirmed_by),
  };
}

/** The DPO opens the way in of persons, or closes it again. */
export async function confirmAipd(
  database: Database,
  { confirmed, note }: z.infer<typeof confirmRequest>,
  user: string | null,
): Promise<z.infer<typeof aipdState>> {
  await database.transaction(async (trx) => {
    await writeSetting(trx, AIPD_SETTING, {
      confirmed,
      confirmed_on: confirmed ? today() : null,
      confirmed_by: confirmed ? user : null,
      note: note ?? null,
    });
    await logAccess(trx, { user, action: confirmed ? 'aipd_confirmed' : 'aipd_withdrawn', count: 0 });
  });
  return readAipdState(database);
}
