import { describe, expect, it } from 'vitest';
import { matcher } from '../domain/formula/evaluate';
import { parseFormula } from '../domain/formula/parse';
import type { Imputation } from '../domain/ledger';
import { draftOf, formulaOf, formulaParts, hasTarget, newRule, type Rule, type Sample } from './rules';

const sample = (change: Partial<Sample> = {}): Sample => ({
  reason: 'unmatched',
  section: 'F',
  direction: 'D',
  kind: 'real',
  nature: '6236',
  fonction: '311',
  label: 'Catalogues et imprimés',
  lines: 1,
  amount: '10.00',
  rules: [],
  ...change,
});

const imputation = (change: Partial<Imputation> = {}): Imputation => ({
  siret: '21340172201787',
  budget: '00',
  section: 'F',
  direction: 'D',
  kind: 'real',
  nature: '6236',
  fonction: '311',
  chapitre: '011',
  chapitre_vote: null,
  operation: null,
  analytic: null,
  manager: null,
  ...change,
});

describe('the formula of a line that is left', () => {
  it('is in the notation of the product', () => {
    expect(formulaOf(sample())).toBe('DF * N=6236 * F=311');
    expect(formulaOf(sample({ fonction: null, direction: 'R', nature: '7788' }))).toBe('RF * N=7788 * F-');
    expect(formulaOf(sample({ kind: 'ordre', nature: '6811', fonction: '01' }))).toBe(
      'DF * N=6811 * F=01 * ORDRE',
    );
  });
  it('catches that line and not its neighbours', () => {
    const caught = matcher(parseFormula(formulaOf(sample())));
    expect(caught(imputation())).toBe(true);
    for (const neighbour of [
      { nature: '62361' },
      { fonction: '3111' },
      { fonction: null },
      { direction: 'R' as const },
    ])
      expect(caught(imputation(neighbour))).toBe(false);
  });
});

describe('a formula in parts', () => {
  it('loses nothing', () => {
    for (const formula of [
      'DF * (N6232 + N6236) * F3 - F311',
      'RF*F-',
      'D ∩ N=001 ∪ C012',
      "n'importe quoi",
      '',
    ])
      expect(
        formulaParts(formula)
          .map(({ text }) => text)
          .join(''),
      ).toBe(formula);
  });
  it('tells codes from words', () => {
    expect(formulaParts('DF * (N=6232 + F-) * ORDRE').filter(({ kind }) => kind !== 'joint')).toEqual([
      { text: 'DF', kind: 'word' },
      { text: 'N=6232', kind: 'code' },
      { text: 'F-', kind: 'code' },
      { text: 'ORDRE', kind: 'word' },
    ]);
  });
});

describe('a rule being written', () => {
  const rule: Rule = {
    id: 1,
    axis: 'service',
    formula: 'DF',
    service: { id: 7, name: 'Crèches' },
    phase: null,
    campaign: null,
    share: '100.00',
    priority: 410,
    valid_from: null,
    valid_to: null,
    active: true,
    note: null,
  };
  it('comes above the others', () => {
    expect(newRule('service', '', [rule]).priority).toBe(420);
    expect(newRule('service', '', []).priority).toBe(100);
  });
  it('needs the target of its axis', () => {
    expect(hasTarget(draftOf(rule))).toBe(true);
    expect(hasTarget({ ...draftOf(rule), newService: ' ' })).toBe(false);
    expect(hasTarget({ ...draftOf(rule), service: null, newService: 'Piscine' })).toBe(true);
    expect(hasTarget({ ...draftOf(rule), axis: 'phase' })).toBe(false);
    expect(hasTarget({ ...draftOf(rule), axis: 'campaign', campaign: 'Été' })).toBe(true);
  });
});
