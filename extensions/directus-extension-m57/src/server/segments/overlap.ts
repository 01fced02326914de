import type { OverlapAnswer } from '../../contract/segments';
import { protectOverlap } from '../../domain/segments/overlap';
import { protectCount } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { readSuppressionRule } from '../relation/suppression-rule';
import { loadSegments } from './stored';

/**
 * Who is in exactly which of some segments, as they are stored.
 * @throws NOT_FOUND
 */
export async function readOverlap(database: Database, asked: readonly number[]): Promise<OverlapAnswer> {
  const ids = [...new Set(asked)];
  const found = new Map((await loadSegments(database, ids)).map((segment) => [segment.id, segment]));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new Refusal('NOT_FOUND', { what: `segment ${missing}` });
  const bits = ids.map((id, at) => `when ${id} then ${1 << at}`).join(' ');
  const masks = database('m57_members')
    .whereIn('segment', ids)
    .groupBy('citizen')
    .select(database.raw(`sum(case segment ${bits} end) as mask`));
  const rows: { mask: number | string; persons: number | string }[] = await database
    .from(masks.as('sets'))
    .groupBy('mask')
    .select('mask')
    .count({ persons: '*' });
  const counts = new Map(rows.map(({ mask, persons }) => [Number(mask), Number(persons)]));
  const rule = await readSuppressionRule(database);
  const within = (mask: number) => ids.filter((_, at) => mask & (1 << at));
  const sizeOf = (id: number) =>
    [...counts].reduce((sum, [mask, persons]) => sum + (within(mask).includes(id) ? persons : 0), 0);
  return {
    segments: ids.map((id) => ({
      id,
      name: found.get(id)!.name,
      size: protectCount({ count: sizeOf(id) }, rule).count,
    })),
    sets: protectOverlap(counts, ids.length, rule).map(({ mask, persons }) => ({
      segments: within(mask),
      persons,
    })),
  };
}
