import type { PersonKeys } from './normalise';
import type { IncomingPerson } from './row';

export const MATCH_REASONS = [
  'SAME_SOURCE_KEY',
  'EMAIL',
  'PHONE',
  'NAME_BIRTH',
  'NAME',
  'NAME_SWAPPED',
  'NAME_CLOSE',
  'NAME_PART',
  'FIRST_NAME',
  'BIRTH',
  'BIRTH_CLOSE',
  'ADDRESS',
  'POSTCODE',
  // Against.
  'NAME_DIFFERS',
  'BIRTH_DIFFERS',
  'SEVERAL',
] as const;
export type MatchReason = (typeof MATCH_REASONS)[number];

/** A citizen that a look-up by one of the keys found: the columns of m57_identities and their birth year. */
export interface Candidate extends Pick<PersonKeys, 'email_key' | 'phone_key' | 'name_key'> {
  citizen: number;
  last_name: string | null;
  first_name: string | null;
  birth_date: string | null;
  birth_year: number | null;
  address: string | null;
  postcode: string | null;
  /** m57_citizen_keys has the number of the incoming person, in the same source, for this citizen. */
  same_source_key: boolean;
}

export interface ScoredMatch {
  citizen: number;
  /** 90 to 100 certain, 50 to 89 probable. */
  score: number;
  reasons: MatchReason[];
}

/** `certain` has one match, `probable` one or more (best first), `new` none. */
export interface MatchResult {
  verdict: 'certain' | 'probable' | 'new';
  matches: ScoredMatch[];
}

/** An incoming person with the keys that look-ups need. */
export interface Prepared extends PersonKeys {
  person: IncomingPerson;
}

export function prepare(_person: IncomingPerson): Prepared {
  throw new Error('to come');
}

export function matchPerson(_incoming: Prepared, _candidates: readonly Candidate[]): MatchResult {
  throw new Error('to come');
}

/** Equal for the rows of one file that certainly tell the same person; null where a row tells nobody. */
export function groupKeyOf(_incoming: Prepared): string | null {
  throw new Error('to come');
}
