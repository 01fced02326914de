import { describe, expect, it } from 'vitest';
import { usualKinds } from './evidence';

describe('what can be recorded for a purpose', () => {
  it('is to consent or to withdraw where consent is the basis', () => {
    expect(usualKinds({ basis: 'consent', state: null })).toEqual(['consent', 'limitation']);
    expect(usualKinds({ basis: 'consent', state: 'withdrawn' })).toEqual(['consent', 'limitation']);
    expect(usualKinds({ basis: 'consent', state: 'consented' })).toEqual(['withdrawal', 'limitation']);
  });
  it('is to object to a mission of public interest only', () => {
    expect(usualKinds({ basis: 'public_interest', state: null })).toEqual(['objection', 'limitation']);
    expect(usualKinds({ basis: 'public_interest', state: 'objected' })).toEqual([
      'objection_lifted',
      'limitation',
    ]);
    expect(usualKinds({ basis: 'legal_duty', state: null })).toEqual(['limitation']);
    expect(usualKinds({ basis: 'contract', state: null })).toEqual(['limitation']);
  });
  it('lifts what stands, whatever the basis', () => {
    expect(usualKinds({ basis: 'contract', state: 'limited' })).toEqual(['limitation_lifted']);
    expect(usualKinds({ basis: 'legal_duty', state: 'objected' })).toEqual([
      'objection_lifted',
      'limitation',
    ]);
  });
});
