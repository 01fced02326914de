import type { Stage } from './ledger';

/** Stages that hold realised figures, in the order of trust: they hold the same euros, so one is taken, never two. */
const REALISED: readonly Stage[] = ['CFU', 'CA', 'BAL', 'GL', 'PES'];
/** A voted budget is the primitive one and all that changed it: these add up. */
const VOTED: readonly Stage[] = ['BP', 'DM', 'BS'];

/**
 * Of the stages there are for a SIRET + budget + exercice, those that answer an analysis together; the first names
 * them. None where there is no stage. `chosen`: the one that people prefer to what the order of trust gives; it
 * counts for nothing where it is not there (any more).
 */
export function referenceStages(stages: readonly Stage[], chosen: Stage | null = null): Stage[] {
  const voted = VOTED.filter((stage) => stages.includes(stage));
  if (chosen !== null && stages.includes(chosen)) return VOTED.includes(chosen) ? voted : [chosen];
  const realised = REALISED.find((stage) => stages.includes(stage));
  return realised ? [realised] : voted;
}

/** The references that people can choose among: each realised stage, and the voted budget under its first stage. */
export function stageChoices(stages: readonly Stage[]): Stage[] {
  const voted = VOTED.find((stage) => stages.includes(stage));
  return [...REALISED.filter((stage) => stages.includes(stage)), ...(voted ? [voted] : [])];
}
