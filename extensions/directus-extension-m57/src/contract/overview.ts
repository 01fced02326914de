import { z } from 'zod';
import { money, usedDocument } from './common';
import { importListItem } from './imports';

/** `GET /m57/overview`: the start page. Steps in the order of the work; the first that is not done is the next. */
export const STEPS = ['install', 'import', 'rules', 'coverage', 'keys', 'run', 'dashboard'] as const;
export const overview = z.object({
  steps: z.array(
    z.object({
      step: z.enum(STEPS),
      done: z.boolean(),
      /** e.g. covered rate 9712 */ value: z.number().nullable(),
    }),
  ),
  documents: z.array(usedDocument),
  figures: z
    // Operating section, real operations of the year (no ordre, nothing carried forward).
    .object({ expense: money, revenue: money, services: z.number().int(), covered: z.number().int() })
    .nullable(),
  imports: z.array(importListItem),
});
export type Overview = z.infer<typeof overview>;

export const changes = z.object({ revision: z.string() });
export type Changes = z.infer<typeof changes>;
