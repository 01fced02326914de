import type { LedgerQuery } from '../../contract/common';
import type { ServiceCosts, ServiceCost } from '../../contract/costs';
import { addCost, costPart, coverageRates, noCost, type DirectCost } from '../../domain/costs';
import { formatCents } from '../../domain/money';
import { compilePerimeter, perimeterIn } from '../../domain/perimeter';
import { place } from '../../domain/rules/place';
import type { Database } from '../host';
import { toUsed } from '../ledger/documents';
import { loadPerimeters } from '../perimeters/perimeters';
import { loadAssignment } from '../rules/load';

/** Direct cost and revenue of every service, and of what has none, in the chosen documents. */
export async function readServiceCosts(database: Database, query: LedgerQuery): Promise<ServiceCosts> {
  const [{ documents, measure, assignment }, services, perimeters] = await Promise.all([
    loadAssignment(database, query),
    database('m57_services')
      .select('id', 'name', 'kind')
      .orderBy([{ column: 'sort' }, { column: 'id' }]),
    loadPerimeters(database),
  ]);
  const perimeter = compilePerimeter(perimeterIn(perimeters, documents[0]?.exercice ?? 0));
  const costs = new Map<number | null, DirectCost>([
    [null, noCost()],
    ...services.map(({ id }) => [id, noCost()] as const),
  ]);
  assignment.sums.forEach((sum, rank) => {
    const counts = costPart(sum.imputation, perimeter);
    const { parts, rest } = place(sum, assignment.outcomes.service[rank]!);
    // A line that is shared out counts once in each service that has a part of it.
    for (const part of parts)
      addCost(costs.get(Number(part.target)) ?? costs.get(null)!, counts, sum.lines, part[measure]);
    if (parts.length === 0 || rest[measure] !== 0)
      addCost(costs.get(null)!, counts, sum.lines, rest[measure]);
  });

  const rows: ServiceCost[] = services.map(({ id, name, kind }) => row(id, name, kind, costs.get(id)!));
  const none = costs.get(null)!;
  if (none.lines > 0) rows.push(row(null, '', 'outside', none));
  const inside = services.filter(({ kind }) => kind !== 'outside').map(({ id }) => costs.get(id)!);
  const outside = services.filter(({ kind }) => kind === 'outside').map(({ id }) => costs.get(id)!);
  const sum = (list: DirectCost[], of: (cost: DirectCost) => number) =>
    list.reduce((total, cost) => total + of(cost), 0);
  const cost = sum(inside, (part) => part.cost);
  const revenue = sum(inside, (part) => part.users + part.partners);
  const net = (part: DirectCost) => part.cost - part.users - part.partners;
  return {
    documents: documents.map(toUsed),
    measure,
    services: rows,
    totals: {
      cost: formatCents(cost),
      revenue: formatCents(revenue),
      net_cost: formatCents(cost - revenue),
      outside: formatCents(sum(outside, net)),
      unmatched: formatCents(net(none)),
    },
  };
}

function row(
  service: number | null,
  name: string,
  kind: ServiceCost['kind'],
  total: DirectCost,
): ServiceCost {
  const rates = coverageRates(total);
  const counted = kind !== 'outside';
  return {
    service,
    name,
    kind,
    lines: total.lines,
    cost: formatCents(total.cost),
    revenue_users: formatCents(total.users),
    revenue_partners: formatCents(total.partners),
    revenue: formatCents(total.users + total.partners),
    net_cost: formatCents(total.cost - total.users - total.partners),
    rate_users: counted ? rates.users : null,
    rate_partners: counted ? rates.partners : null,
    rate_authority: counted ? rates.authority : null,
  };
}
