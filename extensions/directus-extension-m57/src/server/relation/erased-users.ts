import type { Database } from '../host';

/** Stands for all kinds together: somebody of two kinds is one user. */
export const ANY_KIND = 'all';

/** Persons who used a service in a year and are not there any more, by kind or of any kind. */
export interface ErasedUsers {
  service: number;
  year: number;
  /** A kind of interaction, or ANY_KIND. */
  kind: string;
  users: number;
}

/** Counts of distinct users add these to those who are there, so that erasing nobody changes no total. */
export const readErasedUsers = (
  database: Database,
  { year, kind = ANY_KIND }: { year?: number | undefined; kind?: string | undefined },
): Promise<ErasedUsers[]> => {
  const query = database('m57_erased_users').where({ kind }).orderBy(['service', 'year']);
  if (year !== undefined) query.where({ year });
  return query.select('service', 'year', 'kind', 'users');
};

/** One citizen's use of a service in a year, before an erasure: what of it goes, and whether something stays. */
export interface Use {
  citizen: number;
  service: number;
  year: number;
  kind: string;
  goes: boolean;
  stays: boolean;
}

/** Keeps the counts of users whose last interaction of a service, a year and a kind goes. */
export async function addErasedUsers(trx: Database, uses: readonly Use[]): Promise<void> {
  const last = new Map<string, { goes: boolean; stays: boolean }>();
  for (const { citizen, service, year, kind, goes, stays } of uses)
    for (const name of [kind, ANY_KIND]) {
      const key = JSON.stringify([citizen, service, year, name]);
      const known = last.get(key);
      last.set(key, { goes: goes || known?.goes === true, stays: stays || known?.stays === true });
    }
  const users = new Map<string, number>();
  for (const [key, { goes, stays }] of last) {
    if (!goes || stays) continue;
    const group = JSON.stringify((JSON.parse(key) as unknown[]).slice(1));
    users.set(group, (users.get(group) ?? 0) + 1);
  }
  for (const [group, count] of users) {
    const [service, year, kind] = JSON.parse(group) as [number, number, string];
    const row = { service, year, kind };
    const there = await trx('m57_erased_users').where(row).increment('users', count);
    if (there === 0) await trx('m57_erased_users').insert({ ...row, users: count });
  }
}
