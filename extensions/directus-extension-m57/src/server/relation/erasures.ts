import type { z } from 'zod';
import type { ErasureRegister, replayAnswer } from '../../contract/privacy';
import { bulkInsert } from '../bulk';
import type { Database } from '../host';
import { ERASED_AT_ONCE, eraseCitizens, fingerprintOf } from './erase';
import { logAccess } from './log';
import { withPersonsLock } from './persons';

const BLOCK = 5000;

/** The register of erasures, to be kept outside this database: it tells nothing of anybody. */
export async function readErasures(database: Database, user: string | null): Promise<ErasureRegister> {
  const rows = await database('m57_erasures').orderBy('id').select('fingerprint', 'erased_on', 'ground');
  await logAccess(database, { user, action: 'erasures', count: rows.length });
  return {
    made_on: new Date().toISOString(),
    erasures: rows.map(({ fingerprint, erased_on, ground }) => ({
      fingerprint,
      erased_on: new Date(Number(erased_on)).toISOString(),
      ground,
    })),
  };
}

/**
 * After the restore of an old backup: what a register (or a part of it) knows and this database does not is written
 * down, and who is back is erased again. Doing it twice changes nothing.
 */
export async function replayErasures(
  database: Database,
  { erasures }: ErasureRegister,
  user: string | null,
): Promise<z.infer<typeof replayAnswer>> {
  const wanted = new Map(erasures.map((erasure) => [erasure.fingerprint, erasure]));
  const back = await citizensOf(database, wanted);
  for (let start = 0; start < back.length; start += ERASED_AT_ONCE)
    await withPersonsLock(database, (trx) =>
      eraseCitizens(trx, back.slice(start, start + ERASED_AT_ONCE), { user, ground: 'replay' }),
    );
  await rememberErasures(database, [...wanted.values()], user);
  await logAccess(database, { user, action: 'replay', count: back.length });
  return { found: back.length, erased: back.length };
}

async function citizensOf(database: Database, wanted: ReadonlyMap<string, unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let after = 0; ;) {
    const rows: { id: number | string; pseudonym: string }[] = await database('m57_citizens')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BLOCK)
      .select('id', 'pseudonym');
    if (rows.length === 0) return found;
    after = Number(rows.at(-1)!.id);
    for (const { id, pseudonym } of rows) if (wanted.has(fingerprintOf(pseudonym))) found.push(Number(id));
  }
}

/** So that the register of this database is whole again. */
async function rememberErasures(
  database: Database,
  erasures: readonly ErasureRegister['erasures'][number][],
  user: string | null,
): Promise<void> {
  await database.transaction(async (trx) => {
    const known = new Set<string>();
    for (let start = 0; start < erasures.length; start += BLOCK)
      for (const fingerprint of await trx('m57_erasures')
        .whereIn(
          'fingerprint',
          erasures.slice(start, start + BLOCK).map((erasure) => erasure.fingerprint),
        )
        .pluck('fingerprint'))
        known.add(fingerprint as string);
    await bulkInsert(
      trx,
      'm57_erasures',
      ['fingerprint', 'erased_on', 'erased_by', 'ground', 'report'],
      erasures
        .filter(({ fingerprint }) => !known.has(fingerprint))
        .map(({ fingerprint, erased_on, ground }) => [
          fingerprint,
          Date.parse(erased_on),
          user,
          ground,
          JSON.stringify({ replayed: true }),
        ]),
    );
  });
}
