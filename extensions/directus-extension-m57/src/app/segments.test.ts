import { describe, expect, it } from 'vitest';
import { itemOf, NEW_DRAFT, unknownFields } from './segments';

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

describe('a message', () => {
  it('is told which fields nothing is put in for', () => {
    expect(unknownFields('Bonjour {prenom} {nom}, {motif}')).toEqual([]);
    expect(unknownFields('Bonjour {prénom}, {} {prénom}')).toEqual(['{prénom}', '{}']);
  });
});
