import { z } from 'zod';

/** In the order in which they need each other: each needs the former ones. */
export const CAPABILITIES = ['accounts', 'relation', 'segments'] as const;
export const capability = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof capability>;

export const capabilityStatus = z.object({
  capability,
  installed: z.boolean(),
  /** Collections of this capability that are still to be created. */
  needed: z.number().int(),
  /** Collections that the licence still allows; null: no limit. */
  left: z.number().int().nullable(),
  /** Names that exist already and are not ours: they stop the installation. */
  conflicts: z.array(
    z.object({ kind: z.enum(['collection', 'table', 'field']), name: z.string(), reason: z.string() }),
  ),
});

/** `GET /m57/status`: an anonymous caller gets `installed` only. */
export const anonymousStatus = z.object({ installed: z.boolean() });
export const status = anonymousStatus.extend({
  version: z.string(),
  host: z.string(),
  client: z.enum(['sqlite', 'postgres', 'mysql']),
  capabilities: z.array(capabilityStatus),
  /** What the caller may do here: the module shows only the pages that answer. */
  access: z.object({
    admin: z.boolean(),
    finance: z.boolean(),
    imports: z.boolean(),
    allocations: z.boolean(),
    steering: z.boolean(),
    relation: z.boolean(),
    people: z.boolean(),
    desk: z.boolean(),
    head: z.boolean(),
    privacy: z.boolean(),
    segments: z.boolean(),
    targeting: z.boolean(),
  }),
});
export type Status = z.infer<typeof status>;

export const installRequest = z.object({
  /** With what they need; without it, all that the licence has room for. */
  capabilities: z.array(capability).min(1).optional(),
  dryRun: z.boolean().optional(),
});
export const installAnswer = z.object({
  dryRun: z.boolean(),
  /** What was (or would be) created, in order. Empty: nothing was left to do. */
  created: z.array(
    z.object({
      kind: z.enum([
        'folder',
        'collection',
        'field',
        'relation',
        'table',
        'index',
        'policy',
        'permission',
        'preset',
        'setting',
        'data',
      ]),
      name: z.string(),
    }),
  ),
  /** Objects of ours that the admin changed or extended: left as they are. */
  kept: z.array(z.object({ kind: z.string(), name: z.string(), reason: z.string() })),
});
export type InstallAnswer = z.infer<typeof installAnswer>;
