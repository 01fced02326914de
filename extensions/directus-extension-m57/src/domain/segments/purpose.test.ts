import fc from 'fast-check';
import { describe as group, expect, it } from 'vitest';
import { describe } from '../messages';
import { checkDefinition } from './check';
import { placedConditions, type Condition, type Definition } from './definition';
import { anyDefinition } from './definition-testing';
import { asksQuotient, refusedFor, restrictedFor } from './purpose';

const of = (...items: Condition[]): Definition => ({ version: 1, where: { type: 'and', items } });
const quotient: Condition = { type: 'field', field: 'quotient_band', test: { op: 'known' } };
const engagement: Condition = { type: 'field', field: 'engagement', test: { op: 'gt', value: 3 } };
const age: Condition = { type: 'field', field: 'age', test: { op: 'gt', value: 3 } };
const related = (filter: object): Condition =>
  ({ type: 'related', filter, window: null, measure: 'count', test: { op: 'gt', value: 0 } }) as Condition;
const segment = (id: number): Condition => ({ type: 'segment', segment: id });
const none = () => null;
const found = (
  purpose: string,
  definition: Definition,
  definitionOf: (id: number) => Definition | null = none,
) =>
  refusedFor(purpose, definition, definitionOf).map(({ code, params }) => [
    code,
    params.path,
    params.segment,
  ]);

group('refusedFor', () => {
  it.each([
    ['service', ['consultation', 'engagement']],
    ['billing', ['consultation', 'engagement']],
    ['request', ['quotient_band', 'consultation', 'engagement']],
    ['communication', ['quotient_band', 'consultation']],
    ['event', ['quotient_band', 'consultation']],
    ['survey', ['quotient_band', 'consultation']],
    ['consultation', ['quotient_band']],
    ['statistics', []],
    ['newsletter of ours', ['quotient_band', 'consultation']],
  ])('for %s: %o', (purpose, refused) => {
    expect(restrictedFor(purpose)).toEqual(refused);
  });

  it('tells the place of each refused condition, at any depth', () => {
    const definition = of(age, { type: 'not', item: { type: 'or', items: [engagement, quotient] } });
    expect(found('request', definition)).toEqual([
      ['SEGMENT_PURPOSE_ENGAGEMENT', 'where.items[1].item.items[0]', undefined],
      ['SEGMENT_PURPOSE_QUOTIENT', 'where.items[1].item.items[1]', undefined],
    ]);
    expect(found('communication', definition)).toHaveLength(1);
    expect(found('statistics', definition)).toEqual([]);
  });

  it('refuses consultations, also where any kind of interaction is asked', () => {
    expect(found('service', of(related({ kinds: ['registration', 'consultation'] })))).toHaveLength(1);
    expect(found('service', of(related({ services: [1] })))).toHaveLength(1);
    expect(found('service', of(related({ kinds: ['registration'] })))).toEqual([]);
    expect(found('consultation', of(related({})))).toEqual([]);
  });

  it('looks through the segments that are referred to, each once, circles too', () => {
    const others = new Map([
      [1, of(segment(2), age)],
      [2, of(quotient, segment(1), segment(9))],
    ]);
    const definition = of(age, segment(1), { type: 'not', item: segment(2) });
    expect(found('event', definition, (id) => others.get(id) ?? null)).toEqual([
      ['SEGMENT_PURPOSE_QUOTIENT', 'where.items[1]', 2],
    ]);
    const [issue] = refusedFor('event', definition, (id) => others.get(id) ?? null);
    expect(describe(issue!, 'fr').message).toBe(
      'Définition, à where.items[1] : par le segment n° 2, le quotient familial ne sert qu’aux tarifs et aux ' +
        'statistiques, pas à la finalité « event » : retirez la condition, ou changez de finalité.',
    );
    expect(describe(issue!, 'en').message).toContain('by segment no. 2, the quotient');
  });
});

group('asksQuotient', () => {
  it('finds it at any depth, and through segments, circles too', () => {
    const others = new Map([
      [1, of(segment(2), age)],
      [2, of(segment(1), segment(9))],
      [3, of(segment(1), segment(4))],
      [4, of({ type: 'not', item: quotient })],
    ]);
    const asks = (...items: Condition[]) => asksQuotient(of(...items), (id) => others.get(id) ?? null);
    expect(asks(age, { type: 'or', items: [engagement, quotient] })).toBe(true);
    expect(asks(segment(1), segment(3))).toBe(true);
    expect(asks(age, segment(1), segment(2), related({ services: [1] }))).toBe(false);
  });
});

it('tells places as the check does', () => {
  fc.assert(
    fc.property(anyDefinition, fc.nat(), (random, pick) => {
      const broken = structuredClone(random);
      const places = [...placedConditions(broken)];
      const { condition, path } = places[pick % places.length]!;
      Object.assign(condition, { unknown: 1 });
      expect(checkDefinition(broken)[0]!.params.path).toBe(path);
    }),
  );
});
