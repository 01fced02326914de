import type { PreviewAnswer, RefreshAnswer } from '../../contract/segments';
import { figureOfPersons, protectCount, type SuppressionRule } from '../../domain/suppression';
import type { Standing } from './compile';

/** How many have which standing: numbers, or text of them. */
export type Standings = Record<Standing, number | string>;

/** What a refresh did, in persons or in households, not suppressed. */
export type RefreshCounts = Record<'size' | 'entered' | 'left' | 'without_consent' | 'objected', number>;
export interface RefreshFigures extends RefreshCounts {
  /** The same in households, where the segment asks for the quotient. */
  households: RefreshCounts | null;
}

/**
 * How many are in, and how many are left out and why. Those left out are shown both or not at all, so that one secret
 * is not the rest of what is known. `households`: the same in households, where these decide.
 */
export function protectStandings(
  standings: Standings,
  households: Standings | null,
  rule: SuppressionRule,
): Pick<PreviewAnswer, 'count' | 'left_out'> {
  const shown = (standing: Standing) =>
    protectCount(
      figureOfPersons(Number(standings[standing]), households && Number(households[standing])),
      rule,
    ).count;
  const [without_consent, objected] = [shown('without_consent'), shown('objected')];
  const secret = without_consent === null || objected === null;
  return {
    count: shown('allowed'),
    left_out: secret ? { without_consent: null, objected: null } : { without_consent, objected },
  };
}

/** What is told of a refresh; each figure is its own, since their total is not told. */
export function toldOfRefresh(
  { households, ...counts }: RefreshFigures,
  rule: SuppressionRule,
): Omit<RefreshAnswer, 'took_ms'> {
  const told = (figure: 'size' | 'entered' | 'left') =>
    protectCount(figureOfPersons(counts[figure], households && households[figure]), rule).count;
  return {
    size: told('size'),
    entered: told('entered'),
    left: told('left'),
    left_out: protectStandings(
      { allowed: counts.size, ...counts },
      households && { allowed: households.size, ...households },
      rule,
    ).left_out,
  };
}
