import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { EraseAnswer, ERASURE_GROUNDS, eraseRequest } from '../../contract/privacy';
import type { Locale } from '../../domain/issue';
import { describe } from '../../domain/messages';
import { nameTokens } from '../../domain/relation/normalise';
import { erasureRefusals, refusalIssue, type LastUse } from '../../domain/relation/retention';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { noteErased } from '../segments/leave';
import { today } from './columns';
import { loadPurposes, purposeOfKind, purposeOfRow } from './declared-purposes';
import { lockChain } from './evidence';
import { clearSearches, deleteHostTraces } from './host-traces';
import { logAccess } from './log';
import { mergedInto } from './merged';
import { withPersonsLock } from './persons';
import { personTables } from './person-tables';
import { unlinkInteractions } from './unlink';

export type ErasureGround = (typeof ERASURE_GROUNDS)[number];
export type TableCount = EraseAnswer['tables'][number];

/** Erasures in one transaction; more are done in several. */
export const ERASED_AT_ONCE = 300;

/** By what an erasure is found again after the restore of an old backup; it tells nothing of the person. */
export const fingerprintOf = (pseudonym: string): string =>
  createHash('sha256').update(pseudonym).digest('hex');

/**
 * Erases a person on their request, or says why the law keeps the data (art. 17.3): then nothing changes. Data that
 * should never have been held (`unlawful`) is erased whatever its retention. `dryRun`: what it would do.
 * @throws NOT_FOUND, PERSONS_BUSY; InputError PURPOSE_UNKNOWN where it cannot be told how long the law keeps it
 */
export async function erasePerson(
  database: Database,
  { citizen, ground, dryRun }: z.infer<typeof eraseRequest>,
  user: string | null,
  locale: Locale,
): Promise<EraseAnswer> {
  const refused = ground === 'unlawful' ? [] : await refusalsOf(database, citizen, locale);
  if (refused.length > 0) {
    if (!dryRun) await logAccess(database, { user, action: 'erase_refused', citizen });
    return { erased: false, refused, tables: [] };
  }
  let tables: TableCount[] = [];
  try {
    await withPersonsLock(database, async (trx) => {
      tables = await eraseCitizens(trx, [citizen], { user, ground });
      if (dryRun) throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
  return { erased: !dryRun, refused, tables };
}

/** What an erasure would do is found out by doing it, and taking it back. */
class TakenBack extends Error {}

async function refusalsOf(
  database: Database,
  citizen: number,
  locale: Locale,
): Promise<EraseAnswer['refused']> {
  const row = await database('m57_citizens').where({ id: citizen }).first('registered_on');
  if (!row) throw new Refusal('NOT_FOUND', { what: `citizen ${citizen}` });
  const purpose = purposeOfRow(database, 'm57_interactions');
  const rows: { purpose: string; last: unknown }[] = await database('m57_interactions')
    .where({ citizen })
    .groupByRaw(purpose)
    .select(database.raw(`${purpose} as purpose`), database.raw('max(date) as last'));
  const uses: LastUse[] = rows.map((use) => ({ purpose: use.purpose, last: isoDate(use.last)! }));
  const registered = isoDate(row.registered_on);
  if (uses.length === 0 && registered !== null)
    uses.push({ purpose: purposeOfKind('registration'), last: registered });
  return erasureRefusals(uses, await loadPurposes(database), today()).map((refusal) => ({
    ...refusal,
    message: describe(refusalIssue(refusal), locale).message,
  }));
}

/**
 * Erases citizens, and those merged into them, from every table, in the caller's transaction and in a number of
 * statements that does not grow with them: at most ERASED_AT_ONCE at a time. Interactions stay without their person,
 * evidence as hashes, and the register of erasures knows them by a fingerprint. Returns rows by table.
 * @throws NOT_FOUND for a citizen who is not there (any more)
 */
export async function eraseCitizens(
  trx: Database,
  citizens: readonly number[],
  { user, ground }: { user: string | null; ground: ErasureGround },
): Promise<TableCount[]> {
  if (citizens.length === 0) return [];
  // No evidence is recorded of them, and nobody merges them, from here to the end.
  await lockChain(trx);
  const rows: { id: number | string; pseudonym: string }[] = await trx('m57_citizens')
    .whereIn('id', [...citizens])
    .orderBy('id')
    .forUpdate()
    .select('id', 'pseudonym');
  const pseudonyms = new Map(rows.map(({ id, pseudonym }) => [Number(id), pseudonym]));
  const missing = citizens.find((id) => !pseudonyms.has(id));
  if (missing !== undefined) throw new Refusal('NOT_FOUND', { what: `citizen ${missing}` });
  const merged = await mergedInto(trx, citizens);
  const ids = [...citizens, ...[...merged.values()].flat()];

  const holding = await personTables(trx);
  const withSegments = holding.some(({ capability }) => capability === 'segments');

  const counts = new Map<string, TableCount>();
  const count = (table: string, what: 'deleted' | 'anonymised', rowCount: number) => {
    const known = counts.get(table) ?? { table, deleted: 0, anonymised: 0 };
    known[what] += rowCount;
    if (rowCount > 0) counts.set(table, known);
  };
  const countHost = (host: Record<string, number>) => {
    for (const [table, number] of Object.entries(host)) count(table, 'deleted', number);
  };

  const contents: string[] = await trx('m57_merges').whereIn('merged', ids).pluck('content');
  await clearSearches(
    trx,
    ['m57_citizens', 'm57_identities', 'm57_interactions', 'm57_members'],
    [...pseudonyms.values(), ...(await wordsOf(trx, citizens))],
  );
  countHost(
    await deleteHostTraces(trx, {
      m57_citizens: ids,
      m57_identities: () => trx('m57_identities').whereIn('citizen', ids).select('id'),
      ...(withSegments && {
        m57_members: () => trx('m57_members').whereIn('citizen', ids).select('id'),
      }),
    }),
  );
  await clearLeftovers(trx);
  if (withSegments) await noteErased(trx, ids, user);
  for (const { table, by, erased } of holding) {
    if (erased === 'passing' || table === 'm57_citizens') continue;
    const found = trx(table).where((any) => {
      for (const column of by) void any.orWhereIn(column, ids);
    });
    if (erased === 'unlinked') {
      const { interactions, host } = await unlinkInteractions(trx, citizens);
      count(table, 'anonymised', interactions);
      countHost(host);
    } else if (erased === 'deleted') count(table, 'deleted', await found.delete());
    else
      count(
        table,
        'anonymised',
        await found.update(Object.fromEntries(erased.map((column) => [column, null]))),
      );
  }
  count(
    'm57_citizens',
    'deleted',
    await trx('m57_citizens')
      .whereIn('id', [...citizens])
      .delete(),
  );

  const tables = [...counts.values()];
  // Those merged into them too: an older backup has them apart.
  const fingerprints = [...pseudonyms.values(), ...contents.flatMap(pseudonymOf)].map(fingerprintOf);
  // How many rows it was tells of one person nothing that the tables did not.
  const report = JSON.stringify({ persons: citizens.length, tables });
  await trx('m57_erasures')
    .insert(
      fingerprints.map((fingerprint) => ({
        fingerprint,
        erased_on: Date.now(),
        erased_by: user,
        ground,
        report,
      })),
    )
    .onConflict('fingerprint')
    .ignore();
  await logAccess(trx, { user, action: 'erase', count: citizens.length, detail: ground });
  return tables;
}

/** What a search that somebody saved may hold of them: each word of a name, and the rest as a whole. */
async function wordsOf(trx: Database, citizens: readonly number[]): Promise<string[]> {
  const [names, others] = [
    ['last_name', 'first_name'],
    ['email', 'phone', 'address', 'email_key', 'phone_key'],
  ];
  const rows: Record<string, string | null>[] = await trx('m57_identities')
    .whereIn('citizen', [...citizens])
    .select([...names!, ...others!]);
  const keys: string[] = await trx('m57_citizen_keys')
    .whereIn('citizen', [...citizens])
    .pluck('key');
  return [
    ...rows.flatMap((row) => names!.flatMap((field) => nameTokens(row[field] ?? ''))),
    ...rows.flatMap((row) => others!.flatMap((field) => row[field] ?? [])),
    ...keys,
  ];
}

/** What an interrupted import left staged names persons, and serves nobody. */
async function clearLeftovers(trx: Database): Promise<void> {
  const running = () => trx('m57_jobs').whereIn('status', ['running', 'cancelling']).select('id');
  for (const table of ['m57_staging_people', 'm57_staging_interactions'])
    await trx(table).whereNotIn('job', running()).delete();
}

function pseudonymOf(content: string): string[] {
  const { citizen } = JSON.parse(content) as { citizen?: { pseudonym?: string } };
  return citizen?.pseudonym ? [citizen.pseudonym] : [];
}
