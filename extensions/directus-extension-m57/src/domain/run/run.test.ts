import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Imputation } from '../ledger';
import type { Rule } from '../rules/rule';
import { ServiceNetwork, type AllocationParameters } from './allocation';
import { causesOf } from './compare';
import { storeParameters, type RunParameters } from './parameters';
import type { RunSum } from './place';
import { computeRun } from './run';
import { applyChanges } from './what-if';

const perimeter = JSON.parse(readFileSync('seeds/perimeter/default.json', 'utf8'));

/** "D 60623 281" of section F; "I" in front: of investment. */
function sum(id: number, coding: string, realised: number, lines = 1): RunSum {
  const [direction, nature, fonction, section = 'F'] = coding.split(' ') as [
    'D' | 'R',
    string,
    string,
    'F' | 'I',
  ];
  const imputation: Imputation = {
    siret: '21990999100016',
    budget: '00',
    section,
    direction,
    kind: 'real',
    nature: nature!,
    fonction: fonction!,
    chapitre: null,
    chapitre_vote: null,
    operation: null,
    analytic: null,
    manager: null,
  };
  return { id, imputation, exercice: 2024, lines, realised, budgeted: 0 };
}

const rule = (id: number, formula: string, target: number, share = 10_000, priority = 100): Rule => ({
  id,
  axis: 'service',
  formula,
  target,
  share,
  priority,
  valid_from: null,
  valid_to: null,
  active: true,
});
const quantity = (from: number, to: number, units: number) => ({
  id: from * 100 + to,
  from,
  to,
  kind: 'quantity' as const,
  like: null,
  quantity: BigInt(Math.round(units * 10_000)),
  unit: null,
  valid_from: null,
  valid_to: null,
});
const fixed = (from: number, to: number, euros: number) => ({
  ...quantity(from, to, euros),
  id: 9000 + from * 100 + to,
  kind: 'fixed' as const,
});

const [DSI, RH, CANTEEN, ROADS, OUTSIDE] = [1, 2, 3, 4, 5];
const PARAMETERS: RunParameters = {
  exercice: 2024,
  method: 'reciprocal',
  order: [],
  rules: [
    rule(1, 'DF * F020', DSI),
    rule(2, '(DF + RF) * F281', CANTEEN, 6000),
    rule(3, '(DF + RF) * F281', ROADS, 3000),
    rule(4, 'DF * F01', OUTSIDE),
  ],
  keys: [quantity(DSI, CANTEEN, 2), quantity(DSI, ROADS, 1)],
  services: [
    { id: DSI, name: 'DSI', kind: 'auxiliary', unit: null },
    { id: CANTEEN, name: 'Cantine', kind: 'principal', unit: 'repas' },
    { id: ROADS, name: 'Voirie', kind: 'indivis', unit: null },
    { id: OUTSIDE, name: 'Hors coûts', kind: 'outside', unit: null },
  ],
  notional: [],
  units: [],
  perimeter,
  population: null,
};

describe('a run', () => {
  it('puts every imputation somewhere, parts to the cent, and loses nothing', () => {
    const sums = [
      sum(1, 'D 60623 281', 100_05, 7),
      sum(2, 'R 7067 281', 10_00),
      sum(3, 'R 6419 281', 1_00),
      sum(4, 'D 66111 281', 5_00),
      sum(5, 'D 6558 01', 3_00),
      sum(6, 'D 2313 281 I', 50_00),
      sum(7, 'R 002 01', 20_00),
      sum(8, 'D 60612 845', 4_00),
      sum(9, 'D 64111 020', 30_00),
    ];
    const { costs, services, totals, problems } = computeRun(sums, 'realised', PARAMETERS);
    const of = (id: number) =>
      costs.flatMap(({ imputation, service, part, reason, amount }) =>
        imputation === id ? [[service, part, reason, amount]] : [],
      );
    expect(of(1)).toEqual([
      [CANTEEN, 'cost', null, 60_03],
      [ROADS, 'cost', null, 30_02],
      [null, 'unmatched', null, 10_00],
    ]);
    expect(of(2)).toEqual([
      [CANTEEN, 'users', null, 6_00],
      [ROADS, 'users', null, 3_00],
      [null, 'unmatched', null, -1_00],
    ]);
    expect(of(3)[0]).toEqual([CANTEEN, 'deduction', null, 60]);
    expect(of(4)).toEqual([[null, 'outside', 'Charges financières', 5_00]]);
    expect(of(5)).toEqual([[OUTSIDE, 'outside', 'Hors coûts', 3_00]]);
    expect(of(6)).toEqual([[null, 'outside', 'Section d’investissement', 50_00]]);
    expect(of(7)).toEqual([[null, 'outside', 'Résultats reportés', -20_00]]);
    expect(of(8)).toEqual([[null, 'unmatched', null, 4_00]]);
    expect(services.map((row) => [row.service, row.direct, row.received, row.users])).toEqual([
      [DSI, 30_00, 0, 0],
      [CANTEEN, 59_43, 20_00, 6_00],
      [ROADS, 29_72, 10_00, 3_00],
    ]);
    expect(totals).toMatchObject({
      direct: 119_15,
      full: 119_15,
      revenue: 9_00,
      unmatched: 12_90,
      outside: 38_00,
      expense: 192_05,
      revenueOfDocuments: 31_00,
    });
    expect(problems.map(({ code, amount }) => [code, amount])).toEqual([['RUN_UNMATCHED', 12_90]]);
  });

  it('leaves apart what rules claim from each other, and blocks', () => {
    const rules = [...PARAMETERS.rules, rule(5, 'DF * N6', CANTEEN, 10_000, 100)];
    const { costs, problems } = computeRun([sum(1, 'D 64111 020', 7_00)], 'realised', {
      ...PARAMETERS,
      rules,
    });
    expect(costs).toMatchObject([{ part: 'unmatched', amount: 7_00 }]);
    expect(problems).toMatchObject([{ code: 'RUN_CONFLICTING', amount: 7_00, blocking: true }]);
  });

  it('adds notional costs, and shows cost without a way out', () => {
    const { totals, services, flows, problems } = computeRun([sum(1, 'D 64111 020', 7_00)], 'realised', {
      ...PARAMETERS,
      keys: [],
      notional: [{ service: DSI, label: 'Locaux', amount: 3_00, method: 'm²' }],
    });
    expect(services[0]).toMatchObject({ direct: 7_00, notional: 3_00, delivered: 0, unallocated: 10_00 });
    expect(flows).toEqual([{ from: DSI, to: null, amount: 10_00, quantity: null, unit: null }]);
    expect(totals).toMatchObject({ notional: 3_00, full: 0, unallocated: 10_00 });
    expect(problems).toMatchObject([{ code: 'KEY_MISSING', service: DSI }]);
  });
});

describe('the network of services', () => {
  const services = [...PARAMETERS.services, { id: RH, name: 'RH', kind: 'auxiliary' as const, unit: null }];
  const parameters: AllocationParameters = { ...PARAMETERS, services };

  it('pays fixed amounts first, and knows whose cost they were', () => {
    // DSI 100: 40 fixed to RH, the rest to the canteen; RH 10 + 40: all to the roads.
    const keys = [fixed(DSI, RH, 40), quantity(DSI, CANTEEN, 1), quantity(RH, ROADS, 1)];
    const costs = new Map([
      [DSI, { direct: 100_00, notional: 0 }],
      [RH, { direct: 10_00, notional: 0 }],
    ]);
    const network = new ServiceNetwork({ ...parameters, keys }, costs);
    const { flows, services: rows } = network.result();
    expect(flows.map(({ from, to, amount }) => [from, to, amount])).toEqual([
      [DSI, RH, 40_00],
      [DSI, CANTEEN, 60_00],
      [RH, ROADS, 50_00],
    ]);
    expect(rows.find(({ service }) => service.id === DSI)).toMatchObject({ delivered: 100_00, full: 100_00 });
    const origins = network.origins();
    expect(origins(ROADS)).toEqual([
      { origin: DSI, amount: 40_00 },
      { origin: RH, amount: 10_00 },
    ]);
    expect(origins(DSI)).toEqual([{ origin: DSI, amount: 100_00 }]);
    // Of any euro of the DSI, 40 cents go through RH.
    expect(network.bearers(DSI, 1_00)).toEqual([
      { service: CANTEEN, amount: 60 },
      { service: ROADS, amount: 40 },
    ]);
    expect(network.bearers(DSI, -1_00)).toEqual([
      { service: CANTEEN, amount: -60 },
      { service: ROADS, amount: -40 },
    ]);
  });

  it('names services that deliver only to each other, and services outside may receive', () => {
    const costs = new Map([[DSI, { direct: 9_00, notional: 0 }]]);
    const loop = new ServiceNetwork(
      { ...parameters, keys: [quantity(DSI, RH, 1), quantity(RH, DSI, 1)] },
      costs,
    );
    const { problems, flows } = loop.result();
    expect(problems.filter(({ code }) => code === 'CLOSED_LOOP')).toMatchObject([
      { service: DSI, params: { ids: 'DSI, RH' }, amount: 9_00 },
      { service: RH, amount: 0 },
    ]);
    expect(flows).toMatchObject([{ from: DSI, to: null, amount: 9_00 }]);
    const outside = new ServiceNetwork({ ...parameters, keys: [quantity(DSI, OUTSIDE, 1)] }, costs).result();
    expect(outside.services.find(({ service }) => service.id === OUTSIDE)).toMatchObject({ received: 9_00 });
  });

  it('gives origins that add up to full costs, and bearers to amounts, whatever the keys and the method', () => {
    const ids = [DSI, RH, CANTEEN, ROADS];
    const keyed = fc.record({
      from: fc.constantFrom(DSI, RH),
      to: fc.constantFrom(...ids),
      units: fc.integer({ min: 0, max: 50 }),
      fixed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(keyed, {
          selector: ({ from, to, fixed: is }) => `${from} ${to} ${is}`,
          maxLength: 12,
        }),
        fc.array(fc.integer({ min: -1000, max: 1_000_000 }), { minLength: 4, maxLength: 4 }),
        fc.constantFrom('direct' as const, 'stepdown' as const, 'reciprocal' as const),
        fc.integer({ min: -1000, max: 100_000 }),
        (rows, amounts, method, line) => {
          const keys = rows.map((row) =>
            row.fixed ? fixed(row.from, row.to, row.units) : quantity(row.from, row.to, row.units),
          );
          const costs = new Map(ids.map((id, rank) => [id, { direct: amounts[rank]!, notional: 0 }]));
          const network = new ServiceNetwork({ ...parameters, keys, method }, costs);
          const { services: results, flows } = network.result();
          const all = (list: number[]) => list.reduce((a, b) => a + b, 0);
          const finals = results.filter(({ service }) => service.kind !== 'auxiliary');
          expect(
            all([...finals.map(({ full }) => full), ...results.map(({ unallocated }) => unallocated)]),
          ).toBe(all(amounts));
          expect(all(flows.filter(({ to }) => to === null).map(({ amount }) => amount))).toBe(
            all(results.map(({ unallocated }) => unallocated)),
          );
          const origins = network.origins();
          for (const { service, full } of finals)
            expect(all(origins(service.id).map(({ amount }) => amount))).toBe(full);
          for (const id of ids) expect(all(network.bearers(id, line).map(({ amount }) => amount))).toBe(line);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a what-if', () => {
  const costs = new Map([[DSI, { direct: 30_00, notional: 0 }]]);
  it('takes the place of what was delivered, kind by kind', () => {
    const changed = applyChanges(PARAMETERS, costs, [
      { kind: 'quantity', from: DSI, to: ROADS, quantity: 40_000n },
      { kind: 'cost', service: DSI, amount: 6_00 },
      { kind: 'service', service: ROADS, as: 'auxiliary' },
    ]);
    expect(changed.parameters.keys.map(({ to, quantity: is }) => [to, is])).toEqual([
      [CANTEEN, 20_000n],
      [ROADS, 40_000n],
    ]);
    expect(changed.costs.get(DSI)).toEqual({ direct: 36_00, notional: 0 });
    expect(changed.parameters.services.find(({ id }) => id === ROADS)!.kind).toBe('auxiliary');
    expect(costs.get(DSI)!.direct).toBe(30_00);
  });

  it('gives quantities to a service that had none, and leaves fixed amounts', () => {
    const equal = { ...quantity(DSI, CANTEEN, 0), kind: 'equal' as const, to: null, quantity: null };
    const { parameters } = applyChanges({ ...PARAMETERS, keys: [equal, fixed(DSI, ROADS, 1)] }, costs, [
      { kind: 'quantity', from: DSI, to: CANTEEN, quantity: 1n },
      { kind: 'quantity', from: DSI, to: ROADS, quantity: 2n },
    ]);
    expect(parameters.keys.map(({ kind, to }) => [kind, to])).toEqual([
      ['fixed', ROADS],
      ['quantity', CANTEEN],
      ['quantity', ROADS],
    ]);
  });
});

describe('the causes of a difference', () => {
  const causes = (other: Partial<RunParameters>) =>
    causesOf(storeParameters(PARAMETERS), storeParameters({ ...PARAMETERS, ...other }));

  it('are none between the same inputs, nor between years that differ in nothing else', () => {
    expect(causes({})).toEqual([]);
    expect(causes({ exercice: 2025 })).toEqual([]);
  });

  it.each<[string, Partial<RunParameters>, object]>([
    [
      'a key',
      { keys: [quantity(DSI, CANTEEN, 2), quantity(DSI, ROADS, 3)] },
      {
        kind: 'key',
        change: 'changed',
        label: 'DSI → Voirie',
        a: 'quantity 1',
        b: 'quantity 3',
        service: DSI,
      },
    ],
    [
      'a rule that is gone',
      { rules: PARAMETERS.rules.slice(0, 3) },
      { kind: 'rule', change: 'removed', label: 'DF * F01', b: null, service: OUTSIDE },
    ],
    [
      'a notional cost',
      { notional: [{ service: ROADS, label: 'Dépôt', amount: 5_00, method: 'bail' }] },
      { kind: 'notional', change: 'added', label: 'Voirie : Dépôt', a: null, b: '5.00 € ; bail' },
    ],
    [
      'units',
      { units: [{ service: CANTEEN, quantity: 15_000n }] },
      { kind: 'units', change: 'added', b: '1.5' },
    ],
    ['the method', { method: 'direct' }, { kind: 'method', change: 'changed', a: 'reciprocal', b: 'direct' }],
    [
      'the population',
      { population: { siret: '21990999100016', inhabitants: 12, year: 2024 } },
      { kind: 'population', change: 'added', b: '12 (2024)' },
    ],
    [
      'a formula of the perimeter',
      { perimeter: { ...perimeter, deducted: perimeter.deducted.slice(1) } },
      { kind: 'perimeter', change: 'removed', label: 'Atténuations de charges', b: null },
    ],
    [
      'what a service is',
      {
        services: PARAMETERS.services.map((one) => (one.id === ROADS ? { ...one, kind: 'auxiliary' } : one)),
      },
      { kind: 'service', change: 'changed', label: 'Voirie', service: ROADS },
    ],
  ])('name %s', (_name, other, expected) => {
    expect(causes(other)).toMatchObject([expected]);
  });
});
