import { z } from 'zod';
import { CHANNELS, INTERACTION_KINDS, REQUEST_STATUSES } from '../domain/relation/model';
import { exercice, money } from './common';
import { day, decimal } from './people';

const id = z.number().int();

/** Who an incoming interaction is of: by number in the source, by pseudonym, or by what is known of the person. */
export const incomingPerson = z
  .object({
    key: z.string().min(1).max(120).optional(),
    pseudonym: z.string().max(26).optional(),
    last_name: z.string().max(120).optional(),
    first_name: z.string().max(120).optional(),
    birth_date: day.optional(),
    email: z.string().max(254).optional(),
    phone: z.string().max(30).optional(),
    address: z.string().max(255).optional(),
    postcode: z.string().max(10).optional(),
    city: z.string().max(120).optional(),
  })
  .strict();

export const incomingInteraction = z
  .object({
    /** The number in the source: sent again, it changes nothing. */
    key: z.string().min(1).max(120),
    /** Absent: an anonymous entry. */
    person: incomingPerson.optional(),
    kind: z.enum(INTERACTION_KINDS),
    /** Id, or the name of the service. */
    service: z.union([id, z.string().max(120)]).optional(),
    date: day,
    units: decimal.optional(),
    amount: decimal.optional(),
    channel: z.enum(CHANNELS).optional(),
    status: z.enum(REQUEST_STATUSES).optional(),
    due_on: day.optional(),
    closed_on: day.optional(),
    subject: z.string().max(255).optional(),
    score: z.number().int().min(1).max(5).optional(),
    campaign: z.string().max(80).optional(),
    purpose: z.string().max(40).optional(),
  })
  .strict();

/** `POST /m57/interactions`: all or nothing; an error tells the index of its item. */
export const interactionsRequest = z
  .object({
    source: z.string().min(1).max(80),
    interactions: z.array(incomingInteraction).min(1).max(5000),
  })
  .strict();
export type InteractionsRequest = z.infer<typeof interactionsRequest>;
export const interactionsAnswer = z.object({
  created: z.number().int(),
  /** Items that are in already, exactly so. */
  unchanged: z.number().int(),
  citizens: z.object({
    known: z.number().int(),
    new: z.number().int(),
    /** New ones that look like somebody: pairs to review. */
    probable: z.number().int(),
  }),
});
export type InteractionsAnswer = z.infer<typeof interactionsAnswer>;

/** `GET /m57/requests`: requests and complaints as a board. */
export const requestsQuery = z.object({
  service: z.coerce.number().int().optional(),
  kind: z.enum(['request', 'complaint']).optional(),
  overdue: z.enum(['true']).optional(),
});
export const requestCard = z.object({
  id,
  kind: z.enum(['request', 'complaint']),
  service: z.object({ id, name: z.string() }).nullable(),
  subject: z.string().nullable(),
  date: day,
  due_on: day.nullable(),
  overdue: z.boolean(),
  closed_on: day.nullable(),
  channel: z.string().nullable(),
  status: z.enum(REQUEST_STATUSES),
  /** Only for those who read citizens. */
  citizen: id.nullable(),
});
export type RequestCard = z.infer<typeof requestCard>;
export const requestsAnswer = z.object({
  today: day,
  /** The most urgent of each status first; `total` counts all. Closed ones of the last 30 days. */
  columns: z.array(
    z.object({
      status: z.enum(REQUEST_STATUSES),
      total: z.number().int(),
      overdue: z.number().int(),
      cards: z.array(requestCard),
    }),
  ),
  services: z.array(z.object({ id, name: z.string() })),
});
export type RequestsAnswer = z.infer<typeof requestsAnswer>;
/** `PUT /m57/requests/:id`: `from` is the status that was seen; if another moved it meanwhile, 409. */
export const requestMove = z.object({
  from: z.enum(REQUEST_STATUSES),
  status: z.enum(REQUEST_STATUSES),
  due_on: day.nullish(),
});

/** `POST /m57/desk/find`: what the person in front says of themselves; nothing else of them is answered. */
export const deskFindRequest = incomingPerson.omit({ pseudonym: true });
export const deskFound = z.object({
  persons: z.array(
    z.object({
      id,
      certainty: z.enum(['certain', 'probable']),
      reasons: z.array(z.string()),
      registered_on: day.nullable(),
      /** Others that may be the same person. */
      duplicates: z.number().int(),
      open: z.array(requestCard),
    }),
  ),
});
export type DeskFound = z.infer<typeof deskFound>;
/** `POST /m57/desk/log`: one click; without a citizen an anonymous entry. */
export const deskLogRequest = z.object({
  citizen: id.optional(),
  kind: z.enum(['request', 'complaint', 'event', 'registration', 'renewal']),
  service: id,
  channel: z.enum(CHANNELS),
  subject: z.string().max(255).optional(),
  due_on: day.optional(),
  done: z.boolean().default(false),
});
export const deskLogged = z.object({ id, status: z.enum(REQUEST_STATUSES).nullable() });
/** `POST /m57/desk/duplicates`: two that were found for one person, sent to the review. */
export const deskDuplicateRequest = z.object({ citizen: id, other: id });

/** A count of persons; null: secret (domain/suppression.ts). */
const persons = z.number().int().nullable();

/** `GET /m57/relation/services`: those that the caller is the head of. */
export const ownServices = z.array(z.object({ id, name: z.string() }));
export type OwnServices = z.infer<typeof ownServices>;

/** `GET /m57/services/:id/relation`: who uses a service, and how it answers. Aggregates, small cells suppressed. */
export const serviceRelationQuery = z.object({ exercice: exercice.optional() });
export const serviceRelation = z.object({
  service: z.object({ id, name: z.string(), unit: z.string().nullable() }),
  exercices: z.array(z.number().int()),
  exercice: z.number().int().nullable(),
  users: persons,
  /** Identified and anonymous. */
  units: z.object({ identified: decimal.nullable(), anonymous: decimal.nullable(), total: decimal }),
  revenue: money.nullable(),
  months: z.array(z.object({ month: z.number().int(), units: decimal, interactions: z.number().int() })),
  channels: z.array(z.object({ channel: z.string().nullable(), interactions: z.number().int() })),
  requests: z.object({
    open: z.number().int(),
    overdue: z.number().int(),
    closed: z.number().int(),
    /** Days from the request to its end: half of them took no longer. */
    median_days: z.number().nullable(),
    by_status: z.array(z.object({ status: z.enum(REQUEST_STATUSES), requests: z.number().int() })),
  }),
  satisfaction: z.object({
    answers: persons,
    /** One decimal; null where answers are secret. */
    mean: z.number().nullable(),
    by_score: z.array(z.object({ score: z.number().int(), answers: persons })),
  }),
});
export type ServiceRelation = z.infer<typeof serviceRelation>;

export const TYPOLOGIES = [
  'zone',
  'district',
  'quotient_band',
  'household_type',
  'age',
  'engagement',
] as const;
/** `GET /m57/relation/statistics`: users, units and revenue of each service by a typology of citizens. */
export const statisticsQuery = z.object({
  by: z.enum(TYPOLOGIES),
  exercice: exercice.optional(),
});
const figures = z.object({ users: persons, units: decimal.nullable(), revenue: money.nullable() });
export const statistics = z.object({
  by: z.enum(TYPOLOGIES),
  exercice: z.number().int().nullable(),
  exercices: z.array(z.number().int()),
  /** What is counted: persons, or households where income is the question. */
  counted: z.enum(['persons', 'households']),
  threshold: z.number().int(),
  groups: z.array(z.object({ key: z.string(), label: z.string() })),
  services: z.array(
    z.object({
      id,
      name: z.string(),
      cells: z.array(figures),
      total: figures,
      /**
       * Of nobody in particular, anonymised persons and who may not be counted included: with the total, all of the service. Secret where the total
       * is, which would follow.
       */
      anonymous: z.object({ units: decimal, revenue: money }).nullable(),
    }),
  ),
  /**
   * Cells that are secret, by `service id:group key` (empty key: the total of the service). Always `secret`: the rule
   * that hides a figure would tell something of it.
   */
  reasons: z.record(z.string(), z.string()),
});
export type Statistics = z.infer<typeof statistics>;
