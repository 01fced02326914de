import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import { describe as inWords } from '../messages';
import { dueOn, erasureRefusals, expiryOf, refusalIssue } from './retention';

const service = {
  code: 'service',
  label: 'Inscriptions',
  retention_months: 24,
  dua_months: 0,
  fate: 'destroy' as const,
  visa: '',
};
const billing = {
  ...service,
  code: 'billing',
  label: 'Facturation',
  retention_months: 12,
  dua_months: 120,
  fate: 'sort' as const,
  visa: 'AD 34, visa n° 2025-118',
};
const purposes = [service, billing];

describe('expiry', () => {
  it.each([
    [{ retention_months: 24, dua_months: 0 }, '2024-03-15', '2026-03-15', '2024-03-15'],
    [{ retention_months: 12, dua_months: 120 }, '2024-03-15', '2034-03-15', '2034-03-15'],
    [{ retention_months: 36, dua_months: 12 }, '2024-03-15', '2027-03-15', '2025-03-15'],
    // Months end where they end.
    [{ retention_months: 6, dua_months: 0 }, '2025-08-31', '2026-02-28', '2025-08-31'],
    [{ retention_months: 6, dua_months: 0 }, '2023-08-31', '2024-02-29', '2023-08-31'],
    [{ retention_months: 12, dua_months: 6 }, '2024-02-29', '2025-02-28', '2024-08-29'],
  ])('%j from %s: %s, held until %s', (months, last, expires_on, held_until) => {
    expect(expiryOf({ ...service, ...months }, last)).toMatchObject({ expires_on, held_until });
  });
});

describe('what is due', () => {
  const uses = [
    { purpose: 'service', last: '2023-01-10' },
    { purpose: 'service', last: '2024-01-10' },
    { purpose: 'billing', last: '2020-06-30' },
  ];

  it('counts from the last use, and from the day itself', () => {
    expect(dueOn(uses, purposes, '2026-01-09').due).toEqual([]);
    expect(dueOn(uses, purposes, '2026-01-10').due.map(({ purpose }) => purpose)).toEqual(['service']);
    expect(dueOn(uses, purposes, '2030-06-30').due.map(({ purpose }) => purpose)).toEqual([
      'service',
      'billing',
    ]);
  });

  it('forgets a citizen when every purpose is over', () => {
    expect(dueOn(uses, purposes, '2026-01-10').forgotten_on).toBe('2030-06-30');
    expect(dueOn([], purposes, '2026-01-10')).toEqual({ due: [], forgotten_on: null });
  });

  it('does not guess the retention of a purpose that nobody declared', () => {
    try {
      dueOn([{ purpose: 'other', last: '2020-01-01' }], purposes, '2026-01-01');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect(inWords((error as InputError).issues[0]!, 'fr').message).toContain('« other »');
    }
  });
});

describe('an erasure', () => {
  it('is refused with its ground while the administration needs the data', () => {
    const uses = [
      { purpose: 'service', last: '2026-01-10' },
      { purpose: 'billing', last: '2025-12-31' },
    ];
    const refusals = erasureRefusals(uses, purposes, '2026-02-01');
    expect(refusals).toEqual([
      { purpose: 'billing', label: 'Facturation', until: '2035-12-31', fate: 'sort', visa: billing.visa },
    ]);
    expect(inWords(refusalIssue(refusals[0]!), 'fr').message).toBe(
      '« Facturation » : ces données restent utiles à l’administration (DUA) jusqu’au 31/12/2035, et ne peuvent être effacées avant (RGPD, art. 17.3). Sort final : tri, AD 34, visa n° 2025-118.',
    );
    expect(inWords(refusalIssue({ ...refusals[0]!, visa: '' }), 'en').message).toContain(
      'until 2035-12-31, and it cannot be erased before (GDPR, art. 17(3)). Final fate: sorting (visa of the archives to be completed).',
    );
    expect(erasureRefusals(uses, purposes, '2035-12-30')).toHaveLength(1);
    expect(erasureRefusals(uses, purposes, '2035-12-31')).toEqual([]);
  });

  it('is never refused for what is due', () => {
    const day = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const months = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(day, day, months, months, (last, on, retention_months, dua_months) => {
        const declared = [{ ...service, retention_months, dua_months }];
        const uses = [{ purpose: 'service', last }];
        const { due, forgotten_on } = dueOn(uses, declared, on);
        const refused = erasureRefusals(uses, declared, on);
        if (due.length > 0) expect(refused).toEqual([]);
        expect(forgotten_on! >= last).toBe(true);
        expect(due.length > 0).toBe(forgotten_on! <= on);
      }),
    );
  });
});
