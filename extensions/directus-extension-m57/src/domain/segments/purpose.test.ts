import fc from 'fast-check';
import { describe as group, expect, it } from 'vitest';
import { describe } from '../messages';
import { checkDefinition } from './check';
import { placedConditions, type Condition, type Definition } from './definition';
import { anyDefinition } from './definition-testing';
import { chosenByOf, refusedFor, restrictedFor, type Part } from './purpose';

const of = (...items: Condition[]): Definition => ({ version: 1, where: { type: 'and', items } });
const quotient: Condition = { type: 'field', field: 'quotient_band', test: { op: 'known' } };
const engagement: Condition = { type: 'field', field: 'engagement', test: { op: 'gt', value: 3 } };
const age: Condition = { type: 'field', field: 'age', test: { op: 'gt', value: 3 } };
const related = (filter: object): Condition =>
  ({ type: 'related', filter, window: null, measure: 'count', test: { op: 'gt', value: 0 } }) as Condition;
const segment = (id: number): Condition => ({ type: 'segment', segment: id });
const none = () => null;
const part = (definition: Definition | null, more: Partial<Part> = {}): Part => ({
  mode: 'dynamic',
  definition,
  chosen_by: null,
  ...more,
});
const found = (purpose: string, definition: Definition, partOf: (id: number) => Part | null = none) =>
  refusedFor(purpose, definition, partOf).map(({ code, params }) => [code, params.path, params.segment]);

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
    // What an authority declares itself may be a price or an aid.
    ['tarification', ['quotient_band', 'consultation', 'engagement']],
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
      [1, part(of(segment(2), age))],
      [2, part(of(quotient, segment(1), segment(9)))],
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

group('what stored members were chosen by', () => {
  const partOf = (parts: Record<number, Part>) => (id: number) => parts[id] ?? null;

  it('is refused though the segment behind them asks something else by now', () => {
    for (const mode of ['static', 'snapshot', 'dynamic']) {
      const parts = partOf({
        1: part(of(age)),
        2: part(of(segment(1)), { mode, chosen_by: ['quotient_band'] }),
      });
      expect(found('communication', of(age, segment(2)), parts), mode).toEqual([
        ['SEGMENT_PURPOSE_QUOTIENT', 'where.items[1]', 2],
      ]);
      expect(found('service', of(segment(2)), parts), mode).toEqual([]);
      expect(chosenByOf(of(segment(2)), parts), mode).toEqual(['quotient_band']);
    }
    const [issue] = refusedFor('event', of(segment(2)), () => part(null, { chosen_by: ['quotient_band'] }));
    expect(describe(issue!, 'fr').message).toContain(
      'par le segment n° 2, dont les membres ont été choisis ainsi, le quotient',
    );
    expect(describe(issue!, 'en').message).toContain('by segment no. 2, whose members were chosen so, the');
  });

  it('is told once where the definition asks it still', () => {
    const parts = partOf({
      1: part(of(quotient), { chosen_by: ['quotient_band'] }),
      2: part(of(segment(1)), { chosen_by: ['quotient_band'] }),
    });
    expect(found('event', of(segment(2)), parts)).toEqual([
      ['SEGMENT_PURPOSE_QUOTIENT', 'where.items[0]', 1],
    ]);
  });

  it('is all that a list tells; what is computed anew tells its definition too', () => {
    const later = (mode: string) =>
      partOf({ 1: part(of(quotient)), 2: part(of(segment(1)), { mode, chosen_by: [] }) });
    expect(found('event', of(segment(2)), later('static'))).toEqual([]);
    expect(found('event', of(segment(2)), later('dynamic'))).toHaveLength(1);
  });

  it('is what the definitions ask, where nothing is known of the members, in the order of the purposes', () => {
    const parts = partOf({ 1: part(of(engagement, segment(2))), 2: part(of(quotient, segment(1))) });
    expect(chosenByOf(of(age, segment(1)), parts)).toEqual(['quotient_band', 'engagement']);
    expect(chosenByOf(of(related({})), none)).toEqual(['consultation']);
    expect(chosenByOf(of(age, segment(9)), none)).toEqual([]);
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
