import type { SegmentMode, SegmentPage } from '../contract/segments';
import type { Condition } from '../domain/segments/definition';
import { MESSAGE_FIELDS } from '../domain/segments/message';

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

/** Names in braces that the export has nothing to put in for. */
export const unknownFields = (message: string): string[] => [
  ...new Set(
    [...message.matchAll(/\{([^{}]*)\}/g)].flatMap(([whole, name]) =>
      (MESSAGE_FIELDS as readonly string[]).includes(name!) ? [] : [whole],
    ),
  ),
];
