import { describe, expect, it } from 'vitest';
import { seededRandom } from './random';

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe('seededRandom', () => {
  it('repeats itself for a seed and not for another', () => {
    expect(draw(57, 20)).toEqual(draw(57, 20));
    expect(draw(57, 20)).not.toEqual(draw(58, 20));
  });

  it('spreads evenly over [0, 1)', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (const value of draw(1, 100_000)) counts[Math.floor(value * 10)]! += 1;
    expect(counts).toHaveLength(10);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
