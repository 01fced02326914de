import { z } from 'zod';
import { citizenCosts } from './citizens';
import { requestCard } from './interactions';

const id = z.number().int();

/**
 * `POST /m57/citizens/figures`: what other software shows beside a person it knows. Who it is stands in the body,
 * never in an address, which logs and proxies keep. Logged as a reading.
 */
export const figuresRequest = z
  .strictObject({
    source: z.string().min(1).max(80).optional(),
    key: z.string().min(1).max(120).optional(),
    pseudonym: z.string().min(1).max(40).optional(),
    /** Code of the purpose for which the engagement score is asked. */
    engagement_for: z.string().max(40).optional(),
  })
  .refine(
    ({ source, key, pseudonym }) =>
      pseudonym === undefined
        ? source !== undefined && key !== undefined
        : source === undefined && key === undefined,
    'source + key, ou pseudonym / or pseudonym',
  );
export const citizenFigures = z.object({
  pseudonym: z.string(),
  /** In which the person is, and for whose purpose they may be used today. */
  segments: z.array(z.object({ id, name: z.string(), purpose: z.string() })),
  open: z.array(requestCard.omit({ citizen: true })),
  costs: citizenCosts,
  /** Null: not asked for, or not allowed of this person. */
  engagement: z.number().int().nullable(),
});
export type CitizenFigures = z.infer<typeof citizenFigures>;
