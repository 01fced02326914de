import type { z } from 'zod';
import type { TraceAnswer, traceQuery } from '../../contract/allocations';
import { formatCents, type Cents } from '../../domain/money';
import { readParameters } from '../../domain/run/parameters';
import type { PlacedCost } from '../../domain/run/place';
import type { RunServiceRow } from '../../domain/run/run';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { accountLabels } from '../ledger/labels';
import { linesOf, partsOf, readLines, shareLines } from './lines';
import { COST_COLUMNS, loadFlows, loadParameters, loadRun, loadServices, type RunRow } from './results';

const PAGE = 50;
type TraceQuery = z.infer<typeof traceQuery>;
type Level = Pick<TraceAnswer, 'pages' | 'total' | 'share'> &
  Partial<Pick<TraceAnswer, 'sources' | 'imputations' | 'lines'>>;

/** From a figure of a service one level down: sources, then imputations of a rule, then ledger lines of one. */
export async function traceService(database: Database, id: number, query: TraceQuery): Promise<TraceAnswer> {
  const run = await loadRun(database, id);
  const row = (await loadServices(database, id)).find(({ service }) => service === query.service);
  if (!row) throw new Refusal('NOT_FOUND', { what: `service ${query.service}` });
  const level =
    query.imputation !== undefined
      ? await lines(database, run, { ...query, imputation: query.imputation })
      : query.rule !== undefined
        ? await imputations(database, run, { ...query, rule: query.rule })
        : await sources(database, id, row);
  return { run: id, service: { id: row.service, name: row.name, kind: row.kind }, ...level };
}

/** What a part adds to the cost of a service, and to its revenue. */
const costOf = ({ part, amount }: PlacedCost): Cents =>
  part === 'cost' ? amount : part === 'deduction' ? -amount : 0;
const revenueOf = ({ part, amount }: PlacedCost): Cents =>
  part === 'users' || part === 'partners' ? amount : 0;
/** Expense − revenue; outside and unmatched amounts are that already. */
const netOf = (cost: PlacedCost): Cents =>
  cost.part === 'outside' || cost.part === 'unmatched' ? cost.amount : costOf(cost) - revenueOf(cost);

async function sources(database: Database, run: number, row: RunServiceRow): Promise<Level> {
  const { service } = row;
  const [costs, flows, stored, services] = await Promise.all([
    costsOf(database, { run, service }),
    loadFlows(database, run),
    loadParameters(database, run),
    loadServices(database, run),
  ]);
  const { rules, notional } = readParameters(stored);
  const formulas = new Map(rules.map(({ id, formula }) => [id, formula]));
  const names = new Map(services.map(({ service: id, name }) => [id, name]));
  const byRule = new Map<number, { lines: number; cost: Cents; revenue: Cents }>();
  for (const cost of costs) {
    const rule = cost.rule!;
    const total = byRule.get(rule) ?? { lines: 0, cost: 0, revenue: 0 };
    byRule.set(rule, {
      lines: total.lines + cost.lines,
      cost: total.cost + costOf(cost),
      revenue: total.revenue + revenueOf(cost),
    });
  }
  const found = [
    ...[...byRule].map(([id, total]) => ({
      kind: 'rule' as const,
      id,
      label: formulas.get(id) ?? '',
      ...total,
    })),
    ...flows
      .filter(({ to }) => to === service)
      .map(({ from, amount }) => ({
        kind: 'received' as const,
        id: from,
        label: names.get(from) ?? '',
        lines: null,
        cost: amount,
        revenue: 0,
      })),
    ...notional
      .filter((one) => one.service === service)
      .map(({ label, amount }) => ({
        kind: 'notional' as const,
        id: null,
        label,
        lines: null,
        cost: amount,
        revenue: 0,
      })),
  ].sort((a, b) => Math.abs(b.cost) + Math.abs(b.revenue) - Math.abs(a.cost) - Math.abs(a.revenue));
  const net = formatCents(sum(found, ({ cost, revenue }) => cost - revenue));
  return {
    sources: found.map(({ cost, revenue, ...source }) => ({
      ...source,
      cost: formatCents(cost),
      revenue: formatCents(revenue),
    })),
    pages: 1,
    total: net,
    share: net,
  };
}

async function imputations(
  database: Database,
  run: RunRow,
  { service, rule, page }: TraceQuery & { rule: number },
): Promise<Level> {
  const costs = await costsOf(database, { run: run.id, service, rule });
  costs.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || a.imputation - b.imputation);
  const ids = costs.map(({ imputation }) => imputation);
  const listed = costs.slice(PAGE * (page - 1), PAGE * page);
  const [codings, whole] = await Promise.all([
    database('m57_imputations')
      .whereIn(
        'id',
        listed.map(({ imputation }) => imputation),
      )
      .select('id', 'section', 'direction', 'kind', 'nature', 'fonction'),
    allParts(database, { run: run.id, service, rule }),
  ]);
  const coding = new Map(codings.map((one) => [one.id, one]));
  const labels = await accountLabels(
    database,
    run.report.documents.map(({ plan }) => plan),
    'nature',
    codings.map(({ nature }) => nature),
  );
  return {
    imputations: listed.map((cost) => {
      const { section, direction, kind, nature, fonction } = coding.get(cost.imputation)!;
      return {
        imputation: cost.imputation,
        section,
        direction,
        kind,
        nature,
        label: labels.get(nature) ?? null,
        fonction,
        part: cost.part as 'cost' | 'deduction' | 'users' | 'partners',
        lines: cost.lines,
        amount: formatCents(signed(cost)),
      };
    }),
    pages: pagesOf(ids.length),
    total: formatCents(sum(whole, netOf)),
    share: formatCents(sum(costs, netOf)),
  };
}

/** Deductions are negative: they reduce cost. */
const signed = (cost: PlacedCost): Cents => (cost.part === 'deduction' ? costOf(cost) : cost.amount);

async function lines(
  database: Database,
  run: RunRow,
  { service, rule, imputation, page }: TraceQuery & { imputation: number },
): Promise<Level> {
  const parts = await partsOf(database, run.id, imputation);
  const own = (part: PlacedCost) => part.service === service && (rule === undefined || part.rule === rule);
  const mine = parts.filter(own);
  if (mine.length === 0) throw new Refusal('NOT_FOUND', { what: `imputation ${imputation}` });
  const { direction } = await database('m57_imputations').where({ id: imputation }).first('direction');
  const sign = mine[0]!.part === 'deduction' ? -1 : 1;
  const { count } = (await linesOf(database, run, imputation).clearOrder().count({ count: '*' }).first())!;
  // Only a line that is shared out needs those before it.
  const alone = parts.length === 1;
  const read = await readLines(database, run, imputation, alone ? { size: PAGE, rank: page } : undefined);
  const shares = await shareLines(database, run.id, read, parts, direction);
  const first = alone ? 0 : PAGE * (page - 1);
  const listed = read.slice(first, first + PAGE).map((line, rank) => ({
    ...line,
    share: sum(parts, (part) => (own(part) ? shares[first + rank]![parts.indexOf(part)]! : 0)),
  }));
  const files = await database('m57_imports')
    .whereIn('id', [...new Set(listed.map((line) => line.import))])
    .select('id', 'file_name');
  const names = new Map(files.map(({ id, file_name }) => [id, file_name]));
  const euros = (amount: Cents) => formatCents(amount === 0 ? 0 : sign * amount);
  const whole = sum(parts, netOf);
  return {
    lines: listed.map(({ id, import: file, position, amount, share }) => ({
      line: id,
      import: file,
      file_name: names.get(file) ?? null,
      position,
      amount: euros(amount),
      share: euros(share),
    })),
    pages: pagesOf(Number(count)),
    total: euros(direction === 'D' ? whole : -whole),
    share: euros(sum(mine, ({ amount }) => amount)),
  };
}

async function costsOf(
  database: Database,
  where: { run: number; service: number; rule?: number },
): Promise<PlacedCost[]> {
  const rows = await database('m57_run_costs')
    .where(where)
    .whereNotIn('part', ['outside', 'unmatched'])
    .select(COST_COLUMNS);
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
}

/** All parts of the imputations of which a rule gave a service one. */
async function allParts(
  database: Database,
  { run, service, rule }: { run: number; service: number; rule: number },
): Promise<PlacedCost[]> {
  const rows = await database('m57_run_costs')
    .where({ run })
    .whereIn('imputation', database('m57_run_costs').where({ run, service, rule }).select('imputation'))
    .select(COST_COLUMNS);
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
}

const pagesOf = (count: number) => Math.max(1, Math.ceil(count / PAGE));
const sum = <T>(list: readonly T[], of: (item: T) => Cents) =>
  list.reduce((total, item) => total + of(item), 0);
