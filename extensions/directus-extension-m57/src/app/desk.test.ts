import { describe, expect, it } from 'vitest';
import { NOTHING_SAID, personOf, waits } from './desk';

describe('what a person says at the desk', () => {
  it('leaves out what is empty and the spaces around', () => {
    expect(
      personOf({ ...NOTHING_SAID, last_name: ' Durand ', birth_date: '1980-05-02', email: '  ' }),
    ).toEqual({ last_name: 'Durand', birth_date: '1980-05-02' });
  });
  it('finds nobody by half a name', () => {
    expect(personOf({ ...NOTHING_SAID, first_name: 'Anne', birth_date: '1980-05-02' })).toBeNull();
    expect(personOf({ ...NOTHING_SAID, last_name: 'Durand' })).toBeNull();
    expect(personOf({ ...NOTHING_SAID, last_name: 'Durand', first_name: 'Anne' })).not.toBeNull();
    expect(personOf({ ...NOTHING_SAID, phone: '06 12 34 56 78' })).toEqual({ phone: '06 12 34 56 78' });
  });
  it('gives a due date to requests and complaints only', () => {
    expect(
      ['request', 'complaint', 'event', 'registration', 'renewal'].map((kind) => waits(kind as 'event')),
    ).toEqual([true, true, false, false, false]);
  });
});
