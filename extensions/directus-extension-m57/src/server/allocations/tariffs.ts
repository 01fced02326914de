import { formatCents, type Cents } from '../../domain/money';
import type { RunProblem } from '../../domain/run/allocation';
import type { RunServiceRow } from '../../domain/run/run';
import { tariffReport } from '../../domain/tariffs';
import type { Database } from '../host';
import { loadTariffs } from '../tariffs';
import type { RunRow } from './results';

/** School canteens, whose tariffs have a ceiling of their own. */
const CANTEEN = '281';

/**
 * Tariffs of today that are above what a unit costs in a run. They are no input of it: a validated run tells of
 * tariffs that were decided after it.
 */
export async function tariffProblems(
  database: Database,
  { id, exercice }: RunRow,
  services: readonly RunServiceRow[],
): Promise<RunProblem[]> {
  const priced: number[] = await database('m57_tariffs').where({ exercice }).distinct().pluck('service');
  const concerned = services.filter(
    ({ service, kind, units }) => kind === 'principal' && units && priced.includes(service),
  );
  if (concerned.length === 0) return [];
  const canteens = await loadCanteens(
    database,
    id,
    concerned.map(({ service }) => service),
  );
  const found = await Promise.all(
    concerned.map(async ({ service, direct, notional, received, partners, units }): Promise<RunProblem[]> => {
      const { alerts } = tariffReport(await loadTariffs(database, service, exercice), {
        cost: direct + notional + received,
        units: units!,
        partners,
        ceiling: canteens.has(service) ? 'canteen' : 'optional',
      });
      return alerts.map(({ code, label, amount, ceiling }) => ({
        code,
        params: { label: label ?? '', amount: formatCents(amount), ceiling: formatCents(ceiling) },
        service,
        amount,
        blocking: false,
      }));
    }),
  );
  return found.flat();
}

/** Services most of whose expense lies in the function of school canteens. */
async function loadCanteens(database: Database, run: number, services: number[]): Promise<Set<number>> {
  const rows: { service: number; fonction: string | null; amount: number | string }[] = await database(
    'm57_run_costs as cost',
  )
    .join('m57_imputations as coding', 'coding.id', 'cost.imputation')
    .where({ 'cost.run': run, 'cost.part': 'cost' })
    .whereIn('cost.service', services)
    .groupBy('cost.service', 'coding.fonction')
    .select('cost.service', 'coding.fonction')
    .sum({ amount: 'cost.amount' });
  const balance = new Map<number, Cents>();
  for (const { service, fonction, amount } of rows) {
    const sign = fonction?.startsWith(CANTEEN) ? 1 : -1;
    balance.set(service, (balance.get(service) ?? 0) + sign * Number(amount));
  }
  return new Set([...balance].flatMap(([service, more]) => (more > 0 ? service : [])));
}
