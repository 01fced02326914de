import { describe, expect, it } from 'vitest';
import { byMonth, type TimelineItem } from './timeline';

const on = (id: number, date: string) => ({ id, date }) as TimelineItem;

describe('a timeline', () => {
  it('stands under its months, in the order it came in', () => {
    const items = [on(4, '2025-03-31'), on(3, '2025-03-01'), on(2, '2024-03-15'), on(1, '2023-12-31')];
    expect(byMonth(items).map(({ month, items }) => [month, items.map(({ id }) => id)])).toEqual([
      ['2025-03', [4, 3]],
      ['2024-03', [2]],
      ['2023-12', [1]],
    ]);
  });
  it('has no month where nothing happened', () => expect(byMonth([])).toEqual([]));
});
