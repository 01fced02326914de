import type { SegmentMode, SegmentOffers, SegmentPage, Suggestion } from '../contract/segments';
import type { Locale } from '../domain/issue';
import { STATISTICS } from '../domain/relation/model';
import type { Condition, Definition } from '../domain/segments/definition';
import { MESSAGE_FIELDS } from '../domain/segments/message';
import {
  offeredDefinition,
  SUGGESTION_GROUPS,
  suggestedDefinition,
} from '../domain/segments/suggested-draft';
import { SEGMENT_TEMPLATES } from '../domain/segments/templates';

/** What people change of a segment beside its definition; fields are blank where nothing is said. */
export interface Draft {
  name: string;
  description: string;
  purpose: string;
  mode: SegmentMode | '';
  service: number | '';
  offer: 'entitled' | 'interested' | '';
  message_subject: string;
  message: string;
}
export const NEW_DRAFT: Draft = {
  name: '',
  description: '',
  purpose: '',
  mode: 'dynamic',
  service: '',
  offer: '',
  message_subject: '',
  message: '',
};

export const draftOf = (segment: SegmentPage): Draft => ({
  name: segment.name,
  description: segment.description ?? '',
  purpose: segment.purpose?.code ?? '',
  mode: segment.mode,
  service: segment.service?.id ?? '',
  offer: segment.offer ?? '',
  message_subject: segment.message_subject ?? '',
  message: segment.message ?? '',
});

/** As an item of m57_segments. `where`: null of a list, whose definition is left as it is. */
export const itemOf = (draft: Draft, where: Condition | null) => ({
  ...draft,
  name: draft.name.trim(),
  description: draft.description.trim() || null,
  service: draft.service === '' ? null : draft.service,
  // Nothing is offered without a service.
  offer: draft.service === '' || draft.offer === '' ? null : draft.offer,
  message_subject: draft.message_subject.trim() || null,
  message: draft.message.trim() || null,
  ...(where ? { definition: { version: 1, where } } : {}),
});

const NEW_PAGE = '/m57/segments/nouveau';
/** The page of a new segment that begins with those whom the figure of a suggestion is of. */
export const suggestedPage = ({ group, service, measure, draft }: Suggestion, exercice: number) => ({
  path: NEW_PAGE,
  query: {
    par: group.by,
    groupe: group.key,
    service: String(service.id),
    exercice: String(exercice),
    mesure: measure,
    nom: draft?.name ?? '',
  },
});
/** The page of a new segment that begins with the members who do not use what is offered to them. */
export const offeredPage = (
  segment: SegmentPage,
  { service, reason }: SegmentOffers['offers'][number],
  exercice: number,
) => ({
  path: NEW_PAGE,
  query: {
    membres: String(segment.id),
    service: String(service.id),
    exercice: String(exercice),
    motif: reason,
    finalite: segment.purpose?.code ?? '',
    nom: `${service.name} – ${segment.name}`,
  },
});

/** What a new segment begins with; what is not said is blank. */
export type Beginning = Pick<Draft, 'name' | 'purpose'> &
  Partial<Pick<Draft, 'service' | 'offer'>> & { definition: Definition };

/** What the address of a new segment says to begin with: a model, the group of a suggestion, or an offer. */
export function beginningOf(query: Record<string, unknown>, locale: Locale): Beginning | null {
  const model = SEGMENT_TEMPLATES.find(({ code }) => code === query['modele']);
  if (model) {
    const { name, purpose, definition } = model;
    return { name: name[locale], purpose, definition };
  }
  const said = (name: string) => String(query[name] ?? '');
  const number = (name: string) => Number.parseInt(said(name), 10);
  const name = said('nom').slice(0, 120);
  const of = { service: number('service'), exercice: number('exercice') };
  if (query['membres'] !== undefined) {
    const purpose = said('finalite');
    const definition = offeredDefinition(number('membres'), of, purpose);
    const offer = said('motif') === 'entitled' ? ('entitled' as const) : ('interested' as const);
    return definition && { name, purpose, definition, service: of.service, offer };
  }
  const by = SUGGESTION_GROUPS.find((one) => one === query['par']);
  if (!by || by === 'segment') return null;
  const answered = said('mesure') === 'satisfaction';
  const definition = suggestedDefinition(by, said('groupe'), { ...of, answered });
  return definition && { name, purpose: STATISTICS, definition };
}

/** Names in braces that the export has nothing to put in for. */
export const unknownFields = (message: string): string[] => [
  ...new Set(
    [...message.matchAll(/\{([^{}]*)\}/g)].flatMap(([whole, name]) =>
      (MESSAGE_FIELDS as readonly string[]).includes(name!) ? [] : [whole],
    ),
  ),
];
