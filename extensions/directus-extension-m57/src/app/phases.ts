import type { PhaseCosts } from '../contract/costs';
import { formatCents, parseCents } from '../domain/money';

/** One service a row, its cost in each phase, in the order of `answer.phases`; the dearest first. */
export function phaseTable(answer: PhaseCosts) {
  const rows = new Map<
    number | null,
    { service: number | null; name: string; costs: string[]; cents: number }
  >();
  answer.phases.forEach(({ services }, index) => {
    for (const { service, name, cost } of services) {
      const row = rows.get(service) ?? {
        service,
        name,
        costs: answer.phases.map(() => '0.00'),
        cents: 0,
      };
      row.costs[index] = cost;
      row.cents += parseCents(cost) ?? 0;
      rows.set(service, row);
    }
  });
  return [...rows.values()]
    .sort((a, b) => b.cents - a.cents)
    .map(({ cents, ...row }) => ({ ...row, total: formatCents(cents) }));
}
