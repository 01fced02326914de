import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rank } from '../../../../../tests/support/rank';
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

describe('overlap of segments that ask for the quotient', () => {
  it('is of as many households as of persons otherwise, taken together where they are added up', () => {
    // 30 in both and 40 in the second only, of 5 households and the same 12.
    const counts = new Map([
      [3, 30],
      [2, 40],
    ]);
    const of = (masks: readonly number[]) => (masks.includes(2) ? 12 : 5);
    const persons = (asking: number) =>
      protectOverlap(counts, 2, DEFAULT_RULE, { households: { asking, of } }).map((set) => set.persons);
    expect(persons(0)).toEqual([40, 30]);
    // The size of the second is known.
    expect(persons(1)).toEqual([null, null]);
  });
});

describe('tables of some segments and of others', () => {
  const ofSets = (counts: Record<number, number>) =>
    new Map(Object.entries(counts).map(([mask, count]) => [Number(mask), count]));
  /** What the table of some of the segments says, in masks of all of them. */
  const tableOf = (all: ReadonlyMap<number, number>, chosen: readonly number[]) => {
    const inMask = (mask: number) => chosen.reduce((sum, bit, at) => sum + (mask & bit ? 1 << at : 0), 0);
    const merged = (keep: (mask: number) => boolean) => {
      const sets = new Map<number, number>();
      for (const [mask, count] of all)
        if (keep(mask)) sets.set(inMask(mask), (sets.get(inMask(mask)) ?? 0) + count);
      return sets;
    };
    const counts = merged((mask) => inMask(mask) !== 0);
    const others = [1, 2, 4]
      .filter((bit) => !chosen.includes(bit))
      .map((bit) => merged((mask) => (mask & bit) !== 0));
    const answer = protectOverlap(counts, chosen.length, DEFAULT_RULE, { others });
    return Array.from({ length: 2 ** chosen.length - 1 }, (_, at) => at + 1).map((set) => ({
      set: (mask: number) => inMask(mask) === set,
      persons: answer.find(({ mask }) => mask === set)?.persons,
    }));
  };
  const shown = (all: ReadonlyMap<number, number>, chosen: readonly number[]) =>
    tableOf(all, chosen).map(({ persons }) => persons);

  it('do not differ by a few: the finer one gives way', () => {
    const town = ofSets({ 1: 100, 2: 200, 3: 5, 7: 45, 4: 300 });
    expect(shown(town, [1, 2])).toEqual([100, 200, 50]);
    // 1 & 2 & 4 would tell the five of 1 & 2 alone.
    expect(shown(town, [1, 2, 4])[6]).toBe(null);
  });

  it('do not differ by a few where one segment is within another', () => {
    // 4 is within 2: 45 of 1 & 4 beside 50 of 1 & 2 would tell the five.
    const town = ofSets({ 1: 100, 2: 200, 3: 5, 7: 45, 6: 300 });
    expect(shown(town, [1, 2])[2]).toBe(null);
    expect(shown(town, [1, 4])[2]).toBe(45);
  });

  it('tell together of no small set, whatever the counts', () => {
    const count = fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 11, max: 60 }),
    );
    const selections = [
      [1, 2],
      [1, 4],
      [2, 4],
      [1, 2, 4],
    ];
    fc.assert(
      fc.property(fc.array(count, { minLength: 7, maxLength: 7 }), (counts) => {
        const all = new Map(counts.map((one, at) => [at + 1, one]));
        const vector = (inside: (mask: number) => boolean) =>
          [...all.keys()].map((mask) => (inside(mask) ? 1n : 0n));
        const sum = (inside: (mask: number) => boolean) =>
          [...all].reduce((added, [mask, one]) => added + (inside(mask) ? one : 0), 0);
        const isSmall = (inside: (mask: number) => boolean) => sum(inside) > 0 && sum(inside) < 11;
        const tables = selections.flatMap((chosen) => tableOf(all, chosen));
        const known = [1, 2, 4]
          .map((bit) => (mask: number) => (mask & bit) !== 0)
          .filter((size) => !isSmall(size))
          .concat(tables.flatMap(({ set, persons }) => (persons === null ? [] : [set])))
          .map(vector);
        for (const { set } of tables)
          if (isSmall(set)) expect(rank([...known, vector(set)])).toBeGreaterThan(rank(known));
      }),
      { numRuns: 400 },
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
