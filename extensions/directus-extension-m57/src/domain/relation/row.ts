import type { Cents } from '../money';
import type { Channel, HouseholdType, InteractionKind, RequestStatus } from './model';

/** A person as a file or a portal tells them; null where it does not. Texts are trimmed and cut to their columns. */
export interface IncomingPerson {
  /** The number of the person in the source. */
  person_key: string | null;
  last_name: string | null;
  first_name: string | null;
  /** ISO, a day that exists. */
  birth_date: string | null;
  /** That of the date, else what a column of its own says. */
  birth_year: number | null;
  /** As written: `keysOf` makes the keys to compare by. */
  email: string | null;
  phone: string | null;
  address: string | null;
  postcode: string | null;
  city: string | null;
  /** Code of m57_zones. */
  zone: string | null;
  /** Key of the family in the source. */
  household: string | null;
  household_size: number | null;
  household_type: HouseholdType | null;
  /** 1 is the lowest; the amount it may come from is never kept. */
  quotient_band: number | null;
}

export interface IncomingInteraction {
  /** Its number in the source; null where the source has none. */
  interaction_key: string | null;
  /** ISO. */
  date: string;
  kind: InteractionKind;
  /** Id of m57_services. */
  service: number | null;
  /** Whole hundredths: 1.5 hours is 150. */
  units: number | null;
  /** Revenue, in whole cents. */
  amount: Cents | null;
  channel: Channel | null;
  status: RequestStatus | null;
  due_on: string | null;
  closed_on: string | null;
  /** Satisfaction, 1 to 5. */
  score: number | null;
  campaign: string | null;
  /** Never there for a consultation: the text of a proposal is an opinion (GDPR art. 9). */
  subject: string | null;
  /** Code of m57_purposes. */
  purpose: string | null;
}

/** What one row of a file says. No person: anonymous. No interaction: the file holds persons only. */
export interface RelationRow {
  /** 1-based, in the file. */
  line: number;
  person: IncomingPerson | null;
  interaction: IncomingInteraction | null;
  /** The cell of the consent column, evidence for the purpose that the mapping names; null where it is empty. */
  consent: boolean | null;
}

/** Widths of the columns that texts are cut to. */
export const WIDTHS = {
  person_key: 100,
  last_name: 100,
  first_name: 100,
  email: 254,
  phone: 40,
  address: 255,
  postcode: 10,
  city: 100,
  zone: 20,
  household: 100,
  interaction_key: 100,
  campaign: 120,
  subject: 255,
} as const;
