import { describe, expect, it } from 'vitest';
import { impute, imputationKey, imputationMessages } from './imputation';
import { realisedOnly, type BudgetDocument, type Imputation, type ReadLine } from './ledger';
import type { Nature, Plan } from './nomenclature/plan';
import { indexPlan } from './nomenclature/plan-index';

const nature = (code: string, uses: Nature['uses']): Nature => ({
  code,
  label: code,
  parent: null,
  uses,
  deleted: false,
});
const plan: Plan = {
  id: 'M57_D-2024',
  norm: 'M57',
  declension: 'M57_D',
  year: 2024,
  chapters: [
    { code: '011', label: '', axis: 'nature', section: 'F', type: 'L', special: false },
    { code: '013', label: '', axis: 'nature', section: 'F', type: 'L', special: false },
    { code: '014', label: '', axis: 'nature', section: 'F', type: 'L', special: false },
    { code: '042', label: '', axis: 'nature', section: 'F', type: 'L', special: false },
    { code: '21', label: '', axis: 'nature', section: 'I', type: 'L', special: false },
    { code: '900', label: '', axis: 'fonction', section: 'I', type: 'L', special: false },
    { code: '930', label: '', axis: 'fonction', section: 'F', type: 'L', special: false },
  ],
  natures: [
    nature('6068', { DR: '011' }),
    nature('2188', { DR: '21', RR: '21' }),
    nature('515', {}),
    nature('6419', { RR: '013' }),
    nature('739211', { DR: '014' }),
    nature('777', { ROES: '042' }),
    nature('6032', { DR: '011', RR: '013' }),
    nature('7133', { DR: '011', RR: '013' }),
    { ...nature('6217', { DR: '011' }), deleted: true },
  ],
  fonctions: [
    { code: '020', label: '', parent: null, axis: 'reference' },
    { code: '93020', label: '', parent: null, axis: 'voted' },
  ],
};
const index = indexPlan(plan);

const document: BudgetDocument = {
  siret: '21000000000018',
  budget: '00',
  label: '',
  exercice: 2024,
  stage: 'CA',
  number: 0,
  nomenclature: 'M57_D',
  voted_by_fonction: false,
  draft: false,
};
const none = {
  realised: null,
  previous_budget: null,
  carried_over_previous: null,
  proposed: null,
  voted: null,
  opened: null,
  carried_over: null,
};
const line: ReadLine = {
  line: 7,
  column: 3,
  document: 0,
  nature: '6068',
  fonction: '020',
  chapitre_vote: null,
  section: null,
  direction: 'D',
  kind: 'real',
  operation: 'OP1',
  analytic: null,
  manager: 'SG',
  amounts: { ...none, realised: 1050, opened: 2000 },
};
const codesOf = (source: Partial<ReadLine>, head: Partial<BudgetDocument> = {}) =>
  impute({ ...line, ...source }, { ...document, ...head }, index);

describe('impute', () => {
  it('derives chapter and section from the plan and keeps the rest', () => {
    expect(codesOf({})).toEqual({
      imputation: {
        siret: '21000000000018',
        budget: '00',
        section: 'F',
        direction: 'D',
        kind: 'real',
        nature: '6068',
        fonction: '020',
        chapitre: '011',
        chapitre_vote: null,
        operation: 'OP1',
        analytic: null,
        manager: 'SG',
      },
      line,
      warnings: [],
    });
  });

  it('takes the prefix of a vote by function away, whoever says that it is one', () => {
    const written = { fonction: '93020' };
    expect(codesOf(written, { voted_by_fonction: true }).imputation.fonction).toBe('020');
    expect(codesOf({ ...written, chapitre_vote: '930' }).imputation.fonction).toBe('020');
    expect(codesOf(written).imputation.fonction).toBe('020');
    expect(codesOf({ fonction: '9' }).imputation.fonction).toBe('9');
  });

  it('believes the section that the source gives', () => {
    expect(codesOf({ section: 'I' }).imputation.section).toBe('I');
  });

  it('warns, with the euros and the place, and refuses nothing', () => {
    const codes = (source: Partial<ReadLine>) =>
      codesOf(source).warnings.map(({ issue, amount }) => [issue.code, issue.line, issue.column, amount]);
    expect(codes({ nature: '999' })).toEqual([
      ['ACCOUNT_UNKNOWN', 7, 3, 1050],
      ['SECTION_UNKNOWN', 7, 3, 1050],
    ]);
    expect(codes({ direction: 'R' })).toEqual([['ACCOUNT_NOT_ALLOWED', 7, 3, 1050]]);
    expect(codes({ kind: 'ordre' })).toEqual([['ACCOUNT_NOT_ALLOWED', 7, 3, 1050]]);
    expect(codes({ nature: '999', section: 'F', amounts: { ...none, voted: 5 } })).toEqual([
      ['ACCOUNT_UNKNOWN', 7, 3, 5],
    ]);
  });

  it('warns of an account that was deleted', () => {
    expect(codesOf({ nature: '6217' }).warnings).toMatchObject([
      { issue: { code: 'ACCOUNT_DELETED', params: { nature: '6217' } }, amount: 1050 },
    ]);
  });

  it('warns where the section that the source gives is not that of the account', () => {
    expect(codesOf({ section: 'F' }).warnings).toEqual([]);
    expect(codesOf({ section: 'I' }).warnings).toMatchObject([
      { issue: { code: 'SECTION_NOT_ALLOWED', params: { nature: '6068', section: 'I' } }, amount: 1050 },
    ]);
  });

  it('has words for each warning', () => {
    for (const { issue } of [
      ...codesOf({ nature: '999' }).warnings,
      ...codesOf({ direction: 'R' }).warnings,
      ...codesOf({ nature: '6217' }).warnings,
      ...codesOf({ section: 'I' }).warnings,
      ...codesOf({ nature: '6032', direction: null }).warnings,
    ]) {
      expect(imputationMessages[issue.code]?.fr(issue.params)).toContain(issue.params['nature']);
      expect(imputationMessages[issue.code]?.en(issue.params)).toContain(issue.params['nature']);
    }
  });
});

describe('a line of which only debit − credit is known', () => {
  const of = (code: string, net: number, kind: ReadLine['kind'] = 'real') => {
    const source = { nature: code, kind, direction: null, amounts: realisedOnly(net) };
    const { imputation, line: resolved, warnings } = codesOf(source);
    expect(resolved.direction).toBe(imputation.direction);
    return [imputation.direction, resolved.amounts.realised, ...warnings.map(({ issue }) => issue.code)];
  };

  it('takes the direction that the plan allows, whatever the class', () => {
    expect(of('6068', 1050)).toEqual(['D', 1050]);
    expect(of('6419', -700)).toEqual(['R', 700]);
    expect(of('739211', 300)).toEqual(['D', 300]);
    expect(of('777', -400, 'ordre')).toEqual(['R', 400]);
  });

  it('is negative where more was taken back than done', () => {
    expect(of('6068', -50)).toEqual(['D', -50]);
    expect(of('6419', 20)).toEqual(['R', -20]);
  });

  it('goes by its class, with a warning, where the plan allows both', () => {
    expect(of('6032', 900)).toEqual(['D', 900, 'DIRECTION_AMBIGUOUS']);
    expect(of('7133', -900)).toEqual(['R', 900, 'DIRECTION_AMBIGUOUS']);
    const source = { nature: '7133', direction: null, amounts: realisedOnly(-900) };
    expect(codesOf(source).warnings[0]).toMatchObject({ issue: { line: 7, column: 3 }, amount: 900 });
  });

  it('goes by its class where the plan allows neither', () => {
    expect(of('6419', 5, 'ordre')).toEqual(['D', 5, 'ACCOUNT_NOT_ALLOWED']);
    expect(of('799', -5)).toEqual(['R', 5, 'ACCOUNT_UNKNOWN']);
  });

  it('leaves amounts as they are that are already in the sense of the plan', () => {
    const amounts = realisedOnly(5);
    for (const [nature, direction] of [
      ['6419', 'R'],
      ['6068', 'D'],
    ] as const)
      expect(codesOf({ nature, direction: null, unsigned: true, amounts }).line).toMatchObject({
        direction,
        amounts: { realised: 5 },
      });
  });

  it('keeps amounts that are not known, and zero', () => {
    const amounts = { ...none, realised: 0, voted: -30 };
    const { line: resolved } = codesOf({ nature: '6419', direction: null, amounts });
    expect(resolved.amounts).toEqual({ ...none, realised: 0, voted: 30 });
  });
});

describe('imputationKey', () => {
  const { imputation } = codesOf({});
  it('is the same whatever the order of the properties', () => {
    const reversed = Object.fromEntries(Object.entries(imputation).reverse()) as unknown as Imputation;
    expect(imputationKey(reversed)).toBe(imputationKey(imputation));
  });
  it('has a site only where there is one: what is stored without keeps its key', () => {
    expect(imputationKey({ ...imputation, site: null })).toBe(imputationKey(imputation));
    expect(imputationKey(codesOf({ site: 'Piscine' }).imputation)).not.toBe(imputationKey(imputation));
  });
  it('differs as soon as one code does, and between none and empty', () => {
    const others = Object.keys(imputation).flatMap((name) => [
      { ...imputation, [name]: '' },
      { ...imputation, [name]: 'x' },
      { ...imputation, [name]: null },
    ]);
    const distinct = new Set(others.map((other) => imputationKey(other)));
    // Three codes are null in the sample itself.
    const nulls = Object.values(imputation).filter((code) => code === null).length;
    expect(distinct.size).toBe(others.length - nulls + (nulls > 0 ? 1 : 0));
  });
});
