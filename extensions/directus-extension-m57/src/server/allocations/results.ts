import type { RunFlow, RunProblem } from '../../domain/run/allocation';
import { canonical, type StoredParameter } from '../../domain/run/parameters';
import type { PlacedCost } from '../../domain/run/place';
import type { RunServiceRow, RunTotals } from '../../domain/run/run';
import type { Measures } from '../../domain/ledger';
import { Refusal } from '../errors';
import type { Database } from '../host';
import type { DocumentRow } from '../ledger/documents';
import { sha256, type RunScope } from './inputs';

/** What a run keeps in its row as JSON. */
export interface RunReport {
  scope: RunScope;
  measure: keyof Measures;
  documents: DocumentRow[];
  perimeter: string;
  /** Step-down: the order in which auxiliaries were closed. */
  order: number[];
  problems: RunProblem[];
  totals: RunTotals;
}

/** A row of `m57_runs`. */
export interface RunRow {
  id: number;
  name: string;
  status: 'draft' | 'validated' | 'reversed';
  method: RunScope['method'];
  exercice: number;
  stage: DocumentRow['stage'] | null;
  siret: string;
  budget: string | null;
  report: RunReport;
  fingerprint: string;
  result_hash: string;
  created_on: unknown;
  created_by: string | null;
  validated_on: unknown;
  validated_by: string | null;
  reversed_on: unknown;
  reversed_by: string | null;
  note: string | null;
}

export interface StoredResults {
  parameters: StoredParameter[];
  inputs: number[];
  services: RunServiceRow[];
  flows: RunFlow[];
  costs: PlacedCost[];
}

export async function loadRun(database: Database, id: number): Promise<RunRow> {
  const row = await database('m57_runs').where({ id }).whereNotNull('fingerprint').first();
  if (!row) throw new Refusal('NOT_FOUND', { what: `run ${id}` });
  return runRow(row);
}

/** The report is text on SQLite, an object elsewhere. */
export const runRow = (row: Omit<RunRow, 'report'> & { report: unknown }): RunRow => ({
  ...row,
  report: typeof row.report === 'string' ? JSON.parse(row.report) : row.report,
});

export async function loadParameters(database: Database, run: number): Promise<StoredParameter[]> {
  return database('m57_run_parameters').where({ run }).select('kind', 'ref', 'content');
}

export async function loadServices(database: Database, run: number): Promise<RunServiceRow[]> {
  const rows = await database('m57_run_services').where({ run }).orderBy('id');
  return rows.map((row) => ({
    service: row.service,
    name: row.name,
    kind: row.kind,
    lines: row.lines,
    direct: Number(row.direct),
    notional: Number(row.notional),
    received: Number(row.received),
    delivered: Number(row.delivered),
    unallocated: Number(row.unallocated),
    users: Number(row.users),
    partners: Number(row.partners),
    unit: row.unit,
    units: bigint(row.units),
  }));
}

export async function loadFlows(database: Database, run: number): Promise<RunFlow[]> {
  const rows = await database('m57_run_flows').where({ run }).orderBy('id');
  return rows.map((row) => ({
    from: row.from_service,
    to: row.to_service,
    amount: Number(row.amount),
    quantity: bigint(row.quantity),
    unit: row.unit,
  }));
}

/** PostgreSQL gives big integers as text. */
const bigint = (value: string | number | null) => (value === null ? null : BigInt(value));

export const COST_COLUMNS = ['imputation', 'service', 'rule', 'part', 'reason', 'lines', 'amount'] as const;

export async function loadCosts(database: Database, run: number): Promise<PlacedCost[]> {
  const rows = await database('m57_run_costs').where({ run }).select(COST_COLUMNS);
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
}

/** Everything that a run has stored beside its row. */
export async function loadResults(database: Database, run: number): Promise<StoredResults> {
  const [parameters, inputs, services, flows, costs] = await Promise.all([
    loadParameters(database, run),
    database('m57_run_inputs').where({ run }).pluck('import'),
    loadServices(database, run),
    loadFlows(database, run),
    loadCosts(database, run),
  ]);
  return { parameters, inputs, services, flows, costs };
}

/** One hash over all that a run says, whatever the order of rows: what was changed below Directus shows by it. */
export function resultHash(
  {
    method,
    exercice,
    stage,
    siret,
    budget,
    report,
    fingerprint,
  }: Omit<RunRow, 'id' | 'status' | 'name' | 'note'>,
  results: StoredResults,
): string {
  const rows = Object.entries(results)
    .flatMap(([table, list]: [string, readonly unknown[]]) => list.map((row) => `${table} ${canonical(row)}`))
    .sort();
  const head = canonical({ method, exercice, stage, siret, budget, report, fingerprint });
  return sha256([head, ...rows].join('\n'));
}
