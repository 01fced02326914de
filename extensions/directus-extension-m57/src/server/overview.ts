import type { Overview } from '../contract/overview';
import { formatCents } from '../domain/money';
import { coverage } from '../domain/rules/coverage';
import type { Database } from './host';
import { listImports } from './imports/read-import';
import { toUsed } from './ledger/documents';
import { isoDate, loadAssignment } from './rules/load';
import { TotalsAccumulator } from '../domain/totals';

const LATEST = 5;

/** Where the work stands, on the reference documents of the latest exercice. */
export async function readOverview(database: Database): Promise<Overview> {
  const [{ documents, measure, assignment }, imports, services, rules, panels] = await Promise.all([
    loadAssignment(database, {}),
    listImports(database, LATEST),
    count(database('m57_services')),
    count(database('m57_rules').where({ active: true })),
    count(database('directus_panels').where('type', 'like', 'm57-%')),
  ]);
  const reached = coverage(assignment, 'service');
  const rate = reached.rate[measure];
  const totals = new TotalsAccumulator();
  for (const sum of assignment.sums) totals.add(sum.imputation, sum[measure]);
  const { operations } = totals.totals;
  const complete = reached.unmatched.lines + reached.conflicting.lines === 0;
  const exercice = documents[0]?.exercice ?? null;
  const [auxiliaries, keyed, validated] = await Promise.all([
    count(database('m57_services').where({ kind: 'auxiliary' })),
    exercice === null ? 0 : servicesWithKeys(database, exercice),
    exercice === null ? 0 : count(database('m57_runs').where({ exercice, status: 'validated' })),
  ]);
  return {
    steps: [
      { step: 'install', done: true, value: null },
      { step: 'import', done: imports.length > 0, value: imports.length },
      { step: 'rules', done: rules > 0, value: rules },
      { step: 'coverage', done: documents.length > 0 && complete, value: documents.length > 0 ? rate : null },
      { step: 'keys', done: auxiliaries > 0 && keyed === auxiliaries, value: keyed },
      { step: 'run', done: validated > 0, value: validated },
      { step: 'dashboard', done: panels > 0, value: panels },
    ],
    documents: documents.map(toUsed),
    figures:
      documents.length === 0
        ? null
        : {
            expense: formatCents(operations.expense),
            revenue: formatCents(operations.revenue),
            services,
            covered: rate,
          },
    imports,
  };
}

/** Auxiliary services of which a key holds at some day of the exercice. */
async function servicesWithKeys(database: Database, exercice: number): Promise<number> {
  const keys: { from_service: number; valid_from: unknown; valid_to: unknown }[] = await database('m57_keys')
    .join('m57_services', 'm57_services.id', 'm57_keys.from_service')
    .where('m57_services.kind', 'auxiliary')
    .distinct('from_service', 'valid_from', 'valid_to');
  // Each database has dates in a form of its own: compared here.
  const held = keys.filter(({ valid_from, valid_to }) => {
    const [from, to] = [isoDate(valid_from), isoDate(valid_to)];
    return (from === null || from <= `${exercice}-12-31`) && (to === null || to >= `${exercice}-01-01`);
  });
  return new Set(held.map(({ from_service }) => from_service)).size;
}

async function count(query: { count(column: never): PromiseLike<unknown> }): Promise<number> {
  const [row] = (await query.count('* as count' as never)) as { count: number | string }[];
  return Number(row!.count);
}
