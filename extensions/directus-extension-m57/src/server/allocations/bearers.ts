import type { BearersAnswer } from '../../contract/allocations';
import { formatCents, type Cents } from '../../domain/money';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { centsOf, partsOf, readLines, shareLines } from './lines';
import { loadNetwork, solveAgain } from './network';

/** From one ledger line up: where the rules put it, and which services bear it in the end. Adds up to the line. */
export async function readBearers(database: Database, id: number, lineId: number): Promise<BearersAnswer> {
  const network = await loadNetwork(database, id);
  const { row, names } = network;
  const line = await database('m57_lines')
    .where({ id: lineId })
    .whereIn(
      'document',
      row.report.documents.map((document) => document.id),
    )
    .first('imputation', 'nature', 'fonction', 'direction', `${row.report.measure} as amount`);
  if (!line) throw new Refusal('NOT_FOUND', { what: `line ${lineId}` });
  const parts = await partsOf(database, id, line.imputation);
  // Only a line that is shared out needs those before it.
  const lines =
    parts.length === 1
      ? [{ id: lineId, amount: centsOf(line.amount) }]
      : await readLines(database, row, line.imputation);
  const rank = lines.findIndex((one) => one.id === lineId);
  const shares = (await shareLines(database, id, lines, parts, line.direction))[rank]!;

  const solved = solveAgain(network);
  const kinds = new Map(network.services.map(({ service, kind }) => [service, kind]));
  const bearers = new Map<number, Cents>();
  let [unallocated, outside] = [0, 0];
  const bear = (service: number, amount: Cents) => bearers.set(service, (bearers.get(service) ?? 0) + amount);
  parts.forEach(({ part, service }, at) => {
    const amount = shares[at]!;
    if (service === null || part === 'outside' || part === 'unmatched') outside += amount;
    // Revenue stays with the service that gets it.
    else if (part === 'users' || part === 'partners') bear(service, amount);
    else
      for (const { service: bearer, amount: borne } of solved.bearers(service, amount)) {
        if (bearer === null) unallocated += borne;
        else if (kinds.get(bearer) === 'outside') outside += borne;
        else bear(bearer, borne);
      }
  });
  return {
    run: id,
    line: {
      id: lineId,
      nature: line.nature,
      fonction: line.fonction,
      amount: formatCents(lines[rank]!.amount),
      direction: line.direction,
    },
    direct: parts.map(({ service, reason }, at) => ({
      service,
      name: service === null ? (reason ?? '') : (names.get(service) ?? ''),
      amount: formatCents(shares[at]!),
    })),
    bearers: [...bearers]
      .filter(([, amount]) => amount !== 0)
      .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]) || a[0] - b[0])
      .map(([service, amount]) => ({
        service,
        name: names.get(service) ?? '',
        amount: formatCents(amount),
      })),
    unallocated: formatCents(unallocated),
    outside: formatCents(outside),
  };
}
