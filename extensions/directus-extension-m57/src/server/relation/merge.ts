import { keysOf, type Named } from '../../domain/relation/normalise';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { insertId } from '../jobs';
import { isoDate } from '../rules/load';
import { movePasses } from '../rewards/merged-passes';
import { hasSegments } from '../segments/installed';
import { moveMembers } from '../segments/merged-members';
import { today } from './columns';
import { computeScores } from './engagement';
import { lockChain, refreshConsents } from './evidence';
import { logAccess } from './log';
import { freeze, pick, writeContent, type MergeContent, type Row } from './merge-content';
import { IDENTITY_FIELDS } from './names';

/** What a kept citizen takes over from the merged one where it has nothing. */
const COMPLETED = [
  'birth_year',
  'zone',
  'household',
  'household_size',
  'household_type',
  'quotient_band',
  'registered_on',
  'source',
] as const;

/**
 * Makes one citizen of two, in the caller's transaction: interactions and numbers in sources go to `keep`, whose own
 * data counts where both have some. Evidence stays as it was recorded; what it says holds for who is kept. All that is
 * needed to undo it is in m57_merges. Returns its id.
 * @throws NOT_FOUND, MERGE_ITSELF
 */
export async function mergeCitizens(
  trx: Database,
  { keep, merge }: { keep: number; merge: number },
  user: string | null,
): Promise<number> {
  if (keep === merge) throw new Refusal('MERGE_ITSELF');
  // Before anything is read: what is recorded meanwhile, MariaDB would not see, and the states would be without it.
  await lockChain(trx);
  const rows: Row[] = await trx('m57_citizens').whereIn('id', [keep, merge]).orderBy('id').forUpdate();
  const find = (id: number) => {
    const row = rows.find((one) => Number(one['id']) === id);
    if (!row) throw new Refusal('NOT_FOUND', { what: `citizen ${id}` });
    return row;
  };
  const [kept, merged] = [find(keep), find(merge)];
  const identities: Row[] = await trx('m57_identities').whereIn('citizen', [keep, merge]);
  const identityOf = (id: number) => identities.find(({ citizen }) => Number(citizen) === id) ?? null;
  const [keptIdentity, mergedIdentity] = [identityOf(keep), identityOf(merge)];

  const citizenFields = emptyIn(kept, merged, COMPLETED);
  const identityFields =
    keptIdentity && mergedIdentity ? emptyIn(keptIdentity, mergedIdentity, IDENTITY_FIELDS) : [];
  const content: MergeContent = {
    citizen: freeze(merged),
    identity: mergedIdentity && freeze(mergedIdentity),
    completed: {
      citizen: pick(kept, citizenFields),
      identity: keptIdentity && pick(keptIdentity, identityFields),
    },
    interactions: await idsOf(trx, 'm57_interactions', merge),
    keys: await idsOf(trx, 'm57_citizen_keys', merge),
    ...(await movePairs(trx, keep, merge)),
    ...((await hasSegments(trx)) && {
      ...(await moveMembers(trx, keep, merge)),
      ...(await movePasses(trx, keep, merge)),
    }),
  };

  if (citizenFields.length > 0)
    await trx('m57_citizens').where({ id: keep }).update(pick(merged, citizenFields));
  if (mergedIdentity && !keptIdentity)
    await trx('m57_identities').where({ citizen: merge }).update({ citizen: keep });
  else if (mergedIdentity) {
    await trx('m57_identities').where({ citizen: merge }).delete();
    if (identityFields.length > 0) {
      const completed = { ...keptIdentity, ...pick(mergedIdentity, identityFields) };
      await trx('m57_identities')
        .where({ citizen: keep })
        .update({ ...pick(mergedIdentity, identityFields), ...identityKeys(completed, kept) });
    }
  }
  for (const table of ['m57_interactions', 'm57_citizen_keys'])
    await trx(table).where({ citizen: merge }).update({ citizen: keep });
  for (const table of ['m57_consents', 'm57_scores']) await trx(table).where({ citizen: merge }).delete();
  await trx('m57_citizens').where({ id: merge }).delete();
  const id = await insertId(trx, 'm57_merges', {
    kept: keep,
    merged: merge,
    content: writeContent(content),
    merged_on: Date.now(),
    merged_by: user,
  });
  await refreshConsents(trx, [keep], user);
  await computeScores(trx, today(), [keep]);
  await logAccess(trx, { user, action: 'merge', citizen: keep, count: 2 });
  return id;
}

/** Keys to look persons up by, of an identity that was changed past the host. */
export function identityKeys(identity: Row, citizen: Row) {
  return keysOf({
    ...(identity as unknown as Named),
    birth_date: isoDate(identity['birth_date']),
    birth_year: citizen['birth_year'] as number | null,
  });
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';

const emptyIn = (kept: Row, merged: Row, fields: readonly string[]): string[] =>
  fields.filter((field) => isEmpty(kept[field]) && !isEmpty(merged[field]));

const idsOf = async (trx: Database, table: string, citizen: number): Promise<number[]> =>
  (await trx(table).where({ citizen }).orderBy('id').pluck('id')).map(Number);

/**
 * Pairs of the merged citizen with others become pairs of the kept one, unless there is such a pair already. The pair of
 * the two stays, as decided.
 */
async function movePairs(
  trx: Database,
  keep: number,
  merge: number,
): Promise<Pick<MergeContent, 'pairs' | 'moved_pairs'>> {
  const rows: Row[] = await trx('m57_duplicates')
    .where((either) => either.whereIn('citizen', [keep, merge]).orWhereIn('other', [keep, merge]))
    .orderBy('id');
  const others = (id: number) =>
    rows.flatMap((row) => {
      const [citizen, other] = [Number(row['citizen']), Number(row['other'])];
      const partner = citizen === id ? other : other === id ? citizen : null;
      return partner === null || partner === keep || partner === merge ? [] : [{ row, partner }];
    });
  const known = new Set(others(keep).map(({ partner }) => partner));
  const pairs: Row[] = [];
  const moved: number[] = [];
  for (const { row, partner } of others(merge)) {
    pairs.push(freeze(row));
    const where = trx('m57_duplicates').where({ id: row['id'] });
    if (known.has(partner)) await where.delete();
    else {
      await where.update({ citizen: Math.min(keep, partner), other: Math.max(keep, partner) });
      moved.push(Number(row['id']));
    }
  }
  return { pairs, moved_pairs: moved };
}
