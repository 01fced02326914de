import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../domain/segments/definition';
import {
  at,
  bare,
  duplicate,
  edit,
  grouped,
  groupAt,
  insert,
  isGroup,
  isNegated,
  move,
  negate,
  pathOf,
  pathOfIssue,
  remove,
  step,
  textOf,
  unwrap,
  withoutPlace,
  wrap,
  type Path,
} from './tree';

const leaf = (segment: number): Condition => ({ type: 'segment', segment });
const all = (...items: Condition[]): Condition => ({ type: 'and', items });
const any = (...items: Condition[]): Condition => ({ type: 'or', items });
const not = (item: Condition): Condition => ({ type: 'not', item });

/** "(1 & (2 | 3))" and "!" for not: short enough to be compared by eye. */
function say(condition: Condition): string {
  if (condition.type === 'not') return `!${say(condition.item)}`;
  if (condition.type === 'segment') return String(condition.segment);
  if (!isGroup(condition)) return '?';
  return `(${condition.items.map(say).join(condition.type === 'and' ? ' & ' : ' | ')})`;
}
const tree = all(leaf(1), any(leaf(2), leaf(3)), not(any(leaf(4))), leaf(5));
const moved = (from: Path, group: Path, index: number) => {
  const done = move(tree, from, { group, index });
  return done && `${say(done.where)} ${textOf(done.path)}`;
};

describe('a place in a tree', () => {
  it('is told by the groups alone: negations are no step', () => {
    expect(say(tree)).toBe('(1 & (2 | 3) & !(4) & 5)');
    expect(say(at(tree, [2])!)).toBe('!(4)');
    expect(say(at(tree, [2, 0])!)).toBe('4');
    expect(at(tree, [2, 1])).toBeNull();
    expect(at(tree, [0, 0])).toBeNull();
    expect(groupAt(tree, [0])).toBeNull();
  });
  it('of an error is that of the condition it is in', () => {
    expect(pathOfIssue('where.items[2].item.items[0].test')).toEqual([2, 0]);
    expect(pathOfIssue('where.items[1].filter.services[3]')).toEqual([1]);
    expect(pathOfIssue('where')).toEqual([]);
    expect(pathOfIssue('')).toEqual([]);
  });
  it('is not said twice', () => {
    const path = 'where.items[2].test.values';
    const whole = `Définition, à ${path} : la liste est vide : choisissez une valeur.`;
    expect(withoutPlace(whole, path)).toBe('La liste est vide : choisissez une valeur.');
    expect(withoutPlace(`Definition, at ${path}: empty: choose`, path)).toBe('Empty: choose');
    expect(withoutPlace('Autre chose', path)).toBe('Autre chose');
  });
  it('is read back from its text', () => {
    for (const path of [[], [0], [2, 10, 1]]) expect(pathOf(textOf(path))).toEqual(path);
  });
});

describe('a change of one condition', () => {
  it('leaves the others what they are', () => {
    expect(say(edit(tree, [2, 0], leaf(9)))).toBe('(1 & (2 | 3) & !(9) & 5)');
    expect(say(edit(tree, [2], all()))).toBe('(1 & (2 | 3) & !() & 5)');
    expect(say(insert(tree, { group: [2], index: 0 }, leaf(9)))).toBe('(1 & (2 | 3) & !(9 | 4) & 5)');
    expect(say(remove(tree, [1, 0]))).toBe('(1 & (3) & !(4) & 5)');
    expect(say(duplicate(tree, [2]))).toBe('(1 & (2 | 3) & !(4) & !(4) & 5)');
    expect(say(tree)).toBe('(1 & (2 | 3) & !(4) & 5)');
  });
  it('negates and takes it back', () => {
    expect(say(negate(tree, [2]))).toBe('(1 & (2 | 3) & (4) & 5)');
    expect(say(negate(tree, []))).toBe('!(1 & (2 | 3) & !(4) & 5)');
    expect(isNegated(not(not(leaf(1))))).toBe(false);
    expect(isNegated(not(not(not(leaf(1)))))).toBe(true);
    expect(bare(not(not(leaf(1))))).toEqual(leaf(1));
  });
  it('wraps it into a group of the other sort, and dissolves that again', () => {
    expect(say(wrap(tree, [0]))).toBe('((1) & (2 | 3) & !(4) & 5)');
    expect(groupAt(wrap(tree, [0]), [0])?.type).toBe('or');
    expect(groupAt(wrap(tree, [1, 0]), [1, 0])?.type).toBe('and');
    expect(say(unwrap(tree, [1]))).toBe('(1 & 2 & 3 & !(4) & 5)');
    expect(say(unwrap(tree, [2]))).toBe(say(tree));
  });
  it('finds a group at the root, whatever was stored', () => {
    expect(say(grouped(not(leaf(1))))).toBe('(!1)');
    expect(grouped(not(any(leaf(1))))).toEqual(not(any(leaf(1))));
  });
});

describe('a move', () => {
  it('goes before the item that was there', () => {
    expect(moved([3], [], 0)).toBe('(5 & 1 & (2 | 3) & !(4)) 0');
    expect(moved([0], [], 4)).toBe('((2 | 3) & !(4) & 5 & 1) 3');
    expect(moved([0], [1], 2)).toBe('((2 | 3 | 1) & !(4) & 5) 0.2');
    expect(moved([1, 0], [], 0)).toBe('(2 & 1 & (3) & !(4) & 5) 0');
    expect(moved([1], [2], 1)).toBe('(1 & !(4 | (2 | 3)) & 5) 1.1');
  });
  it('never goes into itself, nor where it stands already', () => {
    expect(moved([1], [1], 0)).toBeNull();
    expect(moved([1], [], 1)).toBeNull();
    expect(moved([1], [], 2)).toBeNull();
    expect(moved([], [1], 0)).toBeNull();
    expect(moved([0], [3], 0)).toBeNull();
  });
  it('takes one step by keyboard', () => {
    const said = (from: Path, way: Parameters<typeof step>[2]) => {
      const done = step(tree, from, way);
      return done && `${say(done.where)} ${textOf(done.path)}`;
    };
    expect(said([1], 'up')).toBe('((2 | 3) & 1 & !(4) & 5) 0');
    expect(said([1], 'down')).toBe('(1 & !(4) & (2 | 3) & 5) 2');
    expect(said([1, 0], 'out')).toBe('(1 & (3) & 2 & !(4) & 5) 2');
    expect(said([3], 'in')).toBe('(1 & (2 | 3) & !(4 | 5)) 2.1');
    expect(said([0], 'in')).toBe('((1 | 2 | 3) & !(4) & 5) 0.0');
    for (const [path, way] of [
      [[0], 'up'],
      [[3], 'down'],
      [[3], 'out'],
      [[1, 0], 'in'],
    ] as const)
      expect(said(path, way)).toBeNull();
  });

  const anyTree = fc.letrec<{ item: Condition; group: Condition }>((tie) => ({
    item: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.nat(99).map(leaf),
      tie('group'),
      tie('group').map(not),
    ),
    group: fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('item'), { maxLength: 4 }))
      .map(([type, items]) => ({ type, items })),
  })).group;
  function* paths(condition: Condition, path: Path = []): Generator<Path> {
    yield path;
    const group = bare(condition);
    if (isGroup(group))
      for (const [index, item] of group.items.entries()) yield* paths(item, [...path, index]);
  }
  const leaves = (where: Condition) => say(where).match(/\d+/g)?.sort() ?? [];

  it('loses nothing, ends where it says, and may be taken back', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), fc.nat(), fc.nat(6), (where, a, b, index) => {
        const every = [...paths(where)];
        const from = every[a % every.length]!;
        const groups = every.filter((path) => groupAt(where, path));
        const group = groups[b % groups.length]!;
        const place = { group, index: Math.min(index, groupAt(where, group)!.items.length) };
        const done = move(where, from, place);
        if (!done) return;
        expect(leaves(done.where)).toEqual(leaves(where));
        expect(at(done.where, done.path)).toEqual(at(where, from));
        // Back before what stood behind it, counted in the tree as it is now.
        const inside = [...paths(done.where)].some((path) => {
          const size = groupAt(done.where, path)?.items.length ?? -1;
          return Array.from({ length: size + 1 }, (_, index) => index).some(
            (back) =>
              say(move(done.where, done.path, { group: path, index: back })?.where ?? leaf(0)) === say(where),
          );
        });
        expect(inside || say(done.where) === say(where)).toBe(true);
      }),
    );
  });
});
