import type { Locale } from '../issue';
import { STATISTICS, type InteractionKind } from '../relation/model';
import type { Condition, Definition, NumberTest, RelatedCondition } from './definition';
import type { SegmentFamily } from './family';

/** A definition to begin with. */
export interface SegmentTemplate {
  code: string;
  family: Exclude<SegmentFamily, 'mixed'>;
  /** Code of the purpose that it is meant for, which allows it. */
  purpose: string;
  name: Record<Locale, string>;
  definition: Definition;
}

const all = (...items: Condition[]): Definition => ({ version: 1, where: { type: 'and', items } });
const atLeast = (value: number): NumberTest => ({ op: 'gte', value });
const counted = (
  kind: InteractionKind,
  test: NumberTest,
  months: number,
  filter: RelatedCondition['filter'] = {},
): Condition => ({
  type: 'related',
  filter: { kinds: [kind], ...filter },
  window: { last: months, unit: 'month' },
  measure: 'count',
  test,
});

/** Ready to use, by family: who people are, which services they use, how they take part. */
export const SEGMENT_TEMPLATES: readonly SegmentTemplate[] = [
  {
    code: 'families',
    family: 'profile',
    purpose: 'communication',
    name: { fr: 'Familles avec enfants', en: 'Families with children' },
    definition: all({
      type: 'field',
      field: 'household_type',
      test: { op: 'in', values: ['family', 'single_parent'] },
    }),
  },
  {
    code: 'young_adults',
    family: 'profile',
    purpose: 'communication',
    name: { fr: 'Jeunes de 16 à 25 ans', en: 'Young people, 16 to 25' },
    definition: all({ type: 'field', field: 'age', test: { op: 'between', from: 16, to: 25 } }),
  },
  {
    code: 'seniors_alone',
    family: 'profile',
    purpose: 'service',
    name: { fr: 'Plus de 70 ans vivant seuls', en: 'Over 70 and living alone' },
    definition: all(
      { type: 'field', field: 'age', test: { op: 'gt', value: 70 } },
      { type: 'field', field: 'household_type', test: { op: 'in', values: ['single'] } },
    ),
  },
  {
    code: 'low_quotient',
    family: 'profile',
    purpose: STATISTICS,
    name: { fr: 'Quotients familiaux les plus bas', en: 'Lowest quotient familial bands' },
    definition: all({ type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } }),
  },
  {
    code: 'regular_users',
    family: 'usage',
    purpose: 'communication',
    name: { fr: 'Usagers réguliers', en: 'Regular users' },
    definition: all(counted('registration', atLeast(3), 12)),
  },
  {
    code: 'several_services',
    family: 'usage',
    purpose: STATISTICS,
    name: { fr: 'Usagers de plusieurs services', en: 'Users of several services' },
    definition: all({
      type: 'related',
      filter: { kinds: ['registration', 'payment'] },
      window: { last: 12, unit: 'month' },
      measure: 'services',
      test: atLeast(3),
    }),
  },
  {
    code: 'not_come_back',
    family: 'usage',
    purpose: 'communication',
    name: { fr: 'Usagers qui ne sont pas revenus', en: 'Users who did not come back' },
    definition: all(
      {
        type: 'related',
        filter: { kinds: ['registration'] },
        window: { from: { ago: 36, unit: 'month' }, to: { ago: 12, unit: 'month' } },
        measure: 'count',
        test: atLeast(1),
      },
      counted('registration', { op: 'eq', value: 0 }, 12),
    ),
  },
  {
    code: 'waiting_requests',
    family: 'usage',
    purpose: 'request',
    name: { fr: 'Demandes sans réponse depuis un mois', en: 'Requests without an answer for a month' },
    definition: all({
      type: 'related',
      filter: { kinds: ['request', 'complaint'], statuses: ['new', 'in_progress', 'waiting'] },
      window: null,
      measure: 'first',
      test: { op: 'lt', value: { ago: 1, unit: 'month' } },
    }),
  },
  {
    code: 'event_goers',
    family: 'engagement',
    purpose: 'event',
    name: { fr: 'Participants aux événements', en: 'People who come to events' },
    definition: all(counted('event', atLeast(1), 12)),
  },
  {
    code: 'consultation_goers',
    family: 'engagement',
    purpose: 'consultation',
    name: { fr: 'Participants aux consultations', en: 'People who take part in consultations' },
    definition: all(counted('consultation', atLeast(1), 24)),
  },
  {
    code: 'loyal',
    family: 'engagement',
    purpose: 'communication',
    name: { fr: 'Habitants les plus engagés', en: 'The most engaged' },
    definition: all({ type: 'field', field: 'engagement', test: atLeast(60) }),
  },
  {
    code: 'dissatisfied',
    family: 'engagement',
    purpose: 'survey',
    name: { fr: 'Usagers mécontents', en: 'Dissatisfied users' },
    definition: all(counted('satisfaction', atLeast(1), 12, { score: { op: 'lte', value: 2 } })),
  },
];
