import { sortCosts } from './costs';
import { describe, expect, it } from 'vitest';
import type { FullCost, Problem, RunFlows, RunSummary } from '../contract/allocations';
import {
  byDifference,
  cascade,
  flowPicture,
  groupProblems,
  identityOf,
  minus,
  runsOf,
  runToOpen,
  signed,
  total,
  typedMoney,
} from './runs';

const cost = (change: Partial<FullCost>): FullCost => ({
  service: 1,
  name: 'Piscine',
  kind: 'principal',
  lines: 3,
  direct: '100.00',
  notional: '5.50',
  received: '40.25',
  delivered: '0.00',
  unallocated: '0.00',
  full: '145.75',
  revenue_users: '30.00',
  revenue_partners: '0.00',
  revenue: '30.00',
  net_cost: '115.75',
  rate_users: 2058,
  rate_partners: 2058,
  rate_authority: 7941,
  unit: 'entrée',
  units: '10',
  unit_cost: '14.58',
  unit_net_cost: '11.58',
  per_inhabitant: null,
  ...change,
});
const run = (change: Partial<RunSummary>) =>
  ({ id: 1, status: 'draft', budget: '00', stage: 'CFU', ...change }) as RunSummary;

describe('the run that a page opens', () => {
  it('is the latest validated one, else the latest draft, else a reversed one', () => {
    const list = [
      run({ id: 5 }),
      run({ id: 4, status: 'reversed' }),
      run({ id: 3, status: 'validated' }),
      run({ id: 2, status: 'validated' }),
    ];
    expect(runToOpen(list)?.id).toBe(3);
    expect(runToOpen(list.slice(0, 2))?.id).toBe(5);
    expect(runToOpen(list.slice(1, 2))?.id).toBe(4);
    expect(runToOpen([])).toBeNull();
  });

  it('is of the budget and the stage that are shown, the reference said or not', () => {
    const list = [
      run({ id: 1 }),
      run({ id: 2, budget: '01' }),
      run({ id: 3, stage: 'BP' }),
      run({ id: 4, stage: null }),
      run({ id: 5, budget: null }),
    ];
    const ids = (stage: string | null) =>
      runsOf(list, { budget: '00', stage, reference: 'CFU' }).map(({ id }) => id);
    expect(ids(null)).toEqual([1, 4, 5]);
    expect(ids('CFU')).toEqual([1, 4, 5]);
    expect(ids('BP')).toEqual([3]);
  });
});

it('sorts amounts as amounts, nothing last', () => {
  const rows = [
    cost({ name: 'A', unit_cost: null }),
    cost({ name: 'B', unit_cost: '9.00' }),
    cost({ name: 'C', unit_cost: '10.00' }),
  ];
  const names = (ascending: boolean) => sortCosts(rows, 'unit_cost', ascending).map(({ name }) => name);
  expect(names(false)).toEqual(['C', 'B', 'A']);
  expect(names(true)).toEqual(['B', 'C', 'A']);
});

describe('the identity with the document', () => {
  const totals = {
    direct: '1000.00',
    notional: '50.00',
    full: '1030.00',
    unallocated: '20.00',
    revenue: '300.00',
    unmatched: '7.00',
    outside: '-500.10',
    document: { expense: '1500.00', revenue: '1293.10' },
  };
  it('holds to the cent: what is notional is in no document', () => {
    expect(identityOf(totals)).toEqual({ services: '680.00', document: '206.90', difference: '0.00' });
  });
  it('says by how much it fails', () => {
    expect(identityOf({ ...totals, outside: '-500.09' }).difference).toBe('-0.01');
  });
});

it('puts problems of one kind together, those that stop a validation first', () => {
  const one = (code: string, amount: string | null, blocking = false): Problem => ({
    code,
    message: code,
    service: null,
    amount,
    blocking,
  });
  const groups = groupProblems([
    one('A', '10.00'),
    one('B', '90.00'),
    one('A', '-5.00'),
    one('C', null, true),
  ]);
  expect(groups.map(({ code, amount, list }) => [code, amount, list.length])).toEqual([
    ['C', '0.00', 1],
    ['B', '90.00', 1],
    ['A', '15.00', 2],
  ]);
});

describe('the cascade of a service', () => {
  const names = {
    direct: 'direct',
    notional: 'notional',
    full: 'full',
    users: 'users',
    partners: 'partners',
    net: 'net',
    others: (count: number) => `${count} others`,
  };
  const received = [
    { service: 7, name: 'RH', amount: '15.25' },
    { service: 8, name: 'DSI', amount: '25.00' },
  ];

  it('begins each step where the last has ended, and ends at full cost and reste à charge', () => {
    const steps = cascade(cost({}), received, names);
    expect(steps.map(({ label, amount, from, to }) => [label, amount, from, to])).toEqual([
      ['direct', '100.00', 0, 100],
      ['DSI', '25.00', 100, 125],
      ['RH', '15.25', 125, 140.25],
      ['notional', '5.50', 140.25, 145.75],
      ['full', '145.75', 0, 145.75],
      ['users', '-30.00', 145.75, 115.75],
      ['net', '115.75', 0, 115.75],
    ]);
  });
  it('takes the small ones together, one alone never', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, service) => ({
        service,
        name: `S${service}`,
        amount: `${100 - service}.00`,
      }));
    const labels = (count: number) => cascade(cost({}), many(count), names).map(({ label }) => label);
    expect(labels(9)).not.toContain('1 others');
    expect(labels(10)).toContain('2 others');
    const others = cascade(cost({}), many(10), names).find(({ label }) => label === '2 others');
    expect(others?.amount).toBe('183.00');
  });
});

it('draws whose cost goes where, the small ones together and every cent of it', () => {
  const services = [1, 2, 3, 11, 12, 13].map((service) => ({
    service,
    name: `S${service}`,
    kind: 'principal' as const,
  }));
  const origins = [
    { service: 11, origin: 1, amount: '60.00' },
    { service: 12, origin: 1, amount: '40.00' },
    { service: 11, origin: 2, amount: '3.00' },
    { service: 13, origin: 2, amount: '2.00' },
    { service: 12, origin: 3, amount: '1.05' },
    { service: 11, origin: 11, amount: '999.00' },
  ];
  const picture = flowPicture({ services, origins, flows: [] } as RunFlows, { origins: 1, targets: 3 });
  expect(picture.origins).toEqual([
    { id: 1, name: 'S1', count: 1 },
    { id: null, name: '', count: 2 },
  ]);
  expect(picture.targets.map(({ id }) => id)).toEqual([11, 12, 13]);
  expect(picture.links).toEqual([
    { from: 1, to: 11, amount: '60.00' },
    { from: 1, to: 12, amount: '40.00' },
    { from: null, to: 11, amount: '3.00' },
    { from: null, to: 13, amount: '2.00' },
    { from: null, to: 12, amount: '1.05' },
  ]);
});

describe('differences', () => {
  it('come largest first whatever their sign, and are exact', () => {
    const row = (name: string, difference: string) => ({ name, difference });
    const rows = [row('A', '1.00'), row('B', '-30.00'), row('C', '4.00')];
    expect(byDifference(rows).map(({ name }) => name)).toEqual(['B', 'C', 'A']);
    expect(minus('0.30', '0.10')).toBe('0.20');
    expect(total(['0.10', '0.20', '-0.40'])).toBe('-0.10');
  });
  it('always have their sign', () => {
    const plain = (money: string) => money;
    expect(['1.00', '-1.00', '0.00'].map((money) => signed(money, plain))).toEqual([
      '+1.00',
      '-1.00',
      '0.00',
    ]);
  });
});

it('reads amounts as people type them', () => {
  expect(['1 234,5', '−12', '1234.56 €', '', 'douze', '1,234'].map(typedMoney)).toEqual([
    '1234.50',
    '-12.00',
    '1234.56',
    null,
    null,
    null,
  ]);
});
