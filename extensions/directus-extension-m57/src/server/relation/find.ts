import type { z } from 'zod';
import type { findRequest, FoundPersons } from '../../contract/privacy';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { logAccess } from './log';
import { identityOf, IDENTITY_COLUMNS } from './names';
import { searchCitizens } from './search';

/** Who asks for their rights: by name, e-mail, phone, pseudonym or a number in a source. Logged, each of them. */
export async function findPersons(
  database: Database,
  { search }: z.infer<typeof findRequest>,
  user: string | null,
): Promise<FoundPersons> {
  const { citizens } = await searchCitizens(database, { search, page: 1 });
  const ids = citizens.map(({ id }) => id);
  const rows = await database('m57_citizens as citizen')
    .leftJoin('m57_identities as identity', 'identity.citizen', 'citizen.id')
    .whereIn('citizen.id', ids)
    .select('citizen.id as number', 'citizen.pseudonym', 'citizen.registered_on', ...IDENTITY_COLUMNS);
  const byId = new Map(rows.map((row) => [Number(row.number), row]));
  if (ids.length > 0) await logAccess(database, ...ids.map((citizen) => ({ user, action: 'find', citizen })));
  return {
    persons: ids.flatMap((id) => {
      const row = byId.get(id);
      if (!row) return [];
      const { pseudonym } = row;
      return [{ id, pseudonym, identity: identityOf(row), registered_on: isoDate(row.registered_on) }];
    }),
  };
}
