import { STATISTICS, type InteractionKind } from '../relation/model';
import type { DefinitionIssue } from './check';
import { conditionsOf, placedConditions, segmentsIn, type Condition, type Definition } from './definition';

/** What not every purpose may ask. */
export const RESTRICTED = ['quotient_band', 'consultation', 'engagement'] as const;
export type Restricted = (typeof RESTRICTED)[number];

const CODES: Record<Restricted, string> = {
  quotient_band: 'SEGMENT_PURPOSE_QUOTIENT',
  consultation: 'SEGMENT_PURPOSE_CONSULTATION',
  engagement: 'SEGMENT_PURPOSE_ENGAGEMENT',
};

/**
 * What a definition for a purpose, told by its code, must not ask:
 * - the quotient familial serves tariffs and statistics;
 * - whoever takes part in consultations may tell opinions by it;
 * - the engagement score is never an input to a right or a price. Only of these purposes is it known that they give
 *   none: what an authority declares itself may be a tariff or an aid.
 */
export function restrictedFor(purpose: string): Restricted[] {
  const allowed: Record<Restricted, boolean> = {
    quotient_band: ['service', 'billing', STATISTICS].includes(purpose),
    consultation: ['consultation', STATISTICS].includes(purpose),
    engagement: ['communication', 'event', 'survey', 'consultation', STATISTICS].includes(purpose),
  };
  return RESTRICTED.filter((one) => !allowed[one]);
}

/** A segment that another one refers to, as far as purposes go. */
export interface Part {
  mode: string;
  definition: Definition | null;
  /** What its members, as they are stored, were chosen by; null: not known. */
  chosen_by: readonly Restricted[] | null;
}

/** Null of a segment that is not there. */
export type PartOf = (segment: number) => Part | null;

/**
 * What members of a segment are or will be computed from; null: nothing. Members of a list stay: what they were chosen
 * by tells all, whatever has become of the segments that its definition names.
 */
export const computedFromOf = ({ mode, definition, chosen_by }: Part): Definition | null =>
  mode === 'static' && chosen_by !== null ? null : definition;

/** Whether figures on those who were chosen by this need as many households behind them as persons otherwise. */
export const asksQuotient = (chosenBy: readonly Restricted[]): boolean => chosenBy.includes('quotient_band');

/** What a definition asks itself. */
export const askedIn = (definition: Definition): Restricted[] => [
  ...new Set([...conditionsOf(definition.where)].flatMap((condition) => askedBy(condition) ?? [])),
];

/** What members who are computed from a definition now are chosen by, through the stored members of its parts too. */
export function chosenByOf(definition: Definition, partOf: PartOf): Restricted[] {
  const asked = new Set<Restricted>();
  const seen = new Set<number>();
  const look = (inside: Definition): void => {
    for (const one of askedIn(inside)) asked.add(one);
    for (const segment of segmentsIn(inside)) {
      if (seen.has(segment)) continue;
      seen.add(segment);
      const part = partOf(segment);
      if (part?.chosen_by) for (const one of part.chosen_by) asked.add(one);
      else if (part?.definition) look(part.definition);
    }
  };
  look(definition);
  return RESTRICTED.filter((one) => asked.has(one));
}

/**
 * Conditions that a purpose refuses, in the order of the tree, those of the segments it refers to included: they are
 * told at the place of the reference, with the segment that asks, or whose stored members were chosen so.
 */
export function refusedFor(purpose: string, definition: Definition, partOf: PartOf): DefinitionIssue[] {
  const restricted = restrictedFor(purpose);
  if (restricted.length === 0) return [];
  const seen = new Set<number>();
  const issues: DefinitionIssue[] = [];
  const refuse = (asked: Restricted, path: string, by: Record<string, number> | false) =>
    issues.push({ code: CODES[asked], line: null, column: null, params: { path, purpose, ...by } });
  const isTold = (asked: Restricted, path: string) =>
    issues.some(({ code, params }) => code === CODES[asked] && params.path === path);
  const look = (inside: Definition, at: string | null, segment: number | null): void => {
    for (const { condition, path } of placedConditions(inside)) {
      const place = at ?? path;
      const asked = askedBy(condition);
      if (asked !== null && restricted.includes(asked)) refuse(asked, place, segment !== null && { segment });
      if (condition.type !== 'segment' || seen.has(condition.segment)) continue;
      seen.add(condition.segment);
      const part = partOf(condition.segment);
      const referred = part && computedFromOf(part);
      if (referred) look(referred, place, condition.segment);
      for (const one of part?.chosen_by ?? [])
        if (restricted.includes(one) && !isTold(one, place))
          refuse(one, place, { segment: condition.segment, chosen: 1 });
    }
  };
  look(definition, null, null);
  return issues;
}

function askedBy(condition: Condition): Restricted | null {
  if (condition.type === 'field')
    return condition.field === 'quotient_band' || condition.field === 'engagement' ? condition.field : null;
  if (condition.type !== 'related') return null;
  // Interactions of any kind are consultations as well.
  const kinds: readonly InteractionKind[] = condition.filter.kinds ?? ['consultation'];
  return kinds.includes('consultation') ? 'consultation' : null;
}
