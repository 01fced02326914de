import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputError } from '../issue';
import { describe as inWords } from '../messages';
import {
  checkEngagement,
  DEFAULT_ENGAGEMENT,
  engagementScore,
  engagementWindow,
  explainEngagement,
  PARTICIPATION_KINDS,
  type EngagementParameters,
} from './engagement';
import { INTERACTION_KINDS, type InteractionKind } from './model';

const on = '2026-07-01';
const of = (words: string) =>
  words.split(', ').map((each) => {
    const [kind, date] = each.split(' ');
    return { kind: kind as InteractionKind, date: date! };
  });
const parts = (words: string, parameters: Partial<EngagementParameters> = {}) => {
  const { score, recency, frequency, breadth } = engagementScore(of(words), on, {
    ...DEFAULT_ENGAGEMENT,
    ...parameters,
  });
  return [score, recency.points, frequency.points, breadth.points];
};

describe('the score', () => {
  it('looks back 24 months, 730 days here', () => {
    expect(engagementWindow(on, DEFAULT_ENGAGEMENT)).toEqual({ after: '2024-07-01', to: on, days: 730 });
    expect(engagementWindow('2024-07-01', DEFAULT_ENGAGEMENT).days).toBe(731);
  });

  // By hand: floor(40 × (730 − d) / 730), floor(30 × min(n, 10) / 10), floor(30 × min(k, 3) / 3).
  it.each([
    ['event 2026-07-01', [53, 40, 3, 10]],
    // d = 1: 40 × 729 / 730 = 39.9…
    ['event 2026-06-30', [52, 39, 3, 10]],
    // d = 365: 40 × 365 / 730 = 20 exactly.
    ['event 2025-07-01', [33, 20, 3, 10]],
    ['event 2025-07-01, renewal 2025-07-01, satisfaction 2024-07-02', [59, 20, 9, 30]],
    // The last day that counts: d = 729, 40 / 730 < 1.
    ['event 2024-07-02', [13, 0, 3, 10]],
    ['event 2024-07-01', [0, 0, 0, 0]],
    // Tomorrow is not yet.
    ['event 2026-07-02', [0, 0, 0, 0]],
    ['payment 2026-07-01, request 2026-07-01, complaint 2026-07-01, registration 2026-07-01', [0, 0, 0, 0]],
    ['consultation 2026-07-01', [0, 0, 0, 0]],
    [Array.from({ length: 11 }, () => 'event 2026-07-01').join(', '), [80, 40, 30, 10]],
  ])('%s: %j', (words, expected) => {
    expect(parts(words)).toEqual(expected);
  });

  it('counts consultations where they are switched on, and rounds each part down', () => {
    const kinds = PARTICIPATION_KINDS;
    expect(parts('consultation 2026-07-01', { kinds })).toEqual([53, 40, 3, 10]);
    // 33 × 1 / 7 = 4.7…; 33 × 1 / 4 = 8.25.
    expect(
      parts('consultation 2026-07-01', {
        kinds,
        weights: { recency: 34, frequency: 33, breadth: 33 },
        full_frequency: 7,
        full_breadth: 4,
      }),
    ).toEqual([46, 34, 4, 8]);
  });

  it('is 100 for who takes part in all, today', () => {
    expect(
      parts(
        [...Array(8).fill('event 2026-07-01'), 'renewal 2026-03-01', 'satisfaction 2025-01-01'].join(', '),
      ),
    ).toEqual([100, 40, 30, 30]);
  });

  it('is what whole numbers of any size give, from 0 to 100, in any order', () => {
    const dates = fc
      .date({ min: new Date('2023-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const parameters = fc
      .record({
        window_months: fc.integer({ min: 1, max: 120 }),
        a: fc.integer({ min: 0, max: 100 }),
        b: fc.integer({ min: 0, max: 100 }),
        full_frequency: fc.integer({ min: 1, max: 1000 }),
        kinds: fc.uniqueArray(fc.constantFrom(...PARTICIPATION_KINDS), { minLength: 1 }),
      })
      .map(({ a, b, ...rest }) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        return {
          ...rest,
          full_breadth: rest.kinds.length,
          weights: { recency: low, frequency: high - low, breadth: 100 - high },
        };
      });
    const interaction = fc.record({ kind: fc.constantFrom(...INTERACTION_KINDS), date: dates });
    fc.assert(
      fc.property(fc.array(interaction, { maxLength: 30 }), dates, parameters, (list, day, chosen) => {
        checkEngagement(chosen);
        const result = engagementScore(list, day, chosen);
        expect(engagementScore([...list].reverse(), day, chosen)).toEqual(result);
        const { after } = engagementWindow(day, chosen);
        const counted = list.filter(
          ({ kind, date }) => date > after && date <= day && chosen.kinds.includes(kind as never),
        );
        const age = (date: string) => BigInt((Date.parse(day) - Date.parse(date)) / 86_400_000);
        const least = counted.map(({ date }) => age(date)).sort((x, y) => (x < y ? -1 : 1))[0];
        const big = (weight: number, got: number, full: number) =>
          (BigInt(weight) * BigInt(Math.min(got, full))) / BigInt(full);
        const { weights } = chosen;
        const expected = [
          least === undefined ? 0n : (BigInt(weights.recency) * (age(after) - least)) / age(after),
          big(weights.frequency, counted.length, chosen.full_frequency),
          big(weights.breadth, new Set(counted.map(({ kind }) => kind)).size, chosen.full_breadth),
        ].map(Number);
        expect([result.recency.points, result.frequency.points, result.breadth.points]).toEqual(expected);
        expect(result.score).toBe(expected[0]! + expected[1]! + expected[2]!);
        expect(result.score).toBeGreaterThanOrEqual(0);
        expect(result.score).toBeLessThanOrEqual(100);
      }),
      { numRuns: 500 },
    );
  });
});

it('explains its parts in both languages', () => {
  const score = engagementScore(of('event 2026-06-30, renewal 2025-01-01'), on);
  expect(explainEngagement(score, DEFAULT_ENGAGEMENT, 'fr')).toEqual([
    'Récence : 39 sur 40, dernière participation il y a 1 jour.',
    'Fréquence : 6 sur 30, 2 participations en 24 mois (plein à 10).',
    'Diversité : 20 sur 30, événements, renouvellements (plein à 3).',
  ]);
  expect(explainEngagement(engagementScore([], on), DEFAULT_ENGAGEMENT, 'en')).toEqual([
    'Recency: 0 out of 40, no participation in 24 months.',
    'Frequency: 0 out of 30, 0 participations in 24 months (full at 10).',
    'Breadth: 0 out of 30, no kind (full at 3).',
  ]);
});

describe('parameters', () => {
  it.each([
    [{}, null],
    [{ window_months: 0 }, 'ENGAGEMENT_WINDOW'],
    [{ weights: { recency: 40, frequency: 30, breadth: 31 } }, 'ENGAGEMENT_WEIGHTS'],
    [{ weights: { recency: 110, frequency: -10, breadth: 0 } }, 'ENGAGEMENT_WEIGHTS'],
    [{ weights: { recency: 33.5, frequency: 33.5, breadth: 33 } }, 'ENGAGEMENT_WEIGHTS'],
    [{ full_frequency: 0 }, 'ENGAGEMENT_FREQUENCY'],
    [{ full_breadth: 4 }, 'ENGAGEMENT_BREADTH'],
    [{ kinds: ['event', 'payment'], full_breadth: 1 }, 'ENGAGEMENT_KIND'],
    [{ kinds: [] }, 'ENGAGEMENT_NO_KIND'],
  ] as [Partial<EngagementParameters>, string | null][])('%j: %s', (change, code) => {
    let found: string | null = null;
    try {
      checkEngagement({ ...DEFAULT_ENGAGEMENT, ...change });
    } catch (error) {
      const [issue] = (error as InputError).issues;
      found = issue!.code;
      for (const locale of ['fr', 'en'] as const) expect(inWords(issue!, locale).message).not.toBe(found);
    }
    expect(found).toBe(code);
  });
});
