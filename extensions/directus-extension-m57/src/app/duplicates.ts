import type { Duplicates } from '../contract/citizens';

export type Pair = Duplicates['pairs'][number];
export type Side = Pair['sides'][number];

export const COMPARED = [
  'last_name',
  'first_name',
  'birth_date',
  'email',
  'phone',
  'address',
  'postcode',
  'city',
  'zone',
  'registered_on',
  'source',
] as const;
export type ComparedField = (typeof COMPARED)[number];

export interface Comparison {
  field: ComparedField;
  values: [string | null, string | null];
  /** `one`: only one side says it; `entry`: how they came in. Neither speaks for or against. */
  state: 'same' | 'differs' | 'one' | 'entry';
}

const ENTRY: readonly ComparedField[] = ['registered_on', 'source'];

const valueOf = (side: Side, field: ComparedField): string | null => {
  if (field === 'zone' || field === 'registered_on' || field === 'source') return side[field];
  return side.identity?.[field] ?? null;
};

/** What makes no difference to the eye: case, accents and punctuation, the prefix of the country. */
function plain(field: ComparedField, text: string): string {
  if (field === 'email') return text.trim().toLowerCase();
  const letters = text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}+]/gu, '')
    .toLowerCase();
  return field === 'phone' ? letters.replace(/^(\+|00)33(0)?/, '0') : letters;
}

/** What two sides say of the same thing; what neither says is left out. */
export function compareSides([one, other]: Pair['sides']): Comparison[] {
  return COMPARED.flatMap((field): Comparison[] => {
    const values: Comparison['values'] = [valueOf(one, field), valueOf(other, field)];
    const [a, b] = values;
    if (a === null && b === null) return [];
    if (ENTRY.includes(field)) return [{ field, values, state: 'entry' }];
    if (a === null || b === null) return [{ field, values, state: 'one' }];
    return [{ field, values, state: plain(field, a) === plain(field, b) ? 'same' : 'differs' }];
  });
}

/** The side that most is known of: more interactions, then the older one. */
export function proposedSide([one, other]: Pair['sides']): number {
  if (one.interactions !== other.interactions)
    return one.interactions > other.interactions ? one.id : other.id;
  return Math.min(one.id, other.id);
}

/** A score of 50 to 89 (domain/relation/match.ts) in a word of locales: it ranks, and is no probability. */
export function likelihood(score: number): 'high' | 'medium' | 'low' {
  if (score >= 75) return 'high';
  return score >= 60 ? 'medium' : 'low';
}
