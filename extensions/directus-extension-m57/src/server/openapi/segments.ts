import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  changesQuery,
  exportQuery,
  overlapAnswer,
  overlapQuery,
  previewAnswer,
  previewRequest,
  refreshAnswer,
  segmentChanges,
  segmentList,
  segmentOffers,
  segmentOptions,
  segmentPage,
  segmentSuggestions,
  splitAnswer,
  splitRequest,
} from '../../contract/segments';
import { get, getById, post, postById } from './operations';

/** Segments: who is in, what they cost and bring. */
export const segmentPaths: ZodOpenApiPathsObject = {
  '/segments/options': get({ summary: 'What the builder of definitions offers', answer: segmentOptions }),
  '/segments/preview': post({
    summary: 'Who would be in a segment; nothing is kept',
    body: previewRequest,
    answer: previewAnswer,
  }),
  '/segments': get({ summary: 'All segments', answer: segmentList }),
  '/segments/overlap': get({
    summary: 'Who is in exactly which of some segments',
    query: overlapQuery,
    answer: overlapAnswer,
  }),
  '/segments/suggestions': get({
    summary: 'Segments and groups that stand out from the other users of a service, with how sure that is',
    answer: segmentSuggestions,
  }),
  '/segments/{id}': getById({ summary: 'A segment, with its latest refreshes', answer: segmentPage }),
  '/segments/{id}/changes': getById({
    summary: 'Who entered and left, and why',
    query: changesQuery,
    answer: segmentChanges,
  }),
  '/segments/{id}/offers': getById({
    summary: 'Services that its members do not use, with the reason to offer them',
    answer: segmentOffers,
  }),
  '/segments/{id}/refresh': postById({
    summary: 'Refresh it now, after those that it refers to',
    answer: refreshAnswer,
  }),
  '/segments/{id}/split': postById({
    summary: 'Random groups of its members, each a segment',
    body: splitRequest,
    answer: splitAnswer,
  }),
  '/segments/{id}/export': getById({
    summary: 'Its members for a mailing (logged); names only for those who read them',
    query: exportQuery,
    answer: 'text/csv',
  }),
};
