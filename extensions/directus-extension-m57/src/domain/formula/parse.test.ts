import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, type Issue } from '../issue';
import { MAX_DEPTH, MAX_TERMS, type Formula } from './formula';
import { formatFormula } from './format';
import { formulaMessages } from './messages';
import { parseFormula } from './parse';

function issueOf(text: string): Issue {
  try {
    parseFormula(text);
  } catch (error) {
    if (error instanceof InputError) return error.issues[0]!;
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
}

/** The text in canonical form: shows the tree through its parentheses. */
const canonical = (text: string) => formatFormula(parseFormula(text));

describe('what a formula means', () => {
  it('reads the example of the design', () => {
    expect(parseFormula('DF * (N6232 + N6236) * F3 - F311')).toEqual({
      type: 'difference',
      left: {
        type: 'intersection',
        left: {
          type: 'intersection',
          left: { type: 'movement', word: 'DF' },
          right: {
            type: 'union',
            left: { type: 'nature', code: '6232', exact: false },
            right: { type: 'nature', code: '6236', exact: false },
          },
        },
        right: { type: 'fonction', code: '3', exact: false },
      },
      right: { type: 'fonction', code: '311', exact: false },
    });
  });

  it.each([
    ['df∩n64', 'DF * N64'],
    ['DF ∪ RF', 'DF + RF'],
    ['  réel*D\n+\tOrdre ', 'REEL * D + ORDRE'],
    ['N=6232 + F=311', 'N=6232 + F=311'],
    [
      'c012 + cv9305 + o4544128 + b00 + aDSI/2.1_x + sDGS',
      'C012 + CV9305 + O4544128 + B00 + ADSI/2.1_x + SDGS',
    ],
    ['a"12 B" * S"l""été"', 'A"12 B" * S"l""été"'],
    ['A"DSI"', 'ADSI'],
    ['O"RDRE" + O"rdre"', 'O"RDRE" + O"rdre"'],
    ['((D))', 'D'],
    ['D - (R - N6)', 'D - (R - N6)'],
    ['(D - R) - N6', 'D - R - N6'],
    ['D * (R * N6)', 'D * (R * N6)'],
    ['D + R * N6', 'D + R * N6'],
    ['(D + R) * N6', '(D + R) * N6'],
  ])('%s is %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('takes F- for "no function" wherever it stands, and DF - F0 for a difference', () => {
    const none = { type: 'no-fonction' };
    const df = { type: 'movement', word: 'DF' };
    const f0 = { type: 'fonction', code: '0', exact: false };
    expect(parseFormula('F-')).toEqual(none);
    expect(parseFormula('DF*F-')).toEqual({ type: 'intersection', left: df, right: none });
    expect(parseFormula('F- - F0')).toEqual({ type: 'difference', left: none, right: f0 });
    expect(parseFormula('F--F0')).toEqual({ type: 'difference', left: none, right: f0 });
    expect(parseFormula('DF-F0')).toEqual({ type: 'difference', left: df, right: f0 });
    expect(issueOf('F-F0')).toMatchObject({ code: 'FORMULA_OPERATOR_EXPECTED', column: 3 });
  });
});

describe('errors say where and what was expected', () => {
  it.each([
    ['', 'FORMULA_EMPTY', 1],
    ['   ', 'FORMULA_EMPTY', 1],
    ['DF *', 'FORMULA_TERM_MISSING', 5],
    ['DF *   ', 'FORMULA_TERM_MISSING', 5],
    ['DF * * N6', 'FORMULA_TERM_EXPECTED', 6],
    ['()', 'FORMULA_TERM_EXPECTED', 2],
    ['DF N64', 'FORMULA_OPERATOR_EXPECTED', 4],
    ['(DF N64)', 'FORMULA_OPERATOR_EXPECTED', 5],
    ['DF (N64)', 'FORMULA_OPERATOR_EXPECTED', 4],
    ['DF + (N64 * F0', 'FORMULA_PARENTHESIS_UNCLOSED', 15],
    ['DF) + N64', 'FORMULA_PARENTHESIS_UNOPENED', 3],
    ['DF * N', 'FORMULA_CODE_EXPECTED', 7],
    ['DF * N 64', 'FORMULA_CODE_EXPECTED', 7],
    ['N=', 'FORMULA_CODE_EXPECTED', 3],
    ['N= 64', 'FORMULA_CODE_EXPECTED', 3],
    ['N-', 'FORMULA_CODE_EXPECTED', 2],
    ['F', 'FORMULA_CODE_EXPECTED', 2],
    ['C', 'FORMULA_CODE_EXPECTED', 2],
    ['A""', 'FORMULA_CODE_EXPECTED', 3],
    ['N64F3', 'FORMULA_DIGITS_EXPECTED', 4],
    ['N=6O', 'FORMULA_DIGITS_EXPECTED', 4],
    ['CVX', 'FORMULA_DIGITS_EXPECTED', 3],
    ['D * A"12 B', 'FORMULA_QUOTE_UNCLOSED', 6],
    ['DEP * N64', 'FORMULA_TERM_UNKNOWN', 1],
    ['D , R', 'FORMULA_TERM_UNKNOWN', 3],
    ['D – R', 'FORMULA_TERM_UNKNOWN', 3],
    ['D * 64', 'FORMULA_TERM_UNKNOWN', 5],
    ['D * 😀', 'FORMULA_TERM_UNKNOWN', 5],
  ])('%j: %s at column %i', (text, code, column) => {
    expect(issueOf(text)).toMatchObject({ code, line: 1, column });
  });

  it('has a French and an English sentence for each, with the column in it', () => {
    const texts = ['', 'D*', '()', 'D D', 'N', 'F', 'N6x', 'A"', '(D', 'D)', 'X', '('.repeat(101)];
    const many = Array.from({ length: MAX_TERMS + 1 }, () => 'D').join('+');
    const seen = [...texts, many].map(issueOf);
    expect(new Set(seen.map(({ code }) => code))).toEqual(new Set(Object.keys(formulaMessages)));
    for (const { code, column, params } of seen)
      for (const message of Object.values(formulaMessages[code]!)) {
        expect(message(params)).not.toMatch(/undefined|NaN/);
        if (code !== 'FORMULA_EMPTY') expect(message(params)).toContain(String(column));
      }
  });

  it('lies inside the text or right at its end, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'DFRINCVOBAS0169 "()*+-=∩∪.réel') }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        try {
          parseFormula(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          const { line, column, code } = (error as InputError).issues[0]!;
          expect(line).toBe(1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(text.length + 1);
          expect(formulaMessages).toHaveProperty(code);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('bounds', () => {
  it('accepts 200 terms and names the 201st', () => {
    const terms = (count: number) => Array.from({ length: count }, () => 'N6').join('+');
    expect(() => parseFormula(terms(MAX_TERMS))).not.toThrow();
    expect(issueOf(terms(MAX_TERMS + 1))).toMatchObject({
      code: 'FORMULA_TOO_MANY_TERMS',
      column: 3 * 200 + 1,
    });
  });

  it('accepts 100 nested parentheses and names the 101st; parentheses side by side are no depth', () => {
    const nested = (depth: number) => '('.repeat(depth) + 'D' + ')'.repeat(depth);
    expect(() => parseFormula(nested(MAX_DEPTH))).not.toThrow();
    expect(issueOf(nested(MAX_DEPTH + 1))).toMatchObject({ code: 'FORMULA_TOO_DEEP', column: 101 });
    expect(() => parseFormula(Array.from({ length: 150 }, () => '(D)').join('+'))).not.toThrow();
  });

  it.each(['(', '((D)', 'D+', '"', 'A"', 'A""', 'N', 'N6', ' ', '-', 'F-', '😀', 'é', 'D - (R * '])(
    'reads or refuses 10 000 characters of %j, with a short message',
    (piece) => {
      const text = piece.repeat(Math.ceil(10_000 / piece.length)).slice(0, 10_000);
      try {
        parseFormula(text);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect((error as InputError).message.length).toBeLessThan(200);
      }
    },
  );
});

describe('canonical text', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 5 });
  const free = fc.oneof(
    fc.string({ minLength: 1, maxLength: 6 }),
    fc.string({ unit: fc.constantFrom(...'RDEréV" 1._/-'), minLength: 1, maxLength: 5 }),
    fc.constant('RDRE'),
  );
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 6 },
      fc.oneof(
        fc.record({
          type: fc.constant('movement' as const),
          word: fc.constantFrom(
            'D',
            'R',
            'DF',
            'DI',
            'RF',
            'RI',
            'DRF',
            'DRI',
            'RRF',
            'RRI',
            'REEL',
            'ORDRE',
          ),
        }),
        fc.record({ type: fc.constantFrom('nature', 'fonction'), code: digits, exact: fc.boolean() }),
        fc.record({ type: fc.constant('no-fonction' as const) }),
        fc.record({ type: fc.constant('code' as const), prefix: fc.constantFrom('C', 'CV'), code: digits }),
        fc.record({
          type: fc.constant('code' as const),
          prefix: fc.constantFrom('O', 'B', 'A', 'S'),
          code: free,
        }),
      ),
      fc.record({
        type: fc.constantFrom('intersection', 'union', 'difference'),
        left: tie('formula'),
        right: tie('formula'),
      }),
    ),
  }));

  it('read again is the same formula', () => {
    fc.assert(
      fc.property(formula, (tree) => {
        expect(parseFormula(formatFormula(tree))).toEqual(tree);
      }),
    );
  });
});
