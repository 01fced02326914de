import { describe, expect, it } from 'vitest';
import { resolveDate, windowDays } from './dates';

describe('resolveDate', () => {
  it.each([
    [{ on: '2020-02-29' }, '2020-02-29'],
    [{ ago: 0, unit: 'day' }, '2026-03-31'],
    [{ ago: 31, unit: 'day' }, '2026-02-28'],
    [{ ago: 2, unit: 'week' }, '2026-03-17'],
    [{ ago: 1, unit: 'month' }, '2026-02-28'],
    [{ ago: 13, unit: 'month' }, '2025-02-28'],
    [{ ago: 2, unit: 'year' }, '2024-03-31'],
    [{ ago: 1200, unit: 'year' }, '0826-03-31'],
    [{ start: 'year', ago: 0 }, '2026-01-01'],
    [{ start: 'year', ago: 3 }, '2023-01-01'],
    [{ start: 'month', ago: 0 }, '2026-03-01'],
    [{ start: 'month', ago: 4 }, '2025-11-01'],
  ] as const)('%o is %s on 31 March 2026', (ref, day) => {
    expect(resolveDate(ref, '2026-03-31')).toBe(day);
  });

  it('counts years from a 29 February to the end of February', () => {
    expect(resolveDate({ ago: 1, unit: 'year' }, '2024-02-29')).toBe('2023-02-28');
  });
});

describe('windowDays', () => {
  it('begins the last twelve months on the day after, and ends them today', () => {
    expect(windowDays({ last: 12, unit: 'month' }, '2026-11-28')).toEqual({
      from: '2025-11-29',
      to: '2026-11-28',
    });
    expect(windowDays({ last: 1, unit: 'day' }, '2026-11-28')).toEqual({
      from: '2026-11-28',
      to: '2026-11-28',
    });
    expect(windowDays({ last: 1, unit: 'month' }, '2026-03-31')).toEqual({
      from: '2026-03-01',
      to: '2026-03-31',
    });
  });

  it('leaves open what has no limit', () => {
    const open = { from: null, to: null };
    expect(windowDays(null, '2026-11-28')).toEqual(open);
    expect(windowDays(open, '2026-11-28')).toEqual(open);
    expect(windowDays({ from: { start: 'year', ago: 0 }, to: null }, '2026-11-28')).toEqual({
      from: '2026-01-01',
      to: null,
    });
    expect(windowDays({ from: null, to: { on: '2026-12-31' } }, '2026-11-28')).toEqual({
      from: null,
      to: '2026-12-31',
    });
  });
});
