import { distance } from './distance';
import { addressKey, keysOf, nameTokens, postcodeKey, soundOf, type PersonKeys } from './normalise';
import type { IncomingPerson } from './row';

/** What speaks for a match, and at the end what speaks against it. */
export const MATCH_REASONS = [
  /** The number of the person in the source. */
  'SAME_SOURCE_KEY',
  'EMAIL',
  'PHONE',
  /** Name and date of birth are the same. */
  'NAME_BIRTH',
  /** The same name; the date of birth is unknown, or another. */
  'NAME',
  'NAME_SWAPPED',
  'NAME_CLOSE',
  /** One of several first or last names, or only one of them known. */
  'NAME_PART',
  /** The same first name with another last name, as after a marriage. */
  'FIRST_NAME',
  /** The same date of birth under another name. */
  'BIRTH',
  /** Day and month swapped, one digit, two digits turned round, or 1 January of the same year. */
  'BIRTH_CLOSE',
  'BIRTH_YEAR',
  'ADDRESS',
  'NAME_DIFFERS',
  'BIRTH_DIFFERS',
  /** Each of several citizens would be certain. */
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

/** An incoming person with the keys that look-ups need, and what comparing takes. */
export interface Prepared extends PersonKeys {
  person: IncomingPerson;
  name: Name;
  street: string | null;
  postcode: string | null;
}

interface Name {
  last: string[];
  first: string[];
}

/** More are not looked at by anybody, and a name alone that so many have tells nobody. */
const MOST_PROBABLE = 5;
const MOST_BY_NAME = 3;

export function prepare(person: IncomingPerson): Prepared {
  return {
    ...keysOf(person),
    person,
    name: nameOf(person),
    street: streetOf(person),
    postcode: postcodeOf(person),
  };
}

/**
 * Who an incoming person is. Rules rather than weights decide, so that each answer can be explained; the score only
 * ranks.
 *
 * Certain: the number in the source, unless first name or birth differs · name and date of birth · name and e-mail or
 * phone, where the birth is unknown or a typing error away · e-mail or phone, the date of birth and the first name, where
 * the last name is another, or a typing error away · e-mail or phone alone where neither side has a name.
 * So a family's e-mail or phone is never enough, and twins, who share all but the first name, are not either: a first
 * name that is nearly the same is at most probable. Several certain ones are each probable, but for the number in the
 * source, which is told once.
 *
 * Probable: the same name with a birth date nearly the same, or with the year, address, e-mail or phone · a name nearly
 * the same with the date of birth, or with one of e-mail, phone and address where the birth does not speak against it ·
 * the first name and address with the date of birth (a married name) · e-mail or phone, where a side has no name · the name
 * alone, where the birth is unknown, the postcode is not another, and at most 3 citizens bear it.
 */
export function matchPerson(incoming: Prepared, candidates: readonly Candidate[]): MatchResult {
  const certain: Compared[] = [];
  const probable: Compared[] = [];
  const byName: Compared[] = [];
  candidates.forEach((candidate, at) => {
    if (candidates.findIndex(({ citizen }) => citizen === candidate.citizen) < at) return;
    const compared = compare(incoming, candidate);
    if (compared.verdict === 'certain') certain.push(compared);
    else if (compared.verdict === 'probable') probable.push(compared);
    else if (compared.verdict === 'name') byName.push(compared);
  });
  const told = certain.filter(({ reasons }) => reasons[0] === 'SAME_SOURCE_KEY');
  const sure = told.length === 1 ? told : certain;
  if (sure.length === 1) return { verdict: 'certain', matches: [scored(sure[0]!, 90, 100)] };
  for (const one of certain) one.reasons.push('SEVERAL');
  const found = [...certain, ...probable];
  const review = found.length > 0 || byName.length > MOST_BY_NAME ? found : byName;
  if (review.length === 0) return { verdict: 'new', matches: [] };
  const matches = review.map((one) => scored(one, 50, 89)).sort((a, b) => b.score - a.score);
  return { verdict: 'probable', matches: matches.slice(0, MOST_PROBABLE) };
}

/**
 * Equal for the rows of one file that certainly tell the same person, who is then looked for once; null where a row
 * tells nobody: the number in the source; else name and date of birth; else all that is told.
 */
export function groupKeyOf({ person, name_key, email_key, phone_key }: Prepared): string | null {
  if (person.person_key !== null) return `key ${person.person_key}`;
  if (name_key !== null && person.birth_date !== null) return `name ${name_key} ${person.birth_date}`;
  if (name_key === null && email_key === null && phone_key === null) return null;
  const { birth_year, address, postcode } = person;
  return JSON.stringify([name_key, email_key, phone_key, birth_year, address, postcode]);
}

interface Compared {
  citizen: number;
  /** `name`: nothing but the name, for who has no better match. */
  verdict: 'certain' | 'probable' | 'name' | 'new';
  points: number;
  reasons: MatchReason[];
}

/** How two first or two last names stand to each other; `unknown` where one is not told. */
type Likeness = 'same' | 'close' | 'part' | 'differs' | 'unknown';
type Births = 'same' | 'close' | 'year' | 'differs' | 'unknown';

const scored = ({ citizen, points, reasons }: Compared, least: number, most: number): ScoredMatch => ({
  citizen,
  score: Math.max(least, Math.min(most, points)),
  reasons,
});

function compare(incoming: Prepared, candidate: Candidate): Compared {
  const email = incoming.email_key !== null && incoming.email_key === candidate.email_key;
  const phone = incoming.phone_key !== null && incoming.phone_key === candidate.phone_key;
  const contact = email || phone;
  const key = candidate.same_source_key;
  const birth = compareBirths(incoming.person, candidate);
  // Of namesakes, nearly all.
  if (birth === 'differs' && !contact && !key)
    return { citizen: candidate.citizen, verdict: 'new', points: 0, reasons: [] };
  const name = compareNames(incoming, candidate);
  const { first, last } = name;
  const postcode = comparePostcodes(incoming.postcode, postcodeOf(candidate));
  const address = postcode !== 'differs' && incoming.street !== null && isStreet(incoming, candidate);

  const full = first === 'same' && last === 'same';
  const alike = isAlike(first) && isAlike(last);
  const nameless = first === 'unknown' && last === 'unknown';
  const bare = nameless && incoming.name_key === null && candidate.name_key === null;
  const incomplete = first !== 'differs' && last !== 'differs' && (first === 'unknown' || last === 'unknown');
  const certain =
    (key && first !== 'differs' && (birth !== 'differs' || full)) ||
    (full && birth === 'same') ||
    (full && contact && birth !== 'differs') ||
    (contact && birth === 'same' && first === 'same') ||
    (contact && birth === 'same' && first === 'part' && last === 'same') ||
    (bare && contact && (birth === 'same' || birth === 'unknown'));
  const probable =
    key ||
    (full && (contact || birth === 'close' || birth === 'year' || (address && birth === 'unknown'))) ||
    (alike && (birth === 'same' || ((contact || address) && birth !== 'differs'))) ||
    (isAlike(first) && contact && birth !== 'differs') ||
    (first === 'same' && address && birth === 'same') ||
    (incomplete && contact && birth !== 'differs') ||
    (incomplete && !nameless && birth === 'same' && address);
  const only = full && birth === 'unknown' && postcode !== 'differs';
  const verdict = certain ? 'certain' : probable ? 'probable' : only ? 'name' : 'new';

  const reasons: MatchReason[] = [];
  let points = 0;
  const reason = (code: MatchReason, worth: number) => {
    reasons.push(code);
    points += worth;
  };
  if (verdict === 'new') return { citizen: candidate.citizen, verdict, points, reasons };
  if (key) reason('SAME_SOURCE_KEY', 55);
  if (email) reason('EMAIL', 30);
  if (phone) reason('PHONE', 25);
  if (full && birth === 'same') reason('NAME_BIRTH', 85);
  else if (full) reason('NAME', 42);
  if (name.swapped) reason('NAME_SWAPPED', -2);
  if (alike && !full) reason(first === 'close' || last === 'close' ? 'NAME_CLOSE' : 'NAME_PART', 28);
  else if (incomplete && !nameless) reason('NAME_PART', 20);
  else if (last === 'differs' && isAlike(first)) reason('FIRST_NAME', 12);
  if (birth === 'same' && !full) reason('BIRTH', 38);
  if (birth === 'close') reason('BIRTH_CLOSE', 22);
  if (birth === 'year') reason('BIRTH_YEAR', 12);
  if (address) reason('ADDRESS', 12);
  if (first === 'differs' || last === 'differs') reason('NAME_DIFFERS', -5);
  if (birth === 'differs') reason('BIRTH_DIFFERS', -12);
  if (postcode === 'same') points += 3;
  return { citizen: candidate.citizen, verdict, points, reasons };
}

const isAlike = (likeness: Likeness) => likeness === 'same' || likeness === 'close' || likeness === 'part';

const nameOf = (person: Pick<Candidate, 'last_name' | 'first_name'>): Name => ({
  last: nameTokens(person.last_name ?? ''),
  first: nameTokens(person.first_name ?? ''),
});

interface ComparedNames {
  last: Likeness;
  first: Likeness;
  swapped: boolean;
}

function compareNames({ name, name_key, person }: Prepared, candidate: Candidate): ComparedNames {
  const other = nameOf(candidate);
  const straight = {
    last: likeness(name.last, other.last, person.last_name, candidate.last_name),
    first: likeness(name.first, other.first, person.first_name, candidate.first_name),
    swapped: false,
  };
  if (straight.last === 'same' && straight.first === 'same') return straight;
  const told = [name.last, name.first, other.last, other.first].every((tokens) => tokens.length > 0);
  // The words are the same, whatever column they stand in.
  if (name_key !== null && name_key === candidate.name_key && told)
    return { last: 'same', first: 'same', swapped: true };
  if (!told || (isAlike(straight.last) && isAlike(straight.first))) return straight;
  const swapped = {
    last: likeness(name.last, other.first, person.last_name, candidate.first_name),
    first: likeness(name.first, other.last, person.first_name, candidate.last_name),
    swapped: true,
  };
  return isAlike(swapped.last) && isAlike(swapped.first) ? swapped : straight;
}

function likeness(
  one: string[],
  other: string[],
  written: string | null,
  otherWritten: string | null,
): Likeness {
  if (one.length === 0 || other.length === 0) return 'unknown';
  const a = one.join('');
  const b = other.join('');
  if (a === b) return 'same';
  // "de la Tour" and "Delatour": with all particles.
  const shortened = a.length < written!.length || b.length < otherWritten!.length;
  if (shortened && letters(written!) === letters(otherWritten!)) return 'same';
  if (one.length !== other.length) {
    const [few, many] = one.length < other.length ? [one, other] : [other, one];
    if (few.every((token) => token.length > 1 && many.includes(token))) return 'part';
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  // An initial.
  if (short.length === 1) return long.startsWith(short) ? 'close' : 'differs';
  const most = wrongLetters(long.length);
  const wrong = distance(a, b, most + 1);
  if (wrong <= most) return 'close';
  if (wrong === most + 1 && soundOf(a) === soundOf(b)) return 'close';
  return 'differs';
}

/** Typing errors that a name of so many letters may have: Tom and Tim, but not Al and Ali. */
const wrongLetters = (length: number) => (length < 3 ? 0 : length < 8 ? 1 : 2);

const letters = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

function compareBirths(one: IncomingPerson, other: Candidate): Births {
  const a = one.birth_date;
  const b = other.birth_date;
  if (a === null || b === null) {
    const year = yearOf(one);
    const otherYear = yearOf(other);
    if (year === null || otherYear === null) return 'unknown';
    return year === otherYear ? 'year' : 'differs';
  }
  if (a === b) return 'same';
  return areDatesClose(a, b) ? 'close' : 'differs';
}

const yearOf = ({ birth_date, birth_year }: Pick<Candidate, 'birth_date' | 'birth_year'>) =>
  birth_date === null ? birth_year : Number(birth_date.slice(0, 4));

/** Of ISO dates: as BIRTH_CLOSE says. */
function areDatesClose(a: string, b: string): boolean {
  const sameYear = a.slice(0, 4) === b.slice(0, 4);
  if (sameYear && (a.endsWith('-01-01') || b.endsWith('-01-01'))) return true;
  if (sameYear && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7)) return true;
  return isOneSlip(a, b);
}

/** Of texts of one length: whether one character is another, or two neighbours, whatever mark between, are turned round. */
function isOneSlip(a: string, b: string): boolean {
  let first = -1;
  for (let at = 0; at < a.length; at += 1) {
    if (a[at] === b[at]) continue;
    if (first < 0) {
      first = at;
      continue;
    }
    const neighbours = at === first + 1 || (at === first + 2 && a[first + 1] === '-');
    return neighbours && a[first] === b[at] && a[at] === b[first] && a.slice(at + 1) === b.slice(at + 1);
  }
  return first >= 0;
}

type Placed = Pick<Candidate, 'address' | 'postcode'>;

const streetOf = ({ address }: Placed) => (address === null ? null : addressKey(address));
const postcodeOf = ({ postcode }: Placed) => (postcode === null ? null : postcodeKey(postcode));

function comparePostcodes(one: string | null, other: string | null): 'same' | 'differs' | 'unknown' {
  return one === null || other === null ? 'unknown' : one === other ? 'same' : 'differs';
}

/** Most are written alike. */
const isStreet = ({ person, street }: Prepared, candidate: Candidate) =>
  person.address === candidate.address || street === streetOf(candidate);
