import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rank } from '../../../../tests/support/rank';
import { protectCount, type Figure } from './suppression';
import { protectSets, type Atom } from './suppression-sets';

const atom = (count: number, ...sets: number[]): Atom => ({ sets, figures: [{ count }] });
/** With what is secret of its own worked out as the caller does: too few persons. */
function hidden(atoms: readonly Atom[], sets: number, total = true): boolean[] {
  return protectSets(atoms, sets, { total, own: ownSecrets(atoms, sets) });
}
const figureOf = (atoms: readonly Atom[]): Figure => ({
  count: atoms.reduce((sum, { figures }) => sum + figures[0]!.count, 0),
});
const ownSecrets = (atoms: readonly Atom[], sets: number) =>
  Array.from(
    { length: sets },
    (_, set) => protectCount(figureOf(atoms.filter((one) => one.sets.includes(set)))).reason !== null,
  );

describe('segments that overlap', () => {
  it('are all shown where every difference is large', () =>
    expect(hidden([atom(50, 0), atom(40, 1), atom(30, 0, 1), atom(80)], 2)).toEqual([false, false]));

  it('hide one that is small, and one that nearly everybody is in', () => {
    expect(hidden([atom(5, 0), atom(200)], 1)).toEqual([true]);
    expect(hidden([atom(200, 0), atom(5)], 1)).toEqual([true]);
    // The total is not published, so what is left of it is not known.
    expect(hidden([atom(200, 0), atom(5)], 1, false)).toEqual([false]);
  });

  it('hide one that is secret for a reason of its own, whatever else tells it', () =>
    expect(protectSets([atom(50, 0), atom(90, 1)], 2, { total: true, own: [true, false] })).toEqual([
      true,
      true,
    ]));

  it('show one of nobody', () => expect(hidden([atom(200)], 1)).toEqual([false]));

  it('hide the newer of two, where one is within the other but for a few', () => {
    expect(hidden([atom(60, 0, 1), atom(4, 0), atom(99)], 2)).toEqual([false, true]);
    expect(hidden([atom(60, 0, 1), atom(4, 1), atom(99)], 2)).toEqual([false, true]);
    // Neither within the other: their numbers are near, and tell nothing.
    expect(hidden([atom(60, 0, 1), atom(4, 0), atom(6, 1), atom(99)], 2)).toEqual([false, false]);
  });

  it('hide a part of a split whose other part is small', () =>
    // 0 is split into 1, 2 and the small 3.
    expect(hidden([atom(30, 0, 1), atom(30, 0, 2), atom(6, 0, 3), atom(500)], 4)).toEqual([
      false,
      false,
      true,
      true,
    ]));

  it('hide what would leave a small rest of all', () =>
    expect(hidden([atom(30, 0), atom(40, 1), atom(7)], 2)).toEqual([false, true]));

  it('hide a difference of which one holds nearly all', () => {
    const figures = (count: number, amount: number, largest: number): Figure[] => [
      { count, amount, largest },
    ];
    const atoms: Atom[] = [
      { sets: [0, 1], figures: figures(60, 9_000, 400) },
      { sets: [0], figures: figures(20, 9_000, 8_900) },
      { sets: [], figures: figures(99, 20_000, 300) },
    ];
    expect(protectSets(atoms, 2, { total: true, own: [false, false] })).toEqual([false, true]);
  });
});

describe('any segments', () => {
  const SETS = 5;
  const town = fc
    .array(
      fc.record({
        sets: fc.uniqueArray(fc.integer({ min: 0, max: SETS - 1 })),
        count: fc.oneof(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 200 })),
      }),
      { minLength: 1, maxLength: 9 },
    )
    // Persons of exactly the same sets are one atom.
    .map((list) => {
      const byKey = new Map(list.map((one) => [[...one.sets].sort().join(), one]));
      return [...byKey.values()].map(({ sets, count }) => atom(count, ...sets));
    });

  it('let no small group be worked out that was not known with the total, and hide nothing of nobody', () =>
    fc.assert(
      fc.property(town, fc.boolean(), (atoms, total) => {
        const people = atoms.filter((one) => figureOf([one]).count > 0);
        fc.pre(people.length > 0);
        const answer = hidden(atoms, SETS, total);
        const vector = (inside: (one: Atom) => boolean) => people.map((one) => (inside(one) ? 1n : 0n));
        const all = total ? [vector(() => true)] : [];
        const shown = [
          ...all,
          ...answer.flatMap((secret, set) => (secret ? [] : [vector((one) => one.sets.includes(set))])),
        ];
        const known = (rows: bigint[][], target: bigint[]) => rank([...rows, target]) === rank(rows);
        const small = (inside: (one: Atom) => boolean) => {
          const { count } = figureOf(people.filter(inside));
          return count > 0 && count < 11;
        };
        for (let one = 0; one < SETS; one += 1) {
          const isIn = (atomOf: Atom) => atomOf.sets.includes(one);
          if (answer[one]) expect(people.some(isIn)).toBe(true);
          if (small(isIn)) expect(answer[one]).toBe(true);
          for (let other = 0; other <= SETS; other += 1) {
            const inOther = (atomOf: Atom) => other === SETS || atomOf.sets.includes(other);
            for (const group of [
              (of: Atom) => isIn(of) && !inOther(of),
              (of: Atom) => isIn(of) && inOther(of),
              (of: Atom) => !isIn(of) && inOther(of),
            ])
              if (small(group) && !known(all, vector(group))) expect(known(shown, vector(group))).toBe(false);
          }
        }
      }),
      { numRuns: 400 },
    ));
});
