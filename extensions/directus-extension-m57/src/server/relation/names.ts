import type { IdentityAnswer } from '../../contract/citizens';
import { isoDate } from '../rules/load';

export const IDENTITY_FIELDS = [
  'last_name',
  'first_name',
  'birth_date',
  'email',
  'phone',
  'address',
  'postcode',
  'city',
] as const;
export type IdentityRow = Record<(typeof IDENTITY_FIELDS)[number], unknown>;

/** The fields of an identity in a query that joins it as `identity`. */
export const IDENTITY_COLUMNS = [
  'identity.id as identity',
  ...IDENTITY_FIELDS.map((name) => `identity.${name}`),
];

/** Null where a citizen has no identity. */
export function identityOf(row: IdentityRow & { identity: unknown }): IdentityAnswer | null {
  if (row.identity === null) return null;
  const text = (name: keyof IdentityRow) => (row[name] ?? null) as string | null;
  return {
    last_name: text('last_name'),
    first_name: text('first_name'),
    birth_date: isoDate(row.birth_date),
    email: text('email'),
    phone: text('phone'),
    address: text('address'),
    postcode: text('postcode'),
    city: text('city'),
  };
}

/** "Martin Jeanne", as lists sort them; null where nothing is known. */
export const nameOf = ({ last_name, first_name }: Pick<IdentityRow, 'last_name' | 'first_name'>) =>
  [last_name, first_name].filter(Boolean).join(' ') || null;
