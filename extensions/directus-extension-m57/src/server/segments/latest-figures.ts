import type { Database } from '../host';
import { loadValidatedRuns, type ValidatedRun } from '../allocations/validated';
import { readYears } from '../relation/years';

/** The year that costs by group begin with: the latest with uses and a validated run, else the latest with uses. */
export async function latestFigures(
  database: Database,
): Promise<{ exercice: number; run: ValidatedRun | null } | null> {
  const [years, runs] = await Promise.all([readYears(database), loadValidatedRuns(database)]);
  const exercice = years.find((year) => runs.has(year)) ?? years[0];
  return exercice === undefined ? null : { exercice, run: runs.get(exercice) ?? null };
}
