import { describe, expect, it } from 'vitest';
import { compareSides, likelihood, proposedSide, type Side } from './duplicates';

const NOBODY = {
  last_name: null,
  first_name: null,
  birth_date: null,
  email: null,
  phone: null,
  address: null,
  postcode: null,
  city: null,
};
const side = (part: Partial<Side>, identity: Partial<NonNullable<Side['identity']>> | null = {}): Side => ({
  id: 1,
  pseudonym: 'A',
  identity: identity && { ...NOBODY, ...identity },
  zone: null,
  registered_on: null,
  source: null,
  interactions: 0,
  last_on: null,
  ...part,
});

describe('two that may be one', () => {
  it('are compared field by field; what nobody says is left out', () => {
    const pair = compareSides([
      side({ source: 'portail' }, { last_name: 'LEFÈVRE', first_name: 'Anne', phone: '06 01' }),
      side({ source: 'mairie' }, { last_name: 'Lefevre', first_name: 'Hanne', email: 'x' }),
    ]);
    expect(pair).toEqual([
      { field: 'last_name', values: ['LEFÈVRE', 'Lefevre'], state: 'same' },
      { field: 'first_name', values: ['Anne', 'Hanne'], state: 'differs' },
      { field: 'email', values: [null, 'x'], state: 'one' },
      { field: 'phone', values: ['06 01', null], state: 'one' },
      { field: 'source', values: ['portail', 'mairie'], state: 'entry' },
    ]);
  });
  it('take punctuation and the way a telephone number is written for nothing, but not a letter', () => {
    const state = (field: 'last_name' | 'address' | 'phone' | 'email', a: string, b: string) =>
      compareSides([side({}, { [field]: a }), side({}, { [field]: b })])[0]!.state;
    expect(state('last_name', 'Jean-Luc', 'Jean Luc')).toBe('same');
    expect(state('last_name', "L'Hôte", 'L’Hote')).toBe('same');
    expect(state('last_name', 'Martin', 'Martins')).toBe('differs');
    expect(state('address', '12, rue des Lilas', '12 RUE DES LILAS')).toBe('same');
    expect(state('address', '12 rue des Lilas', '2 rue des Lilas')).toBe('differs');
    expect(state('phone', '06 12 34 56 78', '+33 6 12 34 56 78')).toBe('same');
    expect(state('phone', '0033612345678', '06.12.34.56.78')).toBe('same');
    expect(state('phone', '06 12 34 56 78', '06 12 34 56 87')).toBe('differs');
    expect(state('email', 'Anne.B@x.fr', 'anne.b@x.fr')).toBe('same');
    expect(state('email', 'anne.b@x.fr', 'anneb@x.fr')).toBe('differs');
  });
  it('may be without an identity', () => {
    expect(compareSides([side({ zone: 'Nord' }, null), side({ zone: 'Sud' }, null)])).toEqual([
      { field: 'zone', values: ['Nord', 'Sud'], state: 'differs' },
    ]);
  });
});

describe('the side to keep', () => {
  it('is that of which most is known, else the older', () => {
    expect(proposedSide([side({ id: 3, interactions: 2 }), side({ id: 9, interactions: 5 })])).toBe(9);
    expect(proposedSide([side({ id: 9, interactions: 5 }), side({ id: 3, interactions: 2 })])).toBe(9);
    expect(proposedSide([side({ id: 9 }), side({ id: 3 })])).toBe(3);
  });
});

describe('a score', () => {
  it('is told in words', () => {
    expect([89, 75, 74, 60, 59, 50].map(likelihood)).toEqual([
      'high',
      'high',
      'medium',
      'medium',
      'low',
      'low',
    ]);
  });
});
