import type { ServicePage } from '../../contract/allocations';
import type { Locale } from '../../domain/issue';
import { formatCents, type Cents } from '../../domain/money';
import { formatQuantity } from '../../domain/quantity';
import type { RunFlow } from '../../domain/run/allocation';
import { splitSigned } from '../../domain/run/split';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { accountLabels } from '../ledger/labels';
import { fullCost } from './costs';
import { loadNetwork, solveAgain, type RunNetwork } from './network';
import { readRun } from './read';
import { loadFlows, loadServices, type RunRow } from './results';

const NOTIONAL = '';
const NOTIONAL_LABEL = { fr: 'Charges supplétives', en: 'Notional costs' };

/** Everything that is known of one service in a run. */
export async function readServicePage(
  database: Database,
  id: number,
  service: number,
  locale: Locale,
): Promise<ServicePage> {
  const network = await loadNetwork(database, id);
  const own = network.services.find((row) => row.service === service);
  if (!own) throw new Refusal('NOT_FOUND', { what: `service ${service}` });
  const [run, flows, natures, trend] = await Promise.all([
    readRun(database, id, locale),
    loadFlows(database, id),
    naturesByService(database, network),
    readTrend(database, network.row, service),
  ]);
  const { population } = network.parameters;
  const inhabitants = population && { inhabitants: population.inhabitants, year: population.year };
  const origins = solveAgain(network).origins()(service);
  const direct = new Map(natures.get(service));
  direct.delete(NOTIONAL);
  const full = fullByNature(origins, natures);
  const labels = await accountLabels(
    database,
    network.row.report.documents.map(({ plan }) => plan),
    'nature',
    [...full.keys()],
  );
  labels.set(NOTIONAL, NOTIONAL_LABEL[locale]);
  const named = (amounts: ReadonlyMap<string, Cents>) =>
    [...amounts]
      .filter(([, amount]) => amount !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, amount]) => ({ code, label: labels.get(code) ?? code, amount: formatCents(amount) }));
  const flow = (other: number, { amount, quantity, unit }: RunFlow) => ({
    service: other,
    name: network.names.get(other) ?? '',
    amount: formatCents(amount),
    quantity: quantity === null ? null : formatQuantity(quantity),
    unit,
  });
  return {
    run,
    population: inhabitants,
    cost: fullCost(own, inhabitants),
    direct_by_nature: named(direct),
    full_by_nature: named(full),
    notional: network.parameters.notional
      .filter((one) => one.service === service)
      .map(({ label, method, amount }) => ({ label, method, amount: formatCents(amount) })),
    received: byAmount(flows.filter(({ to }) => to === service)).map((one) => flow(one.from, one)),
    delivered: byAmount(flows.filter(({ from, to }) => from === service && to !== null)).map((one) =>
      flow(one.to!, one),
    ),
    origins: byAmount(origins).map(({ origin, amount }) => ({
      service: origin,
      name: network.names.get(origin) ?? '',
      amount: formatCents(amount),
    })),
    trend,
    problems: run.problems.filter((problem) => problem.service === service),
  };
}

const byAmount = <T extends { amount: Cents }>(list: readonly T[]) =>
  [...list].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));

/** By service, what its direct and notional cost is made of, by account group; deductions are negative. */
async function naturesByService(
  database: Database,
  { row, services }: RunNetwork,
): Promise<Map<number, Map<string, Cents>>> {
  const rows: { service: number; part: string; amount: number | string; nature: string }[] = await database(
    'm57_run_costs as cost',
  )
    .join('m57_imputations as coding', 'coding.id', 'cost.imputation')
    .where('cost.run', row.id)
    .whereNotNull('cost.service')
    .whereIn('cost.part', ['cost', 'deduction'])
    .select('cost.service', 'cost.part', 'cost.amount', 'coding.nature');
  const natures = new Map(
    services.map(({ service, notional }) => [service, new Map<string, Cents>([[NOTIONAL, notional]])]),
  );
  for (const { service, part, amount, nature } of rows) {
    const groups = natures.get(service)!;
    const group = nature.slice(0, 2);
    groups.set(group, (groups.get(group) ?? 0) + (part === 'cost' ? 1 : -1) * Number(amount));
  }
  return natures;
}

/** What came from each origin, in the proportions of that origin's own cost. */
function fullByNature(
  origins: readonly { origin: number; amount: Cents }[],
  natures: ReadonlyMap<number, ReadonlyMap<string, Cents>>,
): Map<string, Cents> {
  const full = new Map<string, Cents>();
  for (const { origin, amount } of origins) {
    const groups = [...natures.get(origin)!];
    const parts = splitSigned(
      amount,
      groups.map(([, weight]) => weight),
    );
    groups.forEach(([group], rank) => full.set(group, (full.get(group) ?? 0) + parts[rank]!));
  }
  return full;
}

/** The latest validated run of each other year of the same budgets, and this one. */
async function readTrend(database: Database, run: RunRow, service: number): Promise<ServicePage['trend']> {
  const validated: { id: number; exercice: number }[] = await database('m57_runs')
    .where({ status: 'validated', siret: run.siret, budget: run.budget })
    .whereNot({ exercice: run.exercice })
    .orderBy('validated_on')
    .orderBy('id')
    .select('id', 'exercice');
  const latest = new Map([...validated, run].map(({ id, exercice }) => [exercice, id]));
  const points = [...latest].sort(([a], [b]) => a - b);
  const found = await Promise.all(
    points.map(async ([exercice, id]) => {
      const row = (await loadServices(database, id)).find((one) => one.service === service);
      return row ? [{ exercice, id, cost: fullCost(row, null) }] : [];
    }),
  );
  return found.flat().map(({ exercice, id, cost }) => ({
    run: id,
    exercice,
    direct: cost.direct,
    full: cost.full,
    net_cost: cost.net_cost,
    unit_cost: cost.unit_cost,
  }));
}
