/** The words of the relationship side: the same in code, tables and screens (the words of its texts are in locales). */

/** What a citizen and a service have to do with each other on a day. */
export const INTERACTION_KINDS = [
  'registration',
  'request',
  'complaint',
  'payment',
  'event',
  'consultation',
  'renewal',
  'satisfaction',
] as const;
export type InteractionKind = (typeof INTERACTION_KINDS)[number];

export const CHANNELS = ['desk', 'phone', 'email', 'web', 'app', 'mail', 'on_site'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Of a request or a complaint. `done` and `refused` close it. */
export const REQUEST_STATUSES = ['new', 'in_progress', 'waiting', 'done', 'refused'] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];
export const CLOSED_STATUSES = ['done', 'refused'] as const satisfies readonly RequestStatus[];

export const HOUSEHOLD_TYPES = ['single', 'couple', 'single_parent', 'family', 'other'] as const;
export type HouseholdType = (typeof HOUSEHOLD_TYPES)[number];

export const ZONE_KINDS = ['iris', 'qpv', 'district'] as const;
export type ZoneKind = (typeof ZONE_KINDS)[number];

/** Legal bases of the GDPR (art. 6) that a local authority uses. */
export const LEGAL_BASES = ['public_interest', 'legal_duty', 'contract', 'consent'] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

/** What becomes of data when its administrative usefulness (DUA) ends, as the departmental archives signed it. */
export const FATES = ['destroy', 'sort', 'archive'] as const;
export type Fate = (typeof FATES)[number];

/** What a piece of evidence says. The pairs undo each other; a rectification changes no state. */
export const EVIDENCE_KINDS = [
  'consent',
  'withdrawal',
  'objection',
  'objection_lifted',
  'limitation',
  'limitation_lifted',
  'rectification',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What follows for one citizen and one purpose. No state: nothing was said, the legal basis decides. */
export const CONSENT_STATES = ['consented', 'withdrawn', 'objected', 'limited'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

/** The purpose of every figure on persons. */
export const STATISTICS = 'statistics';

/** Why data is used, on which ground, and how long. */
export interface Purpose {
  code: string;
  label: string;
  basis: LegalBasis;
  description: string;
  /** What people are shown when they are asked, or told. */
  wording: string;
  /** Months after the last interaction until data is anonymised. */
  retention_months: number;
  /** Administrative usefulness (DUA) in months: before its end nothing is erased, and a refusal says so. */
  dua_months: number;
  fate: Fate;
  /** Of the archives, such as "AD 34, visa n° 2025-118". */
  visa: string;
}
