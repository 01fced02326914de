import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../../domain/suppression';
import { figuresOf } from './read';

const uses = (
  all: [used: number, persons: number, largest: number],
  ...months: [string, number, number, number][]
) => [
  { month: null, used: all[0], persons: all[1], households: all[1], largest: all[2] },
  ...months.map(([month, used, persons, largest]) => ({
    month,
    used,
    persons,
    households: persons,
    largest,
  })),
];
const holders = (persons: number, households = persons) => ({ persons, households });
const figures = (given: number, of: ReturnType<typeof uses> | []) =>
  figuresOf(holders(given), of, 250, DEFAULT_RULE, false);

describe('what is told of a reward', () => {
  it('all, where enough persons stand behind each figure', () => {
    expect(figures(100, uses([60, 40, 3], ['2026-01', 35, 30, 2], ['2026-02', 25, 20, 2]))).toEqual({
      given: 100,
      users: 40,
      used: 60,
      cost: '150.00',
      months: [
        { month: '2026-01', used: 35 },
        { month: '2026-02', used: 25 },
      ],
    });
  });

  it('that nobody has used it, as long as nobody has', () => {
    expect(figures(100, [])).toEqual({ given: 100, users: 0, used: 0, cost: '0.00', months: [] });
    expect(figures(4, []).given).toBeNull();
  });

  it('neither few users, nor the few who did not use theirs', () => {
    for (const persons of [3, 95, 100]) {
      const { given, ...rest } = figures(100, uses([persons, persons, 1], ['2026-01', persons, persons, 1]));
      expect(given).toBe(100);
      expect(rest).toEqual({
        users: null,
        used: null,
        cost: null,
        months: [{ month: '2026-01', used: null }],
      });
    }
  });

  it('no month of few, nor the one that would give it away', () => {
    const { used, months } = figures(100, uses([43, 31, 3], ['2026-01', 40, 30, 2], ['2026-02', 3, 3, 1]));
    expect(used).toBe(43);
    expect(months.map((one) => one.used)).toEqual([null, null]);
  });

  it('no uses that are nearly all of one person', () => {
    expect(figures(200, uses([311, 12, 300], ['2026-01', 311, 12, 300])).used).toBeNull();
  });

  it('uses of those who were erased, as far as others hide nobody', () => {
    expect(figures(40, uses([5, 0, 0], ['2026-01', 5, 0, 0])).used).toBeNull();
    expect(figures(60, uses([45, 30, 2], ['2026-01', 45, 30, 2])).used).toBe(45);
  });

  it('no cost, where what a use costs is not known', () => {
    const of = uses([60, 40, 3], ['2026-01', 60, 40, 3]);
    expect(figuresOf(holders(100), of, null, DEFAULT_RULE, false)).toMatchObject({ used: 60, cost: null });
  });

  it('what enough households stand behind, where the segment asks for the quotient', () => {
    expect(figuresOf(holders(14, 4), [], 250, DEFAULT_RULE, true).given).toBeNull();
    expect(figuresOf(holders(14, 4), [], 250, DEFAULT_RULE, false).given).toBe(14);
    const of = (households: number) =>
      uses([60, 40, 3], ['2026-01', 60, 40, 3]).map((one) => ({ ...one, households }));
    const told = (given: number, used: number) =>
      figuresOf(holders(100, given), of(used), 250, DEFAULT_RULE, true);
    expect(told(50, 20)).toMatchObject({ given: 100, users: 40, used: 60, months: [{ used: 60 }] });
    // Of who used theirs, and of who did not.
    for (const [given, used] of [
      [50, 10],
      [25, 20],
    ] as const)
      expect(told(given, used)).toEqual({
        given: 100,
        users: null,
        used: null,
        cost: null,
        months: [{ month: '2026-01', used: null }],
      });
  });
});
