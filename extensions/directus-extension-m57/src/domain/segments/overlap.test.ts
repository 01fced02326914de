import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../suppression';
import { protectOverlap } from './overlap';

const protect = (counts: Record<number, number>, segments: number) =>
  protectOverlap(
    new Map(Object.entries(counts).map(([mask, count]) => [Number(mask), count])),
    segments,
    DEFAULT_RULE,
  );

describe('overlap of segments', () => {
  it('shows what is large, the largest first, and leaves out what is empty', () => {
    expect(protect({ 1: 40, 2: 300, 3: 60 }, 2)).toEqual([
      { mask: 2, persons: 300 },
      { mask: 3, persons: 60 },
      { mask: 1, persons: 40 },
    ]);
  });

  it('hides what would tell a small set by subtraction from the size of a segment', () => {
    // 100 in both, 3 in the second only: sizes 100 and 103 would tell.
    expect(protect({ 3: 100, 2: 3 }, 2)).toEqual([
      { mask: 1, persons: null },
      { mask: 2, persons: null },
      { mask: 3, persons: null },
    ]);
  });

  it('tells of a small set no one value that fits the sizes, whatever the counts', () => {
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 11, max: 60 }));
    fc.assert(
      fc.property(fc.array(count, { minLength: 7, maxLength: 7 }), (counts) => {
        const sets = new Map(counts.map((one, at) => [at + 1, one]));
        const answer = protectOverlap(sets, 3, DEFAULT_RULE);
        const secret = answer.filter(({ persons }) => persons === null).map(({ mask }) => mask);
        for (const { mask, persons } of answer) if (persons !== null) expect(persons).toBe(sets.get(mask));
        for (const [mask, one] of sets) {
          if (one === 0 || one >= 11) continue;
          expect(secret).toContain(mask);
          // Another table with the same sizes and the same shown sets, in which this one differs.
          expect(alternatives(sets, secret, mask)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Whether some change of the secret sets leaves every size that is known, and changes this one. Tried, not solved. */
function alternatives(sets: ReadonlyMap<number, number>, secret: readonly number[], mask: number): boolean {
  const known = [1, 2, 4].filter((bit) => {
    const size = [...sets].reduce((sum, [of, count]) => sum + (of & bit ? count : 0), 0);
    return size === 0 || size >= 11;
  });
  const changes = (at: number, change: Map<number, number>): boolean => {
    if (at === secret.length) {
      if (!change.get(mask)) return false;
      return known.every((bit) => [...change].reduce((sum, [of, by]) => sum + (of & bit ? by : 0), 0) === 0);
    }
    return [-1, 0, 1, 2, -2].some((by) => changes(at + 1, new Map([...change, [secret[at]!, by]])));
  };
  return changes(0, new Map());
}
