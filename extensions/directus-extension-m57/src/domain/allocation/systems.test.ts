import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { components } from './components';
import { eliminate } from './elimination';
import { enclose } from './enclosure';
import { factorised, sweeps } from './floating';
import { lift } from './lifting';
import type { System } from './system';

interface Case {
  system: System;
  right: bigint[];
}

/** Services that all leak: what each hands on, and a share of at least one unit that leaves. */
const cases = (most: number, largest: bigint): fc.Arbitrary<Case> =>
  fc.integer({ min: 2, max: most }).chain((size) =>
    fc
      .record({
        entries: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.bigInt(1n, largest)), {
          maxLength: size * size,
        }),
        leaks: fc.array(fc.bigInt(1n, largest), { minLength: size, maxLength: size }),
        right: fc.array(fc.bigInt(-(10n ** 12n), 10n ** 30n), { minLength: size, maxLength: size }),
      })
      .map(({ entries, leaks, right }) => {
        const rows: System['rows'] = leaks.map(() => []);
        const diagonal = [...leaks];
        const seen = new Set<string>();
        for (const [row, column, value] of entries) {
          if (row === column || seen.has(`${row} ${column}`)) continue;
          seen.add(`${row} ${column}`);
          rows[row]!.push({ column, value });
          diagonal[column]! += value;
        }
        return { system: { diagonal, rows }, right };
      }),
  );

/** A·x over one denominator, written out. */
const satisfied = ({ system, right }: Case, numerators: readonly bigint[], denominator: bigint) =>
  right.every(
    (value, at) =>
      system.diagonal[at]! * numerators[at]! -
        system.rows[at]!.reduce((sum, entry) => sum + entry.value * numerators[entry.column]!, 0n) ===
      value * denominator,
  );

const sharesOf = ({ diagonal, rows }: System) => {
  const shares = diagonal.map((): { to: number; share: number }[] => []);
  const leaks = diagonal.map((total) => total);
  rows.forEach((row, to) =>
    row.forEach(({ column, value }) => {
      shares[column]!.push({ to, share: Number(value) / Number(diagonal[column]!) });
      leaks[column]! -= value;
    }),
  );
  return { shares, leaks: Float64Array.from(leaks, (leak, at) => Number(leak) / Number(diagonal[at]!)) };
};

describe('linear systems of services', () => {
  it.each([
    ['small quantities', 20, 100n, 400],
    ['quantities of 10^15', 16, 10n ** 15n, 200],
    ['quantities of 10^39', 6, 10n ** 39n, 100],
  ] as const)('elimination and lifting solve them, and agree: %s', (_, most, largest, numRuns) => {
    fc.assert(
      fc.property(cases(most, largest), (given) => {
        const eliminated = eliminate(given.system, given.right);
        const lifted = lift(given.system, given.right)!;
        expect(satisfied(given, eliminated.numerators, eliminated.denominator)).toBe(true);
        expect(eliminated.denominator > 0n && lifted.denominator > 0n).toBe(true);
        lifted.numerators.forEach((value, at) =>
          expect(value * eliminated.denominator).toBe(eliminated.numerators[at]! * lifted.denominator),
        );
      }),
      { numRuns },
    );
  });

  it('enclosures hold the solution, whatever guesses they begin with', () => {
    const guesses = fc.constantFrom('factorised', 'sweeps', 'nonsense', 'none');
    const spreads = fc.bigInt(0n, 10n ** 9n);
    fc.assert(
      fc.property(cases(14, 10n ** 9n), guesses, spreads, (given, way, spread) => {
        const { system, right } = given;
        const shares = sharesOf(system);
        const approximation = way === 'factorised' ? factorised(shares) : sweeps(shares);
        const guess = (values: Float64Array) =>
          way === 'nonsense'
            ? values.map((_, at) => Math.sin(at + 1))
            : approximation(values, false).map((value, at) => value / Number(system.diagonal[at]!));
        const { middle, radius } = enclose(
          system,
          right,
          right.map(() => spread),
          way === 'none' ? [] : [() => guess],
        );
        // The corners of what the right-hand side may be.
        for (const sign of [-1n, 0n, 1n]) {
          const { numerators, denominator } = eliminate(
            system,
            right.map((value) => value + sign * spread),
          );
          numerators.forEach((value, at) => {
            const distance = value - middle[at]! * denominator;
            expect((distance < 0n ? -distance : distance) <= radius[at]! * denominator).toBe(true);
          });
        }
      }),
      { numRuns: 600 },
    );
  });

  it('the factorisation keeps its digits where next to nothing leaks', () => {
    const leak = 1e-18;
    const shares = [[{ to: 1, share: 1 }], [{ to: 0, share: 1 }]];
    const [x] = factorised({ shares, leaks: Float64Array.of(leak, 0) })(Float64Array.of(1, 1), false);
    expect(x! / (2 / leak)).toBeCloseTo(1, 12);
  });
});

describe('components', () => {
  it('are the groups that reach each other, deliverers before receivers', () => {
    const graphs = fc
      .integer({ min: 1, max: 9 })
      .chain((size) =>
        fc.array(fc.array(fc.nat(size - 1), { maxLength: 4 }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(graphs, (successors) => {
        const reaches = successors.map((list) => successors.map((_, to) => list.includes(to)));
        for (let via = 0; via < successors.length; via += 1)
          for (const row of reaches) if (row[via]) reaches[via]!.forEach((yes, to) => (row[to] ||= yes));
        const found = components(successors);
        const place = successors.map((_, node) => found.findIndex((group) => group.includes(node)));
        expect(found.flat().sort()).toEqual([...successors.keys()].sort());
        successors.forEach((_, a) =>
          successors.forEach((__, b) => {
            if (a === b) return;
            expect(place[a] === place[b]).toBe(reaches[a]![b]! && reaches[b]![a]!);
            if (reaches[a]![b]) expect(place[a]).toBeLessThanOrEqual(place[b]!);
          }),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
