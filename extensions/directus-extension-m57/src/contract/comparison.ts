import { z } from 'zod';
import { COMPARED_GROUPS } from '../domain/comparison';
import { exercice, money, siret, sirets, stage, usedDocument } from './common';

const inhabitants = z.number().int().min(1).max(100_000_000);
const year = z.string().regex(/^(19|20)\d\d$/);
/** Inhabitants by year, as INSEE publishes them. */
export const populations = z.record(year, inhabitants);

/** `GET /m57/peers`: the authority's own budgets and those it compares itself with. */
export const comparedAuthority = z.object({
  siret,
  name: z.string(),
  /** Another authority: its accounts enter no figure but the comparison. */
  peer: z.boolean(),
  populations,
  /** Years of which accounts are in. */
  exercices: z.array(z.number().int()),
});
export type ComparedAuthorityAnswer = z.infer<typeof comparedAuthority>;

/** `POST /m57/peers`: another authority to compare with, or another name for it. */
export const peerRequest = z.object({ siret, name: z.string().trim().min(1).max(120) });

/** `POST /m57/populations`, of one's own or of a peer; null forgets a year, years left out stay. */
export const populationsRequest = z.object({
  siret,
  populations: z.record(year, inhabitants.nullable()),
});

/** `GET /m57/comparison`: `siret` is one's own, `peers` a choice among them; without, the first and all. */
export const comparisonQuery = z.object({
  exercice: exercice.optional(),
  siret: siret.optional(),
  peers: sirets.optional(),
});

export const comparison = z.object({
  exercice: z.number().int().nullable(),
  /** What there is to choose from. */
  exercices: z.array(z.number().int()),
  own: z.array(z.object({ siret, name: z.string() })),
  /** One's own first. Of its budgets the principal one counts (00), as in the balances of the others. */
  authorities: z.array(
    z.object({
      siret,
      name: z.string(),
      own: z.boolean(),
      inhabitants: inhabitants.nullable(),
      /** Of which year the population is. */
      population_year: z.number().int().nullable(),
      /** The balance; of one's own, its reference stage where it has none. */
      stages: z.array(stage),
      measure: z.enum(['realised', 'budgeted']),
      documents: z.array(usedDocument),
    }),
  ),
  groups: z.array(
    z.object({
      group: z.enum(COMPARED_GROUPS.map(({ group }) => group)),
      formula: z.string(),
      direction: z.enum(['D', 'R']),
      /** In the order of `authorities`; null where accounts or population are missing. */
      values: z.array(z.object({ amount: money.nullable(), per_inhabitant: money.nullable() })),
      /** Of the peers. */
      median: money.nullable(),
    }),
  ),
});
export type Comparison = z.infer<typeof comparison>;
