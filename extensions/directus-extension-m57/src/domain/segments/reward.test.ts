import { describe, expect, it } from 'vitest';
import type { Condition } from './definition';
import { askedIn } from './purpose';
import { noReward, passProblem, rewardState } from './reward';

const terms = { starts_on: '2026-03-01', ends_on: '2026-03-31', closed: false, uses: 2 };

describe('a pass', () => {
  it.each([
    ['2026-02-28', 'planned', 'PASS_NOT_BEGUN'],
    ['2026-03-01', 'running', null],
    ['2026-03-31', 'running', null],
    ['2026-04-01', 'ended', 'PASS_ENDED'],
  ] as const)('on %s is %s', (on, state, problem) => {
    expect(rewardState(terms, on)).toBe(state);
    expect(passProblem(terms, 0, on)).toBe(problem);
  });

  it('is good as often as its reward says', () => {
    expect([0, 1, 2, 3].map((used) => passProblem(terms, used, '2026-03-10'))).toEqual([
      null,
      null,
      'PASS_USED_UP',
      'PASS_USED_UP',
    ]);
  });

  it('without an end ends when the reward is closed', () => {
    const endless = { ...terms, ends_on: null };
    expect(passProblem(endless, 0, '2099-01-01')).toBeNull();
    expect(passProblem({ ...endless, closed: true }, 0, '2099-01-01')).toBe('PASS_CLOSED');
  });
});

const of = (...items: Condition[]) => askedIn({ version: 1, where: { type: 'and', items } });
const age: Condition = { type: 'field', field: 'age', test: { op: 'gte', value: 65 } };
const quotient: Condition = { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } };
const engaged: Condition = { type: 'field', field: 'engagement', test: { op: 'gte', value: 50 } };
/** Deep in a tree, and turned round. */
const hidden = (item: Condition): Condition => ({
  type: 'or',
  items: [age, { type: 'not', item: { type: 'and', items: [item] } }],
});

describe('an advantage, which is a right', () => {
  it('is never had by the engagement score', () => {
    for (const purpose of ['service', 'communication', 'event'])
      expect(noReward(purpose, of(age, hidden(engaged))), purpose).toBe('REWARD_ENGAGEMENT');
  });

  it('is had by the quotient only where the purpose is the service', () => {
    expect(noReward('service', of(hidden(quotient)))).toBeNull();
    for (const purpose of ['communication', 'event', 'billing'])
      expect(noReward(purpose, of(hidden(quotient))), purpose).toBe('REWARD_QUOTIENT');
  });

  it('is not had by statistics, whatever they ask', () => {
    expect(noReward('statistics', of(age))).toBe('REWARD_STATISTICS');
    expect(noReward('statistics', [])).toBe('REWARD_STATISTICS');
  });

  it('may be had by age, and by who was chosen', () => {
    expect(noReward('communication', of(age))).toBeNull();
    expect(noReward('communication', [])).toBeNull();
  });
});
