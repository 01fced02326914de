import { z } from 'zod';
import { FORMATS } from '../domain/readers/reader';
import { MAPPING_FIELDS } from '../domain/readers/mapping';
import { exercice, issue, money, siret, sirets, stage } from './common';

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

/** What importing a chart of accounts does to the one in place, in entries. */
export const planChange = z.object({
  effect: z.enum(['new', 'replaces', 'identical']),
  added: z.number().int(),
  /** Another label or use. */
  changed: z.number().int(),
  gone: z.number().int(),
  /** Added by hand in this plan: they stay. */
  kept: z.number().int(),
});

/** An official chart of accounts, in a file of its own. */
export const importedPlan = planChange.extend({
  /** As it is taken, e.g. "M57_D-2026": `nomenclature` corrects it. */
  id: z.string(),
  /** As the file states it, which may be wrong. */
  stated: z.string(),
  chapters: z.number().int(),
  natures: z.number().int(),
  fonctions: z.number().int(),
});

/** How a ledger export is to be read (domain/readers/mapping.ts). Columns are 0-based, the header line 1-based. */
export const mapping = z.object({
  columns: z.partialRecord(z.enum(MAPPING_FIELDS), z.number().int().min(0).max(16_383)),
  document: z.object({
    siret: siret.optional(),
    budget: z.string().max(40).optional(),
    label: z.string().max(255).optional(),
    exercice: exercice.optional(),
    stage: stage.optional(),
  }),
  header: z.number().int().min(1),
  unit: z.enum(['euros', 'cents']),
  sheet: z.string().max(100).optional(),
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
  /** Of the file library, where it came from there and is still there. */
  file: z.string().nullable(),
  sha256: z.string(),
  budgets: z.array(importedBudget),
  /** Where the file is a chart of accounts; it has no budgets and no lines then. */
  plan: importedPlan.nullable(),
  /** Of a national balance: the SIRETs that were asked for; null or absent: all that is in the file. */
  sirets: z.string().nullish(),
  /** In which documents were read that name none themselves ("M57_D"); absent where each names its own. */
  declension: z.string().optional(),
  /** How a ledger export was read. */
  mapping: mapping.optional(),
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
  /** Of a preview: the import that holds this file, read in another way (mapping, nomenclature). */
  reread_of: z.number().int().nullish(),
  /** Of a running import: lines staged so far. */
  progress: z.object({ lines: z.number().int() }).nullable(),
  imported_on: z.string().nullable(),
});
export type ImportAnswer = z.infer<typeof importAnswer>;

/** `?background=true`: answered 202 at once with status `running`; progress and outcome at `GET /m57/imports/:id`. */
export const importQuery = z.object({ background: z.enum(['true', 'false']).optional() });

/** In a multipart body, the same as text. */
const mappingText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(mapping);

/** The columns of a file, by the `shape` that MAPPING_INCOMPLETE tells. */
export const mappingShape = z.string().regex(/^[\w-]{1,64}$/);

/** Fields beside `file` in the multipart body, or beside `file: <id of directus_files>` in JSON. */
export const importOptions = z.object({
  file: z.uuid().optional(),
  /** Of the national balance: the authority to keep, or several separated by commas. */
  siret: sirets.optional(),
  /** Declension to use where the file names none: M57, M57_A, M57_D. Of a chart of accounts: M57_D-2026. */
  nomenclature: z.string().max(20).optional(),
  /** Of a ledger export (CSV, XLSX): which column holds what. Without it the saved or the proposed one. */
  mapping: z.union([mapping, mappingText]).optional(),
});

/** What an item of `m57_imports` says of the file it is created with. */
export const importItem = z.object({
  file: z.string(),
  /** Of the national balance: the authority to keep. */
  siret: z
    .string()
    .transform((text) => text.replace(/\s/g, ''))
    .pipe(siret)
    .nullish(),
  nomenclature: z
    .string()
    .regex(/^M57(_[A-Z])?(-\d{4})?$/)
    .nullish(),
});

export const importListItem = importAnswer.omit({ warnings: true, errors: true, sample: true }).extend({
  /** Why a failed import failed: the first of its errors. */
  reason: issue.nullable(),
});

/** Of which budget the declension is asked, as it was read before. */
export const declensionQuery = z.object({ siret, budget: z.string().max(40).default('') });

/** A file that was read in the browser: its hash and the business keys of its documents, nothing of its content. */
export const effectsRequest = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** As in the options of the import. */
  siret: sirets.optional(),
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
  /** As in the options of the import: asked to be read otherwise, a file that is in is another version. */
  nomenclature: z.string().max(20).optional(),
  mapping: mapping.optional(),
  /** The chart of accounts that the file is, in compact form (GET /m57/nomenclatures/:plan). */
  plan: z.string().max(2_000_000).optional(),
});
export type EffectsRequest = z.infer<typeof effectsRequest>;
export const effectsAnswer = z.object({
  duplicate_of: z.number().int().nullable(),
  reread_of: z.number().int().nullable(),
  effects: z.array(z.enum(['new', 'replaces', 'identical'])),
  plan: planChange.nullable(),
});
export type EffectsAnswer = z.infer<typeof effectsAnswer>;
