import { STATISTICS, type LegalBasis } from '../../domain/relation/model';
import type { Database } from '../host';
import { today } from './columns';

/** SQL conditions on a column that holds the id of a citizen, and never null. */
export interface InStatistics {
  counted: (column: string) => string;
  /** The opposite, in the words that an index understands. */
  leftOut: (column: string) => string;
}

/**
 * Whether a citizen may be counted in statistics today: what `mayUse` (domain/relation/evidence.ts) says of the purpose
 * `statistics`. Who objected, or whose data are limited, is in no group and no count of persons; what they used stays in
 * what is of nobody in particular. Where the authority declared no such purpose, objections to it hold as for a mission
 * of public interest.
 */
export async function inStatistics(database: Database): Promise<InStatistics> {
  const declared: { basis: LegalBasis } | undefined = await database('m57_purposes')
    .where({ code: STATISTICS })
    .first('basis');
  const basis = declared?.basis ?? 'public_interest';
  // Literals of ours: as bindings, a condition that is grouped by would be another one each time.
  const said = (what: string) =>
    `(select citizen from m57_consents where purpose = '${STATISTICS}' and ${what})`;
  if (basis === 'consent') {
    const agreed = said(`state = 'consented' and (until is null or until >= '${today()}')`);
    return {
      counted: (column) => `${column} in ${agreed}`,
      leftOut: (column) => `${column} not in ${agreed}`,
    };
  }
  const against = said(
    basis === 'public_interest' ? "state in ('limited', 'objected')" : "state = 'limited'",
  );
  return {
    counted: (column) => `${column} not in ${against}`,
    leftOut: (column) => `${column} in ${against}`,
  };
}
