import type { SegmentMode, SegmentPage } from '../contract/segments';
import type { Condition } from '../domain/segments/definition';

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

/** What an export fills in for each member. */
export const MESSAGE_FIELDS = ['prenom', 'nom', 'service', 'motif', 'finalite'] as const;
/** Names in braces that nothing will be put in for. */
export const unknownFields = (message: string): string[] => [
  ...new Set(
    [...message.matchAll(/\{([^{}\n]*)\}/g)].flatMap(([whole, name]) =>
      (MESSAGE_FIELDS as readonly string[]).includes(name!) ? [] : [whole],
    ),
  ),
];
