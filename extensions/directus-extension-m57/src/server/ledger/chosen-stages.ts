import type { Stage } from '../../domain/ledger';
import type { Database } from '../host';
import { readSettings, writeSetting } from '../stored-settings';

/** What people chose for one SIRET + budget + exercice, and every choice before. */
export interface ChosenStage {
  stage: Stage | null;
  /** Oldest first; `by` is a user of the host. */
  changes: { stage: Stage | null; on: string; by: string | null }[];
}

export interface BudgetYear {
  siret: string;
  budget: string;
  exercice: number;
}

/** As many as a text column holds on every database. */
const MOST_CHANGES = 300;

export const stageKey = ({ siret, budget, exercice }: BudgetYear): string =>
  `stage:${siret}:${budget}:${exercice}`;

/** By `stageKey`. */
export const loadChosenStages = (database: Database): Promise<Map<string, ChosenStage>> =>
  readSettings<ChosenStage>(database, 'stage:');

/** Keeps a choice, and who made it when. */
export async function storeChosenStage(
  database: Database,
  of: BudgetYear,
  stage: Stage | null,
  user: string | null,
): Promise<void> {
  const name = stageKey(of);
  await database.transaction(async (trx) => {
    const former = (await loadChosenStages(trx)).get(name);
    const changes = [...(former?.changes ?? []), { stage, on: new Date().toISOString(), by: user }].slice(
      -MOST_CHANGES,
    );
    await writeSetting(trx, name, { stage, changes } satisfies ChosenStage);
  });
}
