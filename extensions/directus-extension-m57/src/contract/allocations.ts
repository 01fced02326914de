import { z } from 'zod';
import { SERVICE_KINDS } from './costs';
import { issue, ledgerQuery, money, usedDocument } from './common';
import { STAGES } from '../domain/ledger';

export const METHODS = ['direct', 'stepdown', 'reciprocal'] as const;
export const method = z.enum(METHODS);
/** "12.5": an exact non-negative decimal with at most four decimals. */
export const quantity = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/);

/** What one should know of a result: a key that is missing, a closed loop, a tariff above the cost. */
export const problem = z.object({
  code: z.string(),
  message: z.string(),
  service: z.number().int().nullable(),
  /** Euros that are concerned, where there are any. */
  amount: money.nullable(),
  /** A run with such a problem cannot be validated. */
  blocking: z.boolean(),
});
export type Problem = z.infer<typeof problem>;

/** `POST /m57/allocations/simulate`: nothing is stored and nothing is read; ids are the caller's. */
export const simulateRequest = z.object({
  centres: z
    .array(
      z.object({
        id: z.string().min(1).max(80),
        cost: money,
        revenue: money.optional(),
        kind: z.enum(['auxiliary', 'principal']),
      }),
    )
    .min(1)
    .max(5_000),
  deliveries: z
    .array(
      z.object({
        from: z.string().max(80),
        to: z.string().max(80),
        quantity: z.union([z.number(), z.string().max(40)]),
      }),
    )
    .max(200_000),
  method: method.default('reciprocal'),
  /** Step-down: auxiliaries in the order in which they are closed; the others follow, largest cost first. */
  order: z.array(z.string().max(80)).max(5_000).optional(),
});
export const simulateAnswer = z.object({
  method,
  centres: z.array(
    z.object({
      id: z.string(),
      direct: money,
      full: money,
      /** Euros a unit that the method lets the centre deliver; null where it delivers nothing. */
      unit_cost: z.object({ fraction: z.string().nullable(), decimal: z.string() }).nullable(),
    }),
  ),
  flows: z.array(z.object({ from: z.string(), to: z.string(), amount: money })),
  /** Delivered to principals. */
  outside: money,
  unallocated: money,
  total_in: money,
  total_out: money,
  problems: z.array(issue),
});
export type SimulateAnswer = z.infer<typeof simulateAnswer>;

/** `POST /m57/allocations/runs`: `?background=true` answers 202 with the job at once. */
export const runRequest = ledgerQuery.required({ exercice: true, siret: true }).extend({
  method: method.default('reciprocal'),
  /** Step-down: ids of services. */
  order: z.array(z.number().int()).max(2_000).optional(),
  name: z.string().trim().min(1).max(120).optional(),
});
export type RunRequest = z.infer<typeof runRequest>;
export const runQuery = z.object({ background: z.enum(['true', 'false']).optional() });

export const RUN_STATUSES = ['draft', 'validated', 'reversed'] as const;
const signed = z.object({ on: z.string(), by: z.string().nullable() }).nullable();

/** The head of a run: every screen that shows figures of it says this. */
export const run = z.object({
  id: z.number().int(),
  name: z.string(),
  status: z.enum(RUN_STATUSES),
  method,
  siret: z.string(),
  budget: z.string().nullable(),
  exercice: z.number().int(),
  stage: z.enum(STAGES).nullable(),
  measure: z.enum(['realised', 'budgeted']),
  documents: z.array(usedDocument),
  perimeter: z.string(),
  fingerprint: z.string(),
  created: signed,
  validated: signed,
  reversed: signed,
  note: z.string().nullable(),
  /** False: what is stored is not what was computed; somebody changed it below Directus. */
  intact: z.boolean(),
  /** True: accounts, rules, keys or perimeter are not what they were; a new run would differ. */
  outdated: z.boolean(),
  problems: z.array(problem),
  totals: z.object({
    /** Of services, before allocation. */
    direct: money,
    notional: money,
    /** Borne by principal and indivis services. */
    full: money,
    revenue: money,
    /** "Non réparti": cost of auxiliaries that found no way out. */
    unallocated: money,
    /** Net expense of lines without a service. */
    unmatched: money,
    /** Net expense outside the perimeter, investment and results carried forward included. */
    outside: money,
    /** Of all lines of the documents: services + unallocated + unmatched + outside are expense − revenue. */
    document: z.object({ expense: money, revenue: money }),
  }),
});
export type Run = z.infer<typeof run>;
/** `existing`: the same inputs had been computed before, and this is that run. */
export const runAnswer = run.extend({ existing: z.boolean() });
export type RunAnswer = z.infer<typeof runAnswer>;
/** `GET /m57/allocations/runs?exercice=&siret=`: newest first, without the checks that read the results. */
export const runListQuery = ledgerQuery.pick({ exercice: true, siret: true });
export const runSummary = run.omit({ problems: true, intact: true, outdated: true, documents: true });
export type RunSummary = z.infer<typeof runSummary>;

/** `GET /m57/allocations/runs/:id/costs` */
export const fullCost = z.object({
  service: z.number().int(),
  name: z.string(),
  kind: z.enum(SERVICE_KINDS),
  lines: z.number().int(),
  /** From ledger lines: never altered. */
  direct: money,
  /** Charges supplétives. */
  notional: money,
  received: money,
  delivered: money,
  unallocated: money,
  /** direct + notional + received */
  full: money,
  revenue_users: money,
  revenue_partners: money,
  revenue: money,
  /** Reste à charge: full − revenue. */
  net_cost: money,
  /** Hundredths of a percent of the full cost; null for auxiliaries and where there is no cost. */
  rate_users: z.number().int().nullable(),
  rate_partners: z.number().int().nullable(),
  rate_authority: z.number().int().nullable(),
  unit: z.string().nullable(),
  units: z.string().nullable(),
  /** Full cost of a unit, to the cent. */
  unit_cost: money.nullable(),
  /** Reste à charge of a unit. */
  unit_net_cost: money.nullable(),
  per_inhabitant: money.nullable(),
});
export type FullCost = z.infer<typeof fullCost>;
export const runCosts = z.object({
  run,
  population: z.object({ inhabitants: z.number().int(), year: z.number().int().nullable() }).nullable(),
  services: z.array(fullCost),
});
export type RunCosts = z.infer<typeof runCosts>;

/** `GET …/:id/flows`: what each service delivered to each; `share` in hundredths of a percent of the deliverer. */
export const runFlow = z.object({
  from: z.number().int(),
  to: z.number().int(),
  amount: money,
  quantity: z.string().nullable(),
  unit: z.string().nullable(),
  share: z.number().int(),
});
export const runFlows = z.object({
  services: z.array(z.object({ service: z.number().int(), name: z.string(), kind: z.enum(SERVICE_KINDS) })),
  flows: z.array(runFlow),
  /** Of principal and indivis services: whose direct cost their full cost is made of (the genealogy). */
  origins: z.array(z.object({ service: z.number().int(), origin: z.number().int(), amount: money })),
});
export type RunFlows = z.infer<typeof runFlows>;

/** `GET …/:id/methods`: the three methods over the inputs of the run. */
export const runMethods = z.object({
  run: z.number().int(),
  unallocated: z.record(method, money),
  services: z.array(
    z.object({
      service: z.number().int(),
      name: z.string(),
      kind: z.enum(SERVICE_KINDS),
      full: z.record(method, money),
    }),
  ),
});
export type RunMethods = z.infer<typeof runMethods>;

/** `POST …/:id/what-if`: the run again with something else; nothing is stored. */
export const whatIfRequest = z.object({
  method: method.optional(),
  changes: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('quantity'), from: z.number().int(), to: z.number().int(), quantity }),
        /** Turns a service into an auxiliary or back. */
        z.object({
          kind: z.literal('service'),
          service: z.number().int(),
          as: z.enum(['principal', 'auxiliary']),
        }),
        /** Adds a direct cost (a saving where negative). */
        z.object({ kind: z.literal('cost'), service: z.number().int(), amount: money }),
      ]),
    )
    .max(200),
});
export type WhatIfRequest = z.infer<typeof whatIfRequest>;
export const whatIfAnswer = z.object({
  services: z.array(
    z.object({
      service: z.number().int(),
      name: z.string(),
      kind: z.enum(SERVICE_KINDS),
      before: money,
      after: money,
      difference: money,
    }),
  ),
  unallocated: z.object({ before: money, after: money }),
  problems: z.array(problem),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswer>;

/** `GET …/:id/services/:service`: the page of one service. */
const named = z.object({ code: z.string(), label: z.string(), amount: money });
export const servicePage = z.object({
  run,
  population: runCosts.shape.population,
  cost: fullCost,
  /** Direct cost by account group (two digits), deductions negative. */
  direct_by_nature: z.array(named),
  /** Full cost by account group, through all that was received. */
  full_by_nature: z.array(named),
  notional: z.array(z.object({ label: z.string(), method: z.string(), amount: money })),
  received: z.array(
    z.object({
      service: z.number().int(),
      name: z.string(),
      amount: money,
      quantity: z.string().nullable(),
      unit: z.string().nullable(),
    }),
  ),
  delivered: z.array(
    z.object({
      service: z.number().int(),
      name: z.string(),
      amount: money,
      quantity: z.string().nullable(),
      unit: z.string().nullable(),
    }),
  ),
  origins: z.array(z.object({ service: z.number().int(), name: z.string(), amount: money })),
  /** Validated runs of other years, and this one. */
  trend: z.array(
    z.object({
      run: z.number().int(),
      exercice: z.number().int(),
      direct: money,
      full: money,
      net_cost: money,
      unit_cost: money.nullable(),
    }),
  ),
  problems: z.array(problem),
});
export type ServicePage = z.infer<typeof servicePage>;

/** `GET …/:id/trace?service=[&rule=][&imputation=]`: one level down at each parameter. */
export const traceQuery = z.object({
  service: z.coerce.number().int(),
  rule: z.coerce.number().int().optional(),
  imputation: z.coerce.number().int().optional(),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
});
const part = z.enum(['cost', 'deduction', 'users', 'partners']);
export const traceAnswer = z.object({
  run: z.number().int(),
  service: z.object({ id: z.number().int(), name: z.string(), kind: z.enum(SERVICE_KINDS) }),
  /** Without a rule: what the full cost and the revenue are made of. */
  sources: z
    .array(
      z.object({
        kind: z.enum(['rule', 'received', 'notional']),
        /** Id of the rule, of the service that delivered, null for a notional cost. */
        id: z.number().int().nullable(),
        /** Formula, name, label. */
        label: z.string(),
        lines: z.number().int().nullable(),
        cost: money,
        revenue: money,
      }),
    )
    .optional(),
  /** With a rule: the imputations that it gave the service, fifty a page; deductions negative. */
  imputations: z
    .array(
      z.object({
        imputation: z.number().int(),
        section: z.string().nullable(),
        direction: z.string(),
        kind: z.string(),
        nature: z.string(),
        label: z.string().nullable(),
        fonction: z.string().nullable(),
        part,
        lines: z.number().int(),
        amount: money,
      }),
    )
    .optional(),
  /** With an imputation: ledger lines, fifty a page, and how much of them the service bears. */
  lines: z
    .array(
      z.object({
        line: z.number().int(),
        import: z.number().int(),
        file_name: z.string().nullable(),
        position: z.number().int(),
        amount: money,
        /** What this service has of it. */
        share: money,
      }),
    )
    .optional(),
  pages: z.number().int(),
  /**
   * Of what is listed, all pages: all of it, and the part of this service. Of sources and imputations expense −
   * revenue; of lines as they are listed, deductions negative.
   */
  total: money,
  share: money,
});
export type TraceAnswer = z.infer<typeof traceAnswer>;

/** `GET …/:id/bearers?line=`: from a ledger line up to the services that bear it in the end. */
export const bearersQuery = z.object({ line: z.coerce.number().int() });
export const bearersAnswer = z.object({
  run: z.number().int(),
  line: z.object({
    id: z.number().int(),
    nature: z.string(),
    fonction: z.string().nullable(),
    amount: money,
    direction: z.string(),
  }),
  /** Where the rules put it. */
  direct: z.array(z.object({ service: z.number().int().nullable(), name: z.string(), amount: money })),
  /** Who bears it in the end; `unallocated` and `outside` are what nobody does. */
  bearers: z.array(z.object({ service: z.number().int(), name: z.string(), amount: money })),
  unallocated: money,
  outside: money,
});
export type BearersAnswer = z.infer<typeof bearersAnswer>;

/** `GET /m57/allocations/compare?a=&b=` */
export const compareQuery = z.object({ a: z.coerce.number().int(), b: z.coerce.number().int() });
const amounts = z.object({ direct: money, received: money, full: money, revenue: money });
export const compareAnswer = z.object({
  a: runSummary,
  b: runSummary,
  services: z.array(
    z.object({
      service: z.number().int(),
      name: z.string(),
      kind: z.enum(SERVICE_KINDS),
      a: amounts.nullable(),
      b: amounts.nullable(),
      difference: money,
    }),
  ),
  /** What was not the same: an import, a rule, a key, a service, a notional cost, units, the perimeter, the method. */
  causes: z.array(
    z.object({
      kind: z.enum([
        'document',
        'rule',
        'key',
        'service',
        'notional',
        'units',
        'perimeter',
        'method',
        'population',
      ]),
      change: z.enum(['added', 'removed', 'changed']),
      label: z.string(),
      a: z.string().nullable(),
      b: z.string().nullable(),
      service: z.number().int().nullable(),
    }),
  ),
});
export type CompareAnswer = z.infer<typeof compareAnswer>;
