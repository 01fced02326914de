import type { SegmentOptions } from '../../contract/segments';
import {
  conditionsOf,
  type Condition,
  type DateRef,
  type Field,
  type FieldCondition,
  type Measure,
  type RelatedCondition,
} from '../../domain/segments/definition';
import type { InteractionKind } from '../../domain/relation/model';

/** What people look for first, under the three families, each with values that are right more often than not. */
export const FAMILIES = ['profile', 'usage', 'engagement', 'segments'] as const;
export const STARTS = {
  profile: [
    'age',
    'household_type',
    'household_size',
    'quotient_band',
    'zone',
    'registered_on',
    'source',
    'birth_year',
  ],
  usage: ['used', 'registration', 'payment', 'request', 'complaint', 'renewal'],
  engagement: ['engagement', 'event', 'consultation', 'satisfaction'],
  segments: ['segment'],
} as const;
export type Start = (typeof STARTS)[keyof typeof STARTS][number];

/** Whoever uses a service has been registered or has paid. Interactions of any kind are consultations as well. */
const USES = ['registration', 'payment'] as const;
const YEAR = { last: 12, unit: 'month' } as const;
const THIS_YEAR: DateRef = { start: 'year', ago: 0 };

/** A condition to begin with. What nobody can guess (a zone, a service) is left to be chosen. */
export function startOf(start: Start, options: Pick<SegmentOptions, 'segments'>): Condition {
  if (start === 'segment') return { type: 'segment', segment: options.segments[0]?.id ?? 0 };
  if (start in FIELD_STARTS) return FIELD_STARTS[start as Field];
  const kinds: InteractionKind[] = start === 'used' ? [...USES] : [start as InteractionKind];
  const filter = { kinds };
  if (start === 'payment')
    return { type: 'related', filter, window: YEAR, measure: 'amount', test: { op: 'gte', value: '100' } };
  if (start === 'satisfaction')
    return {
      type: 'related',
      filter: { ...filter, score: { op: 'lte', value: 2 } },
      window: YEAR,
      ...AT_LEAST_ONCE,
    };
  return { type: 'related', filter, window: YEAR, ...AT_LEAST_ONCE };
}
const AT_LEAST_ONCE = { measure: 'count', test: { op: 'gte', value: 1 } } as const;
const FIELD_STARTS: Record<Field, FieldCondition> = {
  age: { type: 'field', field: 'age', test: { op: 'gte', value: 18 } },
  birth_year: { type: 'field', field: 'birth_year', test: { op: 'gte', value: 2000 } },
  household_size: { type: 'field', field: 'household_size', test: { op: 'gte', value: 3 } },
  quotient_band: { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } },
  engagement: { type: 'field', field: 'engagement', test: { op: 'gte', value: 50 } },
  household_type: { type: 'field', field: 'household_type', test: { op: 'in', values: ['single_parent'] } },
  zone: { type: 'field', field: 'zone', test: { op: 'in', values: [] } },
  source: { type: 'field', field: 'source', test: { op: 'in', values: [] } },
  registered_on: { type: 'field', field: 'registered_on', test: { op: 'gte', value: THIS_YEAR } },
};

/** What a measure is compared with, once another measure is chosen. */
export function measured(condition: RelatedCondition, measure: Measure): RelatedCondition {
  const { type, filter, window } = condition;
  const common = { type, filter, window };
  if (measure === 'count' || measure === 'services')
    return { ...common, measure, test: { op: 'gte', value: 1 } };
  if (measure === 'units' || measure === 'amount')
    return { ...common, measure, test: { op: 'gte', value: measure === 'units' ? '10' : '100' } };
  return { ...common, measure, test: { op: 'gte', value: THIS_YEAR } };
}

/** Whether a purpose lets it be asked: `refused` names fields and kinds of interactions. */
export const isRefused = (start: Start, refused: readonly string[]): boolean =>
  refused.includes(start === 'used' ? '' : start);

/** Whether anything is asked at all: an empty definition is met by everybody. */
export const isEmpty = (where: Condition): boolean =>
  ![...conditionsOf(where)].some(({ type }) => type === 'field' || type === 'related' || type === 'segment');
