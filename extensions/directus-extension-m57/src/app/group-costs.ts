import type { CostCell, CostGroup, GroupCosts } from '../contract/segments';
import { formatCents, parseCents } from '../domain/money';
import type { Cell } from './csv';

/** By what users can be grouped, the most usual first. */
export const GROUPINGS = [
  'district',
  'zone',
  'quotient_band',
  'household_type',
  'age',
  'engagement',
  'segment',
] as const satisfies readonly CostGroup[];

/** What can be shown of a group: what one user leaves to the authority first. */
export const COST_MEASURES = [
  'net_cost',
  'average_cost',
  'average_revenue',
  'users',
  'units',
  'cost',
  'revenue',
  'balance',
  'coverage',
] as const;
export type CostMeasure = (typeof COST_MEASURES)[number];
export type CostService = GroupCosts['services'][number];

export const isSecret = ({ users }: CostCell) => users === null;

/** A figure as plain text with a point; null: secret, or nothing to say (`isSecret` tells which). */
export function figureOf(cell: CostCell, measure: CostMeasure): string | null {
  if (measure === 'users') return cell.users === null ? null : String(cell.users);
  if (measure !== 'net_cost') return cell[measure];
  return cell.average_balance === null ? null : opposite(cell.average_balance);
}

/** What revenue leaves to the authority is the balance with the other sign. */
export const opposite = (money: string) => formatCents(-parseCents(money)!);

/** Services by which groups can be compared: those that are delivered to users and were used. */
export const servicesOfUsers = (costs: GroupCosts): CostService[] =>
  costs.services.filter(
    ({ per, total, cells }) => per === 'user' && (total.users !== 0 || cells.some(isSecret)),
  );

/** The chosen one, else the one whose identified users cost most. */
export function chosenService(costs: GroupCosts, id: unknown): CostService | null {
  const services = servicesOfUsers(costs);
  const cost = ({ total }: CostService) => parseCents(total.cost ?? '0.00')!;
  return (
    services.find((service) => String(service.id) === String(id)) ??
    services.sort((a, b) => cost(b) - cost(a))[0] ??
    null
  );
}

interface Words {
  service: string;
  total: string;
  secret: string;
}

/** Services by groups, of one measure, as rows of a file. */
export function matrixRows(costs: GroupCosts, measure: CostMeasure, words: Words): Cell[][] {
  const cell = (of: CostCell): Cell => {
    if (isSecret(of)) return words.secret;
    const value = figureOf(of, measure);
    return value === null ? null : { amount: value };
  };
  return [
    [words.service, ...costs.groups.map(({ label }) => label), words.total],
    ...servicesOfUsers(costs).map(({ name, cells, total }) => [name, ...cells.map(cell), cell(total)]),
  ];
}
