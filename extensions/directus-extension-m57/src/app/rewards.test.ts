import { describe, expect, it } from 'vitest';
import { rewardRequest } from '../contract/rewards';
import { draftOf, faultOf, requestOf } from './rewards';

const empty = draftOf(null, '2026-03-01');
const filled = { ...empty, name: ' Entrée ', advantage: 'Une entrée offerte', segment: '7' };

describe('the form of a reward', () => {
  it('names what is missing or wrong, in the order of its fields', () => {
    expect(faultOf(empty)).toBe('name');
    expect(faultOf({ ...empty, name: 'Entrée' })).toBe('advantage');
    expect(faultOf({ ...filled, segment: '' })).toBe('segment');
    for (const uses of ['', 0, 1.5, 1001] as const) expect(faultOf({ ...filled, uses })).toBe('uses');
    for (const value of ['douze', '1,234', '-2']) expect(faultOf({ ...filled, value })).toBe('value');
    expect(faultOf({ ...filled, starts_on: '' })).toBe('starts_on');
    expect(faultOf({ ...filled, ends_on: '2026-02-28' })).toBe('ends_on');
    expect(faultOf(filled)).toBeNull();
  });

  it('sends what the server takes', () => {
    const sent = requestOf({ ...filled, value: '4,5 €', service: '3', ends_on: '2026-03-01' });
    expect(sent).toEqual({
      name: 'Entrée',
      advantage: 'Une entrée offerte',
      segment: 7,
      service: 3,
      uses: 1,
      value: '4.5',
      starts_on: '2026-03-01',
      ends_on: '2026-03-01',
    });
    expect(rewardRequest.parse(sent)).toEqual(sent);
    expect(rewardRequest.parse(requestOf(filled))).toMatchObject({
      service: null,
      value: null,
      ends_on: null,
    });
  });
});
