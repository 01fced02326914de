import { z } from 'zod';
import { issue, money } from './common';

/** A decimal number as text, two decimals at most: "12.5". */
export const decimal = z.string().regex(/^-?\d+(\.\d{1,2})?$/);
export const day = z.iso.date();

/** How a file of persons and interactions is to be read (domain/relation/fields.ts). */
export const personMapping = z.object({
  /** 0-based column by what it holds. */
  columns: z.record(z.string().max(40), z.number().int().min(0).max(16_383)),
  /** 1-based line of the row that names the columns. */
  header: z.number().int().min(1),
  sheet: z.string().max(100).optional(),
  /** What holds for the whole file where no column says it. `source`: the software it comes from. */
  whole: z.object({
    source: z.string().min(1).max(80),
    kind: z.string().max(16).optional(),
    service: z.number().int().optional(),
    channel: z.string().max(10).optional(),
    purpose: z.string().max(40).optional(),
  }),
  /** From the text of the file to our word (a service: its id). */
  values: z.object({
    services: z.record(z.string().max(255), z.number().int()).default({}),
    kinds: z.record(z.string().max(255), z.string().max(16)).default({}),
    statuses: z.record(z.string().max(255), z.string().max(12)).default({}),
    channels: z.record(z.string().max(255), z.string().max(10)).default({}),
  }),
  /** Upper bounds in euros of the quotient bands, ascending: a quotient is only kept as its band. */
  quotient_bounds: z.array(z.number().int().positive()).max(20).optional(),
});

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

/** What the mapping screen needs beside. */
export const personPreview = personImport.extend({
  shape: z.string(),
  columns: z.array(z.object({ header: z.string(), samples: z.array(z.string()) })),
  sheets: z.array(z.string()),
  /** Fields that must still be told. */
  missing: z.array(z.string()),
  /** Columns that the law keeps out; they are never read. */
  refused: z.array(z.object({ column: z.number().int(), header: z.string(), reason: z.string() })),
  /** Texts of the file that stand for a service, a kind, a status or a channel, and what they are taken for. */
  values: z.object({
    services: z.array(z.object({ text: z.string(), count: z.number().int(), to: z.number().nullable() })),
    kinds: z.array(z.object({ text: z.string(), count: z.number().int(), to: z.string().nullable() })),
    statuses: z.array(z.object({ text: z.string(), count: z.number().int(), to: z.string().nullable() })),
    channels: z.array(z.object({ text: z.string(), count: z.number().int(), to: z.string().nullable() })),
  }),
});
export type PersonPreview = z.infer<typeof personPreview>;
