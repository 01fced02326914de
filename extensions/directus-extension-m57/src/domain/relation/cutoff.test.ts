import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expiredUpTo } from './cutoff';
import { addMonths } from './dates';

describe('the last day that has expired', () => {
  it('is the same day so many months before', () => {
    expect(expiredUpTo('2026-05-15', 24)).toBe('2024-05-15');
  });

  it('takes the longer month to its end, where the shorter one ends', () => {
    expect(expiredUpTo('2026-02-28', 6)).toBe('2025-08-31');
    expect(expiredUpTo('2024-02-28', 6)).toBe('2023-08-28');
    expect(expiredUpTo('2024-02-29', 6)).toBe('2023-08-31');
  });

  it('is the day before, where the day is not in that month', () => {
    expect(expiredUpTo('2026-03-31', 1)).toBe('2026-02-28');
  });

  it('divides all days as adding months does', () => {
    const day = fc
      .integer({ min: 0, max: 25_000 })
      .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, fc.integer({ min: 0, max: 200 }), (last, on, months) => {
        expect(last <= expiredUpTo(on, months)).toBe(addMonths(last, months) <= on);
      }),
    );
  });
});
