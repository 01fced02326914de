import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance } from './distance';

/** The definition itself, without a bound and without tables that are used again. */
function byDefinition(a: string, b: string): number {
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const costs = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)];
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) costs.push(at(i - 2, j - 2) + 1);
    return Math.min(...costs);
  };
  return at(a.length, b.length);
}

describe('distance', () => {
  it.each([
    ['martin', 'martin', 0],
    ['martin', 'matrin', 1],
    ['martin', 'marti', 1],
    ['martin', 'smartin', 1],
    ['dupont', 'dupond', 1],
    ['lefevre', 'lefebvre', 1],
    ['ca', 'abc', 3],
    ['', 'ab', 2],
  ])('of %s and %s', (one, other, wrong) => expect(distance(one, other, 5)).toBe(wrong));

  it('is what its definition says, up to the bound', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (one, other, most) => {
        expect(distance(one, other, most)).toBe(Math.min(byDefinition(one, other), most + 1));
      }),
    );
  });
});
