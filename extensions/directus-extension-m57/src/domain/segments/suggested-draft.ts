import { HOUSEHOLD_TYPES, INTERACTION_KINDS } from '../relation/model';
import { ageBandOf } from '../relation/typology';
import type { Condition, Definition, RelatedFilter, Window } from './definition';
import { restrictedFor } from './purpose';

export const SUGGESTION_GROUPS = ['segment', 'district', 'age', 'household_type'] as const;
export type SuggestionGroup = (typeof SUGGESTION_GROUPS)[number];
type TypologyGroup = Exclude<SuggestionGroup, 'segment'>;

/** The year of the figures, and the service that they are of. */
export interface FiguresOf {
  service: number;
  exercice: number;
}

/**
 * A definition to begin with: those whom the figure of a suggestion is of, users of the service in its year, or who
 * answered a survey on it. `key`: of the group in statistics. Null: of a key that is none, or of no service or year.
 */
export function suggestedDefinition(
  by: TypologyGroup,
  key: string,
  of: FiguresOf & { answered: boolean },
): Definition | null {
  if (!isKnown(of)) return null;
  const group = GROUPS[by](key, of.exercice);
  if (!group) return null;
  const used = times(
    { services: [of.service], ...(of.answered && { kinds: ['satisfaction'] }) },
    { from: { on: `${of.exercice}-01-01` }, to: { on: `${of.exercice}-12-31` } },
    { op: 'gte', value: 1 },
  );
  return { version: 1, where: { type: 'and', items: [group, used] } };
}

/**
 * A definition to begin with: members of a segment who have not used the service since the year of the figures began.
 * Whoever began to use it since has no need of the offer. Null: of no segment, service or year.
 */
export function offeredDefinition(segment: number, of: FiguresOf, purpose: string): Definition | null {
  if (!isKnown(of) || !Number.isInteger(segment)) return null;
  // Of any kind would ask for consultations too.
  const kinds = restrictedFor(purpose).includes('consultation')
    ? { kinds: INTERACTION_KINDS.filter((kind) => kind !== 'consultation') }
    : {};
  const unused = times(
    { services: [of.service], ...kinds },
    { from: { on: `${of.exercice}-01-01` }, to: null },
    { op: 'eq', value: 0 },
  );
  return { version: 1, where: { type: 'and', items: [{ type: 'segment', segment }, unused] } };
}

const isKnown = ({ service, exercice }: FiguresOf) =>
  Number.isInteger(service) && Number.isInteger(exercice) && exercice >= 1900 && exercice < 10_000;

const times = (
  filter: RelatedFilter,
  window: Window,
  test: { op: 'eq' | 'gte'; value: number },
): Condition => ({ type: 'related', filter, window, measure: 'count', test });

const GROUPS: Record<TypologyGroup, (key: string, exercice: number) => Condition | null> = {
  district: (key) => {
    // A district that holds zones where people live has a key of its own beside theirs.
    const zone = Number(key.replace('district:', ''));
    return Number.isInteger(zone) && zone > 0
      ? { type: 'field', field: 'zone', test: { op: 'in', values: [zone] } }
      : null;
  },
  age: (key, exercice) => {
    const band = ageBandOf(key);
    if (!band) return null;
    const [from, to] = band;
    // By the year of birth: who was of that age in the year of the figures is older today.
    return {
      type: 'field',
      field: 'birth_year',
      test:
        to === null
          ? { op: 'lte', value: exercice - from }
          : { op: 'between', from: exercice - to, to: exercice - from },
    };
  },
  household_type: (key) => {
    const type = HOUSEHOLD_TYPES.find((one) => one === key);
    return type ? { type: 'field', field: 'household_type', test: { op: 'in', values: [type] } } : null;
  },
};
