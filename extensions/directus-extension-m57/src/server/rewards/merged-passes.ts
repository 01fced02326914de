import type { Database } from '../host';
import type { MergeContent } from '../relation/merge-content';

/** A pass goes to who is kept, with its uses; where both have one of a reward, both stay good. */
export async function movePasses(
  trx: Database,
  keep: number,
  merge: number,
): Promise<Required<Pick<MergeContent, 'passes'>>> {
  // Passes first: whoever takes a use holds the pass.
  const rows: { id: number }[] = await trx('m57_passes')
    .where({ citizen: merge })
    .orderBy('id')
    .forUpdate()
    .select('id');
  for (const table of ['m57_passes', 'm57_pass_uses'])
    await trx(table).where({ citizen: merge }).update({ citizen: keep });
  return { passes: rows.map(({ id }) => id) };
}

/** Passes as they were, with the uses that were made since. */
export async function returnPasses(
  trx: Database,
  { passes = [] }: MergeContent,
  keep: number,
  merge: number,
): Promise<void> {
  await trx('m57_passes').whereIn('id', passes).where({ citizen: keep }).update({ citizen: merge });
  await trx('m57_pass_uses').whereIn('pass', passes).where({ citizen: keep }).update({ citizen: merge });
}
