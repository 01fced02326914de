import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from './definition';
import { circleIn, refreshOrder } from './dependencies';

const of = (...segments: number[]): Definition => ({
  version: 1,
  where: { type: 'or', items: segments.map((segment) => ({ type: 'segment', segment })) },
});
const lookup = (others: Record<number, Definition>) => (id: number) => others[id] ?? null;

describe('circleIn', () => {
  it('tells the way round', () => {
    expect(circleIn(1, of(1), lookup({}))).toEqual([1, 1]);
    expect(circleIn(4, of(7), lookup({ 7: of(4) }))).toEqual([4, 7, 4]);
    expect(circleIn(1, of(2, 3), lookup({ 2: of(5), 3: of(4), 4: of(1) }))).toEqual([1, 3, 4, 1]);
  });

  it('lets trees, diamonds, missing segments and circles of others pass', () => {
    expect(circleIn(1, of(2, 3), lookup({ 2: of(4), 3: of(4), 4: of() }))).toBeNull();
    expect(circleIn(1, of(2), lookup({ 2: of(3), 3: of(2) }))).toBeNull();
    expect(circleIn(1, of(), lookup({ 2: of(1) }))).toBeNull();
  });
});

describe('refreshOrder', () => {
  it('puts those first that others refer to', () => {
    const segments = [
      { id: 1, definition: of(2, 3) },
      { id: 2, definition: of(3, 99) },
      { id: 3, definition: null },
    ];
    expect(refreshOrder(segments)).toEqual([3, 2, 1]);
  });

  it('does so for any set without circles, each once', () => {
    const graph = fc.array(fc.array(fc.nat(29), { maxLength: 4 }), { maxLength: 30 });
    fc.assert(
      fc.property(graph, (lists) => {
        // Those of a lower number only: no circles. Given in the order that is worst.
        const segments = lists.map((others, id) => ({
          id,
          definition: of(...others.filter((other) => other < id)),
        }));
        const order = refreshOrder([...segments].reverse());
        expect([...order].sort((a, b) => a - b)).toEqual(segments.map(({ id }) => id));
        lists.forEach((others, id) => {
          for (const other of others)
            if (other < id) expect(order.indexOf(other)).toBeLessThan(order.indexOf(id));
        });
      }),
    );
  });

  it('ends on circles and on long chains', () => {
    const circle = [
      { id: 1, definition: of(2) },
      { id: 2, definition: of(1) },
    ];
    expect(refreshOrder(circle).sort()).toEqual([1, 2]);
    const chain = Array.from({ length: 20_000 }, (_, id) => ({ id, definition: of(id + 1) }));
    expect(refreshOrder(chain)[0]).toBe(19_999);
  });
});
