import { z } from 'zod';
import { exercice, siret, stage } from './common';

/** `GET /m57/stages`: the stage that figures take, per SIRET + budget + exercice, and who chose it. */
export const referenceStage = z.object({
  siret,
  budget: z.string(),
  label: z.string(),
  exercice: z.number().int(),
  /** What there is to choose from; a voted stage stands for the voted budget (BP + DM + BS). */
  choices: z.array(stage),
  /** What the order of trust gives: CFU, CA, BAL, GL, PES, else the voted budget. */
  automatic: stage,
  /** What was chosen in its place; null: nothing was. It counts as long as it is among `choices`. */
  chosen: stage.nullable(),
  /** What figures take. */
  reference: stage,
  /** Choices made, the latest first; stage null: back to automatic. */
  changes: z.array(z.object({ stage: stage.nullable(), on: z.string(), by: z.string().nullable() })),
});
export type ReferenceStage = z.infer<typeof referenceStage>;

/** `POST /m57/stages`; stage null goes back to automatic. Answers with the line it changed. */
export const stageRequest = z.object({
  siret,
  budget: z.string().max(40),
  exercice,
  stage: stage.nullable(),
});
