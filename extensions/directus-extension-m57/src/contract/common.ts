import { z } from 'zod';
import { InputError } from '../domain/issue';
import { parseFormula } from '../domain/formula/parse';
import { describe } from '../domain/messages';
import { STAGES } from '../domain/ledger';

/** "1234.56": money in JSON, never a float. */
export const money = z.string().regex(/^-?\d+\.\d{2}$/);
export const siret = z.string().regex(/^\d{14}$/);
/** One, or several separated by commas. */
export const sirets = z.string().regex(/^\d{14}(,\d{14}){0,199}$/);
export const exercice = z.coerce.number().int().min(1990).max(2100);
export const stage = z.enum(STAGES);

/** A formula that can be read. */
export const formula = z
  .string()
  .max(10_000)
  .superRefine((text, context) => {
    try {
      parseFormula(text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const [fr, en] = (['fr', 'en'] as const).map((locale) => describe(error.issues[0]!, locale).message);
      context.addIssue({ code: 'custom', message: `${fr} / ${en}` });
    }
  });

/** A position and a message for people; also the form of every error of the API under `extensions`. */
export const issue = z.object({
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  code: z.string(),
  message: z.string(),
});
export type IssueAnswer = z.infer<typeof issue>;

/** Which documents a figure comes from: every screen shows it in its head. */
export const usedDocument = z.object({
  siret,
  budget: z.string(),
  label: z.string(),
  exercice: z.number().int(),
  stage,
  import: z.number().int(),
  plan: z.string(),
});

/** The selection that every ledger question takes; without `stage` the reference stage of each budget. */
export const ledgerQuery = z.object({
  exercice: exercice.optional(),
  stage: stage.optional(),
  siret: siret.optional(),
  budget: z.string().max(40).optional(),
});
export type LedgerQuery = z.infer<typeof ledgerQuery>;
export type UsedDocument = z.infer<typeof usedDocument>;
