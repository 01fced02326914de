import type { z } from 'zod';
import type { CostCell, CostGroup, GroupCosts, groupCostsQuery } from '../../contract/segments';
import { divideCents } from '../../domain/comparison';
import type { Locale } from '../../domain/issue';
import { describe } from '../../domain/messages';
import { formatCents, type Cents } from '../../domain/money';
import { formatQuantity, type Quantity } from '../../domain/quantity';
import { costOfUnits } from '../../domain/relation/citizen-cost';
import {
  costParts,
  costsOfGroups,
  coverage,
  revenueParts,
  type ServiceOfRun,
} from '../../domain/relation/group-costs';
import type { RunServiceRow } from '../../domain/run/run';
import type { SuppressionRule } from '../../domain/suppression';
import { populationIn } from '../allocations/costs';
import { loadParameters, loadServices } from '../allocations/results';
import { loadValidatedRun, loadValidatedRuns } from '../allocations/validated';
import type { Database } from '../host';
import { readSegmentTable } from './segment-table';
import { readSuppressionRule } from './suppression-rule';
import {
  countedOf,
  NOTHING,
  readTypologyTable,
  type Measured,
  type TypologyColumn,
  type TypologyTable,
} from './typology-table';
import { readYears } from './years';

type Query = Pick<z.infer<typeof groupCostsQuery>, 'by' | 'exercice' | 'run' | 'segments'>;
type Service = GroupCosts['services'][number];
type Note = GroupCosts['notes'][number];

/** A hundredth of a unit in the quantities of runs. */
const HUNDREDTH: Quantity = 100n;

/**
 * What each service cost and brought by groups of its users, at the full cost of a validated run: the latest of the
 * exercice asked for, else of the latest year that has both a run and uses. Every service of the run that residents pay
 * for or bring something to is there, so that all parts add up to it.
 */
export async function readGroupCosts(
  database: Database,
  { by, exercice: asked, run: askedRun, segments }: Query,
  locale: Locale,
): Promise<GroupCosts> {
  const [rule, years, runs] = await Promise.all([
    readSuppressionRule(database),
    readYears(database),
    loadValidatedRuns(database),
  ]);
  const named = askedRun === undefined ? null : await loadValidatedRun(database, askedRun);
  const exercices = [...new Set([...years, ...runs.keys()])].sort((a, b) => b - a);
  const exercice =
    named?.exercice ??
    asked ??
    years.find((year) => runs.has(year)) ??
    exercices.find((year) => runs.has(year)) ??
    exercices[0] ??
    null;
  const run = named ?? (exercice === null ? null : (runs.get(exercice) ?? null));
  const counted = by === 'segment' ? 'persons' : countedOf(by);
  const head = { by, exercice, exercices, run, counted, threshold: rule.threshold } as const;
  if (run === null || exercice === null) {
    const code = runs.size === 0 ? 'GROUP_COSTS_NO_RUN' : 'GROUP_COSTS_NO_RUN_OF_YEAR';
    const notes = [noteOf(code, null, { exercice: exercice ?? '' }, locale)];
    return { ...head, groups: [], services: [], population: null, notes };
  }
  const [table, results, parameters] = await Promise.all([
    readTable(database, by, exercice, segments, rule, locale),
    loadServices(database, run.id),
    loadParameters(database, run.id),
  ]);
  const population = populationIn(parameters);
  const columns = new Map(table.services.map((column) => [column.id, column]));
  const nobody = (id: number, name: string): TypologyColumn => {
    const none = { measured: NOTHING, secret: false };
    return {
      id,
      name,
      cells: table.groups.map(() => none),
      total: none,
      unidentified: { units: 0, revenue: 0 },
    };
  };
  const notes: Note[] = [];
  const services = [
    ...results
      .filter((row) => isFinal(row) || columns.has(row.service) || bringsIn(row))
      .map((row) => ({ row, column: columns.get(row.service) ?? nobody(row.service, row.name) })),
    // Made, or used, since the run.
    ...table.services
      .filter(({ id }) => !results.some(({ service }) => service === id))
      .map((column) => ({ row: null, column })),
  ].map(({ row, column }) => {
    const { service, problem } = serviceCosts(row, column, by === 'segment', population);
    const code =
      problem &&
      ({ no_units: 'GROUP_COSTS_NO_UNITS', more_units: 'GROUP_COSTS_MORE_UNITS' } as const)[problem];
    if (code) notes.push(noteOf(code, service.id, { service: service.name }, locale));
    return service;
  });
  return { ...head, groups: table.groups, services, population, notes };
}

const readTable = (
  database: Database,
  by: CostGroup,
  exercice: number,
  segments: string | undefined,
  rule: SuppressionRule,
  locale: Locale,
): Promise<TypologyTable> =>
  by === 'segment'
    ? readSegmentTable(database, { exercice, segments: segments?.split(',').map(Number) }, rule)
    : readTypologyTable(database, { by, exercice }, rule, locale);

/** What an auxiliary service costs is in others; what it brings is not. */
const bringsIn = ({ kind, users, partners }: RunServiceRow) =>
  kind !== 'outside' && (users !== 0 || partners !== 0);
const isFinal = ({ kind }: RunServiceRow) => kind === 'principal' || kind === 'indivis';

const noteOf = (
  code: Note['code'],
  service: number | null,
  params: Record<string, string | number>,
  locale: Locale,
): Note => ({
  code,
  service,
  message: describe({ code, line: null, column: null, params }, locale).message,
});

const quantity = ({ units }: Measured) => BigInt(units) * HUNDREDTH;

/** What a run says of a service; of one that it does not know, nothing. */
const serviceOfRun = (row: RunServiceRow | null): ServiceOfRun => ({
  cost: row ? row.direct + row.notional + row.received : 0,
  units: row?.units ?? null,
  delivers: row?.kind === 'indivis' ? 'all' : row?.kind === 'principal' ? 'users' : 'services',
});

/** Cents that a hundredth of a unit costs its users, not rounded; null: not known. `identified`: all known users. */
export function costOfHundredth(row: RunServiceRow | null, identified: Measured): number | null {
  const ofRun = serviceOfRun(row);
  const { base } = costParts(ofRun, quantity(identified));
  return base === null ? null : (ofRun.cost * Number(HUNDREDTH)) / Number(base);
}

/** `row`: of the run; null: it does not know the service, of which only uses are told then. */
function serviceCosts(
  row: RunServiceRow | null,
  { id, name, cells, total, unidentified }: TypologyColumn,
  overlapping: boolean,
  population: GroupCosts['population'],
) {
  const ofRun = serviceOfRun(row);
  const parts = costParts(ofRun, quantity(total.measured));
  const revenue = revenueParts(
    { users: row?.users ?? 0, partners: row?.partners ?? 0 },
    { identified: total.measured.revenue, unidentified: unidentified.revenue },
  );
  // Where known users have more units than the run, what a unit costs tells how many they have.
  const base = parts.problem === 'more_units' && total.secret ? null : parts.base;
  const units = cells.map(({ measured }) => quantity(measured));
  const costs =
    base === null
      ? null
      : overlapping
        ? units.map((own) => costOfUnits(ofRun.cost, base, own))
        : costsOfGroups(ofRun.cost, base, units);
  const open = (amount: Cents) => (total.secret ? null : formatCents(amount));
  const perInhabitant = (amount: Cents) => formatCents(divideCents(amount, population!.inhabitants));
  const service: Service = {
    id,
    name: row?.name ?? name,
    unit: row?.unit ?? null,
    per: ofRun.delivers === 'all' ? 'inhabitant' : 'user',
    cells: cells.map((cell, at) => cellOf(cell, costs?.[at] ?? null)),
    total: cellOf(total, base === null ? null : parts.identified),
    cost: {
      identified: open(parts.identified),
      unidentified: open(parts.unidentified),
      indivis: formatCents(parts.indivis),
      total: formatCents(parts.total),
    },
    revenue: {
      identified: open(revenue.identified),
      unidentified: open(revenue.unidentified),
      partners: formatCents(revenue.partners),
      gap: open(revenue.gap),
      total: formatCents(revenue.total),
    },
    units: {
      unidentified:
        parts.base === null || total.secret ? null : formatQuantity(parts.base - quantity(total.measured)),
      total: ofRun.units === null ? null : formatQuantity(ofRun.units),
    },
    per_inhabitant:
      population && row && isFinal(row)
        ? { cost: perInhabitant(parts.total), revenue: perInhabitant(revenue.total) }
        : null,
  };
  // Of a service that costs nothing nobody misses units; and what is told of a secret total would tell of it.
  const problem =
    (parts.problem === 'no_units' && ofRun.cost === 0) || (parts.problem === 'more_units' && total.secret)
      ? null
      : parts.problem;
  return { service, problem };
}

const SECRET: CostCell = {
  users: null,
  units: null,
  cost: null,
  revenue: null,
  balance: null,
  coverage: null,
  average_cost: null,
  average_revenue: null,
  average_balance: null,
};

/** A cost is secret with the units that it follows from. */
function cellOf({ measured, secret }: { measured: Measured; secret: boolean }, cost: Cents | null): CostCell {
  if (secret) return SECRET;
  const { users, units, revenue } = measured;
  const average = (amount: Cents | null) =>
    amount === null || users === 0 ? null : formatCents(divideCents(amount, users));
  const balance = cost === null ? null : revenue - cost;
  const rate = cost === null ? null : coverage(cost, revenue);
  const money = (amount: Cents | null) => (amount === null ? null : formatCents(amount));
  return {
    users,
    units: formatCents(units),
    cost: money(cost),
    revenue: formatCents(revenue),
    balance: money(balance),
    coverage: rate === null ? null : decimalOf(rate),
    average_cost: average(cost),
    average_revenue: average(revenue),
    average_balance: average(balance),
  };
}

/** Tenths as decimal text. */
const decimalOf = (tenths: number): string => {
  const absolute = Math.abs(tenths);
  return `${tenths < 0 ? '-' : ''}${Math.floor(absolute / 10)}.${absolute % 10}`;
};
