import { describe, expect, it } from 'vitest';
import { impute, imputationKey, imputationMessages } from './imputation';
import type { BudgetDocument, Imputation, SourceLine } from './ledger';
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
    { code: '21', label: '', axis: 'nature', section: 'I', type: 'L', special: false },
    { code: '900', label: '', axis: 'fonction', section: 'I', type: 'L', special: false },
    { code: '930', label: '', axis: 'fonction', section: 'F', type: 'L', special: false },
  ],
  natures: [nature('6068', { DR: '011' }), nature('2188', { DR: '21', RR: '21' }), nature('515', {})],
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
const line: SourceLine = {
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
const codesOf = (source: Partial<SourceLine>, head: Partial<BudgetDocument> = {}) =>
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
    const codes = (source: Partial<SourceLine>) =>
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

  it('has words for each warning', () => {
    for (const { issue } of [
      ...codesOf({ nature: '999' }).warnings,
      ...codesOf({ direction: 'R' }).warnings,
    ]) {
      expect(imputationMessages[issue.code]?.fr(issue.params)).toContain(issue.params['nature']);
      expect(imputationMessages[issue.code]?.en(issue.params)).toContain(issue.params['nature']);
    }
  });
});

describe('imputationKey', () => {
  const { imputation } = codesOf({});
  it('is the same whatever the order of the properties', () => {
    const reversed = Object.fromEntries(Object.entries(imputation).reverse()) as unknown as Imputation;
    expect(imputationKey(reversed)).toBe(imputationKey(imputation));
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
