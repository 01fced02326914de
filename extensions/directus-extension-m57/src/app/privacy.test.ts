import { describe, expect, it } from 'vitest';
import { isTyped, nameOf, readRegister } from './privacy';

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

describe('the word typed before an erasure', () => {
  it('may be in small letters, not half', () => {
    expect(isTyped(' effacer ', 'EFFACER')).toBe(true);
    expect(isTyped('EFFACE', 'EFFACER')).toBe(false);
    expect(isTyped('', 'EFFACER')).toBe(false);
  });
});
