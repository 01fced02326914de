import type { Compared, FieldCondition, MemberCondition, NumberTest, RelatedCondition } from './definition';

/** Names by id; what is missing is told by its number. */
export interface Names {
  services: ReadonlyMap<number, string>;
  zones: ReadonlyMap<number, string>;
  segments: ReadonlyMap<number, string>;
}

export type Leaf = FieldCondition | RelatedCondition | MemberCondition;

/** What a language needs so that conditions, each a modifier of "citizens", become a sentence. */
export interface Language {
  citizens: string;
  everybody: string;
  nobody: string;
  /** Modifiers that all meet, and nobody does. */
  anyone: string;
  noOne: string;
  and: string;
  or: string;
  not: string;
  butNot: string;
  nor: string;
  /** "Citizens, except those …" */
  except: string;
  /** A modifier as it may stand after "not": some need "those" before them. */
  those: (modifier: string) => string;
  /** "aged 18 or over" */
  leaf: (leaf: Leaf, names: Names) => string;
}

export interface CountSpan {
  /** Both in; null: no upper end. */
  from: number;
  to: number | null;
}

/** A test of whole numbers from nought, so that "fewer than 3" says that none will do too. */
export function countSpan(test: NumberTest): CountSpan {
  switch (test.op) {
    case 'eq':
      return { from: test.value, to: test.value };
    case 'lt':
      return { from: 0, to: test.value - 1 };
    case 'lte':
      return { from: 0, to: test.value };
    case 'gt':
      return { from: test.value + 1, to: null };
    case 'gte':
      return { from: test.value, to: null };
    case 'between':
      return { from: test.from, to: test.to };
  }
}

/** Of names, so many are told, and the number of the others. */
const MOST_NAMES = 6;

/** "a, b ou c" */
export function joinWords(texts: readonly string[], word: string): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1)!}`;
}

/** The same of many, "a, b ou 12 autres", each once. */
export function joinNames(texts: readonly string[], word: string, others: (count: number) => string): string {
  const each = [...new Set(texts)];
  if (each.length <= MOST_NAMES) return joinWords(each, word);
  const told = each.slice(0, MOST_NAMES - 1);
  return joinWords([...told, others(each.length - told.length)], word);
}

/** A test as words of its values: one for equal ends. */
export function spoken<Value>(
  test: Compared<Value>,
  show: (value: Value) => string,
  words: Record<'eq' | 'lt' | 'lte' | 'gt' | 'gte', (value: string) => string> & {
    between: (from: string, to: string) => string;
  },
): string {
  if (test.op !== 'between') return words[test.op](show(test.value));
  const [from, to] = [show(test.from), show(test.to)];
  return from === to ? words.eq(from) : words.between(from, to);
}
