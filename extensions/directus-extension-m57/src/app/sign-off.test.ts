import { describe, expect, it } from 'vitest';
import { isSignedOff } from './sign-off';

const period = { kind: 'presidentielle', from: '2026-10-01', to: '2027-04-30', words: '' } as const;

describe('isSignedOff', () => {
  it('asks nobody outside a period', () => {
    expect(isSignedOff(null, { signedBy: '', signOff: '' })).toBe(true);
  });
  it.each([
    ['', 'Lettre', false],
    ['Mme Roux', '', false],
    ['Mme Roux', ' ab ', false],
    ['Mme Roux', 'Lettre', true],
  ])('of %j and %j says %j within one', (signedBy, signOff, expected) => {
    expect(isSignedOff(period, { signedBy, signOff })).toBe(expected);
  });
});
