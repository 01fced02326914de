import { describe, expect, it } from 'vitest';
import { daysIn } from './key';
import { monthOf, movedTo, outsideOf, periodOf } from './period';

const period = (valid_from: string | null, valid_to: string | null) => ({ valid_from, valid_to });

describe('periods of keys', () => {
  it('are an exercice or a month of it', () => {
    expect(periodOf(2024, null)).toEqual(period('2024-01-01', '2024-12-31'));
    expect(periodOf(2024, 2)).toEqual(period('2024-02-01', '2024-02-29'));
    expect(monthOf(period('2023-02-01', '2023-02-28'), 2023)).toBe(2);
    expect(monthOf(period('2024-02-01', '2024-02-28'), 2024)).toBeNull();
    expect(monthOf(period('2024-02-01', '2024-02-29'), 2023)).toBeNull();
    expect(monthOf(period(null, '2024-01-31'), 2024)).toBeNull();
    expect(monthOf(period('2024-01-01', '2024-12-31'), 2024)).toBeNull();
  });

  it('hold on days of an exercice', () => {
    expect(daysIn(period(null, null), 2024)).toBe(366);
    expect(daysIn(period('2023-12-31', '2024-01-01'), 2024)).toBe(1);
    expect(daysIn(period('2025-01-01', null), 2024)).toBe(0);
    expect(daysIn(period('2024-03-01', '2024-03-31'), 2024)).toBe(31);
  });

  it('leave other years as they are when one is cut out', () => {
    expect(outsideOf(period(null, null), 2024)).toEqual([
      period(null, '2023-12-31'),
      period('2025-01-01', null),
    ]);
    expect(outsideOf(period('2023-07-01', '2024-06-30'), 2024)).toEqual([period('2023-07-01', '2023-12-31')]);
    expect(outsideOf(period('2024-01-01', '2024-12-31'), 2024)).toEqual([]);
    expect(outsideOf(period('2024-05-01', '2026-02-03'), 2024)).toEqual([period('2025-01-01', '2026-02-03')]);
  });

  it('fall on the same days of another year', () => {
    expect(movedTo(period(null, null), 2024, 2025)).toEqual(period('2025-01-01', '2025-12-31'));
    expect(movedTo(period('2024-02-01', '2024-02-29'), 2024, 2025)).toEqual(
      period('2025-02-01', '2025-02-28'),
    );
    expect(movedTo(period('2023-02-01', '2023-02-28'), 2023, 2024)).toEqual(
      period('2024-02-01', '2024-02-29'),
    );
    expect(movedTo(period('2022-06-15', '2024-04-10'), 2024, 2026)).toEqual(
      period('2026-01-01', '2026-04-10'),
    );
  });
});
