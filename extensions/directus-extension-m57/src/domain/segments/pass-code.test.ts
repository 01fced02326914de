import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_LENGTH, codeOf, printedCode, readCode } from './pass-code';

const bytes = fc.uint8Array({ minLength: CODE_LENGTH, maxLength: CODE_LENGTH });

describe('codes of passes', () => {
  it('hold nothing that is read for something else', () => {
    const all = new Set([...codeOf(Uint8Array.from({ length: 256 }, (_, byte) => byte))]);
    expect(all.size).toBe(32);
    expect([...all].filter((one) => /[^0-9A-Z]|[ILOU]/.test(one))).toEqual([]);
  });

  it('are read as they are printed, and as people write them down', () => {
    fc.assert(
      fc.property(bytes, (drawn) => {
        const code = codeOf(drawn);
        const misread = code.replaceAll('0', 'o').replaceAll('1', 'l');
        for (const typed of [code, printedCode(code), ` ${code.toLowerCase()} `, misread])
          expect(readCode(typed)).toBe(code);
      }),
    );
  });

  it.each(['', '7KQ4M', '7KQ4M-2PXR99', '7KQ4M-2PXRU', '7KQ4M-2PXR%', "'; drop table m57_passes"])(
    'are not %j',
    (typed) => {
      expect(readCode(typed)).toBeNull();
    },
  );
});
