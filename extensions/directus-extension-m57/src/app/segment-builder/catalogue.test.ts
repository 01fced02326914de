import { describe, expect, it } from 'vitest';
import { EVERYBODY } from './tree';
import { FAMILIES, isEmpty, isRefused, measured, startOf, STARTS, type Start } from './catalogue';
import type { RelatedCondition } from '../../domain/segments/definition';

const starts = FAMILIES.flatMap((family): Start[] => [...STARTS[family]]);
const options = { segments: [{ id: 7, name: 'Nageurs', purpose: 'service' }] };

describe('a condition to begin with', () => {
  it('asks what its name says', () => {
    for (const start of starts) {
      const condition = startOf(start, options);
      if (condition.type === 'field') expect(condition.field).toBe(start);
      else if (condition.type === 'related')
        expect(condition.filter.kinds).toEqual(start === 'used' ? ['registration', 'payment'] : [start]);
      else expect(condition).toEqual({ type: 'segment', segment: 7 });
    }
  });
  it('is not offered where the purpose refuses it', () => {
    const refused = ['quotient_band', 'consultation'];
    expect(starts.filter((start) => isRefused(start, refused))).toEqual(refused);
    expect(starts.filter((start) => isRefused(start, []))).toEqual([]);
  });
});

describe('another measure', () => {
  it('keeps what is counted and compares with something of its own sort', () => {
    const condition = startOf('payment', options) as RelatedCondition;
    const filter = { kinds: ['payment'] };
    expect(measured(condition, 'count')).toMatchObject({ filter, test: { op: 'gte', value: 1 } });
    expect(measured(condition, 'units').test).toEqual({ op: 'gte', value: '10' });
    expect(measured(condition, 'last').test).toEqual({ op: 'gte', value: { start: 'year', ago: 0 } });
    expect(measured(condition, 'first').window).toEqual({ last: 12, unit: 'month' });
  });
});

describe('a definition', () => {
  it('is empty as long as it asks nothing', () => {
    expect(isEmpty(EVERYBODY)).toBe(true);
    expect(isEmpty({ type: 'not', item: { type: 'or', items: [EVERYBODY] } })).toBe(true);
    expect(isEmpty({ type: 'and', items: [startOf('age', options)] })).toBe(false);
  });
});
