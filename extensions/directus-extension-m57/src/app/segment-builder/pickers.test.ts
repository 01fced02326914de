import { describe, expect, it } from 'vitest';
import { find, inTree, serviceChoices } from './pickers';

const SERVICES = [
  {
    id: 1,
    name: 'Piscine municipale',
    unit: null,
    parent: null,
    accounts: [{ code: '70631', label: 'À caractère sportif' }],
  },
  { id: 2, name: 'École de natation, à la piscine', unit: null, parent: 3, accounts: [] },
  {
    id: 3,
    name: 'Culture',
    unit: null,
    parent: null,
    accounts: [{ code: '6236', label: 'Catalogues et imprimés' }],
  },
];
const names = (typed: string) => find(serviceChoices({ services: SERVICES }), typed).map(({ text }) => text);

describe('a picker', () => {
  it('finds a service by a part of its name, whatever the case and accents', () => {
    expect(names('ecole NAT')).toEqual(['École de natation, à la piscine']);
    expect(names('cu')).toEqual(['Culture']);
    // Names that begin with it first.
    expect(names('pisc')).toEqual(['Piscine municipale', 'École de natation, à la piscine']);
    expect(names('x')).toEqual([]);
  });
  it('finds it by the number or the words of an account, and says which', () => {
    const [found] = find(serviceChoices({ services: SERVICES }), '7063');
    expect(found).toMatchObject({ text: 'Piscine municipale', hint: '70631 À caractère sportif' });
    expect(names('imprimes')).toEqual(['Culture']);
  });
  it('shows all under what they lie in while nothing is typed', () => {
    expect(serviceChoices({ services: SERVICES }).map(({ text, depth }) => [text, depth])).toEqual([
      ['Culture', 0],
      ['École de natation, à la piscine', 1],
      ['Piscine municipale', 0],
    ]);
    expect(names('  ')).toHaveLength(3);
  });
});

describe('a tree of zones', () => {
  it('ends circles and keeps what lies within nothing', () => {
    const tree = inTree([
      { id: 1, name: 'Lot 10', parent: 9 },
      { id: 2, name: 'Lot 9', parent: null },
      { id: 3, name: 'A', parent: 4 },
      { id: 4, name: 'B', parent: 3 },
    ]);
    expect(tree.map(({ name, depth }) => [name, depth])).toEqual([
      ['Lot 9', 0],
      ['Lot 10', 0],
      ['A', 0],
      ['B', 1],
    ]);
  });
});
