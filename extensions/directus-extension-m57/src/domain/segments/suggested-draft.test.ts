import { describe, expect, it } from 'vitest';
import { INTERACTION_KINDS } from '../relation/model';
import { AGE_BANDS, ageGroupOf } from '../relation/typology';
import { parseDefinition } from './check';
import { childrenOf } from './definition';
import { refusedFor } from './purpose';
import { offeredDefinition, suggestedDefinition } from './suggested-draft';

const of = { service: 7, exercice: 2024, answered: false };
const used = {
  type: 'related',
  filter: { services: [7] },
  window: { from: { on: '2024-01-01' }, to: { on: '2024-12-31' } },
  measure: 'count',
  test: { op: 'gte', value: 1 },
};

describe('suggestedDefinition', () => {
  it.each([
    ['district', '12', { type: 'field', field: 'zone', test: { op: 'in', values: [12] } }],
    ['district', 'district:12', { type: 'field', field: 'zone', test: { op: 'in', values: [12] } }],
    ['age', '11-17', { type: 'field', field: 'birth_year', test: { op: 'between', from: 2007, to: 2013 } }],
    ['age', '75+', { type: 'field', field: 'birth_year', test: { op: 'lte', value: 1949 } }],
    [
      'household_type',
      'family',
      { type: 'field', field: 'household_type', test: { op: 'in', values: ['family'] } },
    ],
  ] as const)('asks of %s %s and of the service in the year of the figures', (by, key, group) => {
    const definition = suggestedDefinition(by, key, of);
    expect(definition).toEqual({ version: 1, where: { type: 'and', items: [group, used] } });
    expect(parseDefinition(definition)).toEqual(definition);
  });

  it('asks for the years of birth that statistics put into the group, and no others', () => {
    for (const [from, to] of AGE_BANDS) {
      const key = to === null ? `${from}+` : `${from}-${to}`;
      const { where } = suggestedDefinition('age', key, of)!;
      const [born] = childrenOf(where);
      const meets = (year: number) => {
        if (born?.type !== 'field' || born.field !== 'birth_year') throw new Error('no years of birth');
        if (born.test.op === 'between') return year >= born.test.from && year <= born.test.to;
        if (born.test.op === 'lte') return year <= born.test.value;
        throw new Error(`unexpected ${born.test.op}`);
      };
      for (let year = 1900; year <= 2024; year += 1)
        expect(meets(year), `${key}, ${year}`).toBe(ageGroupOf(year, 2024) === key);
    }
  });

  it('asks who answered, where the figure is of answers', () => {
    const { where } = suggestedDefinition('district', '12', { ...of, answered: true })!;
    expect(where).toMatchObject({ items: [{}, { filter: { services: [7], kinds: ['satisfaction'] } }] });
  });

  it.each([
    ['district', 'unknown'],
    ['district', ''],
    ['age', '11-18'],
    ['household_type', 'unknown'],
  ] as const)('has none for %s %s', (by, key) => {
    expect(suggestedDefinition(by, key, of)).toBeNull();
  });

  it.each([{ service: Number.NaN }, { exercice: Number.NaN }, { exercice: 24 }])(
    'has none of %o',
    (wrong) => {
      expect(suggestedDefinition('age', '11-17', { ...of, ...wrong })).toBeNull();
      expect(offeredDefinition(5, { ...of, ...wrong }, 'service')).toBeNull();
    },
  );
});

describe('offeredDefinition', () => {
  const where = (kinds: object) => ({
    type: 'and',
    items: [
      { type: 'segment', segment: 5 },
      {
        type: 'related',
        filter: { services: [7], ...kinds },
        window: { from: { on: '2024-01-01' }, to: null },
        measure: 'count',
        test: { op: 'eq', value: 0 },
      },
    ],
  });

  it('asks for members who have not used the service since', () => {
    const definition = offeredDefinition(5, of, 'statistics');
    expect(definition).toEqual({ version: 1, where: where({}) });
    expect(parseDefinition(definition)).toEqual(definition);
  });

  it.each(['service', 'communication', 'statistics'])(
    'asks nothing that the purpose %s refuses',
    (purpose) => {
      expect(refusedFor(purpose, offeredDefinition(5, of, purpose)!, () => null)).toEqual([]);
    },
  );

  it('leaves out nothing but consultations', () => {
    const kinds = INTERACTION_KINDS.filter((kind) => kind !== 'consultation');
    expect(offeredDefinition(5, of, 'service')!.where).toEqual(where({ kinds }));
  });

  it('has none without a segment', () => {
    expect(offeredDefinition(Number.NaN, of, 'service')).toBeNull();
  });
});
