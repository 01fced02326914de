import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { InputError } from '../issue';
import { describe as inWords } from '../messages';
import { FATES, INTERACTION_KINDS, LEGAL_BASES } from './model';
import { checkPurposes, seededPurposes, type PurposeSeed } from './purposes';

const seed = JSON.parse(readFileSync('seeds/purposes.json', 'utf8')) as PurposeSeed;

describe('the default purposes', () => {
  it('are complete in both languages, save the visa that only the archives give', () => {
    for (const locale of ['fr', 'en'] as const) {
      const purposes = seededPurposes(seed, locale);
      checkPurposes(purposes);
      for (const purpose of purposes) {
        expect(Object.keys(purpose).sort()).toEqual([
          'basis',
          'code',
          'description',
          'dua_months',
          'fate',
          'label',
          'retention_months',
          'visa',
          'wording',
        ]);
        expect(purpose.code).toMatch(/^[a-z][a-z0-9_]{1,39}$/);
        expect(LEGAL_BASES).toContain(purpose.basis);
        expect(FATES).toContain(purpose.fate);
        expect(purpose.retention_months).toBeGreaterThan(0);
        expect(purpose.visa).toBe('');
        for (const text of [purpose.label, purpose.description, purpose.wording])
          expect(text.length).toBeGreaterThan(5);
      }
    }
    expect(seededPurposes(seed, 'en').map(({ label }) => label)).not.toContain(seed.purposes[0]!.label);
  });

  it('give one to every kind of interaction', () => {
    const codes = seed.purposes.map(({ code }) => code);
    expect(Object.keys(seed.kinds).sort()).toEqual([...INTERACTION_KINDS].sort());
    for (const code of Object.values(seed.kinds)) expect(codes).toContain(code);
  });

  it('keep vouchers for ten years, and nothing of consent beyond its active life', () => {
    const of = (code: string) => seed.purposes.find((purpose) => purpose.code === code)!;
    expect([of('billing').basis, of('billing').dua_months]).toEqual(['legal_duty', 120]);
    for (const { basis, dua_months } of seed.purposes) if (basis === 'consent') expect(dua_months).toBe(0);
  });
});

it('refuses one code twice', () => {
  try {
    checkPurposes([{ code: 'a' }, { code: 'b' }, { code: 'a' }]);
    expect.unreachable();
  } catch (error) {
    expect(inWords((error as InputError).issues[0]!, 'fr').message).toContain('« a »');
  }
});
