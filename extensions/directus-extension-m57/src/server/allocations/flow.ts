import type { Accountability } from '@directus/types';
import { runRequest, type RunAnswer } from '../../contract/allocations';
import { accessOf } from '../access';
import { Refusal } from '../errors';
import type { Host } from '../host';
import { readiness } from '../status';
import { localeOfUser } from '../text';
import { createRun } from './create';

export interface AllocationFlowOptions {
  exercice?: string | number | null;
  siret?: string | null;
  budget?: string | null;
  method?: string | null;
  name?: string | null;
  /** With which rights: those of whoever set the Flow off, or all (the Flow is an administrator's). */
  permissions?: '$trigger' | '$full' | null;
}

/** Computes a run for a Flow and answers it; throws where it may not or cannot, so that the Flow knows. */
export async function allocateFromFlow(
  host: Host,
  { permissions, ...fields }: AllocationFlowOptions,
  trigger: Accountability | null,
): Promise<RunAnswer> {
  const { database } = host;
  if ((await readiness(host)) !== 'ready') throw new Refusal('NOT_INSTALLED');
  // A Flow that a schedule sets off has no caller: it is the administrator's who made it.
  const may = permissions === '$full' || trigger === null || (await accessOf(database, trigger)).allocations;
  if (!may) throw new Refusal('RUN_NOT_ALLOWED');
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
  const user = trigger?.user ?? null;
  return createRun(database, runRequest.parse(given), user, await localeOfUser(database, user));
}
