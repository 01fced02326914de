import type { ServiceCost, ServiceCosts } from '../contract/costs';
import { toEuros } from './format';

/** In the order in which they are read: what residents receive, what serves it, what stands outside. */
export const SERVICE_KINDS = [
  'principal',
  'indivis',
  'auxiliary',
  'outside',
] as const satisfies readonly ServiceCost['kind'][];

export type CostColumn =
  | 'name'
  | 'cost'
  | 'revenue_users'
  | 'revenue_partners'
  | 'rate_users'
  | 'rate_partners'
  | 'net_cost'
  | 'rate_authority';

/** Sorted copies: names by the alphabet, figures by size; nothing comes last whatever the direction. */
export function sortCosts<Row extends { name: string }>(
  rows: readonly Row[],
  column: keyof Row,
  ascending: boolean,
): Row[] {
  const key = (row: Row) => {
    const value = row[column] as string | number | null;
    return typeof value === 'string' && column !== 'name' ? toEuros(value) : value;
  };
  return [...rows].sort((left, right) => {
    const a = key(left);
    const b = key(right);
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    const order = typeof a === 'string' ? a.localeCompare(String(b), 'fr') : a - Number(b);
    return ascending ? order : -order;
  });
}

/** The services that cost most, for a chart: those that deliver something, not what stands outside. */
export function costliest(costs: ServiceCosts, limit: number): ServiceCost[] {
  const rows = costs.services.filter(({ service, kind }) => service !== null && kind !== 'outside');
  return sortCosts(rows, 'cost', false)
    .filter(({ cost, revenue }) => toEuros(cost) !== 0 || toEuros(revenue) !== 0)
    .slice(0, limit);
}
