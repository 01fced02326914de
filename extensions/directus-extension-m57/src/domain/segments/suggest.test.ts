import { describe, expect, it } from 'vitest';
import { seededRandom } from '../demo-town/random';
import { spread, suggest, suggestionWords, type GroupFigures, type ServiceFigures } from './suggest';

type User = [units: number, paid: number];
const UNIT_COST = 250;

const figures = (label: string, users: readonly User[], scores: readonly number[] = []): GroupFigures => {
  const sums = { users: users.length, units: 0, paid: 0, units_squared: 0, paid_squared: 0, units_paid: 0 };
  for (const [units, paid] of users) {
    sums.units += units;
    sums.paid += paid;
    sums.units_squared += units * units;
    sums.paid_squared += paid * paid;
    sums.units_paid += units * paid;
  }
  return {
    label,
    sums,
    scores: [1, 2, 3, 4, 5].map((score) => {
      const answers = scores.filter((one) => one === score).length;
      return { score, answers, persons: answers };
    }),
    respondents: scores.length,
  };
};
const service = (
  groups: [string, User[], number[]?][],
  rest: Partial<ServiceFigures> = {},
): ServiceFigures => ({
  service: 'Piscine',
  unit_cost: UNIT_COST,
  groups: groups.map(([label, users, scores]) => figures(label, users, scores)),
  whole: figures(
    '',
    groups.flatMap(([, users]) => users),
    groups.flatMap(([, , scores]) => scores ?? []),
  ),
  ...rest,
});
/** Users of 8 to 12 units, say, who pay so much of the cost, more or less. */
const users = (count: number, units: number, share: number): User[] =>
  Array.from({ length: count }, (_, at) => {
    const own = units + (at % 5) - 2;
    return [own, Math.round(own * UNIT_COST * (share + ((at % 3) - 1) / 50))];
  });
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
const repeated = (...counts: number[]) =>
  counts.flatMap((count, at) => new Array<number>(count).fill(at + 1));

describe('suggest', () => {
  it('tells whose cost stands out, with the interval of the textbook', () => {
    const [families, others] = [users(60, 20, 0.5), users(140, 10, 0.5)];
    const [first, second, ...more] = suggest([
      service([
        ['Familles', families],
        ['Autres', others],
      ]),
    ]);
    expect(more).toEqual([]);
    expect([first!.group, second!.group].sort()).toEqual(['Autres', 'Familles']);
    const own = [first, second].find((one) => one!.group === 'Familles')!;
    const [a, b] = [families, others].map((list) => list.map(([units]) => units * UNIT_COST));
    const error = Math.sqrt(variance(a!) / 60 + variance(b!) / 140);
    expect(own).toMatchObject({ measure: 'cost', value: mean(a!), others: mean(b!), persons: 60 });
    expect(own.low).toBeCloseTo(mean(a!) - mean(b!) - 1.959964 * error, 3);
    expect(own.high).toBeCloseTo(mean(a!) - mean(b!) + 1.959964 * error, 3);
    expect(suggestionWords(own, 'fr').replace(/[\u00a0\u202f]/g, ' ')).toBe(
      'Piscine, « Familles » : 50,00 € de coût par usager, contre 25,00 € pour les autres usagers. ' +
        'Écart de 25,00 €, entre 23,92 € et 26,08 € à 95 % (méthode de Welch, 60 personnes).',
    );
    expect(suggestionWords(own, 'en')).toBe(
      'Piscine, "Familles": €50.00 of cost per user, against €25.00 of the other users. ' +
        "A difference of €25.00, €23.92 to €26.08 at 95% (Welch's method, 60 persons).",
    );
  });

  it('tells of units where nobody knows what one costs', () => {
    const groups: [string, User[]][] = [
      ['Familles', users(60, 2000, 0.5)],
      ['Autres', users(140, 1000, 0.5)],
    ];
    const found = suggest([service(groups, { unit_cost: null })]);
    expect(found.map(({ measure }) => measure)).toEqual(['use', 'use']);
    const own = found.find(({ group }) => group === 'Familles')!;
    expect(own).toMatchObject({ value: 2000, others: 1000, persons: 60 });
    expect(own.of.label).toBe('Familles');
    expect(suggestionWords(own, 'fr').replace(/[\u00a0\u202f]/g, ' ')).toContain(
      '20,0 unités par usager, contre 10,0 pour les autres usagers.',
    );
    expect(suggestionWords(own, 'en')).toContain('20.0 units per user, against 10.0 of the other users.');
    // Of a service of which no units are counted there is nothing to tell.
    const none = groups.map(([label, list]): [string, User[]] => [label, list.map(([, paid]) => [0, paid])]);
    expect(suggest([service(none, { unit_cost: null })])).toEqual([]);
  });

  it('tells whose payments cover little', () => {
    const [found] = suggest([
      service([
        ['Tranche 1', users(60, 10, 0.1)],
        ['Autres', users(140, 10, 0.5)],
      ]),
    ]);
    expect(found).toMatchObject({ measure: 'coverage' });
    const low = [found!].find(({ group }) => group === 'Tranche 1') ?? { ...found!, value: found!.others };
    expect(low.value).toBeCloseTo(0.1, 2);
    // Rates are points apart, not percent.
    const words = (locale: 'fr' | 'en') =>
      suggestionWords({ ...low, value: 0.1, others: 0.5, difference: -0.4, low: -0.42, high: -0.38 }, locale);
    expect(words('fr').replace(/[\u00a0\u202f]/g, ' ')).toContain(
      '10,0 % du coût couvert par les usagers, contre 50,0 % pour les autres usagers. ' +
        'Écart de 40,0 points, entre 38,0 points et 42,0 points à 95 %',
    );
    expect(words('en')).toContain('A difference of 40.0 points, 38.0 points to 42.0 points at 95%');
  });

  it('tells who is less content, from answers by score', () => {
    const none: User[] = [];
    const found = suggest([
      service([
        ['Nord', none, repeated(20, 30, 15, 15, 15)],
        ['Centre', none, repeated(15, 15, 40, 90, 90)],
      ]),
    ]);
    expect(found.map(({ measure, group }) => [measure, group])).toEqual([
      ['satisfaction', 'Nord'],
      ['satisfaction', 'Centre'],
    ]);
    expect(found[0]!.value).toBeCloseTo((20 + 60 + 45 + 60 + 75) / 95, 10);
    expect(suggestionWords(found[0]!, 'fr')).toMatch(
      /^Piscine, «\u00a0Nord\u00a0» : 2,7 de satisfaction sur 5, contre 3,9/,
    );
  });

  it('makes nothing of what is secret, small, or has no cost', () => {
    const clear = service([
      ['Familles', users(60, 20, 0.1)],
      ['Autres', users(140, 10, 0.5)],
    ]);
    expect(suggest([clear])).not.toEqual([]);
    expect(suggest([{ ...clear, unit_cost: null }]).filter(({ measure }) => measure !== 'use')).toEqual([]);
    expect(suggest([{ ...clear, whole: { ...clear.whole, sums: null } }])).toEqual([]);
    const hidden = clear.groups.map((group) => ({ ...group, sums: null }));
    expect(suggest([{ ...clear, groups: hidden }])).toEqual([]);
    expect(
      suggest([
        service([
          ['29', users(29, 20, 0.1)],
          ['Autres', users(140, 10, 0.5)],
        ]),
      ]),
    ).toEqual([]);
    // Three answers of one score.
    const answers = service([
      ['Nord', [], repeated(40, 3, 0, 0, 0)],
      ['Centre', [], repeated(15, 15, 40, 90, 90)],
    ]);
    expect(suggest([answers])).toEqual([]);
  });

  it('says nothing of differences that are sure and small', () => {
    const many = service([
      ['a', users(6000, 104, 0.5)],
      ['b', users(6000, 100, 0.52)],
    ]);
    expect(suggest([many])).toEqual([]);
  });

  it('is seldom misled by chance, however many groups there are', () => {
    const random = seededRandom(3);
    let misled = 0;
    for (let run = 0; run < 300; run += 1) {
      const groups = Array.from({ length: 12 }, (_, at): [string, User[]] => [
        String(at),
        Array.from({ length: 40 }, () => [1 + Math.floor(20 * random()), Math.floor(3000 * random())]),
      ]);
      if (suggest([service(groups)]).length > 0) misled += 1;
    }
    expect(misled / 300).toBeLessThan(0.12);
  });
});

describe('spread', () => {
  it('tells two of each group before any third, each in its order, and no more than asked', () => {
    const ones = ['a', 'a', 'a', 'b', 'a', 'c'].map((group, rank) => ({ group, rank }));
    const ranks = (most: number) => spread(ones, most).map(({ rank }) => rank);
    expect(ranks(4)).toEqual([0, 1, 3, 5]);
    expect(ranks(10)).toEqual([0, 1, 3, 5, 2, 4]);
  });
});
