import { z } from 'zod';
import { SEGMENT_FAMILIES } from '../domain/segments/family';
import { SUGGESTION_MEASURES } from '../domain/segments/suggest';
import { SUGGESTION_GROUPS } from '../domain/segments/suggested-draft';
import { exercice, issue, money } from './common';
import { electionPeriod, signOff } from './elections';
import { TYPOLOGIES } from './interactions';
import { day, decimal } from './people';
import { definition } from './segment-definition';

const id = z.number().int();
/** A count of persons; null: secret (domain/suppression.ts). */
const persons = z.number().int().nullable();

export const SEGMENT_MODES = ['dynamic', 'snapshot', 'static'] as const;
export type SegmentMode = (typeof SEGMENT_MODES)[number];
export const OFFERS = ['entitled', 'interested'] as const;

/** Who meets a definition and yet is not counted, since the purpose does not allow it. */
export const leftOut = z.object({ without_consent: persons, objected: persons });

/** `GET /m57/segments` */
export const segmentRow = z.object({
  id,
  name: z.string(),
  description: z.string().nullable(),
  purpose: z.object({ code: z.string(), label: z.string(), basis: z.string() }).nullable(),
  mode: z.enum(SEGMENT_MODES),
  family: z.enum(SEGMENT_FAMILIES).nullable(),
  /** In the language of the caller; null: a list without a definition, or one that is wrong. */
  sentence: z.string().nullable(),
  service: z.object({ id, name: z.string() }).nullable(),
  offer: z.enum(OFFERS).nullable(),
  size: persons,
  /** False: never computed yet. */
  computed: z.boolean(),
  refreshed_on: z.string().nullable(),
  /** Segments whose definition refers to this one. */
  used_by: z.array(id),
});
export type SegmentRow = z.infer<typeof segmentRow>;
export const segmentList = z.object({ segments: z.array(segmentRow) });
export type SegmentList = z.infer<typeof segmentList>;

/** `GET /m57/segments/options`: what the builder offers. */
export const segmentOptions = z.object({
  today: day,
  purposes: z.array(
    z.object({
      code: z.string(),
      label: z.string(),
      basis: z.string(),
      /** What a definition for this purpose must not ask (domain/segments/purpose.ts). */
      refused: z.array(z.string()),
    }),
  ),
  services: z.array(
    z.object({
      id,
      name: z.string(),
      unit: z.string().nullable(),
      parent: id.nullable(),
      /** Accounts of its costs and revenue, so that it is found by their number or name. */
      accounts: z.array(z.object({ code: z.string(), label: z.string() })),
    }),
  ),
  zones: z.array(z.object({ id, name: z.string(), kind: z.string(), parent: id.nullable() })),
  campaigns: z.array(z.string()),
  sources: z.array(z.string()),
  quotient_bands: z.array(z.number().int()),
  segments: z.array(z.object({ id, name: z.string(), purpose: z.string() })),
  /** Today lies in the months before an election: exports need a sign-off. */
  electionPeriod: electionPeriod.nullable(),
});
export type SegmentOptions = z.infer<typeof segmentOptions>;

/** `POST /m57/segments/preview`: nothing is kept. */
export const previewRequest = z.object({
  purpose: z.string().max(40),
  definition,
  /** The segment that is being changed, so that a circle is seen. */
  segment: id.optional(),
  /** Also who they are, in groups. */
  profile: z.boolean().default(false),
  /** Where it is asked, such as a tab: a later question from there replaces it. */
  asker: z.string().max(40).default(''),
});
const profileGroups = z.object({
  by: z.enum(['age', 'household_type', 'quotient_band', 'district', 'engagement']),
  counted: z.enum(['persons', 'households']),
  groups: z.array(z.object({ key: z.string(), label: z.string(), persons })),
});
export const previewAnswer = z.object({
  /** Who would be in it; null: secret. */
  count: persons,
  left_out: leftOut,
  /** Of all citizens, in whole percent; null where the count is secret. */
  share: z.number().nullable(),
  sentence: z.string(),
  profile: z.array(profileGroups).nullable(),
  took_ms: z.number().int(),
});
export type PreviewAnswer = z.infer<typeof previewAnswer>;
export type ProfileGroups = z.infer<typeof profileGroups>;
/** An error of a definition: where in the tree ("where.items[1].test"), and what is wrong. */
export const definitionIssue = issue.extend({ path: z.string() });

export const REFRESH_CAUSES = [
  'demand',
  'schedule',
  'import',
  'definition',
  'consent',
  'split',
  'erased',
] as const;
export type RefreshCause = (typeof REFRESH_CAUSES)[number];
/** `POST /m57/segments/:id/refresh` */
export const refreshAnswer = z.object({
  size: persons,
  entered: persons,
  left: persons,
  left_out: leftOut,
  took_ms: z.number().int(),
});
export type RefreshAnswer = z.infer<typeof refreshAnswer>;

/** `GET /m57/segments/:id` */
export const segmentPage = segmentRow.extend({
  definition: definition.nullable(),
  message_subject: z.string().nullable(),
  message: z.string().nullable(),
  /** What is wrong with the stored definition now, such as a service that is gone. */
  issues: z.array(definitionIssue),
  history: z.array(
    z.object({
      id,
      at: z.string(),
      by: z.string().nullable(),
      cause: z.enum(REFRESH_CAUSES),
      size: persons,
      entered: persons,
      left: persons,
      left_out: leftOut,
    }),
  ),
});
export type SegmentPage = z.infer<typeof segmentPage>;

/** Why somebody entered or left. */
export const CHANGE_REASONS = ['data', 'definition', 'consent', 'objection', 'chosen', 'erased'] as const;
export type ChangeReason = (typeof CHANGE_REASONS)[number];
/** `GET /m57/segments/:id/changes`: who entered and left, newest first, 50 a page. */
export const changesQuery = z.object({ page: z.coerce.number().int().min(1).max(10_000).default(1) });
export const segmentChanges = z.object({
  changes: z.array(
    z.object({
      at: z.string(),
      citizen: id,
      pseudonym: z.string(),
      entered: z.boolean(),
      reason: z.enum(CHANGE_REASONS),
    }),
  ),
  more: z.boolean(),
});
export type SegmentChanges = z.infer<typeof segmentChanges>;

/** `GET /m57/segments/overlap?ids=1,2,3`: citizens by the set of segments that they are in, largest first. */
export const overlapQuery = z.object({ ids: z.string().regex(/^\d{1,9}(,\d{1,9}){1,5}$/) });
export const overlapAnswer = z.object({
  segments: z.array(z.object({ id, name: z.string(), size: persons })),
  sets: z.array(z.object({ segments: z.array(id), persons })),
});
export type OverlapAnswer = z.infer<typeof overlapAnswer>;

/** `POST /m57/segments/:id/split`: random groups, each a segment of its own of mode `static`. */
export const splitRequest = z.object({
  groups: z
    .array(z.object({ name: z.string().min(1).max(120), share: z.number().int().min(1).max(100) }))
    .min(2)
    .max(10)
    .refine((groups) => groups.reduce((sum, { share }) => sum + share, 0) === 100, 'shares ≠ 100'),
  /** The same seed makes the same groups of the same members. */
  seed: z.number().int().min(0).max(2_147_483_647),
});
export const splitAnswer = z.object({
  groups: z.array(z.object({ id, name: z.string(), size: persons })),
});
export type SplitAnswer = z.infer<typeof splitAnswer>;

/**
 * `GET /m57/segments/:id/export` → CSV. Who may not be contacted for the purpose at this moment is left out, and the
 * export is logged. Identities only for those who read them.
 */
export const exportQuery = z.object({
  identities: z.enum(['true', 'false']).default('false'),
  message: z.enum(['true', 'false']).default('false'),
  ...signOff,
});

/**
 * What a group of citizens cost and brought of one service. All null: secret. Where the users are told, `cost` and what
 * follows from it is null where the service has no cost per unit: no units in the run, indivis, or not in the run.
 */
export const costCell = z.object({
  /** Identified users; households where income is the question. */
  users: persons,
  units: decimal.nullable(),
  cost: money.nullable(),
  revenue: money.nullable(),
  /** Revenue less cost. */
  balance: money.nullable(),
  /** Taux de couverture in percent, one decimal, rounded down; null too where there is no cost to cover. */
  coverage: decimal.nullable(),
  /** Of one user; null too where there are none. */
  average_cost: money.nullable(),
  average_revenue: money.nullable(),
  average_balance: money.nullable(),
});
export type CostCell = z.infer<typeof costCell>;
export const COST_GROUPS = [...TYPOLOGIES, 'segment'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];
/**
 * `GET /m57/relation/costs`: cost and revenue of each service by a typology of citizens, or by segments. Who objected to
 * statistics is in no group: what they used is in what is not identified.
 */
export const groupCostsQuery = z.object({
  by: z.enum(COST_GROUPS),
  exercice: exercice.optional(),
  /** A validated run, which decides the exercice; by default the latest of the exercice. */
  run: z.coerce.number().int().optional(),
  /** Ids of segments, for `by=segment`; by default all that were computed. */
  segments: z
    .string()
    .regex(/^\d{1,9}(,\d{1,9}){0,19}$/)
    .optional(),
  /** `csv`: one line per service and group, as a spreadsheet of the caller's country opens it. */
  format: z.enum(['json', 'csv']).default('json'),
});
export const COST_NOTES = [
  'GROUP_COSTS_NO_RUN',
  'GROUP_COSTS_NO_RUN_OF_YEAR',
  'GROUP_COSTS_NO_UNITS',
  'GROUP_COSTS_MORE_UNITS',
] as const;
export const groupCosts = z.object({
  by: z.enum(COST_GROUPS),
  exercice: z.number().int().nullable(),
  exercices: z.array(z.number().int()),
  run: z
    .object({ id, name: z.string(), exercice: z.number().int(), validated_on: z.string().nullable() })
    .nullable(),
  counted: z.enum(['persons', 'households']),
  threshold: z.number().int(),
  groups: z.array(z.object({ key: z.string(), label: z.string() })),
  /** Without a run, none. */
  services: z.array(
    z.object({
      id,
      name: z.string(),
      unit: z.string().nullable(),
      /** `user`: delivered to users, averages are per user. `inhabitant`: indivis, given per inhabitant only. */
      per: z.enum(['user', 'inhabitant']),
      /** One per group, in their order; of `by=segment` groups may overlap and do not add up. */
      cells: z.array(costCell),
      /** All identified users. */
      total: costCell,
      /** The cost in parts that add up to the run to the cent; null: secret, both together. */
      cost: z.object({
        identified: money.nullable(),
        unidentified: money.nullable(),
        indivis: money,
        total: money,
      }),
      /**
       * The revenue of the ledger in four parts that add up: users known and not, partners, gap between the cash desk and
       * the ledger; null: secret, the three together.
       */
      revenue: z.object({
        identified: money.nullable(),
        unidentified: money.nullable(),
        partners: money,
        gap: money.nullable(),
        total: money,
      }),
      /** Units of the run, and of those the ones of nobody in particular; null: not known, or secret. */
      units: z.object({ unidentified: z.string().nullable(), total: z.string().nullable() }),
      per_inhabitant: z.object({ cost: money, revenue: money }).nullable(),
    }),
  ),
  population: z.object({ inhabitants: z.number().int(), year: z.number().int().nullable() }).nullable(),
  /** What keeps figures from being made, in the language of the caller. */
  notes: z.array(z.object({ code: z.enum(COST_NOTES), service: id.nullable(), message: z.string() })),
});
export type GroupCosts = z.infer<typeof groupCosts>;

/** `GET /m57/segments/:id/profile`: who the members are, what they use, cost and bring. */
export const segmentProfileQuery = z.object({ exercice: exercice.optional() });
export const segmentProfile = z.object({
  /** Members who may be counted in statistics today. */
  size: persons,
  groups: z.array(profileGroups),
  exercice: z.number().int().nullable(),
  exercices: z.array(z.number().int()),
  run: groupCosts.shape.run,
  services: z.array(z.object({ id, name: z.string(), unit: z.string().nullable(), cell: costCell })),
});
export type SegmentProfile = z.infer<typeof segmentProfile>;

/** How sure a figure is: an interval at so many percent, by a method that is named. */
const level = z.literal(95);
/**
 * `GET /m57/segments/suggestions`: segments and groups of citizens that stand out from the other users of a service,
 * surest first. Of a service that nobody used, of figures that are secret, and of fewer than 30 persons nothing is said.
 */
export const segmentSuggestions = z.object({
  exercice: z.number().int().nullable(),
  /** Where the cost of a unit is from; null: no run of the year is validated, and costs are not compared. */
  run: groupCosts.shape.run,
  suggestions: z.array(
    z.object({
      measure: z.enum(SUGGESTION_MEASURES),
      service: z.object({ id, name: z.string() }),
      /** `key`: as in costs by group. */
      group: z.object({ by: z.enum(SUGGESTION_GROUPS), key: z.string(), label: z.string() }),
      /** Euros or units a user, percent of the cost, or a score out of 5: of the group, and of the other users. */
      value: decimal,
      others: decimal,
      /** Of the two, and its interval. */
      difference: decimal,
      low: decimal,
      high: decimal,
      level,
      method: z.literal('welch'),
      /** Users, or respondents, of the group. */
      persons: z.number().int(),
      /** In the language of the caller, with its figures. */
      sentence: z.string(),
      /** The segment that it is of. */
      segment: id.nullable(),
      /** Of a group that is no segment: one to begin with. */
      draft: z.object({ name: z.string(), purpose: z.string(), definition }).nullable(),
    }),
  ),
});
export type SegmentSuggestions = z.infer<typeof segmentSuggestions>;
export type Suggestion = SegmentSuggestions['suggestions'][number];

/**
 * `GET /m57/segments/:id/offers`: services that members do not use, with the reason to offer them; what they are entitled
 * to first.
 */
const share = z.object({ users: z.number().int(), of: z.number().int() });
export const segmentOffers = z.object({
  exercice: z.number().int().nullable(),
  offers: z.array(
    z.object({
      service: z.object({ id, name: z.string() }),
      reason: z.enum(OFFERS),
      /** In the language of the caller, with its figures. */
      sentence: z.string(),
      /** The reason as the person is told it. */
      motive: z.string(),
      /** Members who do not use it. */
      without: persons,
      /**
       * Why they may be interested: so many users of another service that members use, who are not members, use it, and
       * so many of the others; so many times as often, with its interval. Null of what they are entitled to.
       */
      interest: z
        .object({
          like: z.string(),
          similar: share,
          others: share,
          times: decimal,
          low: decimal,
          high: decimal,
          level,
          method: z.literal('katz'),
        })
        .nullable(),
    }),
  ),
});
export type SegmentOffers = z.infer<typeof segmentOffers>;
