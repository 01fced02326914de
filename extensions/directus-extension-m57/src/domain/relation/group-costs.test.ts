import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costParts, costsOfGroups, coverage, revenueParts, type ServiceOfRun } from './group-costs';

const ONE = 10_000n;
const users = (cost: number, units: bigint | null): ServiceOfRun => ({ cost, units, delivers: 'users' });

describe('the cost of a service in parts', () => {
  it('is shared out by units, and the rest is of nobody in particular', () => {
    // 1 000.00 for 300 units, 100 of them of known users: 333.33 and 666.67.
    expect(costParts(users(100_000, 300n * ONE), 100n * ONE)).toEqual({
      identified: 33_333,
      unidentified: 66_667,
      indivis: 0,
      total: 100_000,
      base: 300n * ONE,
      problem: null,
    });
  });

  it('is all of nobody where there are no units', () => {
    for (const units of [null, 0n])
      expect(costParts(users(100_000, units), 5n * ONE)).toMatchObject({
        identified: 0,
        unidentified: 100_000,
        base: null,
        problem: 'no_units',
      });
  });

  it('is all of known users where they have more units than the run', () => {
    expect(costParts(users(100_000, 300n * ONE), 400n * ONE)).toMatchObject({
      identified: 100_000,
      unidentified: 0,
      base: 400n * ONE,
      problem: 'more_units',
    });
  });

  it('is indivis of a service for all, and nought of one that serves services', () => {
    expect(costParts({ cost: 777, units: 5n * ONE, delivers: 'all' }, 3n * ONE)).toMatchObject({
      identified: 0,
      unidentified: 0,
      indivis: 777,
      total: 777,
    });
    expect(costParts({ cost: 777, units: 5n * ONE, delivers: 'services' }, 3n * ONE).total).toBe(0);
  });
});

describe('groups', () => {
  it('get the cents that are left by largest remainder', () => {
    // 10.00 for 3 units, one each: 3.34, 3.33, 3.33.
    expect(costsOfGroups(1000, 3n * ONE, [ONE, ONE, ONE])).toEqual([334, 333, 333]);
    // 10.00 for 7: 2.857…, 1.428…, 0 → 4.29 for three of them.
    expect(costsOfGroups(1000, 7n * ONE, [2n * ONE, ONE, 0n])).toEqual([286, 143, 0]);
    expect(costsOfGroups(-1000, 3n * ONE, [ONE, ONE, ONE])).toEqual([-333, -333, -334]);
  });

  const cents = fc.integer({ min: -1_000_000_000_00, max: 1_000_000_000_00 });
  /** Hundredths of a unit, as they are recorded; some are taken back. */
  const units = fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: -5_000, max: 10_000_000 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((list) => list.map((hundredths) => BigInt(hundredths) * 100n));
  const whole = fc.oneof(fc.constant(null), fc.constant(0n), fc.bigInt({ min: 1n, max: 10n ** 13n }));

  it('add up to the identified part, and all parts to the run, to the cent', () =>
    fc.assert(
      fc.property(cents, whole, units, (cost, ofRun, groups) => {
        const identified = groups.reduce((a, b) => a + b, 0n);
        const parts = costParts(users(cost, ofRun), identified);
        expect(parts.identified + parts.unidentified + parts.indivis).toBe(cost);
        expect(parts.total).toBe(cost);
        const { base } = parts;
        if (base === null) {
          expect(parts.identified).toBe(0);
          return;
        }
        const shares = costsOfGroups(cost, base, groups);
        expect(shares.reduce((a, b) => a + b, 0)).toBe(parts.identified);
        shares.forEach((share, at) => {
          // Each within a cent of its exact share.
          const exact = BigInt(cost) * groups[at]!;
          const off = BigInt(share) * base - exact;
          expect(off < base && off > -base).toBe(true);
          if (groups[at] === 0n) expect(share).toBe(0);
        });
      }),
      { numRuns: 2000 },
    ));

  it('of the same units cost the same but for a cent, whatever their order', () =>
    fc.assert(
      fc.property(cents, units, (cost, groups) => {
        const base = groups.reduce((a, b) => (b > 0n ? a + b : a), 1n);
        const there = costsOfGroups(cost, base, groups);
        const back = costsOfGroups(cost, base, [...groups].reverse()).reverse();
        there.forEach((share, at) => expect(Math.abs(share - back[at]!)).toBeLessThanOrEqual(1));
      }),
    ));
});

describe('revenue', () => {
  it('is of users who are known and not, of partners, and a gap between the cash desk and the ledger', () => {
    expect(revenueParts({ users: 1000, partners: 400 }, { identified: 700, unidentified: 250 })).toEqual({
      identified: 700,
      unidentified: 250,
      partners: 400,
      gap: 50,
      total: 1400,
    });
  });

  it('adds up for any amounts', () => {
    const amount = fc.integer({ min: -1_000_000_00, max: 1_000_000_00 });
    fc.assert(
      fc.property(amount, amount, amount, amount, (paid, partners, identified, unidentified) => {
        const parts = revenueParts({ users: paid, partners }, { identified, unidentified });
        expect(parts.identified + parts.unidentified + parts.partners + parts.gap).toBe(paid + partners);
      }),
    );
  });
});

it('coverage is rounded down, refunds included, and is none of no cost', () => {
  expect(coverage(3_00, 1_00)).toBe(333);
  expect(coverage(100_00, 99_99)).toBe(999);
  expect(coverage(3_00, -1_00)).toBe(-334);
  expect(coverage(3_00, 0)).toBe(0);
  expect([coverage(0, 1), coverage(-5, 1)]).toEqual([null, null]);
});
