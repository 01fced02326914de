import { z } from 'zod';
import { FATES, LEGAL_BASES } from '../domain/relation/model';
import { day } from './people';
import { evidenceRecord, identity } from './citizens';

const id = z.number().int();

export const purpose = z.object({
  code: z.string().regex(/^[a-z][a-z0-9_]{1,39}$/),
  label: z.string().min(1).max(120),
  basis: z.enum(LEGAL_BASES),
  description: z.string().max(5000),
  wording: z.string().max(5000),
  retention_months: z.number().int().min(1).max(1200),
  dua_months: z.number().int().min(0).max(1200),
  fate: z.enum(FATES),
  visa: z.string().max(120),
});
/** `PUT /m57/purposes`: all of them; one that interactions or evidence name cannot be taken away. */
export const purposes = z.object({ purposes: z.array(purpose).min(1).max(100) });
export type PurposesAnswer = z.infer<typeof purposes>;

/** Who is responsible, for the generated documents; and thresholds, which only rise above the defaults. */
export const privacySettings = z.object({
  authority: z.string().max(255),
  address: z.string().max(500),
  dpo: z.string().max(255),
  dpo_contact: z.string().max(255),
  /** Small cells: at least 11. */
  threshold: z.number().int().min(11).max(1000),
  /** Of the log of who read what: 6 to 12. */
  log_months: z.number().int().min(6).max(12),
});
export type PrivacySettings = z.infer<typeof privacySettings>;

export const aipdState = z.object({
  confirmed: z.boolean(),
  confirmed_on: z.string().nullable(),
  confirmed_by: z.string().nullable(),
});
/** `POST /m57/privacy/confirm`: the impact assessment was made; until then no person enters. */
export const confirmRequest = z.object({ confirmed: z.boolean(), note: z.string().max(2000).optional() });

/** `POST /m57/privacy/evidence/verify`: the whole chain; `GET /m57/privacy` verifies what came since. */
export const evidenceCheck = z.object({
  records: z.number().int(),
  redacted: z.number().int(),
  /** The first record that was altered below Directus; null: the chain is whole. */
  broken_at: id.nullable(),
  /** When the whole chain was verified last. */
  whole_on: z.string(),
});
export type EvidenceCheck = z.infer<typeof evidenceCheck>;

/** `GET /m57/privacy`: are we in order? */
export const privacyOverview = z.object({
  aipd: aipdState,
  settings: privacySettings,
  citizens: z.number().int(),
  identities: z.number().int(),
  evidence: evidenceCheck,
  /** Persons whose data a retention would anonymise today. */
  expired: z.number().int(),
  erasures: z.number().int(),
  duplicates: z.number().int(),
  /** What is still to be done, in words for people. */
  todo: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type PrivacyOverview = z.infer<typeof privacyOverview>;

/** `POST /m57/privacy/find`: who asks for their rights. Logged. */
export const findRequest = z.object({ search: z.string().trim().min(2).max(190) });
export const foundPersons = z.object({
  persons: z.array(
    z.object({ id, pseudonym: z.string(), identity: identity.nullable(), registered_on: day.nullable() }),
  ),
});
export type FoundPersons = z.infer<typeof foundPersons>;

/** `POST /m57/privacy/access`: everything about a person; `html` is a page to print or to send. */
export const accessRequest = z.object({ citizen: id, format: z.enum(['json', 'html']).default('json') });
export const accessArchive = z.object({
  made_on: z.string(),
  citizen: id,
  /** By table: its title for people, and its rows with the names of their fields. */
  sections: z.array(
    z.object({
      table: z.string(),
      title: z.string(),
      rows: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
  purposes: z.array(purpose),
});
export type AccessArchive = z.infer<typeof accessArchive>;

export const ERASURE_GROUNDS = ['request', 'retention', 'objection', 'unlawful', 'replay'] as const;
/** `POST /m57/privacy/erase`. */
export const eraseRequest = z.object({
  citizen: id,
  ground: z.enum(['request', 'objection', 'unlawful']).default('request'),
  dryRun: z.boolean().default(false),
});
export const erasureRefusal = z.object({
  purpose: z.string(),
  label: z.string(),
  /** Until when the law keeps it. */
  until: day,
  fate: z.enum(FATES),
  visa: z.string(),
  message: z.string(),
});
export const eraseAnswer = z.object({
  erased: z.boolean(),
  /** Not empty: nothing was erased, for these grounds. */
  refused: z.array(erasureRefusal),
  /** Rows by table that were (or would be) deleted, emptied or kept anonymous. */
  tables: z.array(z.object({ table: z.string(), deleted: z.number().int(), anonymised: z.number().int() })),
});
export type EraseAnswer = z.infer<typeof eraseAnswer>;

/** `POST /m57/privacy/retention`: what has expired; without dryRun it is anonymised, as a job. */
export const retentionRequest = z.object({ dryRun: z.boolean().default(true) });
export const retentionAnswer = z.object({
  dryRun: z.boolean(),
  on: day,
  due: z.number().int(),
  by_purpose: z.array(z.object({ purpose: z.string(), label: z.string(), persons: z.number().int() })),
  /** Kept for their administrative usefulness although unused. */
  kept: z.number().int(),
  anonymised: z.number().int(),
  log_entries: z.number().int(),
  job: id.nullable(),
});
export type RetentionAnswer = z.infer<typeof retentionAnswer>;

/** `GET /m57/privacy/log`. */
export const logQuery = z.object({
  action: z.string().max(24).optional(),
  citizen: z.coerce.number().int().optional(),
  page: z.coerce.number().int().min(1).default(1),
});
export const privacyLog = z.object({
  entries: z.array(
    z.object({
      id,
      at: z.string(),
      user: z.string().nullable(),
      action: z.string(),
      citizen: id.nullable(),
      count: z.number().int(),
      detail: z.string().nullable(),
    }),
  ),
  more: z.boolean(),
});
export type PrivacyLog = z.infer<typeof privacyLog>;

/** `GET /m57/privacy/erasures`: to keep outside this database; `POST …/replay` erases again who came back. */
export const erasureRegister = z.object({
  made_on: z.string(),
  erasures: z.array(
    z.object({
      fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
      erased_on: z.iso.datetime(),
      ground: z.enum(ERASURE_GROUNDS),
    }),
  ),
});
export type ErasureRegister = z.infer<typeof erasureRegister>;
export const replayAnswer = z.object({ found: z.number().int(), erased: z.number().int() });

/** `GET /m57/privacy/documents/:name`, in the language of the caller. */
export const documentName = z.enum(['register', 'aipd', 'notice']);
export const documentQuery = z.object({ format: z.enum(['json', 'markdown', 'html']).default('json') });
export const privacyDocument = z.object({
  title: z.string(),
  sections: z.array(
    z.object({
      title: z.string(),
      paragraphs: z.array(z.string()),
      table: z.object({ head: z.array(z.string()), rows: z.array(z.array(z.string())) }).nullable(),
    }),
  ),
});
export type PrivacyDocument = z.infer<typeof privacyDocument>;

export const evidenceAnswer = z.object({
  records: z.array(evidenceRecord.extend({ citizen: id.nullable() })),
  more: z.boolean(),
});
