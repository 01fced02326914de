import type { z } from 'zod';
import type { duplicateDecision, mergeRecord } from '../../contract/citizens';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { mergeCitizens } from './merge';
import { readMerges, withoutName } from './merges';
import { withPersonsLock } from './persons';
import { undoMerge } from './unmerge';

/**
 * What somebody says of a pair: the same person, and they become one; or not, and it is not asked again
 * unless this is taken back.
 * @throws NOT_FOUND, DUPLICATE_DECIDED, MERGE_NOT_OF_PAIR
 */
export async function decideDuplicate(
  database: Database,
  id: number,
  decision: z.infer<typeof duplicateDecision>,
  user: string | null,
): Promise<void> {
  await withPersonsLock(database, async (trx) => {
    const pair = await trx('m57_duplicates').where({ id }).forUpdate().first();
    if (!pair) throw new Refusal('NOT_FOUND', { what: `duplicate ${id}` });
    if (decision.decision === 'undecided') {
      if (pair.status === 'merged') throw new Refusal('DUPLICATE_DECIDED');
      await trx('m57_duplicates')
        .where({ id })
        .update({ status: 'waiting', decided_on: null, decided_by: null });
      return;
    }
    if (pair.status !== 'waiting') throw new Refusal('DUPLICATE_DECIDED');
    const decide = (status: string) =>
      trx('m57_duplicates').where({ id }).update({ status, decided_on: Date.now(), decided_by: user });
    if (decision.decision === 'different') {
      await decide('different');
      return;
    }
    const both = [Number(pair.citizen), Number(pair.other)];
    const { keep } = decision;
    if (!both.includes(keep)) throw new Refusal('MERGE_NOT_OF_PAIR');
    await mergeCitizens(trx, { keep, merge: both.find((one) => one !== keep)! }, user);
    await decide('merged');
  });
}

/** Two that nobody proposed. */
export async function mergeAny(
  database: Database,
  pair: { keep: number; merge: number },
  user: string | null,
): Promise<z.infer<typeof mergeRecord>> {
  const id = await withPersonsLock(database, async (trx) => {
    const made = await mergeCitizens(trx, pair, user);
    await trx('m57_duplicates')
      .where({
        citizen: Math.min(pair.keep, pair.merge),
        other: Math.max(pair.keep, pair.merge),
        status: 'waiting',
      })
      .update({ status: 'merged', decided_on: Date.now(), decided_by: user });
    return made;
  });
  const [merge] = await readMerges(database, (query) => query.where('merge.id', id));
  return withoutName(merge!);
}

/** Two again. Throws as undoMerge does. */
export const takeBackMerge = (database: Database, id: number, user: string | null): Promise<void> =>
  withPersonsLock(database, (trx) => undoMerge(trx, id, user));
