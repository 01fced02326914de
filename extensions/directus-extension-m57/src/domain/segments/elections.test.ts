import { describe as group, expect, it } from 'vitest';
import type { InputError } from '../issue';
import { describe } from '../messages';
import {
  checkElections,
  DEFAULT_ELECTIONS,
  electionWords,
  ELECTION_KINDS,
  periodOf,
  type Election,
} from './elections';

const words = (day: string, locale: 'fr' | 'en' = 'fr') => {
  const period = periodOf(day, DEFAULT_ELECTIONS);
  return period && electionWords(period, locale);
};

group('elections', () => {
  it.each([
    ['2025-08-31', null],
    ['2025-09-01', 'municipales'],
    ['2026-03-22', 'municipales'],
    ['2026-03-23', null],
    ['2026-09-30', null],
    ['2026-10-01', 'presidentielle'],
    ['2026-12-01', 'presidentielle'],
    ['2027-04-30', 'presidentielle'],
    ['2027-05-01', 'legislatives'],
    ['2027-06-30', 'legislatives'],
    ['2027-07-01', null],
    ['2028-02-29', 'departementales'],
  ])('on %s: %s', (day, kind) => {
    expect(periodOf(day, DEFAULT_ELECTIONS)?.election.kind ?? null).toBe(kind);
  });

  it('says what holds', () => {
    expect(words('2026-11-28')).toMatch(
      /^Élection présidentielle en avril 2027 : du 1er octobre 2026 au 30 avril 2027, aucune campagne.*L\. 52-1.*visa/,
    );
    expect(words('2026-01-05', 'en')).toMatch(
      /^Municipal elections in March 2026: from 1 September 2025 to 22 March 2026, no campaign.*sign off/,
    );
    for (const kind of ELECTION_KINDS)
      expect(
        electionWords(
          { election: { kind, month: '2028-03', last_day: null }, from: '2027-09-01', to: '2028-03-31' },
          'fr',
        ),
      ).toMatch(/^Élection/);
  });

  it('refuses a calendar that makes no sense, and tells which line', () => {
    const at = (month: string, last_day: string | null): Election => ({
      kind: 'legislatives',
      month,
      last_day,
    });
    expect(() => checkElections(DEFAULT_ELECTIONS)).not.toThrow();
    expect(() => checkElections([at('2027-04', '2027-05-09')])).not.toThrow();
    const issues = (() => {
      try {
        checkElections([
          at('2027-4', null),
          at('2027-06', 'juin'),
          at('2027-06', '2027-07-15'),
          at('2027-06', '2027-05-31'),
        ]);
      } catch (error) {
        return (error as InputError).issues;
      }
      return [];
    })();
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['ELECTION_MONTH', 1],
      ['ELECTION_DAY', 2],
      ['ELECTION_OUTSIDE', 3],
      ['ELECTION_OUTSIDE', 4],
    ]);
    for (const issue of issues)
      for (const locale of ['fr', 'en'] as const)
        expect(describe(issue, locale).message).not.toMatch(/undefined|^ELECTION/);
  });
});
