import { z } from 'zod';
import { exercice } from './common';
import { problem, quantity } from './allocations';
import { SERVICE_KINDS } from './costs';
import { KEY_KINDS } from '../domain/keys/key';

const cell = z.object({
  /** Null with `equal` and `pro_rata`: all principal and indivis services. */
  to: z.number().int().nullable(),
  /** Quantity, percentage or euros; null for `equal`, `pro_rata` and `like`. */
  quantity: quantity.nullable(),
  /** 1 to 12: of one month only; null: of the exercice. */
  month: z.number().int().min(1).max(12).nullable().default(null),
});

/** One auxiliary service and what it delivers in an exercice. */
export const keyRow = z.object({
  from: z.number().int(),
  kind: z.enum(KEY_KINDS).nullable(),
  /** With `like`: the service whose keys are followed. */
  like: z.number().int().nullable(),
  unit: z.string().nullable(),
  source: z.string().nullable(),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Fixed amounts may stand beside another kind: they are paid first, out of the direct cost. */
  cells: z.array(cell.extend({ kind: z.enum(KEY_KINDS) })),
  /** Sum of the cells; null where there is nothing to add up. */
  total: z.string().nullable(),
  /** Hold beyond this exercice: another year is not changed when this one is. */
  shared: z.boolean(),
  problems: z.array(problem),
});
/** `GET /m57/keys?exercice=` */
export const keysQuery = z.object({ exercice });
export const keysAnswer = z.object({
  exercice: z.number().int(),
  services: z.array(z.object({ service: z.number().int(), name: z.string(), kind: z.enum(SERVICE_KINDS) })),
  rows: z.array(keyRow),
  /** Exercices that have keys of their own, to copy from. */
  exercices: z.array(z.number().int()),
});
export type KeysAnswer = z.infer<typeof keysAnswer>;
export type KeyRow = z.infer<typeof keyRow>;

/** `PUT /m57/keys/:service`: all that an auxiliary delivers in an exercice, in place of what stood there. */
export const keyRowRequest = z.object({
  exercice,
  kind: z.enum(KEY_KINDS),
  like: z.number().int().nullable().default(null),
  unit: z.string().trim().max(40).nullable().default(null),
  source: z.string().trim().max(255).nullable().default(null),
  owner: z.uuid().nullable().default(null),
  cells: z.array(cell).max(20_000),
  fixed: z
    .array(z.object({ to: z.number().int(), quantity }))
    .max(2_000)
    .default([]),
});
export type KeyRowRequest = z.infer<typeof keyRowRequest>;

/** `POST /m57/keys/copy`: rows of `services` (all without) from one exercice to another. */
export const copyKeysRequest = z.object({
  from: exercice,
  to: exercice,
  services: z.array(z.number().int()).max(2_000).optional(),
});
/** `POST /m57/keys/import`: a grid (posts, assets, square metres) summed by service; never a name of a person. */
export const importKeysRequest = z.object({
  exercice,
  from: z.number().int(),
  unit: z.string().trim().max(40),
  source: z.string().trim().max(255),
  rows: z
    .array(z.object({ service: z.string().trim().max(120), quantity, month: cell.shape.month }))
    .min(1)
    .max(100_000),
});
export type ImportKeysRequest = z.infer<typeof importKeysRequest>;
