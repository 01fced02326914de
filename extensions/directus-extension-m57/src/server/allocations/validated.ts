import { Refusal } from '../errors';
import type { Database } from '../host';
import { loadRun } from './results';

export interface ValidatedRun {
  id: number;
  name: string;
  exercice: number;
  /** ISO date and time. */
  validated_on: string | null;
}

/** The latest validated run of each exercice. */
export async function loadValidatedRuns(database: Database): Promise<Map<number, ValidatedRun>> {
  const runs: (Omit<ValidatedRun, 'validated_on'> & { validated_on: unknown })[] = await database('m57_runs')
    .where({ status: 'validated' })
    .whereNotNull('fingerprint')
    .orderBy(['validated_on', 'id'])
    .select('id', 'name', 'exercice', 'validated_on');
  return new Map(runs.map((run) => [run.exercice, withDate(run)]));
}

/** @throws Refusal NOT_FOUND; RUN_MUST_BE_VALIDATED for a draft, and for one that was reversed */
export async function loadValidatedRun(database: Database, id: number): Promise<ValidatedRun> {
  const { name, exercice, status, validated_on } = await loadRun(database, id);
  if (status !== 'validated') throw new Refusal('RUN_MUST_BE_VALIDATED', { name });
  return withDate({ id, name, exercice, validated_on });
}

const withDate = <T extends { validated_on: unknown }>(run: T) => ({
  ...run,
  validated_on: run.validated_on === null ? null : new Date(run.validated_on as string).toISOString(),
});
