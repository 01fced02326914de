import { describe, expect, it } from 'vitest';
import type { PersonPreview } from '../contract/people';
import type { RelationMapping } from '../domain/relation/fields';
import { draftOf, hold, mappingOf, readBounds } from './person-mapping';

const MAPPING: RelationMapping = {
  columns: { last_name: 0, service: 2, quotient: 3 },
  header: 4,
  sheet: 'Inscriptions',
  source: 'portail',
  whole: { kind: 'registration', service: 7 },
  values: { service: { 'Piscine ': 7, Judo: 8, Crèche: 9 } },
  quotient_bounds: ['400', '1000.50'],
};
const preview = (part: Partial<PersonPreview> = {}) =>
  ({
    mapping: MAPPING,
    columns: ['Nom', 'Régime', 'Activité', 'QF'].map((header) => ({ header, samples: [], refused: null })),
    sheets: ['Inscriptions', 'Notes'],
    values: {
      service: [
        { text: 'piscine', rows: 3, means: 7 },
        { text: 'JUDO', rows: 2, means: 8 },
        { text: 'Yoga', rows: 1, means: null },
      ],
    },
    ...part,
  }) as PersonPreview;

describe('the form of a mapping', () => {
  it('holds by column what the mapping holds by field', () => {
    const draft = draftOf(preview());
    expect(draft.held).toEqual(['last_name', '', 'service', 'quotient']);
    expect(draft.whole).toMatchObject({ kind: 'registration', service: 7, channel: '', date: '' });
    expect(draft.values).toEqual({ service: { piscine: 7, JUDO: 8, Yoga: '' } });
    expect(draft.bounds).toBe('400 ; 1000,50');
  });
  it('takes a text for the service of that name, where nothing else was told', () => {
    const services = [
      { value: 20, text: 'YOGA' },
      { value: 21, text: 'Piscine' },
    ];
    expect(draftOf(preview(), services).values).toEqual({ service: { piscine: 7, JUDO: 8, Yoga: 20 } });
  });
  it('gives the same mapping back where nothing was changed, in the words of the file at hand', () => {
    expect(mappingOf(draftOf(preview()), preview())).toEqual({
      ...MAPPING,
      values: { service: { Crèche: 9, piscine: 7, JUDO: 8 } },
    });
  });
  it('forgets a text that was set back to nothing, and keeps those of other files', () => {
    const draft = draftOf(preview());
    draft.values.service!['JUDO'] = '';
    draft.values.service!['Yoga'] = 11;
    expect(mappingOf(draft, preview()).values).toEqual({ service: { Crèche: 9, piscine: 7, Yoga: 11 } });
  });
  it('leaves out what is not told', () => {
    const draft = draftOf(preview({ mapping: null, sheets: [] }));
    draft.values = {};
    draft.source = '  export ';
    draft.whole.date = '2025-01-31';
    expect(mappingOf(draft, { mapping: null })).toEqual({
      columns: {},
      header: 1,
      source: 'export',
      whole: { date: '2025-01-31' },
      values: {},
    });
  });
  it('has a thing in one column only', () => {
    const draft = draftOf(preview());
    hold(draft, 1, 'last_name');
    expect(draft.held).toEqual(['', 'last_name', 'service', 'quotient']);
    hold(draft, 1, '');
    expect(draft.held).toEqual(['', '', 'service', 'quotient']);
  });
});

describe('bounds of the quotient', () => {
  it('are read as people write them', () => {
    expect(readBounds('400 ; 700,50 ; 1 000 €')).toEqual(['400', '700.50', '1000']);
    expect(readBounds('')).toEqual([]);
    expect(readBounds(' 350;')).toEqual(['350']);
  });
  it('rise, and are amounts', () => {
    expect(readBounds('700 ; 400')).toBeNull();
    expect(readBounds('400 ; 400')).toBeNull();
    expect(readBounds('environ 400')).toBeNull();
    expect(readBounds('400,505')).toBeNull();
  });
});
