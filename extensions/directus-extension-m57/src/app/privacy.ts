import type { IdentityAnswer } from '../contract/citizens';
import type { ErasureRegister } from '../contract/privacy';

/** First name and last name, as far as they are known; null where neither is. */
export const nameOf = (identity: Pick<IdentityAnswer, 'first_name' | 'last_name'> | null): string | null =>
  [identity?.first_name, identity?.last_name].filter(Boolean).join(' ') || null;

/** A register of erasures out of a file that was downloaded from here; null where the text is anything else. */
export function readRegister(text: string): ErasureRegister | null {
  try {
    const read = JSON.parse(text) as Partial<ErasureRegister> | null;
    const sound =
      typeof read?.made_on === 'string' &&
      Array.isArray(read.erasures) &&
      read.erasures.every(({ fingerprint }) => /^[0-9a-f]{64}$/.test(fingerprint));
    return sound ? (read as ErasureRegister) : null;
  } catch {
    return null;
  }
}

/** Erasures in one question: some 715 kB, and the host takes 1 MB. */
const AT_ONCE = 5000;

/** A register in parts that the host takes; an empty one is one part. */
export const partsOf = ({ made_on, erasures }: ErasureRegister): ErasureRegister[] =>
  Array.from({ length: Math.max(1, Math.ceil(erasures.length / AT_ONCE)) }, (_, part) => ({
    made_on,
    erasures: erasures.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  }));

/** Whether somebody typed the word that an erasure asks for: case and spaces around do not matter. */
export const isTyped = (typed: string, word: string) => typed.trim().toLowerCase() === word.toLowerCase();
