import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Definition } from './definition';
import { anyDefinition, anyTown, TEST_TODAY, type TestCitizen, type TestTown } from './definition-testing';
import { evaluate } from './evaluate-testing';

/** Ages 36, 10 and not known; the first swam twice and paid 12.30, the second complained. */
const nobody = {
  household_size: null,
  household_type: null,
  household: null,
  quotient_band: null,
  registered_on: null,
};
const citizen = (id: number, rest: Partial<TestCitizen>): TestCitizen => ({
  ...{ id, birth_year: null, zone: null, source: null },
  ...nobody,
  ...rest,
});
const interaction = {
  service: 1,
  units: null,
  amount: null,
  channel: null,
  status: null,
  score: null,
  campaign: null,
};
const town: TestTown = {
  zones: [
    { id: 1, parent: null },
    { id: 2, parent: 1 },
    { id: 3, parent: 4 },
    { id: 4, parent: 3 },
  ],
  citizens: [
    citizen(1, { birth_year: 1990, zone: 2 }),
    citizen(2, { birth_year: 2016, zone: 3 }),
    citizen(3, {}),
  ],
  interactions: [
    { ...interaction, citizen: 1, kind: 'registration', date: '2025-04-01', amount: '10.10' },
    { ...interaction, citizen: 1, kind: 'registration', date: '2026-03-31', amount: '2.20', service: 2 },
    { ...interaction, citizen: 2, kind: 'complaint', date: '2025-03-31', amount: '-5' },
  ],
  scores: [{ citizen: 1, score: 40 }],
  members: [{ segment: 7, citizen: 3 }],
};
const who = (where: Condition) => evaluate({ version: 1, where }, town, TEST_TODAY);
const last = { last: 12, unit: 'month' } as const;

describe('evaluate', () => {
  it.each<[string, Condition, number[]]>([
    ['everybody', { type: 'and', items: [] }, [1, 2, 3]],
    ['nobody', { type: 'or', items: [] }, []],
    ['age', { type: 'field', field: 'age', test: { op: 'gte', value: 36 } }, [1]],
    [
      'not of what is not known',
      { type: 'not', item: { type: 'field', field: 'age', test: { op: 'gte', value: 36 } } },
      [2, 3],
    ],
    ['known', { type: 'field', field: 'birth_year', test: { op: 'known' } }, [1, 2]],
    ['a zone within', { type: 'field', field: 'zone', test: { op: 'in', values: [1] } }, [1]],
    ['a circle of zones', { type: 'field', field: 'zone', test: { op: 'in', values: [4] } }, [2]],
    ['no zone is not elsewhere', { type: 'field', field: 'zone', test: { op: 'not_in', values: [1] } }, [2]],
    [
      'engagement without a row',
      { type: 'field', field: 'engagement', test: { op: 'lte', value: 0 } },
      [2, 3],
    ],
    ['a segment', { type: 'segment', segment: 7 }, [3]],
    [
      'twice in twelve months',
      { type: 'related', filter: {}, window: last, measure: 'count', test: { op: 'gte', value: 2 } },
      [1],
    ],
    [
      'never',
      { type: 'related', filter: {}, window: last, measure: 'count', test: { op: 'eq', value: 0 } },
      [2, 3],
    ],
    [
      'services',
      {
        type: 'related',
        filter: {},
        window: null,
        measure: 'services',
        test: { op: 'between', from: 1, to: 1 },
      },
      [2],
    ],
    [
      'an exact sum',
      { type: 'related', filter: {}, window: null, measure: 'amount', test: { op: 'eq', value: '12.3' } },
      [1],
    ],
    [
      'a sum below nought',
      { type: 'related', filter: {}, window: null, measure: 'amount', test: { op: 'lt', value: '0' } },
      [2],
    ],
    [
      'nothing adds up to nought',
      { type: 'related', filter: {}, window: null, measure: 'units', test: { op: 'lte', value: '0' } },
      [1, 2, 3],
    ],
    [
      'the first day',
      {
        type: 'related',
        filter: {},
        window: null,
        measure: 'first',
        test: { op: 'lte', value: { ago: 1, unit: 'year' } },
      },
      [2],
    ],
    [
      'a filter',
      {
        type: 'related',
        filter: { services: [2], amount: { op: 'gt', value: '2.19' } },
        window: null,
        measure: 'count',
        test: { op: 'gt', value: 0 },
      },
      [1],
    ],
  ])('%s', (_, where, ids) => {
    expect(who(where)).toEqual(ids);
  });

  it('is two-valued: what is not met is met by its negation', () => {
    fc.assert(
      fc.property(anyDefinition, anyTown(), (definition, random) => {
        const no: Definition = { version: 1, where: { type: 'not', item: definition.where } };
        const both = [...evaluate(definition, random, TEST_TODAY), ...evaluate(no, random, TEST_TODAY)];
        expect(both.sort((a, b) => a - b)).toEqual(random.citizens.map(({ id }) => id));
      }),
    );
  });

  it('is given towns in which most conditions are met by some and not by all', () => {
    let telling = 0;
    const pairs = fc.sample(fc.tuple(anyDefinition, anyTown()), { numRuns: 400, seed: 1 });
    for (const [definition, random] of pairs) {
      const count = evaluate(definition, random, TEST_TODAY).length;
      if (count > 0 && count < random.citizens.length) telling += 1;
    }
    expect(telling).toBeGreaterThan(120);
  });
});
