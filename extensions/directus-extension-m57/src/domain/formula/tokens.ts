import type { Issue } from '../issue';
import { BARE_CODE, movementOf, type CodePrefix, type Term } from './formula';

export type Operator = '*' | '+' | '-';

/** What is wrong in a token; `at` is the 0-based offset in the text. */
export interface Problem {
  code: string;
  at: number;
  params: Issue['params'];
}

/** A piece of a formula, from `start` up to but not including `end` (offsets in UTF-16 units, as editors count). */
export type Token = { start: number; end: number } & (
  | { kind: 'movement' | 'nature' | 'fonction' | 'code'; term: Term }
  | { kind: 'operator'; operator: Operator }
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'error'; problem: Problem }
);

const OPERATORS: Record<string, Operator> = { '*': '*', '∩': '*', '+': '+', '∪': '+', '-': '-' };
const WORD = new RegExp(BARE_CODE, 'uy');
const PREFIX = /^(?:CV|[NFCOBAS])/i;
const QUOTED = /"((?:[^"]|"")*)"/y;

/** The text that a sticky pattern finds right at this offset, or ''. */
function at(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}

/**
 * Cuts a formula into tokens for colouring and for the parser. Never throws: what is no part of the language
 * becomes an `error` token that says why, and the reading goes on behind it. Every character that is not white
 * space lies in exactly one token. Time is linear in the length of the text.
 */
export function tokens(text: string): Token[] {
  const list: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    const space = at(/\s+/y, text, offset);
    if (space) offset += space.length;
    else {
      const token = readToken(text, offset);
      list.push(token);
      offset = token.end;
    }
  }
  return list;
}

function readToken(text: string, start: number): Token {
  const character = String.fromCodePoint(text.codePointAt(start)!);
  const end = start + character.length;
  if (character === '(') return { kind: 'open', start, end };
  if (character === ')') return { kind: 'close', start, end };
  const operator = OPERATORS[character];
  if (operator) return { kind: 'operator', operator, start, end };
  const word = at(WORD, text, start);
  if (word) return readTerm(text, start, word);
  return error(start, end, 'FORMULA_TERM_UNKNOWN', start, { found: character });
}

function readTerm(text: string, start: number, word: string): Token {
  const end = start + word.length;
  const movement = movementOf(word);
  if (movement) return { kind: 'movement', term: { type: 'movement', word: movement }, start, end };

  const prefix = PREFIX.exec(word)?.[0].toUpperCase();
  if (!prefix) return error(start, end, 'FORMULA_TERM_UNKNOWN', start, { found: excerpt(word) });
  const code = word.slice(prefix.length);
  if (prefix === 'N' || prefix === 'F') return readBranch(text, start, prefix, code);
  return readCode(text, start, prefix as CodePrefix, code);
}

/** N6232, N=6232, F311, F=311, F-. */
function readBranch(text: string, start: number, prefix: 'N' | 'F', code: string): Token {
  const kind = prefix === 'N' ? 'nature' : 'fonction';
  const next = start + 1;
  const term = (code: string, exact: boolean, from: number): Token =>
    digits(code, from, start, prefix) ?? {
      kind,
      term: { type: kind, code, exact },
      start,
      end: from + code.length,
    };

  if (code) return term(code, false, next);
  // F alone is no term, so `F-` can only mean "no function"; a difference on it is written `F- - F0`.
  if (prefix === 'F' && text[next] === '-')
    return { kind, term: { type: 'no-fonction' }, start, end: next + 1 };
  if (text[next] !== '=') return error(start, next, 'FORMULA_CODE_EXPECTED', next, { prefix });
  const exact = at(WORD, text, next + 1);
  if (!exact) return error(start, next + 1, 'FORMULA_CODE_EXPECTED', next + 1, { prefix: `${prefix}=` });
  return term(exact, true, next + 1);
}

/** C012, CV930, O1234, B01, ADSI, A"12 B". */
function readCode(text: string, start: number, prefix: CodePrefix, code: string): Token {
  const next = start + prefix.length;
  if (code) {
    const wrong = prefix === 'C' || prefix === 'CV' ? digits(code, next, start, prefix) : null;
    return wrong ?? { kind: 'code', term: { type: 'code', prefix, code }, start, end: next + code.length };
  }
  const isChapter = prefix === 'C' || prefix === 'CV';
  if (isChapter || text[next] !== '"') return error(start, next, 'FORMULA_CODE_EXPECTED', next, { prefix });
  const quoted = at(QUOTED, text, next);
  if (!quoted) return error(start, text.length, 'FORMULA_QUOTE_UNCLOSED', next, {});
  const end = next + quoted.length;
  const inner = quoted.slice(1, -1).replaceAll('""', '"');
  if (!inner) return error(start, end, 'FORMULA_CODE_EXPECTED', next + 1, { prefix });
  return { kind: 'code', term: { type: 'code', prefix, code: inner }, start, end };
}

/** Accounts, functions and chapters are made of digits: a letter is a slip (N62O) or a missing operator (N64F3). */
function digits(code: string, codeStart: number, start: number, prefix: string): Token | null {
  const other = code.search(/[^0-9]/);
  if (other < 0) return null;
  return error(start, codeStart + code.length, 'FORMULA_DIGITS_EXPECTED', codeStart + other, {
    prefix,
    found: excerpt(code.slice(other)),
  });
}

function error(start: number, end: number, code: string, at: number, params: Issue['params']): Token {
  return { kind: 'error', start, end, problem: { code, at, params } };
}

/** The beginning of what was found, short enough for a message. */
export function excerpt(found: string): string {
  const characters = Array.from(found.slice(0, 60));
  return characters.length > 20 ? `${characters.slice(0, 20).join('')}…` : found;
}
