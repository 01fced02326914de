import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check';
import type { Condition } from './definition';
import { familyOf } from './family';
import { refusedFor } from './purpose';
import { politicalIssues } from './political';
import { SEGMENT_TEMPLATES } from './templates';

const age: Condition = { type: 'field', field: 'age', test: { op: 'known' } };
const source: Condition = { type: 'field', field: 'source', test: { op: 'known' } };
const events = (kinds?: ('event' | 'request')[]): Condition => ({
  type: 'related',
  filter: kinds ? { kinds } : {},
  window: null,
  measure: 'count',
  test: { op: 'gt', value: 1 },
});
const segment: Condition = { type: 'segment', segment: 1 };

describe('familyOf', () => {
  it.each<[string, Condition[]]>([
    ['profile', [age]],
    ['profile', [age, segment]],
    ['usage', [source]],
    ['usage', [events()]],
    ['usage', [events(['event', 'request'])]],
    ['engagement', [events(['event'])]],
    ['usage', [age, source, events()]],
    ['mixed', [age, source]],
    ['mixed', [segment]],
    ['mixed', []],
  ])('%s of %o', (family, items) => {
    expect(familyOf({ version: 1, where: { type: 'not', item: { type: 'or', items } } })).toBe(family);
  });
});

describe('SEGMENT_TEMPLATES', () => {
  it.each(SEGMENT_TEMPLATES.map((template) => [template.code, template] as const))(
    '%s is right, of its family, and allowed by its purpose',
    (_, { definition, family, purpose, name }) => {
      expect(checkDefinition(definition)).toEqual([]);
      expect(familyOf(definition)).toBe(family);
      expect(refusedFor(purpose, definition, () => null)).toEqual([]);
      expect(politicalIssues([name.fr, name.en])).toEqual([]);
    },
  );

  it('has several of each family, under names of their own', () => {
    for (const family of ['profile', 'usage', 'engagement'])
      expect(SEGMENT_TEMPLATES.filter((template) => template.family === family).length).toBeGreaterThan(2);
    for (const locale of ['fr', 'en'] as const)
      expect(new Set(SEGMENT_TEMPLATES.map(({ name }) => name[locale])).size).toBe(SEGMENT_TEMPLATES.length);
  });
});
