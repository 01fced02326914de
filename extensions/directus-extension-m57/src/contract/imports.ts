import { z } from 'zod';
import { FORMATS } from '../domain/readers/reader';
import { issue, money, siret, stage } from './common';

const sides = { expense: money, revenue: money };

/** Realised amounts (domain.md, totals and stages). document = carried_forward + operations on the real side. */
export const importTotals = z.object({
  document: z.object({
    expense_real: money,
    revenue_real: money,
    expense_ordre: money,
    revenue_ordre: money,
  }),
  carried_forward: z.object(sides),
  operations: z.object(sides),
});

export const importedBudget = z.object({
  siret,
  budget: z.string(),
  label: z.string(),
  exercice: z.number().int(),
  stage,
  /** The plan that was used, e.g. "M57_D-2024". */
  nomenclature: z.string(),
  lines: z.number().int(),
  totals: importTotals,
  /** What the import does to this budget document. */
  effect: z.enum(['new', 'replaces', 'identical']),
});

export const importAnswer = z.object({
  id: z.number().int().nullable(),
  /** `duplicate`: the row of a file that was in already when it came. */
  status: z.enum([
    'preview',
    'running',
    'imported',
    'superseded',
    'undone',
    'cancelled',
    'failed',
    'duplicate',
  ]),
  format: z.enum(FORMATS).nullable(),
  file_name: z.string(),
  sha256: z.string(),
  budgets: z.array(importedBudget),
  lines: z.number().int(),
  totals: importTotals,
  /** The first lines as they were understood; kept by the preview only. */
  sample: z.array(
    z.object({
      line: z.number().int(),
      nature: z.string(),
      fonction: z.string().nullable(),
      section: z.enum(['F', 'I']).nullable(),
      direction: z.enum(['D', 'R']),
      kind: z.enum(['real', 'ordre']),
      budgeted: money,
      realised: money.nullable(),
    }),
  ),
  warnings: z.array(issue.extend({ count: z.number().int(), amount: money.nullable() })),
  errors: z.array(issue),
  /** The import that already holds exactly this file. */
  duplicate_of: z.number().int().nullable(),
  /** Of a running import: lines staged so far. */
  progress: z.object({ lines: z.number().int() }).nullable(),
  imported_on: z.string().nullable(),
});
export type ImportAnswer = z.infer<typeof importAnswer>;

/** `?background=true`: answered 202 at once with status `running`; progress and outcome at `GET /m57/imports/:id`. */
export const importQuery = z.object({ background: z.enum(['true', 'false']).optional() });

/** Fields beside `file` in the multipart body, or beside `file: <id of directus_files>` in JSON. */
export const importOptions = z.object({
  file: z.uuid().optional(),
  siret: siret.optional(),
  /** Declension to use where the file names none: M57, M57_A, M57_D. */
  nomenclature: z.string().max(20).optional(),
});

export const importListItem = importAnswer.omit({ warnings: true, errors: true, sample: true });

/** Of which budget the declension is asked, as it was read before. */
export const declensionQuery = z.object({ siret, budget: z.string().max(40).default('') });

/** A file that was read in the browser: its hash and the business keys of its documents, nothing of its content. */
export const effectsRequest = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  documents: z
    .array(
      z.object({
        siret,
        budget: z.string().max(40),
        exercice: z.number().int(),
        stage,
        number: z.number().int(),
      }),
    )
    .max(1000),
});
export type EffectsRequest = z.infer<typeof effectsRequest>;
export const effectsAnswer = z.object({
  duplicate_of: z.number().int().nullable(),
  effects: z.array(z.enum(['new', 'replaces', 'identical'])),
});
export type EffectsAnswer = z.infer<typeof effectsAnswer>;
