import type { Database } from '../host';

/** So many ids in one list of a statement. */
const BLOCK = 500;

/**
 * For each citizen the ids of those merged into it, directly or by others in between; their evidence is its own.
 * Merges that were undone do not count. Citizens that nobody was merged into are not in the answer.
 */
export async function mergedInto(
  database: Database,
  citizens: readonly number[],
): Promise<Map<number, number[]>> {
  const merged = new Map<number, number[]>();
  const owner = new Map(citizens.map((citizen) => [citizen, citizen]));
  let layer = [...new Set(citizens)];
  while (layer.length > 0) {
    const next: number[] = [];
    for (let start = 0; start < layer.length; start += BLOCK) {
      const rows: { kept: number | string; merged: number | string }[] = await database('m57_merges')
        .whereIn('kept', layer.slice(start, start + BLOCK))
        .whereNull('undone_on')
        .select('kept', 'merged');
      for (const row of rows) {
        const [kept, gone] = [owner.get(Number(row.kept))!, Number(row.merged)];
        if (owner.has(gone)) continue;
        owner.set(gone, kept);
        merged.set(kept, [...(merged.get(kept) ?? []), gone]);
        next.push(gone);
      }
    }
    layer = next;
  }
  return merged;
}
