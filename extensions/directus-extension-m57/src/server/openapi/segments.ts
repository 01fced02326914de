import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { previewAnswer, previewRequest, segmentOptions } from '../../contract/segments';
import { get, post } from './operations';

/** Segments: who is in, what they cost and bring. */
export const segmentPaths: ZodOpenApiPathsObject = {
  '/segments/options': get({ summary: 'What the builder of definitions offers', answer: segmentOptions }),
  '/segments/preview': post({
    summary: 'Who would be in a segment; nothing is kept',
    body: previewRequest,
    answer: previewAnswer,
  }),
};
