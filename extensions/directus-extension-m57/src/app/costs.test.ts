import { describe, expect, it } from 'vitest';
import type { ServiceCost, ServiceCosts } from '../contract/costs';
import { costliest, sortCosts } from './costs';

const row = (name: string, cost: string, change: Partial<ServiceCost> = {}): ServiceCost => ({
  service: name.length,
  name,
  kind: 'principal',
  lines: 1,
  cost,
  revenue_users: '0.00',
  revenue_partners: '0.00',
  revenue: '0.00',
  net_cost: cost,
  rate_users: 0,
  rate_partners: 0,
  rate_authority: 10_000,
  ...change,
});
const names = (rows: ServiceCost[]) => rows.map(({ name }) => name);

const rows = [
  row('Écoles', '900.00', { rate_users: null }),
  row('Crèches', '10000.00', { rate_users: 919 }),
  row('Zoo', '-5.00', { rate_users: 50 }),
];

describe('sorting services', () => {
  it('compares amounts as amounts, not as text', () => {
    expect(names(sortCosts(rows, 'cost', false))).toEqual(['Crèches', 'Écoles', 'Zoo']);
    expect(names(sortCosts(rows, 'cost', true))).toEqual(['Zoo', 'Écoles', 'Crèches']);
  });
  it('knows French letters', () => {
    expect(names(sortCosts(rows, 'name', true))).toEqual(['Crèches', 'Écoles', 'Zoo']);
  });
  it('puts nothing last in both directions', () => {
    expect(names(sortCosts(rows, 'rate_users', true)).at(-1)).toBe('Écoles');
    expect(names(sortCosts(rows, 'rate_users', false)).at(-1)).toBe('Écoles');
  });
});

it('charts the costliest services that deliver something', () => {
  const costs = {
    services: [
      ...rows,
      row('Dette', '99999.00', { kind: 'outside' }),
      row('Sans service', '88888.00', { service: null }),
      row('Vide', '0.00'),
      row('Marché', '0.00', { revenue: '12.00' }),
    ],
  } as ServiceCosts;
  expect(names(costliest(costs, 10))).toEqual(['Crèches', 'Écoles', 'Marché', 'Zoo']);
  expect(names(costliest(costs, 1))).toEqual(['Crèches']);
});
