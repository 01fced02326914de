import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCents } from '../domain/money';
import { TextBuffer } from './bulk';

const written = (write: (text: TextBuffer) => void) => {
  const text = new TextBuffer();
  write(text);
  return text.content.toString();
};

describe('text of rows', () => {
  it.each([0, 9, 10, 999_999_999, 1_000_000_000, 1_000_000_001, 90_000_000_005, -7, Number.MAX_SAFE_INTEGER])(
    'writes %i as it is written',
    (value) => expect(written((text) => text.integer(value))).toBe(String(value)),
  );

  it('writes every whole number, and cents as euros', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(written((text) => text.integer(value))).toBe(String(value));
        expect(written((text) => text.euros(value))).toBe(formatCents(value));
      }),
    );
  });

  it('grows, and is used again', () => {
    const text = new TextBuffer();
    for (let row = 0; row < 50_000; row += 1) {
      text.append(Buffer.from('é\t'));
      text.integer(row);
      text.ascii('\n');
    }
    const rows = Array.from({ length: 50_000 }, (_, row) => `é\t${row}\n`);
    expect(text.content.toString()).toBe(rows.join(''));
    text.clear();
    text.euros(-5);
    expect(text.content.toString()).toBe('-0.05');
  });
});
