import { METHODS, type RunMethods } from '../../contract/allocations';
import { formatCents } from '../../domain/money';
import { ServiceNetwork } from '../../domain/run/allocation';
import type { Database } from '../host';
import { loadNetwork } from './network';

/** The three methods over the inputs of one run. */
export async function readMethods(database: Database, id: number): Promise<RunMethods> {
  const { parameters, costs, services } = await loadNetwork(database, id);
  const results = METHODS.map((method) => {
    const { services: rows } = new ServiceNetwork({ ...parameters, method }, costs).result();
    return {
      method,
      full: new Map(rows.map(({ service, full }) => [service.id, full])),
      unallocated: rows.reduce((sum, { unallocated }) => sum + unallocated, 0),
    };
  });
  const byMethod = <T>(of: (result: (typeof results)[number]) => T) =>
    Object.fromEntries(results.map((result) => [result.method, of(result)])) as Record<
      (typeof METHODS)[number],
      T
    >;
  return {
    run: id,
    unallocated: byMethod(({ unallocated }) => formatCents(unallocated)),
    services: services.map(({ service, name, kind }) => ({
      service,
      name,
      kind,
      full: byMethod(({ full }) => formatCents(full.get(service) ?? 0)),
    })),
  };
}
