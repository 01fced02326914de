import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokens } from './tokens';

const kinds = (text: string) => tokens(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

describe('tokens for an editor', () => {
  it('names each piece', () => {
    expect(kinds('df*(N=6232+F-) ∪ A"1 2"-CV930')).toEqual([
      ['movement', 'df'],
      ['operator', '*'],
      ['open', '('],
      ['nature', 'N=6232'],
      ['operator', '+'],
      ['fonction', 'F-'],
      ['close', ')'],
      ['operator', '∪'],
      ['code', 'A"1 2"'],
      ['operator', '-'],
      ['code', 'CV930'],
    ]);
  });

  it('marks what is wrong and goes on', () => {
    expect(kinds('DF ? N6x + N + R')).toEqual([
      ['movement', 'DF'],
      ['error', '?'],
      ['error', 'N6x'],
      ['operator', '+'],
      ['error', 'N'],
      ['operator', '+'],
      ['movement', 'R'],
    ]);
  });

  it('covers every character but white space, in order, and never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom(...'DFN6"(=-* ') }),
        (a, b) => {
          const text = a + b;
          let rest = '';
          let last = 0;
          for (const { start, end } of tokens(text)) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            rest += text.slice(last, start);
            last = end;
          }
          expect((rest + text.slice(last)).trim()).toBe('');
        },
      ),
    );
  });
});
