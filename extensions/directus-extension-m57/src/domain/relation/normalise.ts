/**
 * Keys to find and compare persons by, the same on every database. All but e-mail, phone and name are stored only to
 * find candidates for a probable match.
 */
export interface PersonKeys {
  /** At most 254 characters. */
  email_key: string | null;
  /** E.164: at most 16 characters. */
  phone_key: string | null;
  /** At most 120 characters. */
  name_key: string | null;
  /** How last and first name sound, in either order, and the year of birth: at most 24 characters. */
  sound_key: string | null;
  /** Date of birth and the sound that the first name begins with: at most 12 characters. */
  birth_key: string | null;
}

/** What keys are made of. */
export interface Named {
  last_name: string | null;
  first_name: string | null;
  birth_date: string | null;
  birth_year: number | null;
  email: string | null;
  phone: string | null;
}

export function keysOf(_person: Named): PersonKeys {
  throw new Error('to come');
}
