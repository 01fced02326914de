import { STATISTICS, type InteractionKind } from '../relation/model';
import type { DefinitionIssue } from './check';
import { conditionsOf, placedConditions, type Condition, type Definition } from './definition';

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
 * - the engagement score is never an input to a right or a price.
 */
export function restrictedFor(purpose: string): Restricted[] {
  const allowed: Record<Restricted, boolean> = {
    quotient_band: ['service', 'billing', STATISTICS].includes(purpose),
    consultation: ['consultation', STATISTICS].includes(purpose),
    engagement: !['service', 'billing', 'request'].includes(purpose),
  };
  return RESTRICTED.filter((one) => !allowed[one]);
}

/**
 * Conditions that a purpose refuses, in the order of the tree, those of the segments it refers to included: they are
 * told at the place of the reference, with the segment that asks.
 * @param definitionOf null for a segment without a definition, or none
 */
export function refusedFor(
  purpose: string,
  definition: Definition,
  definitionOf: (segment: number) => Definition | null,
): DefinitionIssue[] {
  const restricted = restrictedFor(purpose);
  if (restricted.length === 0) return [];
  const seen = new Set<number>();
  const issues: DefinitionIssue[] = [];
  const look = (inside: Definition, at: string | null, segment: number | null): void => {
    for (const { condition, path } of placedConditions(inside)) {
      const place = at ?? path;
      const asked = askedBy(condition);
      if (asked !== null && restricted.includes(asked))
        issues.push({
          code: CODES[asked],
          line: null,
          column: null,
          params: { path: place, purpose, ...(segment !== null && { segment }) },
        });
      if (condition.type !== 'segment' || seen.has(condition.segment)) continue;
      seen.add(condition.segment);
      const referred = definitionOf(condition.segment);
      if (referred) look(referred, place, condition.segment);
    }
  };
  look(definition, null, null);
  return issues;
}

/**
 * Whether a definition asks for the quotient, itself or through the segments that it refers to: then a figure on who
 * meets it needs as many households behind it as persons otherwise.
 * @param definitionOf null for a segment without a definition, or none
 */
export function asksQuotient(
  definition: Definition,
  definitionOf: (segment: number) => Definition | null,
): boolean {
  const seen = new Set<number>();
  const asks = ({ where }: Definition): boolean =>
    [...conditionsOf(where)].some((condition) => {
      if (condition.type === 'field') return condition.field === 'quotient_band';
      if (condition.type !== 'segment' || seen.has(condition.segment)) return false;
      seen.add(condition.segment);
      const referred = definitionOf(condition.segment);
      return referred !== null && asks(referred);
    });
  return asks(definition);
}

function askedBy(condition: Condition): Restricted | null {
  if (condition.type === 'field')
    return condition.field === 'quotient_band' || condition.field === 'engagement' ? condition.field : null;
  if (condition.type !== 'related') return null;
  // Interactions of any kind are consultations as well.
  const kinds: readonly InteractionKind[] = condition.filter.kinds ?? ['consultation'];
  return kinds.includes('consultation') ? 'consultation' : null;
}
