import { describe, expect, it } from 'vitest';
import type { SegmentOffers, SegmentPage, Suggestion } from '../contract/segments';
import { beginningOf, itemOf, NEW_DRAFT, offeredPage, suggestedPage, unknownFields } from './segments';

describe('a segment to be stored', () => {
  it('says nothing where nothing was typed', () => {
    expect(itemOf({ ...NEW_DRAFT, name: ' Nageurs ', purpose: 'service', offer: 'entitled' }, null)).toEqual({
      name: 'Nageurs',
      description: null,
      purpose: 'service',
      mode: 'dynamic',
      service: null,
      offer: null,
      message_subject: null,
      message: null,
    });
  });
  it('keeps what it offers and why, and its definition', () => {
    const where = { type: 'and', items: [] } as const;
    const item = itemOf({ ...NEW_DRAFT, service: 3, offer: 'interested' }, { ...where, items: [] });
    expect(item).toMatchObject({ service: 3, offer: 'interested', definition: { version: 1, where } });
  });
});

describe('a new segment', () => {
  const pool = { id: 3, name: 'Piscine' };

  it('begins with those whom the figure of a suggestion is of, as its page says', () => {
    const suggestion = {
      measure: 'satisfaction',
      service: pool,
      group: { by: 'age', key: '3-10', label: '3 à 10 ans' },
      draft: { name: 'Piscine 2024 – 3 à 10 ans' },
    } as Suggestion;
    const beginning = beginningOf(suggestedPage(suggestion, 2024).query, 'fr')!;
    expect(beginning).toMatchObject({ name: 'Piscine 2024 – 3 à 10 ans', purpose: 'statistics' });
    expect(beginning.definition.where).toEqual({
      type: 'and',
      items: [
        { type: 'field', field: 'birth_year', test: { op: 'between', from: 2014, to: 2021 } },
        {
          type: 'related',
          filter: { services: [3], kinds: ['satisfaction'] },
          window: { from: { on: '2024-01-01' }, to: { on: '2024-12-31' } },
          measure: 'count',
          test: { op: 'gte', value: 1 },
        },
      ],
    });
  });

  it.each(['entitled', 'interested'] as const)('begins with an offer and why: %s', (reason) => {
    const segment = { id: 8, name: 'Familles', purpose: { code: 'service', label: '', basis: '' } };
    const offer = { service: pool, reason } as SegmentOffers['offers'][number];
    const page = offeredPage(segment as SegmentPage, offer, 2024);
    const beginning = beginningOf(page.query, 'fr')!;
    expect(beginning).toMatchObject({
      name: 'Piscine – Familles',
      purpose: 'service',
      service: 3,
      offer: reason,
    });
    expect(beginning.definition.where).toMatchObject({
      items: [{ segment: 8 }, { filter: { services: [3] }, test: { op: 'eq', value: 0 } }],
    });
  });

  it('begins with nothing where the address says nothing that there is', () => {
    for (const query of [
      {},
      { modele: 'none' },
      { par: 'segment', groupe: '1', service: '3', exercice: '2024' },
      { par: 'age', groupe: '3-10', service: '3' },
      { membres: '8', service: '3' },
      { membres: 'x', service: '3', exercice: '2024' },
    ])
      expect(beginningOf(query, 'fr'), JSON.stringify(query)).toBeNull();
  });
});

describe('a message', () => {
  it('is told which fields nothing is put in for', () => {
    expect(unknownFields('Bonjour {prenom} {nom}, {motif}')).toEqual([]);
    expect(unknownFields('Bonjour {prénom}, {} {prénom}')).toEqual(['{prénom}', '{}']);
  });
});
