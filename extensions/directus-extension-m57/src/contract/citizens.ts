import { z } from 'zod';
import { CONSENT_STATES, EVIDENCE_KINDS, INTERACTION_KINDS, LEGAL_BASES } from '../domain/relation/model';
import { money } from './common';
import { day, decimal } from './people';

const id = z.number().int();

/** Name and contacts; absent from answers to those without the policy. */
export const identity = z.object({
  last_name: z.string().nullable(),
  first_name: z.string().nullable(),
  birth_date: day.nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  postcode: z.string().nullable(),
  city: z.string().nullable(),
});
export type IdentityAnswer = z.infer<typeof identity>;

/**
 * `POST /m57/citizens/find`: by a name, an e-mail, a phone number, a pseudonym or a number in a source. Logged. In the
 * body: servers and proxies on the way write addresses down.
 */
export const citizensRequest = z.object({
  search: z.string().trim().max(120).default(''),
  page: z.number().int().min(1).max(1000).default(1),
});
export const citizenList = z.object({
  citizens: z.array(
    z.object({
      id,
      pseudonym: z.string(),
      name: z.string().nullable(),
      birth_year: id.nullable(),
      zone: z.string().nullable(),
      registered_on: day.nullable(),
      last_on: day.nullable(),
      duplicates: z.number().int(),
    }),
  ),
  more: z.boolean(),
});
export type CitizenList = z.infer<typeof citizenList>;

export const timelineItem = z.object({
  id,
  kind: z.enum(INTERACTION_KINDS),
  service: z.object({ id, name: z.string() }).nullable(),
  date: day,
  units: decimal.nullable(),
  amount: money.nullable(),
  channel: z.string().nullable(),
  status: z.string().nullable(),
  due_on: day.nullable(),
  overdue: z.boolean(),
  subject: z.string().nullable(),
  score: z.number().int().nullable(),
  campaign: z.string().nullable(),
  source: z.string().nullable(),
});
/** `GET /m57/citizens/:id/timeline`: newest first, from `before` (the cursor of the last answer) on. */
export const timelineQuery = z.object({
  before: z.string().max(60).optional(),
  kind: z.enum(INTERACTION_KINDS).optional(),
  service: z.coerce.number().int().optional(),
});
export const timeline = z.object({ items: z.array(timelineItem), next: z.string().nullable() });
export type Timeline = z.infer<typeof timeline>;

export const purposeState = z.object({
  purpose: z.string(),
  label: z.string(),
  basis: z.enum(LEGAL_BASES),
  state: z.enum(CONSENT_STATES).nullable(),
  since: day.nullable(),
  until: day.nullable(),
  /** Whether data may be used for this purpose today. */
  allowed: z.boolean(),
});

export const evidenceRecord = z.object({
  id,
  purpose: z.string().nullable(),
  kind: z.enum(EVIDENCE_KINDS).nullable(),
  occurred_on: day.nullable(),
  source: z.string().nullable(),
  wording: z.string().nullable(),
  expires_on: day.nullable(),
  note: z.string().nullable(),
  recorded_on: z.string(),
  recorded_by: z.string().nullable(),
});

/** `POST /m57/citizens/:id/evidence`: appended for ever; the wording is that of the purpose where none is given. */
export const evidenceRequest = z.object({
  purpose: z.string().max(40),
  kind: z.enum(EVIDENCE_KINDS),
  occurred_on: day,
  source: z.string().min(1).max(120),
  wording: z.string().max(5000).optional(),
  expires_on: day.optional(),
  note: z.string().max(2000).optional(),
});

/** 0 to 100 and the parts it is made of (domain/relation/engagement.ts). */
export const engagementScore = z.object({
  score: z.number().int(),
  recency: z.number().int(),
  frequency: z.number().int(),
  breadth: z.number().int(),
  computed_on: day,
});
export const engagementParameters = z.object({
  window_months: z.number().int().min(1).max(120),
  weights: z.object({
    recency: z.number().int().min(0).max(100),
    frequency: z.number().int().min(0).max(100),
    breadth: z.number().int().min(0).max(100),
  }),
  full_frequency: z.number().int().min(1).max(1000),
  full_breadth: z.number().int().min(1).max(8),
  kinds: z.array(z.enum(INTERACTION_KINDS)).min(1),
});
export type EngagementParametersAnswer = z.infer<typeof engagementParameters>;
export const engagementAnswer = z.object({
  parameters: engagementParameters,
  computed_on: day.nullable(),
  /** Citizens with a score, by tenth; small counts are null. */
  distribution: z.array(z.object({ from: z.number().int(), citizens: z.number().int().nullable() })),
});
export type EngagementAnswer = z.infer<typeof engagementAnswer>;

/** What the services that a citizen uses cost and bring, at the unit cost of the validated run of a year. */
export const citizenCosts = z.object({
  /** The year that is shown: the latest one of use that has a validated run, else the last one of use. */
  exercice: z.number().int().nullable(),
  run: z.object({ id, name: z.string(), exercice: z.number().int() }).nullable(),
  services: z.array(
    z.object({
      id,
      name: z.string(),
      unit: z.string().nullable(),
      units: decimal,
      unit_cost: money.nullable(),
      cost: money.nullable(),
      revenue: money,
      balance: money.nullable(),
    }),
  ),
  cost: money.nullable(),
  revenue: money,
});

export const mergeRecord = z.object({
  id,
  kept: id,
  merged: id,
  merged_on: z.string(),
  merged_by: z.string().nullable(),
  undone_on: z.string().nullable(),
});

/** `GET /m57/citizens/:id` (logged). */
export const citizenPage = z.object({
  id,
  pseudonym: z.string(),
  identity: identity.nullable(),
  birth_year: z.number().int().nullable(),
  zone: z.string().nullable(),
  household_size: z.number().int().nullable(),
  household_type: z.string().nullable(),
  quotient_band: z.number().int().nullable(),
  registered_on: day.nullable(),
  source: z.string().nullable(),
  keys: z.array(z.object({ source: z.string(), key: z.string() })),
  timeline,
  purposes: z.array(purposeState),
  evidence: z.array(evidenceRecord),
  costs: citizenCosts,
  engagement: engagementScore.nullable(),
  duplicates: z.array(z.object({ id, other: id, score: z.number().int(), reasons: z.array(z.string()) })),
  merges: z.array(mergeRecord),
});
export type CitizenPage = z.infer<typeof citizenPage>;

/** `GET /m57/duplicates`: pairs to review, the surest first. */
export const duplicatesQuery = z.object({ page: z.coerce.number().int().min(1).default(1) });
const side = z.object({
  id,
  pseudonym: z.string(),
  identity: identity.nullable(),
  zone: z.string().nullable(),
  registered_on: day.nullable(),
  source: z.string().nullable(),
  interactions: z.number().int(),
  last_on: day.nullable(),
});
export const duplicatePair = z.object({
  id,
  score: z.number().int(),
  reasons: z.array(z.string()),
  sides: z.tuple([side, side]),
});
const namedCitizen = z.object({ id, name: z.string().nullable() });
export const duplicates = z.object({
  waiting: z.number().int(),
  pairs: z.array(duplicatePair),
  /** The latest merges, which can be undone. */
  merges: z.array(mergeRecord.extend({ name: z.string().nullable() })),
  /** The latest pairs that were told to be two persons; each can be taken back into the review. */
  apart: z.array(
    z.object({
      id,
      citizens: z.tuple([namedCitizen, namedCitizen]),
      decided_on: z.string(),
      decided_by: z.string().nullable(),
    }),
  ),
});
export type Duplicates = z.infer<typeof duplicates>;
/**
 * `POST /m57/duplicates/:id`: `same` merges into `keep`, whose own data counts where both have some; `undecided` takes
 * a `different` back, a merge is undone by itself.
 */
export const duplicateDecision = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('same'), keep: id }),
  z.object({ decision: z.literal('different') }),
  z.object({ decision: z.literal('undecided') }),
]);
/** `POST /m57/citizens/merge`: two that nobody proposed. */
export const mergeRequest = z.object({ keep: id, merge: id });
