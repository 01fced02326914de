import type { Stage } from './ledger';

/** Stages that hold realised figures, in the order of trust: they hold the same euros, so one is taken, never two. */
const REALISED: readonly Stage[] = ['CFU', 'CA', 'BAL', 'GL', 'PES'];
/** A voted budget is the primitive one and all that changed it: these add up. */
const VOTED: readonly Stage[] = ['BP', 'DM', 'BS'];

/**
 * Of the stages there are for a SIRET + budget + exercice, those that answer an analysis together; the first names
 * them. None where there is no stage.
 */
export function referenceStages(stages: readonly Stage[]): Stage[] {
  const realised = REALISED.find((stage) => stages.includes(stage));
  return realised ? [realised] : VOTED.filter((stage) => stages.includes(stage));
}
