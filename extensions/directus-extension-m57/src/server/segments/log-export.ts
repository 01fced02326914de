import type { Knex } from 'knex';
import type { z } from 'zod';
import type { exportQuery } from '../../contract/segments';
import type { Database } from '../host';
import { logAccess, type AccessEntry } from '../relation/log';

/** Beyond so many the log tells how many persons were exported, not who. */
const MOST_LOGGED = 50;

/**
 * Writes down that persons leave the house in a file, before the first of them does. `persons`: a query with their ids
 * in `member.citizen`.
 */
export async function logExport(
  database: Database,
  persons: () => Knex.QueryBuilder,
  { user, subject, purpose }: { user: string | null; subject: string; purpose: string },
  {
    identities,
    signed_by,
    sign_off,
  }: Pick<z.infer<typeof exportQuery>, 'identities' | 'signed_by' | 'sign_off'>,
): Promise<void> {
  const first: (number | string)[] = await persons()
    .orderBy('member.citizen')
    .limit(MOST_LOGGED + 1)
    .pluck('member.citizen');
  const detail = [
    subject,
    purpose,
    ...(identities === 'true' ? ['identities'] : []),
    ...(signed_by ? [`${signed_by} : ${sign_off}`] : []),
  ]
    .join(', ')
    .slice(0, 255);
  const entry: AccessEntry = { user, action: 'export', detail };
  if (first.length > 0 && first.length <= MOST_LOGGED)
    return logAccess(database, ...first.map((citizen) => ({ ...entry, citizen: Number(citizen) })));
  const counted = await persons().count({ persons: '*' }).first();
  return logAccess(database, { ...entry, count: Number(counted!['persons']) });
}
