import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Imputation } from '../ledger';
import { assign } from './assign';
import { compileRules } from './compile';
import { coverage, gaps } from './coverage';
import { ruleMessages } from './messages';
import { place } from './place';
import { parseShare, type ImputationSum, type Rule } from './rule';

let nextId = 1;
const rule = (formula: string, target: string, change: Partial<Rule> = {}): Rule => ({
  id: nextId++,
  axis: 'service',
  formula,
  target,
  share: 10_000,
  priority: 10,
  valid_from: null,
  valid_to: null,
  active: true,
  ...change,
});

const sum = (
  realised: number,
  change: Partial<Imputation> = {},
  lines = 1,
  exercice = 2024,
): ImputationSum => ({
  imputation: {
    siret: '21340172201787',
    budget: '00',
    section: 'F',
    direction: 'D',
    kind: 'real',
    nature: '6232',
    fonction: '311',
    chapitre: '011',
    chapitre_vote: '011',
    operation: null,
    analytic: null,
    manager: null,
    ...change,
  },
  exercice,
  lines,
  realised,
  budgeted: realised * 2,
});

const outcomeOf = (rules: Rule[], of = sum(100)) => assign(rules, [of]).outcomes.service[0]!;
const side = (realised: number) => ({ realised, budgeted: realised * 2 });

describe('which rule wins', () => {
  it('is the one of the highest priority, whatever the order of the rows', () => {
    const low = rule('D', 'low', { priority: 1 });
    const high = rule('N62', 'high', { priority: 2 });
    for (const rules of [
      [low, high],
      [high, low],
    ])
      expect(outcomeOf(rules)).toEqual({
        status: 'covered',
        targets: [{ rule: high.id, target: 'high', share: 10_000 }],
      });
  });

  it('is none where nothing matches, each axis for itself', () => {
    const { outcomes } = assign([rule('R', 'a'), rule('D', 'support', { axis: 'phase' })], [sum(100)]);
    expect(outcomes.service[0]).toEqual({ status: 'unmatched', targets: [] });
    expect(outcomes.phase[0]!.status).toBe('covered');
    expect(outcomes.campaign[0]!.status).toBe('unmatched');
  });

  it('is a conflict between different formulas of one priority, even for one target, and nothing is placed', () => {
    const rivals = [rule('D', 'a'), rule('N62', 'a')];
    const outcome = outcomeOf(rivals);
    expect(outcome.status).toBe('conflicting');
    expect(outcome.targets.map((target) => target.rule)).toEqual(rivals.map(({ id }) => id));
    expect(place(sum(100), outcome)).toEqual({ parts: [], rest: side(100) });
  });

  it('hides a conflict below a higher priority', () => {
    expect(outcomeOf([rule('D', 'a'), rule('N62', 'b'), rule('F3', 'c', { priority: 20 })]).status).toBe(
      'covered',
    );
  });

  it('leaves inactive rules out', () => {
    expect(outcomeOf([rule('D', 'a', { active: false })]).status).toBe('unmatched');
  });
});

describe('shares', () => {
  it('of one formula written in two ways, adding up to 100 %, are a split to the cent', () => {
    const half = { share: 5000 };
    const outcome = outcomeOf([rule('DF*N62', 'a', half), rule('( df ∩ N62 )', 'b', half)]);
    expect(outcome.status).toBe('covered');
    expect(place({ realised: 101, budgeted: -3 }, outcome)).toEqual({
      parts: [
        { rule: outcome.targets[0]!.rule, target: 'a', realised: 51, budgeted: -2 },
        { rule: outcome.targets[1]!.rule, target: 'b', realised: 50, budgeted: -1 },
      ],
      rest: { realised: 0, budgeted: 0 },
    });
  });

  it('below 100 % leave a rest that shows as unmatched', () => {
    const rules = [rule('D', 'a', { share: 3333 })];
    const assignment = assign(rules, [sum(10_000)]);
    const { covered, unmatched, rate } = coverage(assignment, 'service');
    expect(covered).toMatchObject({ lines: 0, expense: side(3333) });
    expect(unmatched).toMatchObject({ lines: 1, expense: side(6667) });
    expect(rate).toEqual({ realised: 3333, budgeted: 3333 });
    expect(gaps(assignment, 'service', 'realised', 5)).toMatchObject([
      { reason: 'unmatched', amount: 6667, rules: [rules[0]!.id] },
    ]);
  });

  it('above 100 % are an error of each rule and place nothing', () => {
    const rules = [rule('D', 'a'), rule('D', 'b', { share: 1 }), rule('N9', 'c')];
    const assignment = assign(rules, [sum(100)]);
    expect(assignment.outcomes.service[0]!.status).toBe('conflicting');
    expect(assignment.rules.map(({ error }) => error?.code)).toEqual([
      'RULE_SHARES_EXCEED',
      'RULE_SHARES_EXCEED',
      undefined,
    ]);
    expect(assignment.rules[0]!.error!.params).toEqual({ total: 100.01 });
  });

  it('above 100 % only in years that no two share are no error', () => {
    const rules = [rule('D', 'a', { valid_to: '2023-12-31' }), rule('D', 'b', { valid_from: '2024-01-01' })];
    expect(compileRules(rules).errors.size).toBe(0);
    expect(outcomeOf(rules).targets).toMatchObject([{ target: 'b' }]);
  });

  it('are read as percentages with two decimals', () => {
    expect(['100', 100, '33.33', 33.33, '0.01', '50.00'].map(parseShare)).toEqual([
      10_000, 10_000, 3333, 3333, 1, 5000,
    ]);
    expect(['0', '100.01', '33.333', '-5', 'x', '', NaN].map(parseShare)).toEqual(Array(7).fill(null));
  });

  it('always add up with the rest to the amount', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -1e12, max: 1e12 }),
        (shares, amount) => {
          const outcome = outcomeOf(shares.map((share, index) => rule('D', `t${index}`, { share })));
          const { parts, rest } = place({ realised: amount, budgeted: -amount }, outcome);
          const total = (measure: 'realised' | 'budgeted') =>
            parts.reduce((all, part) => all + part[measure], rest[measure]);
          expect(total('realised')).toBe(amount);
          expect(total('budgeted')).toBe(amount === 0 ? 0 : -amount);
        },
      ),
    );
  });
});

describe('dates', () => {
  it.each([
    ['2024-12-31', null, true],
    ['2025-01-01', null, false],
    [null, '2024-01-01', true],
    [null, '2023-12-31', false],
    ['2024-03-01', '2024-04-01', true],
    ['2020-01-01', '2030-12-31', true],
  ])('from %s to %s: applies to 2024: %s', (valid_from, valid_to, applies) => {
    expect(outcomeOf([rule('D', 'a', { valid_from, valid_to })]).status).toBe(
      applies ? 'covered' : 'unmatched',
    );
  });

  it('that hand over within a year show as a conflict in that year only', () => {
    const rules = [
      rule('D', 'old', { valid_to: '2024-06-30' }),
      rule('D', 'new', { valid_from: '2024-07-01' }),
    ];
    expect([2023, 2024, 2025].map((year) => outcomeOf(rules, sum(1, {}, 1, year)).status)).toEqual([
      'covered',
      'conflicting',
      'covered',
    ]);
  });
});

describe('wrong rules', () => {
  it('are reported and ignored, the others go on', () => {
    const rules = [
      rule('N6x', 'a', { priority: 99 }),
      rule('D', 'b', { share: 0 }),
      rule('D', 'c', { valid_from: '01/01/2024' }),
      rule('D', 'd', { valid_from: '2024-06-01', valid_to: '2024-05-01' }),
      rule('D', 'e'),
    ];
    const { outcomes, rules: reports } = assign(rules, [sum(100)]);
    expect(outcomes.service[0]!.targets).toMatchObject([{ target: 'e' }]);
    expect(reports.map(({ error }) => error && [error.code, error.column])).toEqual([
      ['FORMULA_DIGITS_EXPECTED', 3],
      ['RULE_SHARE_INVALID', null],
      ['RULE_DATE_INVALID', null],
      ['RULE_DATES_REVERSED', null],
      null,
    ]);
    for (const { error } of reports.slice(1, 4))
      for (const message of Object.values(ruleMessages[error!.code]!))
        expect(message(error!.params)).not.toContain('undefined');
  });
});

describe('coverage and reports', () => {
  const high = rule('N62', 'a', { priority: 30 });
  const splitA = rule('N64', 'a', { priority: 20, share: 2500 });
  const splitB = rule('N64', 'b', { priority: 20, share: 7500 });
  const rivalA = rule('N60', 'a');
  const rivalB = rule('N606', 'b');
  const broad = rule('N6', 'c', { priority: 1 });
  const rules = [high, splitA, splitB, rivalA, rivalB, broad];
  const assignment = assign(rules, [
    sum(1000, { nature: '6232' }, 3),
    sum(401, { nature: '6411' }, 2),
    sum(70, { nature: '6068' }, 5),
    sum(-30, { nature: '7088', direction: 'R' }, 7),
    sum(500, { nature: '6225', direction: 'R' }, 1),
  ]);

  it('counts by none, by several, in lines and in cents, expense and revenue apart', () => {
    expect(coverage(assignment, 'service')).toEqual({
      axis: 'service',
      total: { lines: 18, expense: side(1471), revenue: side(470) },
      covered: { lines: 6, expense: side(1401), revenue: side(500) },
      unmatched: { lines: 7, expense: side(0), revenue: side(-30) },
      conflicting: { lines: 5, expense: side(70), revenue: side(0) },
      // (1000 + 401 + 500) / (1000 + 401 + 70 + 30 + 500) = 95.002…%
      rate: { realised: 9500, budgeted: 9500 },
    });
  });

  it('lists the largest gaps first', () => {
    expect(gaps(assignment, 'service', 'realised', 10)).toMatchObject([
      { reason: 'conflicting', amount: 70, rules: [rivalA.id, rivalB.id] },
      { reason: 'unmatched', amount: -30, rules: [] },
    ]);
    expect(gaps(assignment, 'service', 'realised', 1)).toHaveLength(1);
  });

  it('tells what each rule catches and keeps', () => {
    const report = (of: Rule) => assignment.rules.find(({ rule }) => rule === of.id)!;
    const none = { lines: 0, expense: side(0), revenue: side(0) };
    expect(report(high)).toMatchObject({
      caught: { lines: 4 },
      kept: { lines: 4, expense: side(1000), revenue: side(500) },
    });
    expect(report(splitA)).toMatchObject({
      caught: { expense: side(401) },
      kept: { lines: 2, expense: { realised: 100 } },
    });
    expect(report(splitB)).toMatchObject({
      caught: { expense: side(401) },
      kept: { lines: 2, expense: { realised: 301 } },
    });
    expect(report(rivalA)).toMatchObject({ caught: { lines: 5, expense: side(70) }, kept: none });
    expect(report(broad)).toMatchObject({
      caught: { lines: 11, expense: side(1471), revenue: side(500) },
      kept: none,
    });
  });

  it('of nothing is 0 %, and of lines without amounts goes by lines', () => {
    expect(coverage(assign([], []), 'service').rate).toEqual({ realised: 0, budgeted: 0 });
    const zeros = [sum(0, { nature: '6232' }, 2), sum(0, { nature: '13' }, 1)];
    expect(coverage(assign(rules, zeros), 'service').rate).toEqual({ realised: 6666, budgeted: 6666 });
  });
});
