import { expect, it } from 'vitest';
import type { CostCell, GroupCosts } from '../contract/segments';
import { chosenService, figureOf, matrixRows, servicesOfUsers } from './group-costs';

const SECRET: CostCell = {
  users: null,
  units: null,
  cost: null,
  revenue: null,
  balance: null,
  coverage: null,
  average_cost: null,
  average_revenue: null,
  average_balance: null,
};
const cell = (users: number, cost: string): CostCell => ({
  ...SECRET,
  users,
  cost,
  average_balance: users === 0 ? null : '-12.50',
});
const service = (id: number, per: 'user' | 'inhabitant', cells: CostCell[], total: CostCell) =>
  ({ id, name: `Service ${id}`, per, cells, total }) as GroupCosts['services'][number];
const costs = {
  groups: [
    { key: 'a', label: 'A' },
    { key: 'b', label: 'B' },
  ],
  services: [
    service(1, 'user', [cell(20, '50.00'), SECRET], cell(31, '80.00')),
    service(2, 'inhabitant', [cell(0, '0.00'), cell(0, '0.00')], cell(0, '0.00')),
    service(3, 'user', [cell(0, '0.00'), cell(0, '0.00')], cell(0, '0.00')),
    service(4, 'user', [SECRET, SECRET], SECRET),
    service(5, 'user', [cell(40, '900.00'), cell(0, '0.00')], cell(40, '900.00')),
  ],
} as GroupCosts;

it('compares services that users used, secret or not', () => {
  expect(servicesOfUsers(costs).map(({ id }) => id)).toEqual([1, 4, 5]);
  expect(chosenService(costs, '1')!.id).toBe(1);
  expect(chosenService(costs, undefined)!.id).toBe(5);
  expect(chosenService({ ...costs, services: [] }, '1')).toBeNull();
});

it('turns a balance into what is left to the authority', () => {
  expect(figureOf(cell(20, '50.00'), 'net_cost')).toBe('12.50');
  expect(figureOf(cell(0, '0.00'), 'net_cost')).toBeNull();
  expect(figureOf(SECRET, 'users')).toBeNull();
});

it('writes a file that says what is secret', () =>
  expect(matrixRows(costs, 'cost', { service: 'Service', total: 'Total', secret: 'secret' })).toEqual([
    ['Service', 'A', 'B', 'Total'],
    ['Service 1', { amount: '50.00' }, 'secret', { amount: '80.00' }],
    ['Service 4', 'secret', 'secret', 'secret'],
    ['Service 5', { amount: '900.00' }, { amount: '0.00' }, { amount: '900.00' }],
  ]));
