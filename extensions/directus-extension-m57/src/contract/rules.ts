import { z } from 'zod';
import { AXES } from '../domain/rules/rule';
import { issue, ledgerQuery, money, usedDocument } from './common';

export const axis = z.enum(AXES);

const sides = z.object({ lines: z.number().int(), expense: money, revenue: money });

/** `POST /m57/rules/check`: is this formula right, and what does it catch? */
export const checkRequest = ledgerQuery.extend({ formula: z.string().max(10_000) });
export const checkAnswer = z.object({
  valid: z.boolean(),
  /** Where the formula is wrong (1-based column) and what was expected. */
  error: issue.nullable(),
  matched: sides.nullable(),
});
export type CheckAnswer = z.infer<typeof checkAnswer>;

/** `GET /m57/rules/coverage`: operating lines (section F) of the chosen documents, on one axis each. */
export const coverageQuery = ledgerQuery;
export const axisCoverage = z.object({
  axis,
  total: sides,
  covered: sides,
  /** Matched by no rule. */
  unmatched: sides,
  /** Matched by several rules of one priority: an error to mend. */
  conflicting: sides,
  /** Share of expense + revenue that is covered, in hundredths of a percent (9712 = 97.12 %), rounded down. */
  rate: z.number().int(),
  /** The largest imputations without a rule, or with several. */
  samples: z.array(
    z.object({
      reason: z.enum(['unmatched', 'conflicting']),
      section: z.string().nullable(),
      direction: z.string(),
      kind: z.string(),
      nature: z.string(),
      fonction: z.string().nullable(),
      label: z.string().nullable(),
      lines: z.number().int(),
      amount: money,
      rules: z.array(z.number().int()),
    }),
  ),
});
export const ruleCoverage = z.object({
  rule: z.number().int(),
  /** All that the formula catches, and what is left of it after higher priorities. */
  caught: sides,
  kept: sides,
  error: issue.nullable(),
});
export const coverageAnswer = z.object({
  documents: z.array(usedDocument),
  axes: z.array(axisCoverage),
  rules: z.array(ruleCoverage),
});
export type CoverageAnswer = z.infer<typeof coverageAnswer>;

/** `GET /m57/rules/defaults`: the sets an admin can adopt. `POST /m57/rules/adopt {set}` creates services and rules. */
export const ruleSet = z.object({
  id: z.string(),
  label: z.string(),
  description: z.string(),
  declensions: z.array(z.string()),
  rules: z.number().int(),
  services: z.number().int(),
  /** True for the set that fits the plans of the imported documents best. */
  suggested: z.boolean(),
});
export const adoptRequest = z.object({ set: z.string().max(40) });
export const adoptAnswer = z.object({
  services_created: z.number().int(),
  rules_created: z.number().int(),
  rules_kept: z.number().int(),
});
