import type {
  Channel,
  EvidenceKind,
  HouseholdType,
  InteractionKind,
  RequestStatus,
  ZoneKind,
} from '../relation/model';

/**
 * Rows of the demo town's residents, named and shaped as the collections are, with two exceptions that let writers
 * choose: amounts are whole cents and units whole hundredths. Dates are ISO text. `import` and `created_on` are the
 * writer's.
 */
export interface ZoneRow {
  id: number;
  code: string;
  name: string;
  kind: ZoneKind;
  parent: number | null;
  population: number;
  population_year: number;
}

export interface CitizenRow {
  id: number;
  /** 26 base32 characters, 130 bits. Seeded here, so that a town can be made again; those of real persons are random. */
  pseudonym: string;
  birth_year: number;
  /** Shared by the people of a home; null for who lives alone, and for non-residents, of whose home nothing is known. */
  household: number | null;
  household_size: number | null;
  household_type: HouseholdType | null;
  /** 1 (lowest) to 5; null where the town does not know it. */
  quotient_band: number | null;
  /** An IRIS; null for non-residents. */
  zone: number | null;
  registered_on: string;
  source: string;
}

export interface IdentityRow {
  id: number;
  citizen: number;
  last_name: string;
  first_name: string;
  birth_date: string;
  email: string | null;
  phone: string | null;
  address: string;
  postcode: string;
  city: string;
}

export interface InteractionRow {
  id: number;
  /** Null: anonymous. */
  citizen: number | null;
  service: number;
  kind: InteractionKind;
  date: string;
  /** Hundredths of the service's unit of work. Null where nothing of it was delivered. */
  units: number | null;
  /** Cents: what the user pays. Null where nothing is priced. */
  amount: number | null;
  channel: Channel | null;
  status: RequestStatus | null;
  due_on: string | null;
  closed_on: string | null;
  subject: string | null;
  /** 1 to 5, of satisfaction answers. */
  score: number | null;
  campaign: string | null;
  purpose: string;
  source: string;
  source_key: string;
}

/** What is to be recorded as evidence, in the order of its dates for each citizen. */
export interface EvidenceRow {
  citizen: number;
  purpose: string;
  kind: EvidenceKind;
  occurred_on: string;
  source: string;
}

/** Who a campaign was about, drawn at random. */
export interface MemberRow {
  campaign: string;
  citizen: number;
  group: 'treated' | 'control';
}

/** A citizen who is there twice, and what was changed in the second record. */
export interface DuplicateRow {
  citizen: number;
  duplicate: number;
  changes: IdentityChange[];
}

export const IDENTITY_CHANGES = [
  'typo',
  'accents_lost',
  'hyphen_lost',
  'names_swapped',
  'email_changed',
  'phone_changed',
] as const;
export type IdentityChange = (typeof IDENTITY_CHANGES)[number];

/** What was put into the data and estimators should find again. */
export interface CampaignTruth {
  code: string;
  label: string;
  service: string;
  /** When the treated were written to. */
  sent_on: string;
  channel: Channel;
  /** A member responded when they have an interaction of this kind with the service from `sent_on` to `until`. */
  outcome: { kind: InteractionKind; until: string };
  /** Probabilities of a response; the true effect is their difference. */
  control: number;
  treated: number;
}
