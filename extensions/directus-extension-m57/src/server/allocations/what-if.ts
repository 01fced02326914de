import type { WhatIfAnswer, WhatIfRequest } from '../../contract/allocations';
import type { Locale } from '../../domain/issue';
import { formatCents, parseCents } from '../../domain/money';
import { parseQuantity } from '../../domain/quantity';
import { ServiceNetwork } from '../../domain/run/allocation';
import { applyChanges, type Change } from '../../domain/run/what-if';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { loadNetwork } from './network';
import { describeProblem } from './read';

/** A run again with something else, from what it has stored; nothing is written. */
export async function whatIf(
  database: Database,
  id: number,
  { method, changes }: WhatIfRequest,
  locale: Locale,
): Promise<WhatIfAnswer> {
  const { parameters, costs, services, names } = await loadNetwork(database, id);
  const known = (service: number) => {
    if (!names.has(service)) throw new Refusal('NOT_FOUND', { what: `service ${service}` });
  };
  const read = changes.map((change): Change => {
    if (change.kind === 'quantity') {
      known(change.from);
      known(change.to);
      return { ...change, quantity: parseQuantity(change.quantity)! };
    }
    known(change.service);
    return change.kind === 'cost' ? { ...change, amount: parseCents(change.amount)! } : change;
  });
  const other = applyChanges({ ...parameters, method: method ?? parameters.method }, costs, read);
  const result = new ServiceNetwork(other.parameters, other.costs).result();
  const before = new Map(services.map((row) => [row.service, row.direct + row.notional + row.received]));
  const after = new Map(result.services.map((one) => [one.service.id, one]));
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  const sum = (amounts: number[]) => formatCents(amounts.reduce((a, b) => a + b, 0));
  return {
    services: ids.map((service) => {
      const [was, is] = [before.get(service) ?? 0, after.get(service)?.full ?? 0];
      return {
        service,
        name: names.get(service)!,
        kind: other.parameters.services.find((one) => one.id === service)!.kind,
        before: formatCents(was),
        after: formatCents(is),
        difference: formatCents(is - was),
      };
    }),
    unallocated: {
      before: sum(services.map(({ unallocated }) => unallocated)),
      after: sum(result.services.map(({ unallocated }) => unallocated)),
    },
    problems: result.problems.map((problem) => describeProblem(problem, locale)),
  };
}
