import type { SegmentMode, SegmentPage } from '../contract/segments';
import type { Locale } from '../domain/issue';
import type { Condition, Definition } from '../domain/segments/definition';
import { MESSAGE_FIELDS } from '../domain/segments/message';
import { SUGGESTION_GROUPS, suggestedDefinition } from '../domain/segments/suggested-draft';
import type { Suggestion } from '../contract/segments';
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

/** The page of a new segment that begins with the group of a suggestion. */
export const suggestedPage = ({ group, service, draft }: Suggestion) => ({
  path: '/m57/segments/nouveau',
  query: { par: group.by, groupe: group.key, service: String(service.id), nom: draft?.name ?? '' },
});

/** What the address of a new segment says to begin with: a model, or the group of a suggestion. */
export function beginningOf(
  query: Record<string, unknown>,
  locale: Locale,
): { name: string; purpose: string; definition: Definition } | null {
  const model = SEGMENT_TEMPLATES.find(({ code }) => code === query['modele']);
  if (model) return { ...model, name: model.name[locale] };
  const by = SUGGESTION_GROUPS.find((one) => one === query['par']);
  if (!by || by === 'segment') return null;
  const said = (name: string) => String(query[name] ?? '');
  const definition = suggestedDefinition(by, said('groupe'), Number.parseInt(said('service'), 10));
  return definition && { name: said('nom').slice(0, 120), purpose: 'statistics', definition };
}

/** Names in braces that the export has nothing to put in for. */
export const unknownFields = (message: string): string[] => [
  ...new Set(
    [...message.matchAll(/\{([^{}]*)\}/g)].flatMap(([whole, name]) =>
      (MESSAGE_FIELDS as readonly string[]).includes(name!) ? [] : [whole],
    ),
  ),
];
