import { expect, it } from 'vitest';
import { addedUp, Dice } from './dice';

const dice = new Dice();
const many = (draw: () => number, count = 40_000) => Array.from({ length: count }, draw);
const mean = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

it('starts the same for the same three numbers only', () => {
  const from = (...start: [number, number, number]) => {
    dice.start(...start);
    return many(() => dice.bits(), 8);
  };
  expect(from(57, 1, 2)).toEqual(from(57, 1, 2));
  for (const other of [from(58, 1, 2), from(57, 2, 2), from(57, 1, 3), from(1, 57, 2)])
    expect(other).not.toEqual(from(57, 1, 2));
});

it('draws evenly, by weights, and as often as the mean says', () => {
  dice.start(1, 2, 3);
  const numbers = many(() => dice.below(10));
  for (let digit = 0; digit < 10; digit += 1)
    expect(numbers.filter((each) => each === digit).length / 4_000).toBeCloseTo(1, 0.7);
  const weights = addedUp([1, 0, 3]);
  const picks = many(() => dice.pick(weights));
  expect(picks).not.toContain(1);
  expect(picks.filter((each) => each === 2).length / 40_000).toBeCloseTo(0.75, 1.5);
  for (const expected of [0.3, 4, 60]) {
    const counts = many(() => dice.poisson(expected));
    const average = mean(counts);
    expect(Math.abs(average / expected - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean(counts.map((each) => (each - average) ** 2)) / expected - 1)).toBeLessThan(0.06);
  }
  const normal = many(() => dice.normal());
  expect(Math.abs(mean(normal))).toBeLessThan(0.02);
  expect(Math.abs(mean(normal.map((each) => each * each)) - 1)).toBeLessThan(0.03);
});
