import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Imputation } from '../ledger';
import { matcher } from './evaluate';
import { parseFormula } from './parse';

const base: Imputation = {
  siret: '21340172201787',
  budget: '00',
  section: 'F',
  direction: 'D',
  kind: 'real',
  nature: '6232',
  fonction: '311',
  chapitre: '011',
  chapitre_vote: '933',
  operation: null,
  analytic: 'DSI',
  manager: '12 B',
};
const matches = (formula: string, change: Partial<Imputation> = {}) =>
  matcher(parseFormula(formula))({ ...base, ...change });

describe('terms', () => {
  it.each<[string, Partial<Imputation>, boolean]>([
    ['D', {}, true],
    ['R', {}, false],
    ['R', { direction: 'R', section: null }, true],
    ['DF', {}, true],
    ['DF', { kind: 'ordre' }, true],
    ['DF', { section: 'I' }, false],
    ['DF + DI + RF + RI', { section: null }, false],
    ['DI', { section: 'I' }, true],
    ['RF', { direction: 'R' }, true],
    ['RI', { direction: 'R', section: 'I' }, true],
    ['DRF', {}, true],
    ['DRF', { kind: 'ordre' }, false],
    ['DRI', { section: 'I' }, true],
    ['RRF', { direction: 'R' }, true],
    ['RRF', { direction: 'R', kind: 'ordre' }, false],
    ['RRI', { direction: 'R', section: 'I' }, true],
    ['RRI', { direction: 'R' }, false],
    ['REEL', {}, true],
    ['ORDRE', {}, false],
    ['ORDRE', { kind: 'ordre' }, true],
    ['N62', {}, true],
    ['N6232', {}, true],
    ['N62321', {}, false],
    ['N232', {}, false],
    ['N=62', {}, false],
    ['N=6232', {}, true],
    ['N=001', { nature: '001' }, true],
    ['N1', { nature: '001' }, false],
    ['F3', {}, true],
    ['F=3', {}, false],
    ['F=311', {}, true],
    ['F3', { fonction: null }, false],
    ['F=311', { fonction: null }, false],
    ['F-', { fonction: null }, true],
    ['F-', {}, false],
    ['C011', {}, true],
    ['C01', {}, false],
    ['C011', { chapitre: null }, false],
    ['CV933', {}, true],
    ['CV93', {}, false],
    ['O123', { operation: '123' }, true],
    ['O12', { operation: '123' }, false],
    ['B00', {}, true],
    ['B0', {}, false],
    ['ADSI', {}, true],
    ['Adsi', {}, false],
    ['ADS', {}, false],
    ['S"12 B"', {}, true],
  ])('%s of %j: %s', (formula, change, expected) => {
    expect(matches(formula, change)).toBe(expected);
  });
});

/** Terms with what they mean, said apart from the code under test. */
const TERMS: [string, (imputation: Imputation) => boolean][] = [
  ['D', (i) => i.direction === 'D'],
  ['RF', (i) => i.direction === 'R' && i.section === 'F'],
  ['DRI', (i) => i.direction === 'D' && i.section === 'I' && i.kind === 'real'],
  ['ORDRE', (i) => i.kind === 'ordre'],
  ['N6', (i) => i.nature[0] === '6'],
  ['N=60', (i) => i.nature === '60'],
  ['F31', (i) => /^31/.test(i.fonction ?? '')],
  ['F-', (i) => i.fonction === null],
];
const UNIVERSE: Imputation[] = (['D', 'R'] as const).flatMap((direction) =>
  (['F', 'I', null] as const).flatMap((section) =>
    (['real', 'ordre'] as const).flatMap((kind) =>
      ['60', '601', '70'].flatMap((nature) =>
        ['3', '31', '311', null].map((fonction) => ({ ...base, direction, section, kind, nature, fonction })),
      ),
    ),
  ),
);

/** Ranks in the universe. */
type Members = ReadonlySet<number>;
const select = (means: (imputation: Imputation) => boolean): Members =>
  new Set(UNIVERSE.flatMap((imputation, rank) => (means(imputation) ? [rank] : [])));
const members = (text: string) => select(matcher(parseFormula(text)));
const both = (a: Members, b: Members): Members => new Set([...a].filter((i) => b.has(i)));
const either = (a: Members, b: Members): Members => new Set([...a, ...b]);
const without = (a: Members, b: Members): Members => new Set([...a].filter((i) => !b.has(i)));

interface Expression {
  text: string;
  members: Members;
}
const term = fc.constantFrom(...TERMS).map(([text, means]): Expression => ({ text, members: select(means) }));
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    term,
    fc
      .tuple(fc.constantFrom('*', '∩', '+', '∪', '-'), tie('expression'), tie('expression'))
      .map(([operator, a, b]): Expression => {
        const combine = '*∩'.includes(operator) ? both : '+∪'.includes(operator) ? either : without;
        return { text: `(${a.text}) ${operator} (${b.text})`, members: combine(a.members, b.members) };
      }),
  ),
}));

describe('set algebra', () => {
  it('agrees with sets built by hand', () => {
    fc.assert(
      fc.property(expression, ({ text, members: expected }) => {
        expect(members(text)).toEqual(expected);
      }),
    );
  });

  it('binds * tighter, and goes from left to right through + and -', () => {
    const step = fc.tuple(fc.constantFrom('*', '+', '-'), term);
    fc.assert(
      fc.property(term, fc.array(step, { maxLength: 8 }), (first, steps) => {
        let sum: Members = new Set();
        let sign = '+';
        let product = first.members;
        const close = () => (sign === '+' ? either(sum, product) : without(sum, product));
        for (const [operator, next] of steps) {
          if (operator === '*') product = both(product, next.members);
          else {
            sum = close();
            sign = operator;
            product = next.members;
          }
        }
        const text = [first.text, ...steps.flatMap(([operator, next]) => [operator, next.text])].join(' ');
        expect(members(text)).toEqual(close());
      }),
    );
  });

  it('obeys the laws of sets', () => {
    fc.assert(
      fc.property(expression, expression, expression, (x, y, z) => {
        const [a, b, c] = [`(${x.text})`, `(${y.text})`, `(${z.text})`];
        const same = (left: string, right: string) => expect(members(left)).toEqual(members(right));
        same(`${a} * ${b}`, `${b} * ${a}`);
        same(`${a} + ${b}`, `${b} + ${a}`);
        same(`${a} * (${b} + ${c})`, `${a} * ${b} + ${a} * ${c}`);
        same(`${a} - ${b} - ${c}`, `${a} - (${b} + ${c})`);
        same(`${a} - (${a} - ${b})`, `${a} * ${b}`);
        expect(members(`${a} - ${a}`).size).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
