import type { Accountability } from '@directus/types';
import { z } from 'zod';
import type { RefreshAnswer } from '../../contract/segments';
import { accessOf } from '../access';
import { Refusal } from '../errors';
import type { Host } from '../host';
import { readiness } from '../status';
import { refreshNow } from './auto';

export interface SegmentFlowOptions {
  segment?: string | number | null;
  /** With which rights: those of whoever set the Flow off, or all (the Flow is an administrator's). */
  permissions?: '$trigger' | '$full' | null;
}

/** Refreshes a segment for a Flow and answers what came of it; throws where it may not or cannot. */
export async function refreshFromFlow(
  host: Host,
  { segment, permissions }: SegmentFlowOptions,
  trigger: Accountability | null,
): Promise<RefreshAnswer & { segment: number; name: string }> {
  const { database } = host;
  if ((await readiness(host, 'segments')) !== 'ready') throw new Refusal('SEGMENTS_NOT_INSTALLED');
  // A Flow that a schedule sets off has no caller: it is the administrator's who made it.
  const may = permissions === '$full' || trigger === null || (await accessOf(database, trigger)).targeting;
  if (!may) throw new Refusal('SEGMENT_NOT_ALLOWED');
  const id = z.coerce.number().int().parse(segment);
  const answer = await refreshNow(database, id, trigger?.user ?? null);
  const { name } = await database('m57_segments').where({ id }).first('name');
  return { segment: id, name, ...answer };
}
