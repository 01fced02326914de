import type { z } from 'zod';
import type { citizenCosts } from '../../contract/citizens';
import { formatCents, type Cents } from '../../domain/money';
import type { Quantity } from '../../domain/quantity';
import { costOfUnits } from '../../domain/relation/citizen-cost';
import { ofUnits } from '../allocations/costs';
import { loadServices } from '../allocations/results';
import { loadValidatedRuns } from '../allocations/validated';
import type { Database } from '../host';
import { sumOfHundredths, yearOf } from './columns';

/** A hundredth of a unit in the quantities of runs. */
const HUNDREDTH: Quantity = 100n;

interface Used {
  year: number;
  service: number;
  name: string;
  unit: string | null;
  /** Hundredths. */
  units: number;
  revenue: Cents;
}

/**
 * What the services that a citizen used cost and brought in one year, at the exact unit cost of its latest validated
 * run: the latest year that has both, else the last year of use, without costs. A service for all (indivis) has no
 * cost of a citizen.
 */
export async function readCitizenCosts(
  database: Database,
  citizen: number,
): Promise<z.infer<typeof citizenCosts>> {
  const [used, runs] = await Promise.all([loadUsed(database, citizen), loadValidatedRuns(database)]);
  const years = [...new Set(used.map(({ year }) => year))].sort((a, b) => b - a);
  const exercice = years.find((year) => runs.has(year)) ?? years[0] ?? null;
  const run = (exercice !== null && runs.get(exercice)) || null;
  const results = new Map(
    (run ? await loadServices(database, run.id) : []).map((result) => [result.service, result]),
  );
  let total: Cents | null = run ? 0 : null;
  let brought: Cents = 0;
  const services = used
    .filter(({ year }) => year === exercice)
    .map(({ service, name, unit, units, revenue }) => {
      const result = results.get(service);
      const delivered =
        result?.kind === 'principal' && result.units && result.units > 0n ? result.units : null;
      const full = result ? result.direct + result.notional + result.received : 0;
      const cost = delivered === null ? null : costOfUnits(full, delivered, BigInt(units) * HUNDREDTH);
      if (total !== null) total += cost ?? 0;
      brought += revenue;
      return {
        id: service,
        name,
        unit,
        units: formatCents(units),
        unit_cost: delivered === null ? null : formatCents(ofUnits(full, delivered)),
        cost: cost === null ? null : formatCents(cost),
        revenue: formatCents(revenue),
        balance: cost === null ? null : formatCents(revenue - cost),
      };
    });
  return {
    exercice,
    run: run && { id: run.id, name: run.name, exercice: run.exercice },
    services,
    cost: total === null ? null : formatCents(total),
    revenue: formatCents(brought),
  };
}

/** Units and revenue by year and service, in the order of the services. */
async function loadUsed(database: Database, citizen: number): Promise<Used[]> {
  const year = yearOf(database, 'interaction.date');
  const rows = await database('m57_interactions as interaction')
    .join('m57_services as service', 'service.id', 'interaction.service')
    .where('interaction.citizen', citizen)
    .groupBy(['service.id', 'service.name', 'service.unit_of_work', 'service.sort'])
    .groupByRaw(year)
    .orderBy(['service.sort', 'service.name'])
    .select(
      database.raw(`${year} as year`),
      'service.id as service',
      'service.name',
      'service.unit_of_work as unit',
      database.raw(`${sumOfHundredths(database, 'interaction.units')} as units`),
      database.raw(`${sumOfHundredths(database, 'interaction.amount')} as revenue`),
    );
  return rows
    .map((row) => ({
      ...row,
      year: Number(row.year),
      units: Number(row.units),
      revenue: Number(row.revenue),
    }))
    .filter(({ units, revenue }) => units !== 0 || revenue !== 0);
}
