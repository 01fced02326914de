import type { deskFindRequest, deskLogRequest } from '../contract/interactions';
import type { z } from 'zod';

type Person = z.infer<typeof deskFindRequest>;
export type DeskLog = Omit<z.infer<typeof deskLogRequest>, 'citizen' | 'service' | 'done'>;

/** What is asked of a person at the desk, in the order in which people say it. */
export const SAID = ['last_name', 'first_name', 'birth_date', 'phone', 'email'] as const;
export type Said = Record<(typeof SAID)[number], string>;
export const NOTHING_SAID: Said = { last_name: '', first_name: '', birth_date: '', phone: '', email: '' };

/** What was said, without what was left empty; null where it would find nobody: a name must be whole, or dated. */
export function personOf(said: Said): Person | null {
  const filled = SAID.map((field) => [field, said[field].trim()] as const).filter(([, text]) => text !== '');
  const person: Person = Object.fromEntries(filled);
  const named = person.last_name && (person.first_name || person.birth_date);
  return named || person.phone || person.email ? person : null;
}

/** Kinds that may wait, and so may have a due date or be done already. */
export const waits = (kind: DeskLog['kind']) => kind === 'request' || kind === 'complaint';
