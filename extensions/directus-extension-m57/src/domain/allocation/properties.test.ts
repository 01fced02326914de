import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import { allocate, checkConservation, type Allocation, type AllocationOptions } from './allocate';
import type { Fraction } from './fraction';
import { METHODS, type Centre, type Delivery, type Network } from './network';
import { genealogy } from './origins';

const RUNS = { numRuns: 3_000 };

/** Up to ten centres of any names, up to forty deliveries, zeros, repetitions and self-deliveries among them. */
const networks = (least: number, most = 10n ** 4n): fc.Arbitrary<Network> =>
  fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 10 })
    .chain((ids) =>
      fc.record({
        centres: fc.tuple(
          ...ids.map((id) =>
            fc.record({
              id: fc.constant(id),
              kind: fc.constantFrom<Centre['kind']>('auxiliary', 'auxiliary', 'final'),
              cost: fc.integer({ min: least, max: 10 ** 9 }),
            }),
          ),
        ),
        deliveries: fc.array(
          fc.record({
            from: fc.constantFrom(...ids),
            to: fc.constantFrom(...ids),
            quantity: fc.oneof(fc.bigInt(0n, 9n), fc.bigInt(0n, most)),
          }),
          { maxLength: 40 },
        ),
      }),
    )
    .map(({ centres, deliveries }) => ({
      centres,
      deliveries: deliveries.filter(({ from }) =>
        centres.some(({ id, kind }) => id === from && kind === 'auxiliary'),
      ),
    }));

const options: fc.Arbitrary<AllocationOptions> = fc.record({
  method: fc.constantFrom(...METHODS),
  order: fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 4 }),
});

const plus = (a: Fraction, b: Fraction): Fraction => ({
  num: a.num * b.den + b.num * a.den,
  den: a.den * b.den,
});
const equal = (a: Fraction, b: Fraction) => a.num * b.den === b.num * a.den;
const near = (cents: number, { num, den }: Fraction) => {
  const distance = BigInt(cents) * den - num;
  return distance < den && -distance < den;
};

/** The equations themselves, in fractions: a full cost is the own cost and what each delivery brings. */
function expectSolved(network: Network, result: Allocation): void {
  const quantities = new Map<string, bigint>();
  for (const { from, to, quantity } of network.deliveries)
    quantities.set(`${from}→${to}`, (quantities.get(`${from}→${to}`) ?? 0n) + quantity);
  const centres = new Map(result.centres.map((centre) => [centre.id, centre]));
  const brought = new Map<string, Fraction>();
  for (const { from, to, amount } of result.flows) {
    const quantity = quantities.get(`${from}→${to}`)!;
    const unit = centres.get(from)!.unitCost!;
    const exact = { num: unit.num * quantity, den: unit.den };
    expect(near(amount, exact)).toBe(true);
    brought.set(to, plus(exact, brought.get(to) ?? { num: 0n, den: 1n }));
  }
  for (const { id, direct, full, exact, quantity, unitCost } of result.centres) {
    const sum = plus({ num: BigInt(direct), den: 1n }, brought.get(id) ?? { num: 0n, den: 1n });
    expect(equal(exact!, sum)).toBe(true);
    expect(near(full, exact!)).toBe(true);
    if (unitCost) expect(equal({ num: unitCost.num * quantity, den: unitCost.den }, exact!)).toBe(true);
    else expect(quantity).toBe(0n);
  }
}

/** The allocation; a network whose circulating costs pile up beyond what cents can count is passed over. */
function allocated(network: Network, chosen: AllocationOptions): Allocation {
  try {
    return allocate(network, chosen);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.issues.map(({ code }) => code)).toEqual(['COST_TOO_LARGE']);
    return fc.pre(false) as never;
  }
}

describe('any network, by any method', () => {
  it('keeps every cent at every centre, rounds each amount to a neighbour, and is solved exactly', () => {
    fc.assert(
      fc.property(networks(-(10 ** 6)), options, (network, chosen) => {
        const result = allocated(network, chosen);
        expect(checkConservation(result)).toHaveLength(network.centres.length);
        expectSolved(network, result);
      }),
      RUNS,
    );
  });

  it('holds in large groups too, where lifting solves', () => {
    const groups = fc.integer({ min: 13, max: 40 }).chain((size) =>
      fc.record({
        costs: fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: size, maxLength: size }),
        quantities: fc.array(fc.bigInt(0n, 10n ** 6n), { minLength: size * size, maxLength: size * size }),
      }),
    );
    fc.assert(
      fc.property(groups, ({ costs, quantities }) => {
        const size = costs.length;
        const ids = [...costs.map((_, rank) => `s${rank}`), 'f'];
        const network: Network = {
          centres: ids.map((id, rank) => ({
            id,
            kind: id === 'f' ? 'final' : 'auxiliary',
            cost: costs[rank] ?? 0,
          })),
          deliveries: quantities.map((quantity, rank) => ({
            from: ids[Math.floor(rank / size)]!,
            to: ids[1 + (rank % size)]!,
            quantity,
          })),
        };
        const result = allocated(network, { method: 'reciprocal' });
        checkConservation(result);
        expectSolved(network, result);
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of the input', () => {
    const shuffled = networks(-(10 ** 6)).chain((network) =>
      fc.record({
        network: fc.constant(network),
        centres: fc.shuffledSubarray([...network.centres], {
          minLength: network.centres.length,
          maxLength: network.centres.length,
        }),
        deliveries: fc.shuffledSubarray([...network.deliveries], {
          minLength: network.deliveries.length,
          maxLength: network.deliveries.length,
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, options, ({ network, centres, deliveries }, chosen) => {
        expect(allocated({ centres, deliveries }, chosen)).toEqual(allocated(network, chosen));
      }),
      RUNS,
    );
  });

  it('scales: costs times k give exact costs times k, and quantities of one service times k change nothing', () => {
    fc.assert(
      fc.property(networks(-(10 ** 6)), options, fc.integer({ min: 2, max: 1_000 }), (network, chosen, k) => {
        const result = allocated(network, chosen);
        const dearer = {
          ...network,
          centres: network.centres.map((centre) => ({ ...centre, cost: centre.cost * k })),
        };
        allocated(dearer, chosen).centres.forEach(({ exact }, rank) => {
          const { num, den } = result.centres[rank]!.exact!;
          expect(equal(exact!, { num: num * BigInt(k), den })).toBe(true);
        });
        const [one] = network.centres;
        const deliveries = network.deliveries.map((delivery): Delivery =>
          delivery.from === one!.id ? { ...delivery, quantity: delivery.quantity * BigInt(k) } : delivery,
        );
        expect(allocated({ ...network, deliveries }, chosen).flows).toEqual(result.flows);
      }),
      RUNS,
    );
  });

  it('gives nothing negative for costs that are not, and numbers only', () => {
    fc.assert(
      fc.property(networks(0), options, (network, chosen) => {
        const result = allocated(network, chosen);
        for (const { received, delivered, full, unallocated, exact } of result.centres)
          for (const amount of [received, delivered, full, unallocated, Number(exact!.num)])
            expect(amount).toBeGreaterThanOrEqual(0);
        for (const { amount } of result.flows) expect(amount).toBeGreaterThanOrEqual(0);
        expect(result.totalIn).toBe(network.centres.reduce((sum, { cost }) => sum + cost, 0));
      }),
      RUNS,
    );
  });

  it('says what a plain solver in floating point says, closed loops included', () => {
    fc.assert(
      fc.property(networks(0, 20n), options, (network, chosen) => {
        const result = allocated(network, chosen);
        const expected = plainly(network, result);
        // Where costs go round thousands of times, floats are no judge.
        fc.pre(expected.largest <= 1_000 * (1 + result.totalIn));
        result.centres.forEach(({ id, full }) => {
          expect(Math.abs(full - expected.full.get(id)!)).toBeLessThanOrEqual(1 + 1e-6 * expected.largest);
        });
        const loops = result.problems.filter(({ code }) => code === 'CLOSED_LOOP').flatMap(({ ids }) => ids);
        expect(loops.sort()).toEqual(expected.looping.sort());
      }),
      RUNS,
    );
  });

  it('tells origins that add up to each full cost, and that a euro more at an origin confirms', () => {
    fc.assert(
      fc.property(networks(-(10 ** 6)), options, fc.nat(), (network, chosen, pick) => {
        const result = allocated(network, chosen);
        const originsOf = genealogy(network, result);
        const changed = network.centres[pick % network.centres.length]!;
        const dearer = {
          ...network,
          centres: network.centres.map((centre) =>
            centre === changed ? { ...centre, cost: centre.cost + 100 } : centre,
          ),
        };
        // The order stays: by default it depends on costs.
        const after = allocated(dearer, { ...chosen, order: result.order });
        result.centres.forEach(({ id, full, exact }, rank) => {
          const origins = originsOf(id);
          expect(origins.reduce((sum, { amount }) => sum + amount, 0)).toBe(full);
          const amount = origins.find(({ origin }) => origin === changed.id)?.amount ?? 0;
          // A hundredth of what 100 cents more brought is the share of the origin that reaches the centre.
          const more = plus(after.centres[rank]!.exact!, { num: -exact!.num, den: exact!.den });
          expect(near(amount, { num: more.num * BigInt(changed.cost), den: more.den * 100n })).toBe(true);
        });
      }),
      { numRuns: 1_500 },
    );
  });
});

/** The same figures by textbook means: shares in floats, closed loops by what reaches what, Gauss with pivoting. */
function plainly({ centres, deliveries }: Network, { method, order }: Allocation) {
  const kinds = new Map(centres.map(({ id, kind }) => [id, kind]));
  const lets = (from: string, to: string) =>
    from !== to &&
    (method === 'reciprocal' ||
      kinds.get(to) === 'final' ||
      (method === 'stepdown' && order.indexOf(to) > order.indexOf(from)));
  const made = centres.map((one) =>
    centres.map((other) =>
      deliveries
        .filter(({ from, to }) => from === one.id && to === other.id && lets(from, to))
        .reduce((sum, { quantity }) => sum + Number(quantity), 0),
    ),
  );
  const reaches = made.map((row) => row.map((quantity) => quantity > 0));
  for (let via = 0; via < centres.length; via += 1)
    for (const row of reaches) if (row[via]) reaches[via]!.forEach((yes, to) => (row[to] ||= yes));
  const looping = centres
    .map((_, rank) => rank)
    .filter(
      (rank) => reaches[rank]!.some(Boolean) && reaches[rank]!.every((yes, to) => !yes || reaches[to]![rank]),
    );
  for (const rank of looping) made[rank]!.fill(0);
  const shares = made.map((row) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((quantity) => (total > 0 ? quantity / total : 0));
  });
  const rows = centres.map(({ cost }, at) => [
    ...centres.map((_, from) => (at === from ? 1 : 0) - shares[from]![at]!),
    cost,
  ]);
  const size = centres.length;
  for (let step = 0; step < size; step += 1) {
    const best = rows.slice(step).reduce((a, b) => (Math.abs(b[step]!) > Math.abs(a[step]!) ? b : a));
    const at = rows.indexOf(best);
    [rows[step], rows[at]] = [best, rows[step]!];
    for (const row of rows) {
      if (row === best) continue;
      const factor = row[step]! / best[step]!;
      for (let column = step; column <= size; column += 1) row[column]! -= factor * best[column]!;
    }
  }
  const full = new Map(centres.map(({ id }, at) => [id, rows[at]![size]! / rows[at]![at]!]));
  return { full, looping: looping.map((rank) => centres[rank]!.id), largest: Math.max(...full.values()) };
}
