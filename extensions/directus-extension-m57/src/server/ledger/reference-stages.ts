import type { z } from 'zod';
import type { ReferenceStage, stageRequest } from '../../contract/stages';
import { referenceStages, stageChoices } from '../../domain/stages';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { loadChosenStages, stageKey, storeChosenStage } from './chosen-stages';
import { userNames } from '../user-names';
import { byBudget, currentDocuments } from './documents';

/** The reference stage of every budget and year, newest year first. */
export async function listReferenceStages(database: Database): Promise<ReferenceStage[]> {
  const [documents, chosen] = await Promise.all([currentDocuments(database), loadChosenStages(database)]);
  const names = await userNames(
    database,
    [...chosen.values()].flatMap(({ changes }) => changes.flatMap(({ by }) => by ?? [])),
  );
  return byBudget(documents).map((group) => {
    const { siret, budget, label, exercice } = group[0]!;
    const stages = [...new Set(group.map(({ stage }) => stage))];
    const choice = chosen.get(stageKey(group[0]!));
    return {
      siret,
      budget,
      label,
      exercice,
      choices: stageChoices(stages),
      automatic: referenceStages(stages)[0]!,
      chosen: choice?.stage ?? null,
      reference: referenceStages(stages, choice?.stage)[0]!,
      changes: [...(choice?.changes ?? [])]
        .reverse()
        .map(({ by, ...change }) => ({ ...change, by: by === null ? null : (names.get(by) ?? null) })),
    };
  });
}

/** Chooses the stage that all figures of a budget and year take from now on; null goes back to automatic. */
export async function chooseReferenceStage(
  database: Database,
  { stage, ...of }: z.infer<typeof stageRequest>,
  user: string | null,
): Promise<ReferenceStage> {
  const find = async () =>
    (await listReferenceStages(database)).find((line) => stageKey(line) === stageKey(of));
  const line = await find();
  if (!line || (stage !== null && !line.choices.includes(stage)))
    throw new Refusal('NOT_FOUND', { what: [stage, of.exercice, of.siret, of.budget].join(' ').trim() });
  await storeChosenStage(database, of, stage, user);
  return (await find())!;
}
