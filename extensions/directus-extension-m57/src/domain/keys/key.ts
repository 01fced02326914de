import type { Quantity } from '../quantity';
import type { Period } from './period';

/**
 * What a key shares by: quantities, percentages, fixed amounts in euros, equal shares, pro rata of direct cost, or
 * like another service.
 */
export const KEY_KINDS = ['quantity', 'percent', 'fixed', 'equal', 'pro_rata', 'like'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** One row of `m57_keys`: what one service delivers to one other, or to all. */
export interface Key extends Period {
  id: number;
  from: number;
  /** Null with `equal` and `pro_rata`: all principal and indivis services; null with `like`. */
  to: number | null;
  kind: KeyKind;
  /** With `like`: the service whose keys are followed. */
  like: number | null;
  /** Units, percent or euros, in ten-thousandths; null where there is none. */
  quantity: Quantity | null;
  unit: string | null;
}

/** The days of an exercice, which is a calendar year. */
export const daysOf = (exercice: number): number => daysBetween(`${exercice}-01-01`, `${exercice}-12-31`);

/** Days of the exercice on which the key holds; 0: none. */
export function daysIn({ valid_from, valid_to }: Period, exercice: number) {
  const [first, last] = [`${exercice}-01-01`, `${exercice}-12-31`];
  const from = valid_from !== null && valid_from > first ? valid_from : first;
  const to = valid_to !== null && valid_to < last ? valid_to : last;
  return from > to ? 0 : daysBetween(from, to);
}

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
