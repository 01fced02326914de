import { z } from 'zod';
import { KEY_KINDS } from '../domain/keys/key';
import { PACK_PARTS } from '../domain/pack';
import { AXES, PHASES } from '../domain/rules/rule';
import { formula, siret } from './common';
import { populations } from './comparison';
import { eliminationPairs } from './consolidation';
import { SERVICE_KINDS } from './costs';

const name = z.string().trim().min(1).max(120);
const text = (longest: number) => z.string().max(longest).nullable().default(null);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .nullable()
  .default(null);
const MOST = 5_000;

const rule = z
  .object({
    axis: z.enum(AXES),
    formula,
    target: name,
    share: z.number().min(0.01).max(100).multipleOf(0.01).default(100),
    priority: z.number().int().default(100),
    valid_from: day,
    valid_to: day,
    active: z.boolean().default(true),
    origin: text(60),
    note: text(5_000),
  })
  .refine(({ axis, target }) => axis !== 'phase' || PHASES.some((phase) => phase === target), {
    path: ['target'],
    message: PHASES.join(', '),
  });

const key = z
  .object({
    from: name,
    /** Null with `equal`, `pro_rata` (all services to residents) and `like`. */
    to: name.nullable().default(null),
    kind: z.enum(KEY_KINDS),
    /** With `like`: the service whose keys are followed. */
    like: name.nullable().default(null),
    /** Of a percentage only. */
    quantity: z.number().min(0).max(100).nullable().default(null),
    unit: text(40),
    valid_from: day,
    valid_to: day,
    note: text(5_000),
  })
  .refine(({ kind, to }) => to !== null || !['quantity', 'percent', 'fixed'].includes(kind), {
    path: ['to'],
    message: 'un service qui reçoit est nécessaire / a service that receives is needed',
  })
  .refine(({ kind, like }) => (kind === 'like') === (like !== null), {
    path: ['like'],
    message: 'avec « like », et seulement là / with "like", and there only',
  });

/** The configuration that towns share, as one JSON file: no id, no amount, nothing of the authority that wrote it. */
export const pack = z.object({
  format: z.literal('m57-configuration', {
    error: 'ce fichier n’est pas une configuration M57 / this file is not an M57 configuration',
  }),
  version: z.literal(1, {
    error: 'cette version de configuration n’est pas lue ici (1) / this version is not read here (1)',
  }),
  services: z
    .array(
      z.object({
        name,
        kind: z.enum(SERVICE_KINDS),
        unit_of_work: text(80),
        unit_source: text(255),
        parent: name.nullable().default(null),
        note: text(5_000),
      }),
    )
    .max(MOST)
    .default([]),
  rules: z.array(rule).max(MOST).default([]),
  keys: z.array(key).max(MOST).default([]),
  pairs: eliminationPairs.default([]),
  mappings: z
    .array(z.object({ name: z.string().regex(/^mapping:[^\p{Cc}]{1,72}$/u), value: z.json() }))
    .max(200)
    .default([]),
  peers: z.array(z.object({ siret, name, populations })).max(200).default([]),
});
export type PackFile = z.infer<typeof pack>;

/** `POST /m57/pack`; with `dryRun` nothing is written. */
export const packRequest = z.object({ pack, dryRun: z.boolean().default(false) });

const names = z.array(z.string());
/** What is (or would be) created, what is there already, and what is there with other values and stays so. */
export const packAnswer = z.object({
  dryRun: z.boolean(),
  parts: z.array(z.object({ part: z.enum(PACK_PARTS), added: names, kept: names, conflicts: names })),
});
export type PackAnswer = z.infer<typeof packAnswer>;
