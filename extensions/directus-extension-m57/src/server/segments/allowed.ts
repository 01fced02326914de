import type { Knex } from 'knex';
import type { Database } from '../host';

/**
 * Joins what the law needs to know of a member: `purpose` of the segment, `consent` of the citizen. The query has
 * `segment` (m57_segments); `citizen` is the column that holds the citizen.
 */
export const joinLaw = (query: Knex.QueryBuilder, citizen: string): Knex.QueryBuilder =>
  query
    .leftJoin('m57_purposes as purpose', 'purpose.code', 'segment.purpose')
    .leftJoin('m57_consents as consent', (on) =>
      on.on('consent.citizen', citizen).andOn('consent.purpose', 'segment.purpose'),
    );

const OBJECTED = `(consent.state = 'limited' or (purpose.basis in ('public_interest', 'consent') and consent.state = 'objected'))`;
/** A purpose that is not declared any more allows nobody. */
const NO_CONSENT = `(purpose.code is null or (purpose.basis = 'consent' and (consent.state is null or consent.state <> 'consented' or (consent.until is not null and consent.until < ?))))`;

/** The contrary of `mayUse` (domain/relation/evidence.ts) on a day, after joinLaw. Two-valued: no null decides. */
export const isRefused = (database: Database, on: string): Knex.Raw =>
  database.raw(`(coalesce(${OBJECTED}, false) or coalesce(${NO_CONSENT}, false))`, [on]);

/** Why: a reason of m57_member_changes. */
export const refusedBecause = (database: Database): Knex.Raw =>
  database.raw(`case when ${OBJECTED} then 'objection' else 'consent' end`);
