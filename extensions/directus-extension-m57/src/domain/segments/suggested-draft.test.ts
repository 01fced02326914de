import { describe, expect, it } from 'vitest';
import { parseDefinition } from './check';
import { suggestedDefinition } from './suggested-draft';

const used = {
  type: 'related',
  filter: { services: [7] },
  window: { last: 12, unit: 'month' },
  measure: 'count',
  test: { op: 'gte', value: 1 },
};

describe('suggestedDefinition', () => {
  it.each([
    ['district', '12', { type: 'field', field: 'zone', test: { op: 'in', values: [12] } }],
    ['district', 'district:12', { type: 'field', field: 'zone', test: { op: 'in', values: [12] } }],
    ['age', '11-17', { type: 'field', field: 'age', test: { op: 'between', from: 11, to: 17 } }],
    ['age', '75+', { type: 'field', field: 'age', test: { op: 'gte', value: 75 } }],
    [
      'household_type',
      'family',
      { type: 'field', field: 'household_type', test: { op: 'in', values: ['family'] } },
    ],
  ] as const)('asks of %s %s and of the service', (by, key, group) => {
    const definition = suggestedDefinition(by, key, 7);
    expect(definition).toEqual({ version: 1, where: { type: 'and', items: [group, used] } });
    expect(parseDefinition(definition)).toEqual(definition);
  });

  it.each([
    ['district', 'unknown'],
    ['district', ''],
    ['age', '11-18'],
    ['household_type', 'unknown'],
  ] as const)('has none for %s %s', (by, key) => {
    expect(suggestedDefinition(by, key, 7)).toBeNull();
  });

  it('has none without a service', () => {
    expect(suggestedDefinition('age', '11-17', Number.NaN)).toBeNull();
  });
});
