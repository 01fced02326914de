import type { Database } from '../host';
import { freeze, thaw, type MergeContent, type Row } from '../relation/merge-content';

/**
 * The kept one is in the segments of both until they are refreshed, since a campaign may run on them. What entered and
 * left stays with the number that each of them had, as evidence does.
 */
export async function moveMembers(
  trx: Database,
  keep: number,
  merge: number,
): Promise<Required<Pick<MergeContent, 'members' | 'moved_members'>>> {
  const rows: Row[] = await trx('m57_members').where({ citizen: merge }).orderBy('id');
  const both: number[] = await trx('m57_members').where({ citizen: keep }).pluck('segment');
  const [twice, alone] = [true, false].map((is) =>
    rows.filter(({ segment }) => both.includes(Number(segment)) === is),
  ) as [Row[], Row[]];
  const idsOf = (some: Row[]) => some.map(({ id }) => Number(id));
  await trx('m57_members').whereIn('id', idsOf(alone)).update({ citizen: keep });
  await trx('m57_members').whereIn('id', idsOf(twice)).delete();
  await trx('m57_segments')
    .whereIn(
      'id',
      twice.map(({ segment }) => Number(segment)),
    )
    .decrement('size', 1);
  return { members: rows.map(freeze), moved_members: idsOf(alone) };
}

/** Memberships as they were; not of segments that are gone, nor what the kept one has left since. */
export async function giveMembers(
  trx: Database,
  { members = [], moved_members = [] }: MergeContent,
  keep: number,
  merge: number,
): Promise<void> {
  const there = new Set<number>(await trx('m57_segments').pluck('id'));
  for (const row of members.map(thaw)) {
    const { id, segment } = row;
    if (moved_members.includes(Number(id)))
      await trx('m57_members').where({ id, citizen: keep }).update({ citizen: merge });
    else if (there.has(Number(segment))) {
      await trx('m57_members').insert(row);
      await trx('m57_segments')
        .where({ id: Number(segment) })
        .increment('size', 1);
    }
  }
}
