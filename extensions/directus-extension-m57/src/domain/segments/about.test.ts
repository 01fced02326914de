import { expect, it } from 'vitest';
import { asksOnlyOf } from './about';
import type { Condition, Definition, RelatedFilter } from './definition';

const of = (...items: Condition[]): Definition => ({ version: 1, where: { type: 'and', items } });
const uses = (...services: number[]) => asks({ services });
function asks(filter: RelatedFilter, more: object = {}): Condition {
  return {
    type: 'related',
    filter: { services: [7], ...filter },
    window: null,
    measure: 'count',
    test: { op: 'gte', value: 1 },
    ...more,
  };
}

it('is about one service where nothing else is asked', () => {
  expect(asksOnlyOf(of(uses(7)), 7)).toBe(true);
  expect(asksOnlyOf(of({ type: 'or', items: [uses(7), { type: 'not', item: uses(7) }] }), 7)).toBe(true);
});

it('is where the kinds asked are uses, however at least one is said', () => {
  expect(asksOnlyOf(of(asks({ kinds: ['registration', 'payment', 'event', 'renewal'] })), 7)).toBe(true);
  expect(asksOnlyOf(of(asks({}, { test: { op: 'gt', value: 0 } })), 7)).toBe(true);
  expect(asksOnlyOf(of(asks({}, { window: { last: 12, unit: 'month' } })), 7)).toBe(true);
});

it.each<[string, Condition]>([
  ['complaints', asks({ kinds: ['complaint'] })],
  ['requests among uses', asks({ kinds: ['registration', 'request'] })],
  ['answers', asks({ kinds: ['satisfaction'] })],
  ['consultations', asks({ kinds: ['consultation'] })],
  ['marks', asks({ score: { op: 'lte', value: 2 } })],
  ['an amount', asks({ amount: { op: 'gte', value: '500' } })],
  ['a campaign', asks({ campaigns: ['Été'] })],
  ['a status', asks({ statuses: ['refused'] })],
  ['a channel', asks({ channels: ['phone'] })],
  ['often', asks({}, { test: { op: 'gte', value: 10 } })],
  ['once and no more', asks({}, { test: { op: 'eq', value: 1 } })],
  ['seldom', asks({}, { test: { op: 'between', from: 1, to: 3 } })],
  ['never', asks({}, { test: { op: 'eq', value: 0 } })],
  ['all who are', asks({}, { test: { op: 'gte', value: 0 } })],
  ['units', asks({}, { measure: 'units', test: { op: 'gt', value: '0' } })],
  ['amounts', asks({}, { measure: 'amount', test: { op: 'gte', value: '1' } })],
  ['since when', asks({}, { measure: 'first', test: { op: 'gte', value: { on: '2026-01-01' } } })],
])('is not where more than the use of it is asked: %s', (_, condition) => {
  expect(asksOnlyOf(of(condition), 7)).toBe(false);
  expect(asksOnlyOf(of(uses(7), { type: 'not', item: condition }), 7)).toBe(false);
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
