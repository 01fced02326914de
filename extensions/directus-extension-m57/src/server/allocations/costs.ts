import type { FullCost, RunCosts } from '../../contract/allocations';
import { divideCents } from '../../domain/comparison';
import { coverageRates } from '../../domain/costs';
import type { Locale } from '../../domain/issue';
import { formatCents, type Cents } from '../../domain/money';
import { formatQuantity, ONE } from '../../domain/quantity';
import { readParameters, type StoredParameter } from '../../domain/run/parameters';
import type { RunServiceRow } from '../../domain/run/run';
import type { Database } from '../host';
import { readRun } from './read';
import { loadParameters, loadServices } from './results';

/** Full cost, revenue and coverage of every service of a run. */
export async function readCosts(database: Database, id: number, locale: Locale): Promise<RunCosts> {
  const run = await readRun(database, id, locale);
  const [services, parameters] = await Promise.all([
    loadServices(database, id),
    loadParameters(database, id),
  ]);
  const population = populationIn(parameters);
  return { run, population, services: services.map((service) => fullCost(service, population)) };
}

export function populationIn(parameters: readonly StoredParameter[]): RunCosts['population'] {
  const { population } = readParameters(parameters);
  return population && { inhabitants: population.inhabitants, year: population.year };
}

/** Rates and unit costs are of services to residents: what an auxiliary costs is in theirs. */
export function fullCost(row: RunServiceRow, population: RunCosts['population']): FullCost {
  const { direct, notional, received, users, partners } = row;
  const cost = direct + notional + received;
  const revenue = users + partners;
  const final = row.kind === 'principal' || row.kind === 'indivis';
  const rates = coverageRates({ lines: row.lines, cost, users, partners });
  const perUnit = (amount: Cents) => (final && row.units ? formatCents(ofUnits(amount, row.units)) : null);
  return {
    service: row.service,
    name: row.name,
    kind: row.kind,
    lines: row.lines,
    direct: formatCents(direct),
    notional: formatCents(notional),
    received: formatCents(received),
    delivered: formatCents(row.delivered),
    unallocated: formatCents(row.unallocated),
    full: formatCents(cost),
    revenue_users: formatCents(users),
    revenue_partners: formatCents(partners),
    revenue: formatCents(revenue),
    net_cost: formatCents(cost - revenue),
    rate_users: final ? rates.users : null,
    rate_partners: final ? rates.partners : null,
    rate_authority: final ? rates.authority : null,
    unit: row.unit,
    units: row.units === null ? null : formatQuantity(row.units),
    unit_cost: perUnit(cost),
    unit_net_cost: perUnit(cost - revenue),
    per_inhabitant: final && population ? formatCents(divideCents(cost, population.inhabitants)) : null,
  };
}

/** Of one unit, to the nearest cent, halves away from zero. */
export function ofUnits(amount: Cents, units: bigint): Cents {
  const doubled = BigInt(Math.abs(amount)) * ONE * 2n + units;
  const rounded = Number(doubled / (2n * units));
  return amount < 0 && rounded !== 0 ? -rounded : rounded;
}
