import { z } from 'zod';
import { REWARD_STATES } from '../domain/segments/reward';
import { money } from './common';
import { electionPeriod, signOff } from './elections';
import { day } from './people';

const id = z.number().int();
/** A count of persons; null: secret (domain/suppression.ts). */
const persons = z.number().int().nullable();
const named = z.object({ id, name: z.string() });

/** `POST /m57/rewards`, `PUT /m57/rewards/:id` (all of it; what passes were given for no longer changes). */
export const rewardRequest = z
  .object({
    name: z.string().trim().min(1).max(120),
    segment: id,
    /** What the holder of a pass gets, in words for people. */
    advantage: z.string().trim().min(1).max(500),
    /** Where it is good; null: everywhere. */
    service: id.nullable(),
    /** Of one pass. */
    uses: z.number().int().min(1).max(1000),
    /** What one use costs the authority; null: not known. */
    value: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,2})?$/)
      .nullable(),
    starts_on: day,
    ends_on: day.nullable(),
  })
  .refine(({ starts_on, ends_on }) => ends_on === null || ends_on >= starts_on, {
    path: ['ends_on'],
    message: 'fin avant le début / ends before it starts',
  });
export type RewardRequest = z.infer<typeof rewardRequest>;

export const rewardRow = z.object({
  id,
  name: z.string(),
  segment: named.extend({ purpose: z.string() }).nullable(),
  advantage: z.string(),
  service: named.nullable(),
  uses: z.number().int(),
  value: money.nullable(),
  starts_on: day,
  ends_on: day.nullable(),
  state: z.enum(REWARD_STATES),
  created_on: z.string(),
  created_by: z.string().nullable(),
  closed_on: z.string().nullable(),
  /** Whether there are passes: then their terms no longer change. */
  begun: z.boolean(),
  /** Persons who have a pass. */
  given: persons,
  /** Of them, those who used it. */
  users: persons,
  /** How often; null: secret. */
  used: z.number().int().nullable(),
  /** Uses at their value; null: secret, or the value is not known. */
  cost: money.nullable(),
  months: z.array(z.object({ month: z.string(), used: z.number().int().nullable() })),
});
export type RewardRow = z.infer<typeof rewardRow>;

/** `GET /m57/rewards`: the newest first, and what a new one may be made of. */
export const rewardList = z.object({
  today: day,
  /** Today lies in the months before an election: codes leave only with a sign-off. */
  electionPeriod: electionPeriod.nullable(),
  rewards: z.array(rewardRow),
  /** `refused`: why nothing may be given to these, in words. */
  segments: z.array(named.extend({ purpose: z.string(), refused: z.string().nullable() })),
  services: z.array(named),
});
export type RewardList = z.infer<typeof rewardList>;

/** `POST /m57/rewards/:id/give`: a pass for each member who has none and may be addressed. */
export const giveAnswer = z.object({
  given: persons,
  /** Members who get none, since the purpose does not allow it today. */
  left_out: persons,
});
export type GiveAnswer = z.infer<typeof giveAnswer>;

/**
 * `GET /m57/rewards/:id/codes` → CSV for a mailing. Who may not be addressed for the purpose at this moment is left
 * out, and it is logged as an export. Identities only for those who read them.
 */
export const codesQuery = z.object({
  identities: z.enum(['true', 'false']).default('false'),
  ...signOff,
});

/** `POST /m57/passes/use` */
export const useRequest = z.object({ code: z.string().max(40), service: id.optional() });
/** Nothing of the holder. */
export const useAnswer = z.object({
  /** To take it back: `POST /m57/passes/uses/:id/undo`. */
  use: id,
  reward: z.string(),
  advantage: z.string(),
  service: named.nullable(),
  uses_left: z.number().int(),
  ends_on: day.nullable(),
});
export type UseAnswer = z.infer<typeof useAnswer>;

/** `POST /m57/passes/uses/:id/undo` */
export const undoneUse = z.object({ uses_left: z.number().int() });
export type UndoneUse = z.infer<typeof undoneUse>;
