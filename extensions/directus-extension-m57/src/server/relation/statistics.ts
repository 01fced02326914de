import type { z } from 'zod';
import type { Statistics, statisticsQuery } from '../../contract/interactions';
import type { Locale } from '../../domain/issue';
import { formatCents } from '../../domain/money';
import type { Database } from '../host';
import { readSuppressionRule } from './suppression-rule';
import { countedOf, readTypologyTable, type Measured } from './typology-table';
import { readYears } from './years';

/**
 * Users, units and revenue of each service by a typology of citizens. What is counted without knowing whose it is, or
 * of somebody who may not be counted, stands apart.
 */
export async function readStatistics(
  database: Database,
  { by, exercice: asked }: z.infer<typeof statisticsQuery>,
  locale: Locale,
): Promise<Statistics> {
  const [rule, exercices] = await Promise.all([readSuppressionRule(database), readYears(database)]);
  const exercice = asked ?? exercices[0] ?? null;
  const head = { by, exercice, exercices, threshold: rule.threshold };
  const empty = { ...head, counted: countedOf(by), groups: [], services: [], reasons: {} };
  if (exercice === null) return empty;
  const { counted, groups, services } = await readTypologyTable(database, { by, exercice }, rule, locale);
  if (services.length === 0) return empty;
  const reasons: Record<string, string> = {};
  const figures = (
    service: number,
    key: string,
    { measured, secret }: { measured: Measured; secret: boolean },
  ) => {
    if (secret) reasons[`${service}:${key}`] = 'secret';
    return secret
      ? { users: null, units: null, revenue: null }
      : {
          users: measured.users + measured.erased,
          units: formatCents(measured.units),
          revenue: formatCents(measured.revenue),
        };
  };
  return {
    ...head,
    counted,
    groups,
    services: services.map(({ id, name, cells, total, unidentified }) => ({
      id,
      name,
      cells: cells.map((cell, rank) => figures(id, groups[rank]!.key, cell)),
      total: figures(id, '', total),
      anonymous: total.secret
        ? null
        : { units: formatCents(unidentified.units), revenue: formatCents(unidentified.revenue) },
    })),
    reasons,
  };
}
