import { z } from 'zod';
import { ledgerQuery, money, usedDocument } from './common';
import { PHASES } from '../domain/rules/rule';

export const costsQuery = ledgerQuery;
export const SERVICE_KINDS = ['principal', 'auxiliary', 'indivis', 'outside'] as const;

/**
 * Direct cost of a service: real and incorporable operating expense less chapter 013 and 72 (domain.md).
 * Revenue: what users and partners pay; general funding stays outside. Rates in hundredths of a percent,
 * rounded down; null where there is no cost.
 */
export const serviceCost = z.object({
  service: z.number().int().nullable(),
  name: z.string(),
  kind: z.enum(SERVICE_KINDS),
  lines: z.number().int(),
  cost: money,
  revenue_users: money,
  revenue_partners: money,
  revenue: money,
  /** cost − revenue: what the authority bears. */
  net_cost: money,
  rate_users: z.number().int().nullable(),
  rate_partners: z.number().int().nullable(),
  rate_authority: z.number().int().nullable(),
});

/** `GET /m57/services/costs`. `services` has one row a service and one with service = null for "Sans service". */
export const serviceCosts = z.object({
  documents: z.array(usedDocument),
  measure: z.enum(['realised', 'budgeted']),
  services: z.array(serviceCost),
  totals: z.object({ cost: money, revenue: money, net_cost: money, outside: money, unmatched: money }),
});
export type ServiceCosts = z.infer<typeof serviceCosts>;
export type ServiceCost = z.infer<typeof serviceCost>;

/** `GET /m57/phases/costs`: cost of acquisition, fidélisation and support, by service. */
export const phaseCosts = z.object({
  documents: z.array(usedDocument),
  measure: z.enum(['realised', 'budgeted']),
  phases: z.array(
    z.object({
      phase: z.enum(PHASES),
      cost: money,
      lines: z.number().int(),
      services: z.array(z.object({ service: z.number().int().nullable(), name: z.string(), cost: money })),
    }),
  ),
  /** Operating expense that no phase rule claims. */
  without_phase: money,
  total: money,
});
export type PhaseCosts = z.infer<typeof phaseCosts>;
