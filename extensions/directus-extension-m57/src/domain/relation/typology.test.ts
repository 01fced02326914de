import { describe, expect, it } from 'vitest';
import { AGE_BANDS, ageGroupOf, ageGroups, engagementGroupOf, engagementGroups } from './typology';

describe('typologies', () => {
  it('puts every age in one band, by the year of birth', () => {
    for (const [birth, key] of [
      [2025, '0-2'],
      [2023, '0-2'],
      [2022, '3-10'],
      [2015, '3-10'],
      [2014, '11-17'],
      [2008, '11-17'],
      [2007, '18-29'],
      [1996, '18-29'],
      [1995, '30-59'],
      [1966, '30-59'],
      [1965, '60-74'],
      [1951, '60-74'],
      [1950, '75+'],
      [1920, '75+'],
      // Not born yet: a mistake, which is in no band.
      [2026, 'unknown'],
      [null, 'unknown'],
    ] as const)
      expect(ageGroupOf(birth, 2025), String(birth)).toBe(key);
    expect(ageGroups('fr').map(({ label }) => label)).toEqual([
      '0 à 2 ans',
      '3 à 10 ans',
      '11 à 17 ans',
      '18 à 29 ans',
      '30 à 59 ans',
      '60 à 74 ans',
      '75 ans et plus',
    ]);
    expect(AGE_BANDS.slice(1).every(([from], rank) => from === AGE_BANDS[rank]![1]! + 1)).toBe(true);
  });

  it('puts every score in one fifth', () => {
    const keys = new Set(engagementGroups('en').map(({ key }) => key));
    const counts = new Map<string, number>();
    for (let score = 0; score <= 100; score += 1) {
      const key = engagementGroupOf(score);
      expect(keys.has(key)).toBe(true);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([20, 20, 20, 20, 21]);
    expect(engagementGroupOf(null)).toBe('unknown');
  });
});
