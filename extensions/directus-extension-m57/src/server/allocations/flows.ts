import type { RunFlows } from '../../contract/allocations';
import { formatCents, type Cents } from '../../domain/money';
import { formatQuantity } from '../../domain/quantity';
import type { Database } from '../host';
import { loadNetwork, solveAgain } from './network';
import { loadFlows } from './results';

/** What services delivered to each other, and where the full cost of those for residents comes from. */
export async function readFlows(database: Database, id: number): Promise<RunFlows> {
  const network = await loadNetwork(database, id);
  const flows = await loadFlows(database, id);
  const handedOn = new Map(
    network.services.map((row) => [row.service, row.direct + row.notional + row.received]),
  );
  const originsOf = solveAgain(network).origins();
  return {
    services: network.services.map(({ service, name, kind }) => ({ service, name, kind })),
    flows: flows.flatMap(({ from, to, amount, quantity, unit }) =>
      to === null
        ? []
        : [
            {
              from,
              to,
              amount: formatCents(amount),
              quantity: quantity === null ? null : formatQuantity(quantity),
              unit,
              share: shareOf(amount, handedOn.get(from) ?? 0),
            },
          ],
    ),
    origins: network.services
      .filter(({ kind }) => kind === 'principal' || kind === 'indivis')
      .flatMap(({ service }) =>
        originsOf(service).map(({ origin, amount }) => ({ service, origin, amount: formatCents(amount) })),
      ),
  };
}

/** In hundredths of a percent, rounded down; 0 of nothing. */
const shareOf = (part: Cents, whole: Cents) =>
  whole === 0 ? 0 : Number((BigInt(part) * 10_000n) / BigInt(whole));
