import type { LegalBasis } from '../../domain/relation/model';
import type { Database } from '../host';
import { today } from './columns';

/** The purpose of every figure on persons. */
const STATISTICS = 'statistics';

/**
 * Whether a citizen may be counted in statistics today, as an SQL condition on the column that holds their id: what
 * `mayUse` (domain/relation/evidence.ts) says of the purpose `statistics`. Who objected, or whose data are limited, is
 * in no group and no count of persons; what they used stays in what is of nobody in particular. Where the authority
 * declared no such purpose, objections to it hold as for a mission of public interest.
 */
export async function countedIn(database: Database): Promise<(column: string) => string> {
  const declared: { basis: LegalBasis } | undefined = await database('m57_purposes')
    .where({ code: STATISTICS })
    .first('basis');
  const basis = declared?.basis ?? 'public_interest';
  // Literals of ours: as bindings, a condition that is grouped by would be another one each time.
  const said = `select citizen from m57_consents where purpose = '${STATISTICS}'`;
  if (basis === 'consent')
    return (column) =>
      `${column} in (${said} and state = 'consented' and (until is null or until >= '${today()}'))`;
  const against = basis === 'public_interest' ? "state in ('limited', 'objected')" : "state = 'limited'";
  return (column) => `${column} not in (${said} and ${against})`;
}
