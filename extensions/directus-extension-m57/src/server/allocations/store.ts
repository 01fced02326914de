import type { RunResult } from '../../domain/run/run';
import { bulkInsert } from '../bulk';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { insertId } from '../jobs';
import { commonStage } from '../ledger/documents';
import type { RunInputs, RunScope } from './inputs';
import { COST_COLUMNS, resultHash, type RunReport } from './results';

const TABLES = [
  'm57_run_inputs',
  'm57_run_parameters',
  'm57_run_services',
  'm57_run_flows',
  'm57_run_costs',
] as const;

/** Writes a run and all of its results; in a transaction, so that there is all of it or nothing. Returns its id. */
export async function storeRun(
  trx: Database,
  { name, user, scope }: { name: string; user: string | null; scope: RunScope },
  { documents, measure, parameters, rows, fingerprint }: RunInputs,
  { services, flows, costs, order, problems, totals }: RunResult,
): Promise<number> {
  const imports = [...new Set(documents.map((document) => document.import))].sort((a, b) => a - b);
  await lockImports(trx, imports);
  const there = await trx('m57_documents')
    .whereIn(
      'id',
      documents.map(({ id }) => id),
    )
    .pluck('id');
  if (there.length !== documents.length) throw new Refusal('RUN_DOCUMENTS_GONE');

  const report: RunReport = {
    scope,
    measure,
    documents,
    perimeter: parameters.perimeter.name,
    order,
    problems,
    totals,
  };
  const head = {
    method: scope.method,
    exercice: scope.exercice,
    stage: commonStage(documents),
    siret: scope.siret,
    budget: scope.budget ?? null,
    fingerprint,
    created_on: new Date(),
    created_by: user,
    validated_on: null,
    validated_by: null,
    reversed_on: null,
    reversed_by: null,
  };
  // As it will be read back: without what JSON leaves out.
  const kept = JSON.parse(JSON.stringify(report)) as RunReport;
  const stored = { parameters: rows, inputs: imports, services, flows, costs };
  const run = await insertId(trx, 'm57_runs', {
    ...head,
    name,
    status: 'draft',
    report: JSON.stringify(kept),
    result_hash: resultHash({ ...head, report: kept, result_hash: '' }, stored),
  });
  const insert = (table: (typeof TABLES)[number], columns: string[], values: unknown[][]) =>
    bulkInsert(
      trx,
      table,
      ['run', ...columns],
      values.map((row) => [run, ...row]),
    );
  await insert(
    'm57_run_inputs',
    ['import'],
    imports.map((id) => [id]),
  );
  await insert(
    'm57_run_parameters',
    ['kind', 'ref', 'content'],
    rows.map(({ kind, ref, content }) => [kind, ref, content]),
  );
  await insert(
    'm57_run_services',
    [
      'service',
      'name',
      'kind',
      'lines',
      'direct',
      'notional',
      'received',
      'delivered',
      'unallocated',
      'users',
      'partners',
      'unit',
      'units',
    ],
    services.map((row) => [
      row.service,
      row.name,
      row.kind,
      row.lines,
      row.direct,
      row.notional,
      row.received,
      row.delivered,
      row.unallocated,
      row.users,
      row.partners,
      row.unit,
      text(row.units),
    ]),
  );
  await insert(
    'm57_run_flows',
    ['from_service', 'to_service', 'amount', 'quantity', 'unit'],
    flows.map((row) => [row.from, row.to, row.amount, text(row.quantity), row.unit]),
  );
  await insert(
    'm57_run_costs',
    [...COST_COLUMNS],
    costs.map((row) => COST_COLUMNS.map((column) => row[column])),
  );
  return run;
}

/** Every database takes a big integer as text. */
const text = (value: bigint | null) => (value === null ? null : String(value));

/**
 * Until the transaction ends nobody undoes these imports: whoever is second sees what the first has done. SQLite has
 * one writer anyway.
 */
export async function lockImports(trx: Database, imports: readonly number[]): Promise<{ status: string }[]> {
  return trx('m57_imports').whereIn('id', imports).orderBy('id').forUpdate().select('id', 'status');
}

/** What runs that were deleted have left. */
export async function clearDeletedRuns(database: Database): Promise<void> {
  for (const table of TABLES)
    await database(table).whereNotIn('run', database('m57_runs').select('id')).delete();
}
