import { z } from 'zod';
import { exercice, formula, money, siret, stage, usedDocument } from './common';

/** What one budget pays another; both sides are formulas, real operations only whatever they say. */
export const eliminationPair = z.object({
  id: z.string().regex(/^[\w-]{1,40}$/),
  label: z.object({ fr: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
  expense: formula.max(500),
  revenue: formula.max(500),
});
export const eliminationPairs = z
  .array(eliminationPair)
  .max(30)
  .refine((pairs) => new Set(pairs.map(({ id }) => id)).size === pairs.length, 'id: twice');

/** `GET /m57/consolidation/pairs`; `POST` with pairs changes them, with null goes back to those of the package. */
export const pairsAnswer = z.object({ changed: z.boolean(), pairs: eliminationPairs });
export const pairsRequest = z.object({ pairs: eliminationPairs.nullable() });

/** `budgets`: "siret:budget" separated by commas; without, all of the authority's own. */
export const consolidationQuery = z.object({
  exercice: exercice.optional(),
  budgets: z.string().max(10_000).optional(),
});

const sides = z.object({ expense: money, revenue: money });
/** Of one section, before and after what budgets pay one another is taken out. */
const sectionTotals = z.object({
  /** null: lines whose section nothing tells. */
  section: z.enum(['F', 'I']).nullable(),
  total: sides,
  eliminated: sides,
  consolidated: sides,
});

export const consolidatedBudget = z.object({
  siret,
  budget: z.string(),
  label: z.string(),
  stages: z.array(stage),
  chosen: z.boolean(),
});

/** `GET /m57/consolidation`: real operations of the year, without results carried forward. */
export const consolidation = z.object({
  exercice: z.number().int().nullable(),
  documents: z.array(usedDocument),
  measure: z.enum(['realised', 'budgeted']),
  /** All there is to choose from in that year; `sections` and `pairs` follow the order of the chosen ones. */
  budgets: z.array(consolidatedBudget.extend({ sections: z.array(sectionTotals) })),
  sections: z.array(sectionTotals),
  pairs: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      /** The two formulas. */
      expense_formula: z.string(),
      revenue_formula: z.string(),
      expense: money,
      revenue: money,
      eliminated: money,
      /** expense − revenue: what one side says and the other does not. */
      residue: money,
      budgets: z.array(
        z.object({
          siret,
          budget: z.string(),
          label: z.string(),
          expense: money,
          revenue: money,
          eliminated: sides,
        }),
      ),
    }),
  ),
});
export type Consolidated = z.infer<typeof consolidation>;
