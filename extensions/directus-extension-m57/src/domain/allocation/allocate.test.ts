import { describe, expect, it } from 'vitest';
import { seededRandom } from '../demo-town/random';
import { InputError } from '../issue';
import { allocate, checkConservation, type AllocationOptions } from './allocate';
import { formatFraction, fraction } from './fraction';
import type { Centre, Network } from './network';
import { originsOf } from './origins';

/** Costs in euros, and what each auxiliary delivers: `{ dsi: [0, 15, 285] }` in the order of the costs. */
function network(costs: Record<string, number>, quantities: Record<string, readonly number[]>): Network {
  const ids = Object.keys(costs);
  return {
    centres: ids.map((id): Centre => ({
      id,
      kind: id in quantities ? 'auxiliary' : 'final',
      cost: Math.round(costs[id]! * 100),
    })),
    deliveries: Object.entries(quantities).flatMap(([from, list]) =>
      list.map((quantity, at) => ({ from, to: ids[at]!, quantity: BigInt(quantity) })),
    ),
  };
}

function euros(given: Network, options: AllocationOptions) {
  const allocation = allocate(given, options);
  checkConservation(allocation);
  return {
    ...allocation,
    delivered: allocation.delivered / 100,
    unallocated: allocation.unallocated / 100,
    full: Object.fromEntries(allocation.centres.map(({ id, full }) => [id, full / 100])),
    /** In cents. */
    unit: Object.fromEntries(
      allocation.centres.map(({ id, unitCost }) => [id, unitCost && formatFraction(unitCost)]),
    ),
  };
}

const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError)
      return error.issues.map(({ code, params }) => [code, ...Object.values(params)]);
    throw error;
  }
  return null;
};

describe('worked examples', () => {
  // "Prestations croisées", scribd.com/doc/47373402: 1 000 x = 11 360 + 2 000 y, 250 000 y = 79 040 + 80 x.
  it('Entretien and Énergie serve each other: 12 and 8/25 euros a unit', () => {
    const result = euros(
      network(
        { entretien: 11_360, energie: 79_040, ateliers: 0 },
        { entretien: [0, 80, 920], energie: [2_000, 0, 248_000] },
      ),
      { method: 'reciprocal' },
    );
    expect(result.unit).toEqual({ entretien: '1200', energie: '32', ateliers: null });
    expect(result.full).toEqual({ entretien: 12_000, energie: 80_000, ateliers: 90_400 });
    expect(result.delivered).toBe(90_400);
    expect(result.unallocated).toBe(0);
  });

  describe('municipal services DSI and RH', () => {
    const town = network({ dsi: 592_000, rh: 370_000, autres: 0 }, { dsi: [0, 15, 285], rh: [10, 0, 490] });
    const perUnit = (options: AllocationOptions) =>
      allocate(town, options)
        .centres.filter(({ unitCost }) => unitCost)
        .map(({ id, unitCost }) => [
          id,
          Math.round(Number((unitCost!.num * 1000n) / unitCost!.den) / 1000) / 100,
        ]);

    it('reciprocal: 2 000 a workstation, 800 an agent', () => {
      const result = euros(town, { method: 'reciprocal' });
      expect(result.unit).toEqual({ dsi: '200000', rh: '80000', autres: null });
      expect(result.delivered).toBe(962_000);
    });

    it('direct: 2 077.19 and 755.10', () => {
      expect(perUnit({ method: 'direct' })).toEqual([
        ['dsi', 2_077.19],
        ['rh', 755.1],
      ]);
    });

    it('step-down, DSI first: 1 973.33 and 815.51; the largest is first by default', () => {
      const expected = [
        ['dsi', 1_973.33],
        ['rh', 815.51],
      ];
      expect(perUnit({ method: 'stepdown', order: ['dsi', 'rh'] })).toEqual(expected);
      expect(perUnit({ method: 'stepdown' })).toEqual(expected);
      expect(allocate(town, { method: 'stepdown' }).order).toEqual(['dsi', 'rh']);
      expect(allocate(town, { method: 'stepdown', order: ['rh'] }).order).toEqual(['rh', 'dsi']);
    });
  });

  // Dennis Caplan, "Management Accounting Concepts and Techniques", as BUS 388 of the University of Regina, 10.3 and
  // 10.4 (opentextbooks.uregina.ca/bus388). The book gives whole dollars, and a total 1 dollar too high from rounding.
  it('human resources, data processing, risk management (Caplan)', () => {
    const company = network(
      { hr: 80_000, dp: 120_000, rm: 40_000, machining: 0, assembly: 0 },
      { hr: [0, 20, 10, 40, 30], dp: [8, 0, 7, 30, 55], rm: [0, 0, 0, 50, 50] },
    );
    const result = euros(company, { method: 'reciprocal' });
    const book = { hr: 91_057, dp: 138_211, rm: 58_781, machining: 107_276, assembly: 132_723 };
    for (const [id, amount] of Object.entries(book))
      expect(Math.abs(result.full[id]! - amount)).toBeLessThan(1);
    // By hand: HR = (80 000 + 0.08 × 120 000) / (1 − 0.08 × 0.2) = 89 600 / 0.984.
    expect(result.full.hr).toBe(91_056.91);
    expect(result.delivered).toBe(240_000);
    // By hand, HR closed first, then DP: 136 000 over 92, of which 7 to RM.
    const stepped = euros(company, { method: 'stepdown', order: ['hr', 'dp', 'rm'] });
    expect(stepped.full.dp).toBe(136_000);
    expect(stepped.full.rm).toBeCloseTo(40_000 + 8_000 + (136_000 * 7) / 92, 1);
  });

  // "Example of Methods of Allocating Service Costs", expertsmind.com/questions/…-30131914.aspx: the tables of the
  // direct and the step-wise method in full, and the equations of the reciprocal one, solved here by hand.
  describe('three services S1, S2, S3 in units (expertsmind)', () => {
    const company = network(
      { s1: 92_400, s2: 184_800, s3: 138_600, p1: 400_000, p2: 500_000 },
      {
        s1: [0, 1_000, 2_000, 4_000, 3_000],
        s2: [2_000, 0, 4_000, 10_000, 4_000],
        s3: [4_500, 0, 0, 1_500, 9_000],
      },
    );
    it.each([
      ['direct', { p1: 604_600, p2: 711_200 }],
      ['stepdown', { s2: 194_040, s3: 200_200, p1: 573_360, p2: 742_440 }],
      // S1 = 92 400 + 0.1 S2 + 0.3 S3, S2 = 184 800 + 0.1 S1, S3 = 138 600 + 0.2 S1 + 0.2 S2.
      ['reciprocal', { s1: 177_000, s2: 202_500, s3: 214_500, p1: 593_500, p2: 722_300 }],
    ] as const)('%s', (method, expected) => {
      expect(euros(company, { method, order: ['s1', 's2', 's3'] }).full).toMatchObject(expected);
    });
  });

  // Lovely Professional University, DMTH201 "Basic Mathematics I", unit 4, pages 105 to 107 (eslm.lpude.in). The book
  // inverts with rounded cofactors: 39 994.19, 29 995.64 and 79 988.37, hence 106 493.24 and 109 994.77.
  it('three services by matrix algebra (DMTH201): the whole numbers that the book misses by rounding', () => {
    const company = network(
      { s1: 6_000, s2: 8_000, s3: 68_500, p1: 60_000, p2: 74_000 },
      { s1: [0, 15, 25, 40, 20], s2: [20, 0, 5, 35, 40], s3: [35, 20, 0, 25, 20] },
    );
    // 40 000 = 6 000 + 0.2 × 30 000 + 0.35 × 80 000, and so on.
    const full = { s1: 40_000, s2: 30_000, s3: 80_000, p1: 106_500, p2: 110_000 };
    expect(euros(company, { method: 'reciprocal' }).full).toEqual(full);
  });

  // "Direct and Indirect Cost Example With Matrices", astarmathsandphysics.com: services that serve themselves too. The
  // page inverts to two decimals (1 638, 2 569, 1 562); Cramer's rule on the same equations gives 1 629.89 for S1, of
  // which the three quarters that it does not give back to itself are its full cost.
  it('what a service delivers to itself changes nothing for the others', () => {
    const quantities = { s1: [25, 35, 10, 15, 15], s2: [15, 20, 10, 25, 30], s3: [15, 25, 35, 15, 10] };
    const costs = { s1: 600, s2: 1_100, s3: 600, p1: 2_100, p2: 1_500 };
    const result = euros(network(costs, quantities), { method: 'reciprocal' });
    expect(result.full.s1).toBeCloseTo(0.75 * 1_629.8932, 1);
    expect(result.full).toMatchObject({ p1: 3_224.79, p2: 2_675.21 });
    expect(result.problems).toEqual(['s1', 's2', 's3'].map((id) => ({ code: 'KEY_SELF', ids: [id] })));
    const without = { s1: [0, 35, 10, 15, 15], s2: [15, 0, 10, 25, 30], s3: [15, 25, 0, 15, 10] };
    expect(euros(network(costs, without), { method: 'reciprocal' }).full).toEqual(result.full);
  });

  // "Gestion et budget d'un service", page 33 (online.flipbuilder.com/bqsg/qlor): 732.5 / 0.995, rounded to cents.
  it('Énergie and Entretien by percentages', () => {
    const result = euros(
      network(
        {
          energie: 700,
          entretien: 650,
          approvisionnement: 2_750,
          distribution: 2_550,
          administration: 1_350,
        },
        { energie: [0, 10, 50, 25, 15], entretien: [5, 0, 30, 35, 30] },
      ),
      { method: 'reciprocal' },
    );
    expect(result.full).toMatchObject({ energie: 736.18, entretien: 723.62 });
    const book = { approvisionnement: 3_335.18, distribution: 2_987.31, administration: 1_677.51 };
    for (const [id, amount] of Object.entries(book)) expect(result.full[id]).toBeCloseTo(amount, 1);
    expect(result.delivered + 2_750 + 2_550 + 1_350).toBe(8_000);
  });
});

describe('costs without a way out', () => {
  it('stay where they are, are named and are not lost', () => {
    const town = network(
      { a: 10, b: 20, c: 30, d: 40, f: 0 },
      { a: [], b: [0, 0, 1], c: [0, 0, 0, 1], d: [0, 0, 1] },
    );
    const reciprocal = euros(town, { method: 'reciprocal' });
    // B delivers to C; C and D only to each other.
    expect(reciprocal.problems).toEqual([
      { code: 'NO_DELIVERY', ids: ['a'] },
      { code: 'CLOSED_LOOP', ids: ['c', 'd'] },
    ]);
    expect(reciprocal.centres.map(({ unallocated }) => unallocated)).toEqual([1_000, 0, 5_000, 4_000, 0]);
    const stepdown = euros(town, { method: 'stepdown', order: ['c', 'b', 'd'] });
    // C hands on to D; B and D come after C, whom alone they serve.
    expect(stepdown.problems).toEqual([
      { code: 'NO_DELIVERY', ids: ['a'] },
      { code: 'NO_DELIVERY_LEFT', ids: ['b'] },
      { code: 'NO_DELIVERY_LEFT', ids: ['d'] },
    ]);
    expect(stepdown.full).toEqual({ a: 10, b: 20, c: 30, d: 70, f: 0 });
    for (const result of [reciprocal, stepdown]) expect(result.unallocated).toBe(100);
    expect(euros(town, { method: 'direct' }).unallocated).toBe(100);
  });

  it('what goes into a closed loop from outside ends there; the rest goes on', () => {
    const town = network({ a: 100, b: 0, c: 0, f: 0 }, { a: [0, 1, 0, 3], b: [0, 0, 1], c: [0, 1] });
    const result = euros(town, { method: 'reciprocal' });
    expect(result.full).toEqual({ a: 100, b: 25, c: 0, f: 75 });
    expect(result.unallocated).toBe(25);
  });
});

describe('what cannot be allocated', () => {
  const centres: Centre[] = [
    { id: 'a', kind: 'auxiliary', cost: 100 },
    { id: 'f', kind: 'final', cost: 0 },
  ];
  it('is refused by name, all at once', () => {
    const deliveries = [
      { from: 'a', to: 'x', quantity: 1n },
      { from: 'y', to: 'f', quantity: 1n },
      { from: 'f', to: 'a', quantity: 1n },
      { from: 'a', to: 'f', quantity: -1n },
      { from: 'a', to: 'f', quantity: 10n ** 40n },
    ];
    const given = { centres: [...centres, centres[0]!, { ...centres[1]!, id: 'g', cost: 0.5 }], deliveries };
    expect(refusal(() => allocate(given, { method: 'direct' }))).toEqual([
      ['CENTRE_DUPLICATE', 'a'],
      ['CENTRE_COST_INVALID', 'g'],
      ['CENTRE_UNKNOWN', 'x'],
      ['CENTRE_UNKNOWN', 'y'],
      ['DELIVERY_FROM_FINAL', 'f', 'a'],
      ['QUANTITY_NEGATIVE', 'a', 'f', '-1'],
      ['QUANTITY_TOO_LARGE', 'a', 'f', 40],
    ]);
    expect(refusal(() => originsOf({ centres, deliveries: [] }, { method: 'direct' }, 'z'))).toEqual([
      ['CENTRE_UNKNOWN', 'z'],
    ]);
  });

  it('nothing comes of nothing', () => {
    const nothing = allocate({ centres: [], deliveries: [] }, { method: 'reciprocal' });
    expect(nothing).toMatchObject({ centres: [], flows: [], totalIn: 0, delivered: 0, unallocated: 0 });
  });
});

describe('extremes', () => {
  /** Two services that return all but one in `leak` to each other. */
  const leaking = (cost: number, leak: bigint): Network => ({
    centres: [
      { id: 'a', kind: 'auxiliary', cost },
      { id: 'b', kind: 'auxiliary', cost: 0 },
      { id: 'f', kind: 'final', cost: 0 },
    ],
    deliveries: [
      { from: 'a', to: 'b', quantity: leak - 1n },
      { from: 'a', to: 'f', quantity: 1n },
      { from: 'b', to: 'a', quantity: 1n },
    ],
  });

  it('a leak of one in 10^12 lets every cent out, and piles up what circulates', () => {
    const result = allocate(leaking(100, 10n ** 12n), { method: 'reciprocal' });
    checkConservation(result);
    expect(result.centres.map(({ full }) => full)).toEqual([10 ** 14, 10 ** 14 - 100, 100]);
    expect(refusal(() => allocate(leaking(1_000_000, 10n ** 12n), { method: 'reciprocal' }))).toEqual([
      ['COST_TOO_LARGE', 'a'],
    ]);
  });

  it('quantities of 10^15 and more are only proportions', () => {
    const huge = 10n ** 39n;
    const centres: Centre[] = ['a', 'f', 'g'].map((id) => ({
      id,
      kind: id === 'a' ? 'auxiliary' : 'final',
      cost: 100,
    }));
    const deliveries = [
      { from: 'a', to: 'f', quantity: huge },
      { from: 'a', to: 'g', quantity: 3n * huge },
    ];
    expect(allocate({ centres, deliveries }, { method: 'direct' }).flows.map(({ amount }) => amount)).toEqual(
      [25, 75],
    );
    // The smallest of shares costs nobody a cent.
    deliveries[0]!.quantity = 1n;
    expect(allocate({ centres, deliveries }, { method: 'direct' }).flows.map(({ amount }) => amount)).toEqual(
      [0, 100],
    );
  });

  const COUNT = 2_000;
  const id = (rank: number) => `s${String(rank).padStart(4, '0')}`;
  const chain = (last: { from: string; to: string; quantity: bigint }[]): Network => ({
    centres: [
      ...Array.from({ length: COUNT }, (_, rank): Centre => ({ id: id(rank), kind: 'auxiliary', cost: 101 })),
      { id: 'z', kind: 'final', cost: 0 },
    ],
    deliveries: [
      ...Array.from({ length: COUNT - 1 }, (_, rank) => [
        { from: id(rank), to: id(rank + 1), quantity: 996n },
        { from: id(rank), to: 'z', quantity: 1n },
      ]).flat(),
      ...last,
    ],
  });

  it.each(['direct', 'stepdown', 'reciprocal'] as const)('a chain of 2 000 services, %s', (method) => {
    const order = Array.from({ length: COUNT }, (_, rank) => id(rank));
    const result = allocate(chain([{ from: id(COUNT - 1), to: 'z', quantity: 7n }]), { method, order });
    checkConservation(result);
    expect(result.delivered).toBe(101 * COUNT);
    // A geometric series: each service hands 996/997 of its full cost to the next.
    const share = method === 'direct' ? 0 : 996 / 997;
    const expected = (101 * (1 - share ** COUNT)) / (1 - share);
    expect(Math.abs(result.centres[COUNT - 1]!.full - expected)).toBeLessThanOrEqual(1);
  });

  it('a ring of 2 000 services, each of which hands nearly all on', () => {
    const result = allocate(chain([{ from: id(COUNT - 1), to: id(0), quantity: 1n }]), {
      method: 'reciprocal',
    });
    checkConservation(result);
    expect(result.delivered).toBe(101 * COUNT);
    // What comes round to the first in the end is what the last costs in full.
    const [first, last] = [result.centres[0]!, result.centres[COUNT - 1]!];
    expect(first.received).toBe(last.full);
    const share = 996 / 997;
    const once = (101 * (1 - share ** COUNT)) / (1 - share);
    const expected = once / (1 - share ** (COUNT - 1));
    expect(Math.abs(last.full - expected)).toBeLessThanOrEqual(1);
  });

  /** Nine services in ten serve ten others at random, mostly each other: one group, in which costs go round. */
  it('900 services in one group: no fractions of thousands of digits, and yet every cent proved', () => {
    const random = seededRandom(57);
    const centres = Array.from({ length: 1_000 }, (_, rank): Centre => ({
      id: id(rank),
      kind: rank < 900 ? 'auxiliary' : 'final',
      cost: Math.floor(random() * 1e8),
    }));
    const deliveries = Array.from({ length: 9_000 }, (_, rank) => ({
      from: id(rank % 900),
      to: id(Math.floor(random() * 1_000)),
      quantity: BigInt(1 + Math.floor(random() * 1_000)),
    }));
    const result = allocate({ centres, deliveries }, { method: 'reciprocal' });
    checkConservation(result);
    const auxiliaries = result.centres.filter(({ kind }) => kind === 'auxiliary');
    expect(auxiliaries.filter(({ exact }) => exact).length).toBeLessThan(20);
    // The same by going round 2 000 times in floats.
    const totals = new Map(auxiliaries.map(({ id: from }) => [from, 0]));
    const others = deliveries.filter(({ from, to }) => from !== to);
    for (const { from, quantity } of others) totals.set(from, totals.get(from)! + Number(quantity));
    let plain = new Map(centres.map(({ id: one, cost }) => [one, cost]));
    for (let round = 0; round < 2_000; round += 1) {
      const next = new Map(centres.map(({ id: one, cost }) => [one, cost]));
      for (const { from, to, quantity } of others)
        next.set(to, next.get(to)! + (plain.get(from)! * Number(quantity)) / totals.get(from)!);
      plain = next;
    }
    for (const { id: one, full, bounds } of result.centres) {
      expect(Math.abs(full - plain.get(one)!)).toBeLessThan(1.001);
      const { low, high } = bounds;
      expect(high.num * low.den * (1n << 24n) <= (low.num * (1n << 24n) + low.den) * high.den).toBe(true);
      const whole = low.num / low.den;
      expect(BigInt(full) - whole === 0n || BigInt(full) - whole === 1n).toBe(true);
    }
  });

  it('1 900 services in one group whose unit costs are short: they are found and proved exact', () => {
    const random = seededRandom(58);
    const units = Array.from({ length: 1_900 }, () => 500 + Math.floor(random() * 1_000));
    const deliveries = units.flatMap((_, rank) =>
      Array.from({ length: 10 }, () => ({
        from: id(rank),
        to: id(Math.floor(random() * COUNT)),
        quantity: 12 * (1 + Math.floor(random() * 90)),
      })).filter(({ from, to }) => from !== to),
    );
    // Costs made so that service i costs units[i] / 12 cents a unit.
    const costs = Array.from({ length: COUNT }, () => 0);
    for (const { from, to, quantity } of deliveries) {
      const value = (quantity * units[Number(from.slice(1))]!) / 12;
      costs[Number(from.slice(1))]! += value;
      if (Number(to.slice(1)) < units.length) costs[Number(to.slice(1))]! -= value;
    }
    const result = allocate(
      {
        centres: costs.map((cost, rank) => ({
          id: id(rank),
          kind: rank < units.length ? 'auxiliary' : 'final',
          cost,
        })),
        deliveries: deliveries.map((delivery) => ({ ...delivery, quantity: BigInt(delivery.quantity) })),
      },
      { method: 'reciprocal' },
    );
    checkConservation(result);
    units.forEach((unit, rank) =>
      expect(result.centres[rank]!.unitCost).toEqual(fraction(BigInt(unit), 12n)),
    );
    expect(result.centres.every(({ exact }) => exact)).toBe(true);
  });

  it('a deduction above the cost is shared like a cost', () => {
    const result = allocate(
      {
        centres: ['a', 'f', 'g', 'h'].map((name) => ({
          id: name,
          kind: name === 'a' ? 'auxiliary' : 'final',
          cost: name === 'a' ? -100 : 0,
        })),
        deliveries: ['f', 'g', 'h'].map((to) => ({ from: 'a', to, quantity: 1n })),
      },
      { method: 'reciprocal' },
    );
    checkConservation(result);
    expect(result.flows.map(({ amount }) => amount).sort()).toEqual([-33, -33, -34]);
  });
});

describe('origins of a full cost', () => {
  it('are the direct costs of all that served it, back to the first', () => {
    const town = network(
      { entretien: 11_360, energie: 79_040, ateliers: 1_000 },
      { entretien: [0, 80, 920], energie: [2_000, 0, 248_000] },
    );
    // Of Entretien 92 % go straight to Ateliers, 8 % to Énergie; of Énergie 0.8 % back.
    const round = 1 - 0.08 * 0.008;
    const fromEntretien = (0.92 + 0.08 * 0.992) / round;
    expect(fromEntretien).toBeCloseTo(1, 12);
    expect(originsOf(town, { method: 'reciprocal' }, 'ateliers')).toEqual([
      { origin: 'ateliers', amount: 100_000 },
      { origin: 'energie', amount: 7_904_000 },
      { origin: 'entretien', amount: 1_136_000 },
    ]);
    expect(originsOf(town, { method: 'reciprocal' }, 'energie')).toEqual([
      { origin: 'energie', amount: Math.round(7_904_000 / round) },
      { origin: 'entretien', amount: Math.round((0.08 * 1_136_000) / round) },
    ]);
  });
});
