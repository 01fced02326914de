import { expect, it } from 'vitest';
import { asksOnlyOf } from './about';
import type { Condition, Definition } from './definition';

const of = (...items: Condition[]): Definition => ({ version: 1, where: { type: 'and', items } });
const uses = (...services: number[]): Condition => ({
  type: 'related',
  filter: { services },
  window: null,
  measure: 'count',
  test: { op: 'gte', value: 1 },
});

it('is about one service where nothing else is asked', () => {
  expect(asksOnlyOf(of(uses(7)), 7)).toBe(true);
  expect(asksOnlyOf(of({ type: 'or', items: [uses(7), { type: 'not', item: uses(7) }] }), 7)).toBe(true);
});

it('is not where anything else is', () => {
  expect(asksOnlyOf(of(uses(7)), 8)).toBe(false);
  expect(asksOnlyOf(of(uses(7), uses(8)), 7)).toBe(false);
  expect(asksOnlyOf(of(uses(7, 8)), 7)).toBe(false);
  expect(asksOnlyOf(of(uses()), 7)).toBe(false);
  expect(
    asksOnlyOf(of(uses(7), { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } }), 7),
  ).toBe(false);
  expect(asksOnlyOf(of({ type: 'segment', segment: 7 }), 7)).toBe(false);
  expect(asksOnlyOf(of(), 7)).toBe(false);
});
