import { HOUSEHOLD_TYPES } from '../relation/model';
import { ageBandOf } from '../relation/typology';
import type { Condition, Definition } from './definition';

export const SUGGESTION_GROUPS = ['segment', 'district', 'age', 'household_type'] as const;
export type SuggestionGroup = (typeof SUGGESTION_GROUPS)[number];

/**
 * A definition to begin with: who is in the group today and used the service within a year. `key`: of the group in
 * statistics. Null: of a key that is none, or of no service.
 */
export function suggestedDefinition(
  by: Exclude<SuggestionGroup, 'segment'>,
  key: string,
  service: number,
): Definition | null {
  const group = GROUPS[by](key);
  if (!group || !Number.isInteger(service)) return null;
  const used: Condition = {
    type: 'related',
    filter: { services: [service] },
    window: { last: 12, unit: 'month' },
    measure: 'count',
    test: { op: 'gte', value: 1 },
  };
  return { version: 1, where: { type: 'and', items: [group, used] } };
}

const GROUPS: Record<Exclude<SuggestionGroup, 'segment'>, (key: string) => Condition | null> = {
  district: (key) => {
    // A district that holds zones where people live has a key of its own beside theirs.
    const zone = Number(key.replace('district:', ''));
    return Number.isInteger(zone) && zone > 0
      ? { type: 'field', field: 'zone', test: { op: 'in', values: [zone] } }
      : null;
  },
  age: (key) => {
    const band = ageBandOf(key);
    if (!band) return null;
    const [from, to] = band;
    return {
      type: 'field',
      field: 'age',
      test: to === null ? { op: 'gte', value: from } : { op: 'between', from, to },
    };
  },
  household_type: (key) => {
    const type = HOUSEHOLD_TYPES.find((one) => one === key);
    return type ? { type: 'field', field: 'household_type', test: { op: 'in', values: [type] } } : null;
  },
};
