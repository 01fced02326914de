import { z } from 'zod';
import { RELATION_FIELDS, VALUE_FIELDS, type RelationMapping } from '../domain/relation/fields';
import { CHANNELS, HOUSEHOLD_TYPES, INTERACTION_KINDS, REQUEST_STATUSES } from '../domain/relation/model';
import { issue, money } from './common';

/** A decimal number as text, two decimals at most: "12.5". */
export const decimal = z.string().regex(/^-?\d+(\.\d{1,2})?$/);
export const day = z.iso.date();

const texts = <T extends z.ZodType>(word: T) => z.record(z.string().max(255), word).optional();

/** How a file of persons and interactions is to be read (domain/relation/fields.ts). */
export const personMapping = z.object({
  /** 0-based column by what it holds. */
  columns: z.partialRecord(z.enum(RELATION_FIELDS), z.number().int().min(0).max(16_383)),
  /** 1-based line of the row that names the columns. */
  header: z.number().int().min(1),
  sheet: z.string().max(100).optional(),
  /** The software that the file comes from. */
  source: z.string().max(80),
  /** What holds for the whole file where no column says it. */
  whole: z.object({
    kind: z.enum(INTERACTION_KINDS).optional(),
    service: z.number().int().optional(),
    channel: z.enum(CHANNELS).optional(),
    status: z.enum(REQUEST_STATUSES).optional(),
    campaign: z.string().max(80).optional(),
    date: day.optional(),
    purpose: z.string().max(40).optional(),
    consent_purpose: z.string().max(40).optional(),
  }),
  /** From the texts of the file to our words; a service: its id. */
  values: z.object({
    service: texts(z.number().int()),
    kind: texts(z.enum(INTERACTION_KINDS)),
    channel: texts(z.enum(CHANNELS)),
    status: texts(z.enum(REQUEST_STATUSES)),
    household_type: texts(z.enum(HOUSEHOLD_TYPES)),
  }),
  /** Upper ends in euros of the quotient bands, rising: of a quotient only its band is kept. */
  quotient_bounds: z
    .array(z.string().regex(/^\d{1,6}(\.\d{1,2})?$/))
    .max(20)
    .optional(),
}) satisfies z.ZodType<RelationMapping>;

/** Fields beside `file` in the multipart body. */
export const personImportOptions = z.object({
  mapping: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(personMapping)
    .optional(),
});

const counts = z.object({
  rows: z.number().int(),
  persons: z.number().int(),
  interactions: z.number().int(),
  /** Interactions without a person: units that are not identified. */
  anonymous: z.number().int(),
  /** Interactions that are in already, by their number in the source. */
  known: z.number().int(),
});

/** No name, no contact: what a file holds and what becomes of it, in numbers. */
export const personImport = z.object({
  id: z.number().int().nullable(),
  status: z.enum(['preview', 'running', 'imported', 'undone', 'cancelled', 'failed']),
  file_name: z.string(),
  sha256: z.string(),
  source: z.string(),
  mapping: personMapping.nullable(),
  counts,
  /** Persons of the file by what they are to us. Probable ones enter as new, and as a pair to review. */
  matching: z.object({ certain: z.number().int(), probable: z.number().int(), new: z.number().int() }),
  totals: z.object({ units: decimal, amount: money }),
  warnings: z.array(issue.extend({ count: z.number().int() })),
  errors: z.array(issue),
  /** The import that holds exactly this file. */
  duplicate_of: z.number().int().nullable(),
  progress: z.object({ rows: z.number().int() }).nullable(),
  imported_on: z.string().nullable(),
  imported_by: z.string().nullable(),
});
export type PersonImport = z.infer<typeof personImport>;

/** What the mapping screen needs beside (domain/relation/fields.ts, RelationTable). */
export const personPreview = personImport.extend({
  shape: z.string(),
  /** `refused`: why the law keeps a column out; it is never read and has no samples. */
  columns: z.array(
    z.object({ header: z.string(), samples: z.array(z.string()), refused: z.string().nullable() }),
  ),
  sheets: z.array(z.string()),
  /** What must still be told. */
  missing: z.array(z.string()),
  /** Texts of the file in the columns that our words stand for, and what they are taken for; null: to be told. */
  values: z.partialRecord(
    z.enum(VALUE_FIELDS),
    z.array(
      z.object({
        text: z.string(),
        rows: z.number().int(),
        means: z.union([z.string(), z.number()]).nullable(),
      }),
    ),
  ),
});
export type PersonPreview = z.infer<typeof personPreview>;
