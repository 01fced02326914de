import { z } from 'zod';
import { ledgerQuery, money, siret, stage, usedDocument } from './common';

export const GROUPS = [
  'section',
  'direction',
  'kind',
  'nature',
  'nature2',
  'nature3',
  'fonction',
  'fonction1',
  'fonction2',
  'chapitre',
  'siret',
  'budget',
] as const;

export const totalsQuery = ledgerQuery.extend({
  formula: z.string().max(10_000).optional(),
  by: z.enum(GROUPS).optional(),
});

const amounts = z.object({ budgeted: money, realised: money });
export const totals = z.object({
  /** The stage taken; null where the documents differ (see `documents`) or there is none. */
  stage: stage.nullable(),
  documents: z.array(usedDocument),
  lines: z.number().int(),
  expense: amounts,
  revenue: amounts,
  groups: z
    .array(
      z.object({
        key: z.string().nullable(),
        label: z.string().nullable(),
        lines: z.number().int(),
        expense: amounts,
        revenue: amounts,
      }),
    )
    .optional(),
});
export type TotalsAnswer = z.infer<typeof totals>;

/** `GET /m57/ledger/export`: the file itself; `scdl` for open data (CSV), `csv` and `xlsx` for a French spreadsheet. */
export const exportQuery = ledgerQuery.extend({
  formula: z.string().max(10_000).optional(),
  format: z.enum(['scdl', 'csv', 'xlsx']).default('scdl'),
});

/** `GET /m57/ledger/documents`: what there is to choose from in the header of figures. */
export const documentChoice = z.object({
  siret,
  budget: z.string(),
  label: z.string(),
  exercice: z.number().int(),
  stages: z.array(stage),
  /** The stage that answers take unless asked otherwise. */
  reference: stage,
});
export type DocumentChoice = z.infer<typeof documentChoice>;
