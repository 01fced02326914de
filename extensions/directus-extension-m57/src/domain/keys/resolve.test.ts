import { describe, expect, it } from 'vitest';
import { seededRandom } from '../demo-town/random';
import { describe as say } from '../messages';
import { parseQuantity } from '../quantity';
import type { Key, KeyKind } from './key';
import { resolveKeys, type KeyedService } from './resolve';

const [IT, HR, CLEANING, POOL, LIBRARY, ROADS, EPCI] = [1, 2, 3, 11, 12, 13, 21] as const;
const SERVICES: KeyedService[] = [
  { id: IT, kind: 'auxiliary' },
  { id: HR, kind: 'auxiliary' },
  { id: CLEANING, kind: 'auxiliary' },
  { id: POOL, kind: 'principal' },
  { id: LIBRARY, kind: 'principal' },
  { id: ROADS, kind: 'indivis' },
  { id: EPCI, kind: 'outside' },
];

let id = 0;
const key = (
  from: number,
  to: number | null,
  kind: KeyKind,
  quantity: string | null,
  more: Partial<Key> = {},
) => ({
  id: (id += 1),
  from,
  to,
  kind,
  like: null,
  quantity: quantity === null ? null : parseQuantity(quantity),
  unit: null,
  valid_from: null,
  valid_to: null,
  ...more,
});
const like = (from: number, other: number) => key(from, null, 'like', null, { like: other });

/** Of year 2024 (366 days), with costs in euros. */
function resolve(keys: Key[], euros: Record<number, number> = {}, exercice = 2024) {
  const direct = new Map(Object.entries(euros).map(([service, amount]) => [Number(service), amount * 100]));
  const resolved = resolveKeys(keys, SERVICES, exercice, direct);
  return {
    ...resolved,
    of: (from: number) =>
      Object.fromEntries(
        resolved.deliveries
          .filter((one) => one.from === from)
          .map(({ to, quantity }) => [String(to), Number(quantity)]),
      ),
    problem: (code: string) => resolved.problems.find((one) => one.code === code),
    codes: (from: number) =>
      resolved.problems.filter(({ service }) => service === from).map(({ code }) => code),
  };
}

describe('quantities', () => {
  it('share in proportion, exactly', () => {
    const { of, quantities, codes } = resolve([
      key(IT, POOL, 'quantity', '0.3', { unit: 'poste' }),
      key(IT, LIBRARY, 'quantity', '0.0001', { unit: 'poste' }),
    ]);
    expect(of(IT)).toEqual({ [POOL]: 3000, [LIBRARY]: 1 });
    expect(quantities).toEqual([
      { from: IT, to: POOL, quantity: 3000n, unit: 'poste' },
      { from: IT, to: LIBRARY, quantity: 1n, unit: 'poste' },
    ]);
    expect(codes(IT)).toEqual([]);
  });

  it('of months add up to the year; those of another year do not count, open ones always do', () => {
    const month = (m: number, quantity: string, year = 2024) => ({
      ...key(IT, POOL, 'quantity', quantity),
      valid_from: `${year}-${String(m).padStart(2, '0')}-01`,
      valid_to: `${year}-${String(m).padStart(2, '0')}-28`,
    });
    const { of, quantities } = resolve([
      month(1, '10'),
      month(2, '20'),
      month(12, '99', 2023),
      month(1, '99', 2025),
      key(IT, LIBRARY, 'quantity', '60'),
      { ...key(IT, LIBRARY, 'quantity', '30'), valid_from: '2023-06-01', valid_to: '2024-01-01' },
    ]);
    expect(of(IT)).toEqual({ [POOL]: 1, [LIBRARY]: 3 });
    expect(quantities.map(({ quantity }) => quantity)).toEqual([300_000n, 900_000n]);
  });

  it('may leave the perimeter', () => {
    const { of, codes } = resolve([key(IT, EPCI, 'quantity', '1'), key(IT, POOL, 'quantity', '1')]);
    expect([of(IT), codes(IT)]).toEqual([{ [POOL]: 1, [EPCI]: 1 }, []]);
  });

  it('in several units are added all the same, and told', () => {
    const { of, quantities, problem } = resolve([
      key(IT, POOL, 'quantity', '1', { unit: 'm²' }),
      key(IT, LIBRARY, 'quantity', '2', { unit: 'ETP' }),
    ]);
    expect(of(IT)).toEqual({ [POOL]: 1, [LIBRARY]: 2 });
    expect(quantities.map(({ unit }) => unit)).toEqual([null, null]);
    expect(problem('KEY_UNITS_DIFFER')).toMatchObject({
      service: IT,
      params: { units: 'ETP, m²' },
      blocking: false,
    });
  });
});

describe('shares', () => {
  it('under 100 % leave a rest, told with its part of the cost', () => {
    const { of, problem } = resolve([key(IT, POOL, 'percent', '30'), key(IT, LIBRARY, 'percent', '50')], {
      [IT]: 1000,
    });
    expect(of(IT)).toEqual({ [POOL]: 3, [LIBRARY]: 5, null: 2 });
    expect(problem('KEY_PERCENT_SHORT')).toEqual({
      code: 'KEY_PERCENT_SHORT',
      params: { total: 80 },
      service: IT,
      amount: 200_00,
      blocking: false,
    });
  });

  it('over 100 % are taken in proportion and block', () => {
    const { of, problem } = resolve([key(IT, POOL, 'percent', '90'), key(IT, LIBRARY, 'percent', '30')]);
    expect(of(IT)).toEqual({ [POOL]: 3, [LIBRARY]: 1 });
    expect(problem('KEY_PERCENT_OVER')).toMatchObject({ params: { total: 120 }, blocking: true });
  });

  it('weigh by the days on which they hold', () => {
    // 2024: 182 days to 30 June, 184 after it. Pool all year 50 %, library and roads one half each.
    const { of, codes } = resolve([
      key(IT, POOL, 'percent', '50'),
      key(IT, LIBRARY, 'percent', '50', { valid_to: '2024-06-30' }),
      key(IT, ROADS, 'percent', '50', { valid_from: '2024-07-01' }),
    ]);
    expect(of(IT)).toEqual({ [POOL]: 183, [LIBRARY]: 91, [ROADS]: 92 });
    expect(codes(IT)).toEqual([]);
    const half = resolve([key(IT, POOL, 'percent', '100', { valid_from: '2024-07-02' })], { [IT]: 10 });
    expect([half.of(IT), half.problem('KEY_PERCENT_SHORT')!.amount]).toEqual([{ [POOL]: 1, null: 1 }, 5_00]);
  });

  it('are equal between those named, or all principal and indivis services', () => {
    expect(resolve([key(IT, POOL, 'equal', null), key(IT, HR, 'equal', null)]).of(IT)).toEqual({
      [POOL]: 1,
      [HR]: 1,
    });
    expect(resolve([key(IT, null, 'equal', null)]).of(IT)).toEqual({ [POOL]: 1, [LIBRARY]: 1, [ROADS]: 1 });
  });

  it('pro rata weigh by positive direct cost; without any, nowhere', () => {
    const rows = [key(IT, null, 'pro_rata', null)];
    const { of } = resolve(rows, { [IT]: 9, [POOL]: 300, [LIBRARY]: -5, [ROADS]: 200, [HR]: 1000 });
    expect(of(IT)).toEqual({ [POOL]: 3, [ROADS]: 2 });
    const none = resolve(rows, { [IT]: 9, [LIBRARY]: -5 });
    expect([none.of(IT), none.problem('KEY_ZERO')]).toEqual([
      { null: 1 },
      { code: 'KEY_ZERO', params: {}, service: IT, amount: 9_00, blocking: false },
    ]);
  });

  it('do not mix: the first kind counts alone', () => {
    const { of, problem } = resolve([key(IT, null, 'equal', null), key(IT, POOL, 'quantity', '4')], {
      [IT]: 1,
    });
    expect(of(IT)).toEqual({ [POOL]: 1 });
    expect(problem('KEY_KINDS_MIXED')).toMatchObject({
      params: { kinds: 'quantity, equal' },
      blocking: true,
    });
  });
});

describe('fixed amounts', () => {
  it('are paid first; the rest follows the other keys', () => {
    const { fixed, of, codes } = resolve(
      [
        key(IT, EPCI, 'fixed', '100.25'),
        key(IT, EPCI, 'fixed', '50'),
        key(IT, POOL, 'fixed', '10'),
        key(IT, LIBRARY, 'percent', '100'),
      ],
      { [IT]: 1000 },
    );
    expect(fixed).toEqual([
      { from: IT, to: POOL, amount: 10_00 },
      { from: IT, to: EPCI, amount: 150_25 },
    ]);
    expect([of(IT), codes(IT)]).toEqual([{ [LIBRARY]: 1 }, []]);
  });

  it('beyond the direct cost are cut by largest remainder', () => {
    const rows = [key(IT, POOL, 'fixed', '2'), key(IT, LIBRARY, 'fixed', '2'), key(IT, ROADS, 'fixed', '2')];
    const { fixed, problem, of } = resolve([...rows, key(IT, POOL, 'equal', null)], { [IT]: 1 });
    expect(fixed.map(({ amount }) => amount)).toEqual([34, 33, 33]);
    expect(problem('KEY_FIXED_EXCEEDS')).toMatchObject({ amount: 5_00, blocking: false });
    expect(of(IT)).toEqual({ [POOL]: 1 });
    const negative = resolve(rows, { [IT]: -3 });
    expect([negative.fixed, negative.problem('KEY_FIXED_EXCEEDS')!.amount]).toEqual([[], 6_00]);
  });

  it('alone leave the rest nowhere', () => {
    const { of, problem } = resolve([key(IT, POOL, 'fixed', '2')], { [IT]: 5 });
    expect([of(IT), problem('KEY_FIXED_ONLY')]).toEqual([
      { null: 1 },
      { code: 'KEY_FIXED_ONLY', params: {}, service: IT, amount: 3_00, blocking: false },
    ]);
  });

  it('also reduce what a percentage that is missing concerns', () => {
    const rows = [key(IT, POOL, 'fixed', '20'), key(IT, LIBRARY, 'percent', '75')];
    expect(resolve(rows, { [IT]: 100 }).problem('KEY_PERCENT_SHORT')!.amount).toBe(20_00);
  });
});

describe('like another service', () => {
  const itKeys = [
    key(IT, POOL, 'quantity', '3'),
    key(IT, HR, 'quantity', '1'),
    key(IT, CLEANING, 'quantity', '2'),
  ];

  it('follows its proportions, without itself, also through another', () => {
    const { of, codes } = resolve([...itKeys, like(HR, IT), like(CLEANING, HR)]);
    expect(of(HR)).toEqual({ [POOL]: 3, [CLEANING]: 2 });
    expect(of(CLEANING)).toEqual({ [POOL]: 1 });
    expect([codes(HR), codes(CLEANING)]).toEqual([[], []]);
  });

  it('follows several for the days of each', () => {
    const { of } = resolve(
      [
        key(IT, POOL, 'quantity', '1'),
        key(HR, POOL, 'quantity', '1'),
        key(HR, LIBRARY, 'quantity', '2'),
        { ...like(CLEANING, IT), valid_to: '2025-01-01' },
        { ...like(CLEANING, HR), valid_from: '2025-01-02' },
      ],
      {},
      2025,
    );
    // One day wholly the pool; 364 days one third of it.
    expect(of(CLEANING)).toEqual({ [POOL]: 3 + 364, [LIBRARY]: 2 * 364 });
  });

  it('in a circle goes nowhere and blocks; who follows the circle goes nowhere too', () => {
    const { of, problems } = resolve([like(IT, HR), like(HR, IT), like(CLEANING, IT)], { [IT]: 4 });
    expect([of(IT), of(HR), of(CLEANING)]).toEqual([{ null: 1 }, { null: 1 }, { null: 1 }]);
    expect(problems.map(({ code, service, amount, blocking }) => [code, service, amount, blocking])).toEqual([
      ['KEY_LIKE_CIRCLE', IT, 4_00, true],
      ['KEY_LIKE_CIRCLE', HR, 0, true],
      ['KEY_LIKE_EMPTY', CLEANING, 0, false],
    ]);
    expect(resolve([like(IT, IT)]).codes(IT)).toEqual(['KEY_LIKE_CIRCLE']);
  });

  it('also follows into nowhere', () => {
    const { of, problem } = resolve([key(IT, POOL, 'percent', '75'), like(HR, IT)], { [HR]: 8 });
    expect(of(HR)).toEqual({ [POOL]: 3, null: 1 });
    expect(problem('KEY_LIKE_REST')).toMatchObject({ service: HR, amount: 2_00 });
  });

  it('of nobody, or of a service without keys', () => {
    expect(resolve([key(IT, null, 'like', null)]).codes(IT)).toEqual(['KEY_LIKE_MISSING', 'KEY_ZERO']);
    expect(resolve([like(IT, POOL)]).codes(IT)).toEqual(['KEY_LIKE_EMPTY']);
  });
});

describe('what is wrong', () => {
  it('keys that are missing, where there is something to allocate', () => {
    const { problems, of } = resolve([key(IT, HR, 'quantity', '1')], { [CLEANING]: 7, [IT]: 1 });
    expect(problems.map(({ code, service, amount, blocking }) => [code, service, amount, blocking])).toEqual([
      ['KEY_MISSING', HR, 0, false],
      ['KEY_MISSING', CLEANING, 7_00, false],
    ]);
    expect(of(CLEANING)).toEqual({ null: 1 });
  });

  it('keys of zero', () => {
    const { of, problem } = resolve([key(IT, POOL, 'quantity', '0'), key(IT, LIBRARY, 'quantity', null)], {
      [IT]: 7,
    });
    expect([of(IT), problem('KEY_ZERO')!.amount]).toEqual([{ null: 1 }, 7_00]);
  });

  it('negative keys count as zero and block', () => {
    const { of, problem } = resolve([key(IT, POOL, 'quantity', '-2'), key(IT, LIBRARY, 'quantity', '1')]);
    expect(of(IT)).toEqual({ [LIBRARY]: 1 });
    expect(problem('KEY_NEGATIVE')).toMatchObject({ params: { quantity: '-2' }, blocking: true });
  });

  it('what a service delivers to itself is left out', () => {
    const percents = resolve([key(IT, IT, 'percent', '20'), key(IT, POOL, 'percent', '80')]);
    expect([percents.of(IT), percents.codes(IT)]).toEqual([{ [POOL]: 1 }, ['KEY_SELF']]);
    const quantities = resolve([key(IT, IT, 'quantity', '5'), key(IT, POOL, 'quantity', '1')]);
    expect([quantities.of(IT), quantities.quantities.length]).toEqual([{ [POOL]: 1 }, 1]);
    const only = resolve([key(IT, IT, 'quantity', '5')]);
    expect([only.of(IT), only.codes(IT)]).toEqual([{ null: 1 }, ['KEY_SELF', 'KEY_ZERO']]);
  });

  it('a receiver that is missing', () => {
    const { of, fixed, codes } = resolve(
      [key(IT, null, 'quantity', '1'), key(IT, POOL, 'quantity', '3'), key(IT, null, 'fixed', '5')],
      { [IT]: 100 },
    );
    expect([of(IT), fixed, codes(IT)]).toEqual([{ [POOL]: 3, null: 1 }, [], ['KEY_TARGET_MISSING']]);
  });

  it('keys of a service that is not auxiliary, and dates that are reversed', () => {
    const { deliveries, codes } = resolve([
      key(POOL, LIBRARY, 'quantity', '1'),
      key(IT, POOL, 'quantity', '1', { valid_from: '2024-05-01', valid_to: '2024-04-01' }),
    ]);
    expect(deliveries.filter(({ to }) => to !== null)).toEqual([]);
    expect([codes(POOL), codes(IT)]).toEqual([['KEY_NOT_AUXILIARY'], ['KEY_DATES_REVERSED']]);
  });

  it('is said in both languages, without an empty word', () => {
    const { problems } = resolve(
      [
        key(IT, POOL, 'percent', '150'),
        key(IT, IT, 'percent', '1'),
        key(IT, LIBRARY, 'percent', '-1'),
        key(IT, POOL, 'fixed', '9'),
        key(IT, null, 'equal', null),
        like(HR, IT),
        key(CLEANING, POOL, 'percent', '1'),
      ],
      { [IT]: 2 },
    );
    expect(problems.length).toBeGreaterThan(5);
    for (const { code, params } of problems)
      for (const locale of ['fr', 'en'] as const) {
        const { message } = say({ code, params, line: null, column: null }, locale);
        expect(message).not.toBe(code);
        expect(message).not.toContain('undefined');
        expect(message).not.toMatch(locale === 'fr' ? /equal|percent/ : /égales/);
      }
    const exceeds = resolve([key(IT, POOL, 'fixed', '12345.6')], { [IT]: 2 }).problem('KEY_FIXED_EXCEEDS')!;
    expect(say({ ...exceeds, line: null, column: null }, 'fr').message).toContain('(12\u202f345,60 €)');
  });
});

describe('any keys', () => {
  const random = seededRandom(4);
  const below = (limit: number) => Math.floor(random() * limit);
  const ids = SERVICES.map((one) => one.id);
  const kinds: KeyKind[] = ['quantity', 'percent', 'fixed', 'equal', 'pro_rata', 'like'];
  const anyKey = (only?: KeyKind): Key => {
    const kind = only ?? kinds[below(6)]!;
    const measured = ['quantity', 'percent', 'fixed'].includes(kind);
    const [from, to] = [below(12), below(12)].sort((a, b) => a - b) as [number, number];
    const date = (month: number, day: string) => `2024-${String(month + 1).padStart(2, '0')}-${day}`;
    return key(
      ids[below(5)]!,
      below(6) === 0 ? null : ids[below(ids.length)]!,
      kind,
      measured ? String(below(1000) / 10 - (below(20) === 0 ? 200 : 0)) : null,
      {
        like: kind === 'like' ? ids[below(4)]! : null,
        unit: ['m²', null][below(2)]!,
        valid_from: below(2) ? date(from, '01') : null,
        valid_to: below(2) ? date(to, '28') : null,
      },
    );
  };
  const cases = Array.from({ length: 2000 }, (_, index) => {
    const only = index % 2 ? kinds[below(6)]! : undefined;
    return {
      keys: Array.from({ length: 1 + below(14) }, () => anyKey(only)),
      direct: new Map(ids.map((service) => [service, below(500_000) - 50_000])),
    };
  });

  it('give every auxiliary deliveries that are positive, never to itself, and fixed amounts within its cost', () => {
    for (const { keys, direct } of cases) {
      const { deliveries, fixed, quantities } = resolveKeys(keys, SERVICES, 2024, direct);
      for (const service of [IT, HR, CLEANING])
        expect(deliveries.some(({ from }) => from === service)).toBe(true);
      expect(
        deliveries.every(({ from, to, quantity }) => quantity > 0n && from !== to && from <= CLEANING),
      ).toBe(true);
      expect(new Set(deliveries.map(({ from, to }) => `${from} ${to}`)).size).toBe(deliveries.length);
      expect(quantities.every(({ quantity, from, to }) => quantity > 0n && from !== to)).toBe(true);
      for (const service of [IT, HR, CLEANING]) {
        const paid = fixed
          .filter(({ from }) => from === service)
          .reduce((all, { amount }) => all + amount, 0);
        expect(paid).toBeLessThanOrEqual(Math.max(0, direct.get(service)!));
      }
      expect(fixed.every(({ amount }) => amount > 0)).toBe(true);
    }
  });

  it('give the same in whatever order they come', () => {
    for (const { keys, direct } of cases) {
      const shuffled = keys.map((one) => [random(), one] as const).sort(([a], [b]) => a - b);
      const services = SERVICES.map((one) => [random(), one] as const).sort(([a], [b]) => a - b);
      const again = resolveKeys(
        shuffled.map(([, one]) => one),
        services.map(([, one]) => one),
        2024,
        direct,
      );
      expect(again).toEqual(resolveKeys(keys, SERVICES, 2024, direct));
    }
  });

  it('give in twelve monthly rows of a quantity what one yearly row gives', () => {
    for (const { keys, direct } of cases.slice(0, 500)) {
      const yearly = keys
        .filter(({ kind }) => kind === 'quantity' || kind === 'fixed')
        .map((one) => ({
          ...one,
          valid_from: '2024-01-01',
          valid_to: '2024-12-31',
          quantity: (one.quantity ?? 0n) * 12n,
        }))
        .filter(({ quantity }) => quantity >= 0n);
      const monthly = yearly.flatMap((one) =>
        Array.from({ length: 12 }, (_, month) => {
          const name = `2024-${String(month + 1).padStart(2, '0')}`;
          return { ...one, valid_from: `${name}-01`, valid_to: `${name}-28`, quantity: one.quantity / 12n };
        }),
      );
      expect(resolveKeys(monthly, SERVICES, 2024, direct)).toEqual(
        resolveKeys(yearly, SERVICES, 2024, direct),
      );
    }
  });

  it('is quick for 2 000 services with ten keys each, by month', () => {
    const services = Array.from({ length: 2000 }, (_, at) => ({
      id: at + 1,
      kind: at < 1000 ? ('auxiliary' as const) : ('principal' as const),
    }));
    const many = Array.from({ length: 120_000 }, (_, at) =>
      key((at % 1000) + 1, ((at * 7) % 2000) + 1, 'quantity', String(at % 97)),
    );
    const start = performance.now();
    resolveKeys(many, services, 2024, new Map());
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
