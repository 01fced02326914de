import { describe, expect, it } from 'vitest';
import { seededRandom } from '../demo-town/random';
import { differenceOf, meanEstimate, ratioEstimate, standingOut, timesAsOften } from './intervals';

const sumsOf = (values: readonly number[]) => ({
  count: values.length,
  sum: values.reduce((a, b) => a + b, 0),
  squares: values.reduce((a, b) => a + b * b, 0),
});

describe('intervals', () => {
  it('of a mean are those of the textbook', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations 32.
    const { value, variance } = meanEstimate(sumsOf([2, 4, 4, 4, 5, 5, 7, 9]));
    expect(value).toBe(5);
    expect(variance).toBeCloseTo(32 / 7 / 8, 12);
  });

  it('hold the true difference in 95 of 100 samples, skewed as payments are', () => {
    const random = seededRandom(7);
    const sample = (size: number, mean: number) =>
      Array.from({ length: size }, () => -mean * Math.log(1 - random()));
    let held = 0;
    for (let run = 0; run < 2000; run += 1) {
      const [a, b] = [sample(80, 30), sample(300, 20)].map((values) => meanEstimate(sumsOf(values)));
      const { low, high } = differenceOf(a!, b!);
      if (low <= 10 && high >= 10) held += 1;
    }
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.97);
  });

  it('hold the true ratio as well', () => {
    const random = seededRandom(8);
    let held = 0;
    for (let run = 0; run < 2000; run += 1) {
      const sums = { count: 100, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
      for (let one = 0; one < sums.count; one += 1) {
        const x = 1 + 9 * random();
        const y = x * 0.6 * random();
        sums.x += x;
        sums.y += y;
        sums.xx += x * x;
        sums.yy += y * y;
        sums.xy += x * y;
      }
      const { value, variance } = ratioEstimate(sums);
      if (Math.abs(value - 0.3) <= 1.96 * Math.sqrt(variance)) held += 1;
    }
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.97);
  });

  it('of rates are those of the Physicians’ Health Study', () => {
    // Heart attacks under placebo and aspirin, as Agresti gives them: 1.82 (1.43 to 2.31).
    const { times, low, high } = timesAsOften({ users: 189, of: 11_034 }, { users: 104, of: 11_037 });
    expect([times, low, high].map((value) => value.toFixed(2))).toEqual(['1.82', '1.43', '2.31']);
  });

  it.each([
    [0, 1],
    [1.959964, 0.05],
    [2.575829, 0.01],
    [3.290527, 0.001],
  ])('give a difference of %d errors its probability', (z, p) => {
    expect(differenceOf({ value: z, variance: 0.5 }, { value: 0, variance: 0.5 }).p).toBeCloseTo(p, 6);
  });

  it('know that what does not vary is sure', () => {
    const point = (value: number) => ({ value, variance: 0 });
    expect(differenceOf(point(2), point(2)).p).toBe(1);
    expect(differenceOf(point(2), point(1))).toEqual({ difference: 1, low: 1, high: 1, p: 0 });
  });

  it('choose among many as Benjamini and Hochberg did', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    expect(standingOut(p).filter(Boolean)).toHaveLength(4);
    expect(standingOut([...p].reverse()).lastIndexOf(false)).toBe(10);
    expect(standingOut([0.9])).toEqual([false]);
    expect(standingOut([])).toEqual([]);
  });
});
