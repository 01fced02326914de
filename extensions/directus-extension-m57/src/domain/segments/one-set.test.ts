import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionsOf, type Condition, type RelatedCondition } from './definition';
import { anyDefinition, anyTown, TEST_TODAY } from './definition-testing';
import { evaluate } from './evaluate-testing';
import { inFewerSets } from './one-set';

const some = (services: number[] | null, rest: Partial<RelatedCondition['filter']> = {}): Condition => ({
  type: 'related',
  filter: { ...(services && { services }), ...rest },
  window: { last: 12, unit: 'month' },
  measure: 'count',
  test: { op: 'gte', value: 1 },
});
const twice = (services: number[]): Condition =>
  ({ ...some(services), test: { op: 'gte', value: 2 } }) as Condition;
const or = (...items: Condition[]): Condition => ({ type: 'or', items });
const and = (...items: Condition[]): Condition => ({ type: 'and', items });
const known: Condition = { type: 'field', field: 'birth_year', test: { op: 'known' } };

describe('inFewerSets', () => {
  it.each<[string, Condition, Condition]>([
    ['two services', or(some([1]), some([2])), some([1, 2])],
    ['each service once', or(some([1, 2]), known, some([2, 3])), or(some([1, 2, 3]), known)],
    ['groups in groups', and(known, or(or(some([1]), some([2])), some([3]))), and(known, some([1, 2, 3]))],
    ['within not', { type: 'not', item: or(some([1]), some([2])) }, { type: 'not', item: some([1, 2]) }],
  ])('makes one of %s', (_, given, expected) => {
    const before = structuredClone(given);
    expect(inFewerSets(given)).toEqual(expected);
    expect(given).toEqual(before);
  });

  it.each<[string, Condition]>([
    ['both', and(some([1]), some([2]))],
    ['another kind', or(some([1], { kinds: ['payment'] }), some([2], { kinds: ['complaint'] }))],
    ['any service', or(some(null), some([2]))],
    ['more than one', or(twice([1]), twice([2]))],
    ['another window', or(some([1]), { ...some([2]), window: null } as Condition)],
    ['nobody', or()],
  ])('leaves as it is: %s', (_, given) => {
    expect(inFewerSets(given)).toEqual(given);
  });

  it('means the same, in no more sets', () => {
    const oneOfFew = fc.oneof(
      fc
        .subarray([1, 2, 3, 4], { minLength: 1 })
        .chain((services) =>
          fc.constantFrom<Condition>(some(services), some(services, { kinds: ['payment'] }), twice(services)),
        ),
      anyDefinition.map(({ where }) => where),
    );
    const groups = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        oneOfFew,
        fc.array(oneOfFew, { minLength: 2, maxLength: 5 }).map((items) => or(...items)),
        fc.array(tie('tree'), { maxLength: 3 }).map((items) => or(...items)),
        fc.array(tie('tree'), { maxLength: 3 }).map((items) => and(...items)),
        tie('tree').map((item): Condition => ({ type: 'not', item })),
      ),
    })).tree;
    const sets = (where: Condition) =>
      [...conditionsOf(where)].filter(({ type }) => type === 'related').length;
    let fewer = 0;
    fc.assert(
      fc.property(groups, anyTown(), (where, town) => {
        const merged = inFewerSets(where);
        expect(evaluate({ version: 1, where: merged }, town, TEST_TODAY)).toEqual(
          evaluate({ version: 1, where }, town, TEST_TODAY),
        );
        expect(sets(merged)).toBeLessThanOrEqual(sets(where));
        if (sets(merged) < sets(where)) fewer += 1;
      }),
      { numRuns: 500 },
    );
    expect(fewer).toBeGreaterThan(5);
  });
});
