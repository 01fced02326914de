import type { Imputation } from '../ledger';

/** What each word of the language asks of an imputation. DF holds real and ordre, DRF real operations only. */
export const MOVEMENTS = {
  D: { direction: 'D' },
  R: { direction: 'R' },
  DF: { direction: 'D', section: 'F' },
  DI: { direction: 'D', section: 'I' },
  RF: { direction: 'R', section: 'F' },
  RI: { direction: 'R', section: 'I' },
  DRF: { direction: 'D', section: 'F', kind: 'real' },
  DRI: { direction: 'D', section: 'I', kind: 'real' },
  RRF: { direction: 'R', section: 'F', kind: 'real' },
  RRI: { direction: 'R', section: 'I', kind: 'real' },
  REEL: { kind: 'real' },
  ORDRE: { kind: 'ordre' },
} as const satisfies Record<string, Partial<Pick<Imputation, 'direction' | 'section' | 'kind'>>>;

/** Codes that are compared whole: only nature and fonction are hierarchies, where a prefix means a branch. */
export const CODE_FIELDS = {
  C: 'chapitre',
  CV: 'chapitre_vote',
  O: 'operation',
  B: 'budget',
  A: 'analytic',
  S: 'manager',
} as const satisfies Record<string, keyof Imputation>;

export type MovementWord = keyof typeof MOVEMENTS;
export type CodePrefix = keyof typeof CODE_FIELDS;

export type Term =
  | { type: 'movement'; word: MovementWord }
  /** N6232 (the account and all below it) or, exact, N=6232. */
  | { type: 'nature' | 'fonction'; code: string; exact: boolean }
  /** F-: the imputations without a function. */
  | { type: 'no-fonction' }
  | { type: 'code'; prefix: CodePrefix; code: string };

/** A set of imputations: a term, or two sets combined. */
export type Formula = Term | { type: 'intersection' | 'union' | 'difference'; left: Formula; right: Formula };

export const MAX_TERMS = 200;
/** Parentheses inside parentheses. */
export const MAX_DEPTH = 100;

/** The characters of a code that needs no quotes. */
export const BARE_CODE = /[\p{L}\p{M}\p{N}_./]+/u;

/** The word of the language that this is, in any case (`réel` is REEL); null where it is none. */
export function movementOf(word: string): MovementWord | null {
  const plain = word.normalize('NFC').toUpperCase().replace('É', 'E');
  return Object.hasOwn(MOVEMENTS, plain) ? (plain as MovementWord) : null;
}
