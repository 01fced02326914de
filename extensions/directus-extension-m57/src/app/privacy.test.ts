import { describe, expect, it } from 'vitest';
import type { ErasureRegister } from '../contract/privacy';
import { isTyped, nameOf, partsOf, readRegister } from './privacy';

describe('a name', () => {
  it('is what is known of it', () => {
    expect(nameOf({ first_name: 'Anne', last_name: 'DURAND' })).toBe('Anne DURAND');
    expect(nameOf({ first_name: null, last_name: 'DURAND' })).toBe('DURAND');
    expect(nameOf({ first_name: null, last_name: null })).toBeNull();
    expect(nameOf(null)).toBeNull();
  });
});

describe('a register of erasures', () => {
  const register = {
    made_on: '2026-03-10T08:00:00.000Z',
    erasures: [{ fingerprint: 'a'.repeat(64), erased_on: '2026-03-01', ground: 'request' }],
  };
  it('is read as it was downloaded', () => {
    expect(readRegister(JSON.stringify(register, null, 2))).toEqual(register);
    expect(readRegister(JSON.stringify({ ...register, erasures: [] }))).not.toBeNull();
  });
  it('is told from any other file', () => {
    expect(readRegister('nom;prénom')).toBeNull();
    expect(readRegister('null')).toBeNull();
    expect(readRegister('{"erasures":[]}')).toBeNull();
    expect(readRegister(JSON.stringify({ ...register, erasures: [{ fingerprint: 'Durand' }] }))).toBeNull();
  });
});

describe('a register that is sent', () => {
  const register = (count: number): ErasureRegister => ({
    made_on: '2026-03-10T08:00:00.000Z',
    erasures: Array.from({ length: count }, (_, rank) => ({
      fingerprint: String(rank).padStart(64, '0'),
      erased_on: '2026-03-01T23:59:59.999Z',
      ground: 'retention',
    })),
  });
  it.each([1, 4_999, 5_000, 5_001, 123_456])('in parts below 1 MB has all %i erasures, once', (count) => {
    const whole = register(count);
    const parts = partsOf(whole);
    expect(parts.flatMap(({ erasures }) => erasures)).toEqual(whole.erasures);
    for (const part of parts) {
      expect(part.made_on).toBe(whole.made_on);
      expect(part.erasures.length).toBeGreaterThan(0);
      expect(JSON.stringify(part).length).toBeLessThan(1_000_000);
    }
  });
  it('is asked about where it is empty too', () => {
    expect(partsOf(register(0))).toEqual([register(0)]);
  });
});

describe('the word typed before an erasure', () => {
  it('may be in small letters, not half', () => {
    expect(isTyped(' effacer ', 'EFFACER')).toBe(true);
    expect(isTyped('EFFACE', 'EFFACER')).toBe(false);
    expect(isTyped('', 'EFFACER')).toBe(false);
  });
});
