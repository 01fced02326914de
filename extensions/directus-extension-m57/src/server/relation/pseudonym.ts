import { randomBytes } from 'node:crypto';

/** Base 32 without letters that are taken for digits (Crockford). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** A new pseudonym: 26 characters, 130 random bits. It says nothing of the person, and is never drawn twice. */
export function newPseudonym(): string {
  let pseudonym = '';
  for (const byte of randomBytes(LENGTH)) pseudonym += ALPHABET[byte & 31];
  return pseudonym;
}
