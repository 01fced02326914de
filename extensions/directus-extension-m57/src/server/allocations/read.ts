import type { Problem, Run, RunSummary } from '../../contract/allocations';
import type { Locale } from '../../domain/issue';
import { describe } from '../../domain/messages';
import { formatCents } from '../../domain/money';
import type { RunProblem } from '../../domain/run/allocation';
import type { Database } from '../host';
import { toUsed } from '../ledger/documents';
import { userNames } from '../user-names';
import { loadInputs } from './inputs';
import { loadResults, loadRun, resultHash, runRow, type RunRow } from './results';
import { tariffProblems } from './tariffs';

/** One run, with the checks that read its results and its inputs of today. */
export async function readRun(database: Database, id: number, locale: Locale): Promise<Run> {
  const row = await loadRun(database, id);
  const [names, results, present] = await Promise.all([
    namesOf(database, [row]),
    loadResults(database, id),
    loadInputs(database, row.report.scope),
  ]);
  const problems = [...row.report.problems, ...(await tariffProblems(database, row, results.services))];
  return {
    ...summary(row, names),
    documents: row.report.documents.map(toUsed),
    intact: resultHash(row, results) === row.result_hash,
    outdated: present.fingerprint !== row.fingerprint,
    problems: problems.map((problem) => describeProblem(problem, locale)),
  };
}

/** Runs, newest first. */
export async function listRuns(
  database: Database,
  { exercice, siret }: { exercice?: number | undefined; siret?: string | undefined },
): Promise<RunSummary[]> {
  const rows = await database('m57_runs')
    .whereNotNull('fingerprint')
    .where({ ...(exercice === undefined ? {} : { exercice }), ...(siret === undefined ? {} : { siret }) })
    .orderBy('id', 'desc');
  const runs = rows.map(runRow);
  const names = await namesOf(database, runs);
  return runs.map((row) => summary(row, names));
}

export function namesOf(database: Database, rows: readonly RunRow[]): Promise<Map<string, string>> {
  return userNames(
    database,
    rows.flatMap((row) => [row.created_by ?? [], row.validated_by ?? [], row.reversed_by ?? []].flat()),
  );
}

export function summary(row: RunRow, names: ReadonlyMap<string, string>): RunSummary {
  const signed = (on: unknown, by: string | null) =>
    on === null
      ? null
      : { on: new Date(on as string).toISOString(), by: by === null ? null : (names.get(by) ?? null) };
  const { totals } = row.report;
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    method: row.method,
    siret: row.siret,
    budget: row.budget,
    exercice: row.exercice,
    stage: row.stage,
    measure: row.report.measure,
    perimeter: row.report.perimeter,
    fingerprint: row.fingerprint,
    created: signed(row.created_on, row.created_by),
    validated: signed(row.validated_on, row.validated_by),
    reversed: signed(row.reversed_on, row.reversed_by),
    note: row.note,
    totals: {
      direct: formatCents(totals.direct),
      notional: formatCents(totals.notional),
      full: formatCents(totals.full),
      revenue: formatCents(totals.revenue),
      unallocated: formatCents(totals.unallocated),
      unmatched: formatCents(totals.unmatched),
      outside: formatCents(totals.outside),
      document: {
        expense: formatCents(totals.expense),
        revenue: formatCents(totals.revenueOfDocuments),
      },
    },
  };
}

export function describeProblem(problem: RunProblem, locale: Locale): Problem {
  const { code, params, service, amount, blocking } = problem;
  const { message } = describe({ code, params, line: null, column: null }, locale);
  return { code, message, service, amount: amount === null ? null : formatCents(amount), blocking };
}
