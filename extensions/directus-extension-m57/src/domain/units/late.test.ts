import { expect, it } from 'vitest';
import { lateMonths } from './late';

const none = { months: [], year: false, owned: false };

it('a month is late from the 10th of the next', () => {
  const owned = { ...none, owned: true };
  expect(lateMonths(2025, owned, '2025-02-09')).toEqual([]);
  expect(lateMonths(2025, owned, '2025-02-10')).toEqual([1]);
  expect(lateMonths(2025, owned, '2025-04-30')).toEqual([1, 2, 3].slice(0, 3));
  expect(lateMonths(2025, owned, '2026-01-09')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(lateMonths(2025, owned, '2026-01-10')).toHaveLength(12);
  expect(lateMonths(2025, owned, '2024-12-31')).toEqual([]);
});

it('what has been entered is not', () =>
  expect(lateMonths(2025, { ...none, months: [1, 3] }, '2025-05-10')).toEqual([2, 4]));

it('only where somebody enters by month', () => {
  expect(lateMonths(2025, none, '2026-06-01')).toEqual([]);
  expect(lateMonths(2025, { ...none, owned: true, year: true }, '2026-06-01')).toEqual([]);
});
