import { describe, expect, it } from 'vitest';
import { entitlement, interests, offerMotive, offerWords, type OfferFigures } from './offers';

const pool = { id: 1, name: 'Piscine' };
const library = { id: 2, name: 'Médiathèque' };
const music = { id: 3, name: 'Conservatoire' };
const clear: OfferFigures = {
  service: library,
  like: pool,
  members: { users: 40, of: 200 },
  similar: { users: 170, of: 500 },
  others: { users: 180, of: 1500 },
};

describe('interests', () => {
  it('tells a service that people like the members use, with the interval of the textbook', () => {
    const [found, ...more] = interests([clear]);
    expect(more).toEqual([]);
    // Relative risk: 0.34 / 0.12, and its Katz interval.
    const error = Math.sqrt(1 / 170 - 1 / 500 + 1 / 180 - 1 / 1500);
    expect(found!.times).toBeCloseTo(0.34 / 0.12, 10);
    expect(found!.low).toBeCloseTo((0.34 / 0.12) * Math.exp(-1.959964 * error), 5);
    expect(found!.high).toBeCloseTo((0.34 / 0.12) * Math.exp(1.959964 * error), 5);
    expect(offerWords(found!, 'fr').replace(/\u00a0/g, ' ')).toBe(
      'Médiathèque : 34 % des usagers de « Piscine » l’utilisent, contre 12 % des autres, soit 2,8 fois plus souvent ' +
        '(entre 2,4 et 3,4 à 95 %, méthode de Katz) ; 160 membres ne l’utilisent pas.',
    );
    expect(offerWords(found!, 'en')).toBe(
      'Médiathèque: 34% of the users of "Piscine" use it, against 12% of the others, 2.8 times as often ' +
        "(2.4 to 3.4 at 95%, Katz's method); 160 members do not use it.",
    );
    expect(offerMotive(found!, 'fr')).toBe('il plaît souvent aux usagers de «\u00a0Piscine\u00a0»');
  });

  it('tells small rates with a decimal', () => {
    const [found] = interests([{ ...clear, others: { users: 12, of: 3000 } }]);
    expect(offerWords(found!, 'fr').replace(/\u00a0/g, ' ')).toContain('34 % des usagers');
    expect(offerWords(found!, 'fr').replace(/\u00a0/g, ' ')).toContain('contre 0,4 % des autres');
    expect(offerWords(found!, 'en')).toContain('against 0.4% of the others');
  });

  it.each<[string, Partial<OfferFigures>]>([
    ['is secret', { members: null }],
    ['is secret of people like them', { similar: null }],
    ['is secret of others', { others: null }],
    ['few use', { similar: { users: 10, of: 40 } }],
    ['few do not use', { similar: { users: 490, of: 500 } }],
    ['few others use', { others: { users: 5, of: 1500 } }],
    ['few members lack', { members: { users: 190, of: 200 } }],
    ['most members use', { members: { users: 120, of: 200 } }],
    ['is no more used than elsewhere', { similar: { users: 60, of: 500 } }],
    ['is less used', { similar: { users: 30, of: 500 } }],
    ['is hardly more used', { similar: { users: 1150, of: 5000 }, others: { users: 10_000, of: 50_000 } }],
    ['they are like by itself', { like: library }],
  ])('offers nothing that %s', (_, change) => {
    expect(interests([{ ...clear, ...change }])).toEqual([]);
  });

  it('tells each service once, by what tells most, the clearest first', () => {
    const weaker = { ...clear, like: music, similar: { users: 100, of: 500 } };
    const best = { ...clear, service: music, similar: { users: 300, of: 500 } };
    const found = interests([weaker, clear, best]);
    expect(found.map(({ service, like }) => [service.name, like])).toEqual([
      ['Conservatoire', 'Piscine'],
      ['Médiathèque', 'Piscine'],
    ]);
  });
});

describe('entitlement', () => {
  it('gives the segment as the reason', () => {
    const offer = entitlement('Familles', pool, { users: 1500, of: 3000 })!;
    expect(offerWords(offer, 'fr').replace(/[\u00a0\u202f]/g, ' ')).toBe(
      'Piscine : les membres de « Familles » y ont droit ; 1 500 ne l’utilisent pas.',
    );
    expect(offerWords(offer, 'en')).toBe(
      'Piscine: members of "Familles" are entitled to it; 1,500 do not use it.',
    );
    expect(offerMotive(offer, 'en')).toBe('you may be entitled to it');
  });

  it('keeps small counts secret, on either side', () => {
    for (const members of [null, { users: 295, of: 300 }, { users: 3, of: 300 }]) {
      const offer = entitlement('Familles', pool, members)!;
      expect(offer.without).toBeNull();
      expect(offerWords(offer, 'fr')).toMatch(/ y ont droit\.$/);
    }
    expect(entitlement('Familles', pool, { users: 0, of: 300 })!.without).toBe(300);
  });

  it('is none where everybody uses the service', () => {
    expect(entitlement('Familles', pool, { users: 300, of: 300 })).toBeNull();
  });
});
