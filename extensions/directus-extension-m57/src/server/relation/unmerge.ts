import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from './columns';
import { computeScores } from './engagement';
import { lockChain, refreshConsents } from './evidence';
import { logAccess } from './log';
import { identityKeys } from './merge';
import { freeze, readContent, thaw, type MergeContent, type Row } from './merge-content';
import { returnPasses } from '../rewards/merged-passes';
import { hasSegments } from '../segments/installed';
import { giveMembers } from '../segments/merged-members';

/** So many ids in one list of a statement. */
const BLOCK = 1000;

/**
 * Makes two citizens of one again, with the ids they had, in the caller's transaction. What came to the kept one since
 * stays there, and so does what staff have changed of it.
 * @throws NOT_FOUND, MERGE_UNDONE, MERGE_NOT_UNDOABLE where something that was merged is not there any more.
 */
export async function undoMerge(trx: Database, id: number, user: string | null): Promise<void> {
  await lockChain(trx);
  const row = await trx('m57_merges').where({ id }).forUpdate().first();
  if (!row) throw new Refusal('NOT_FOUND', { what: `merge ${id}` });
  if (row.undone_on !== null) throw new Refusal('MERGE_UNDONE');
  const [keep, merge] = [Number(row.kept), Number(row.merged)];
  const content = readContent(row.content);
  const kept: Row | undefined = await trx('m57_citizens').where({ id: keep }).forUpdate().first();
  if (!kept) throw new Refusal('MERGE_KEPT_GONE');

  if ((await giveBack(trx, 'm57_interactions', content.interactions, keep, merge)) > 0)
    throw new Refusal('MERGE_INTERACTIONS_GONE');
  await giveBack(trx, 'm57_citizen_keys', content.keys, keep, merge);
  await trx('m57_citizens').insert(thaw(content.citizen));
  const emptied = stillCompleted(kept, content.completed.citizen, content.citizen);
  if (Object.keys(emptied).length > 0) await trx('m57_citizens').where({ id: keep }).update(emptied);
  await giveIdentity(trx, content, { ...kept, ...emptied }, merge);
  await givePairs(trx, content, keep, merge);
  if (content.members && (await hasSegments(trx))) {
    await giveMembers(trx, content, keep, merge);
    await returnPasses(trx, content, keep, merge);
  }

  await trx('m57_merges').where({ id }).update({ undone_on: Date.now(), undone_by: user });
  await refreshConsents(trx, [keep, merge], user);
  await computeScores(trx, today(), [keep, merge]);
  await logAccess(trx, { user, action: 'unmerge', citizen: keep, count: 2 });
}

/** How many of them are not the kept one's any more. */
async function giveBack(
  trx: Database,
  table: string,
  ids: readonly number[],
  keep: number,
  merge: number,
): Promise<number> {
  let missing = ids.length;
  for (let start = 0; start < ids.length; start += BLOCK)
    missing -= await trx(table)
      .whereIn('id', ids.slice(start, start + BLOCK))
      .where({ citizen: keep })
      .update({ citizen: merge });
  return missing;
}

/** Of what was filled in, the former values of what nobody has changed since. */
function stillCompleted(row: Row, completed: Row, from: Row): Row {
  const now = freeze(row);
  const isSame = (field: string) => JSON.stringify(now[field]) === JSON.stringify(from[field]);
  return Object.fromEntries(Object.entries(completed).filter(([field]) => isSame(field)));
}

async function giveIdentity(
  trx: Database,
  { identity, completed }: MergeContent,
  kept: Row,
  merge: number,
): Promise<void> {
  if (!identity) return;
  const keep = kept['id'];
  if (completed.identity === null) {
    await trx('m57_identities').where({ id: identity['id'], citizen: keep }).update({ citizen: merge });
    return;
  }
  await trx('m57_identities').insert(thaw(identity));
  const own: Row | undefined = await trx('m57_identities').where({ citizen: keep }).first();
  if (!own) return;
  const emptied = stillCompleted(own, completed.identity, identity);
  if (Object.keys(emptied).length > 0)
    await trx('m57_identities')
      .where({ citizen: keep })
      .update({ ...emptied, ...identityKeys({ ...own, ...emptied }, kept) });
}

/** Pairs as they were; that of the two is to be reviewed again. */
async function givePairs(
  trx: Database,
  { pairs, moved_pairs }: MergeContent,
  keep: number,
  merge: number,
): Promise<void> {
  for (const pair of pairs.map(thaw)) {
    const { id, citizen, other } = pair;
    if (moved_pairs.includes(Number(id)))
      await trx('m57_duplicates').where({ id }).update({ citizen, other });
    else await trx('m57_duplicates').insert(pair).onConflict(['citizen', 'other']).ignore();
  }
  await trx('m57_duplicates')
    .where({ citizen: Math.min(keep, merge), other: Math.max(keep, merge), status: 'merged' })
    .update({ status: 'waiting', decided_on: null, decided_by: null });
}
