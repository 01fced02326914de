import { z } from 'zod';

/** `GET /m57/jobs` (running, and what has just ended) and `GET /m57/jobs/:id`. */
export const job = z.object({
  id: z.number().int(),
  kind: z.string(),
  subject: z.string(),
  status: z.enum(['running', 'cancelling', 'cancelled', 'done', 'failed']),
  progress: z.number().int(),
  /** What it works on, or made: an import, a run. */
  target: z.number().int().nullable(),
  result: z.string().nullable(),
});
export type JobAnswer = z.infer<typeof job>;
