import { ServiceNetwork } from '../../domain/run/allocation';
import { readParameters, type RunParameters } from '../../domain/run/parameters';
import type { RunServiceRow } from '../../domain/run/run';
import type { Database } from '../host';
import { loadParameters, loadRun, loadServices, type RunRow } from './results';

export interface RunNetwork {
  row: RunRow;
  /** As stored, in the order of the results. */
  services: RunServiceRow[];
  parameters: RunParameters;
  /** Direct and notional cost by service. */
  costs: Map<number, { direct: number; notional: number }>;
  /** Service ids to the names they had. */
  names: Map<number, string>;
}

/** A run ready to be solved again, from what it has stored: whatever became of keys and services since. */
export async function loadNetwork(database: Database, id: number): Promise<RunNetwork> {
  const row = await loadRun(database, id);
  const [services, stored] = await Promise.all([loadServices(database, id), loadParameters(database, id)]);
  const parameters = readParameters(stored);
  return {
    row,
    services,
    parameters: { ...parameters, order: row.report.scope.order ?? [] },
    costs: new Map(services.map(({ service, direct, notional }) => [service, { direct, notional }])),
    names: new Map(parameters.services.map((service) => [service.id, service.name])),
  };
}

export const solveAgain = ({ parameters, costs }: RunNetwork) => new ServiceNetwork(parameters, costs);
