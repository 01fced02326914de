import type { CompareAnswer } from '../../contract/allocations';
import { causesOf, type Cause } from '../../domain/run/compare';
import type { RunServiceRow } from '../../domain/run/run';
import { formatCents } from '../../domain/money';
import type { Database } from '../host';
import { namesOf, summary } from './read';
import { loadParameters, loadRun, loadServices, type RunRow } from './results';

/** What moved between two runs, largest first, and which inputs were not the same. */
export async function compareRuns(database: Database, a: number, b: number): Promise<CompareAnswer> {
  const rows = [await loadRun(database, a), await loadRun(database, b)] as const;
  const [names, servicesA, servicesB, parametersA, parametersB, documents] = await Promise.all([
    namesOf(database, rows),
    loadServices(database, a),
    loadServices(database, b),
    loadParameters(database, a),
    loadParameters(database, b),
    documentCauses(database, ...rows),
  ]);
  const [before, after] = [servicesA, servicesB].map(
    (list) => new Map(list.map((row) => [row.service, row])),
  ) as [Map<number, RunServiceRow>, Map<number, RunServiceRow>];
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  const full = (row: RunServiceRow | undefined) => (row ? row.direct + row.notional + row.received : 0);
  return {
    a: summary(rows[0], names),
    b: summary(rows[1], names),
    services: ids
      .map((service) => {
        const [was, is] = [before.get(service), after.get(service)];
        const { name, kind } = (is ?? was)!;
        return { service, name, kind, was, is, difference: full(is) - full(was) };
      })
      .sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference) || x.service - y.service)
      .map(({ was, is, difference, ...service }) => ({
        ...service,
        a: amounts(was),
        b: amounts(is),
        difference: formatCents(difference),
      })),
    causes: [...documents, ...causesOf(parametersA, parametersB)],
  };
}

function amounts(row: RunServiceRow | undefined) {
  if (!row) return null;
  return {
    direct: formatCents(row.direct + row.notional),
    received: formatCents(row.received),
    full: formatCents(row.direct + row.notional + row.received),
    revenue: formatCents(row.users + row.partners),
  };
}

/** A document that came by another import is another one. */
async function documentCauses(database: Database, a: RunRow, b: RunRow): Promise<Cause[]> {
  const files = await database('m57_imports')
    .whereIn(
      'id',
      [...a.report.documents, ...b.report.documents].map((document) => document.import),
    )
    .select('id', 'file_name');
  const names = new Map(files.map(({ id, file_name }) => [id, file_name as string | null]));
  const documentsOf = ({ report }: RunRow) =>
    new Map(
      report.documents.map(({ siret, budget, label, exercice, stage, number, import: file }) => [
        JSON.stringify([siret, budget, stage, number]),
        { label: `${label}, ${stage} ${exercice}`, file, text: `${names.get(file) ?? ''} (n° ${file})` },
      ]),
    );
  const [before, after] = [documentsOf(a), documentsOf(b)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Cause[] => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was?.file === is?.file) return [];
    return [
      {
        kind: 'document',
        change: was && is ? 'changed' : was ? 'removed' : 'added',
        label: (is ?? was)!.label,
        a: was?.text ?? null,
        b: is?.text ?? null,
        service: null,
      },
    ];
  });
}
