import { z } from 'zod';
import { ELECTION_KINDS } from '../domain/segments/elections';
import { day } from './people';

export const election = z.object({
  kind: z.enum(ELECTION_KINDS),
  /** Of the first round. */
  month: z.string().regex(/^\d{4}-\d{2}$/),
  /** Of the last round; null: not known yet. */
  last_day: day.nullable(),
});

/** The months before a general election, in which what is sent needs somebody who answers for it. */
export const electionPeriod = z.object({
  kind: z.enum(ELECTION_KINDS),
  /** Both in. */
  from: day,
  to: day,
  /** What holds in it, in the language of the caller. */
  words: z.string(),
});

/** `PUT /m57/elections`: the whole calendar. */
export const electionsRequest = z.object({ elections: z.array(election).max(60) });
/** `GET /m57/elections` */
export const electionsAnswer = electionsRequest.extend({
  /** That of today; null: none. */
  period: electionPeriod.nullable(),
});
export type ElectionsAnswer = z.infer<typeof electionsAnswer>;

/** In such a period: who answers for a mailing, and what is sent. Kept in the log. */
export const signOff = {
  signed_by: z.string().trim().min(3).max(80).optional(),
  sign_off: z.string().trim().min(3).max(120).optional(),
};
