import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { electionsAnswer, electionsRequest } from '../../contract/elections';
import { citizenFigures, figuresRequest } from '../../contract/figures';
import {
  codesQuery,
  giveAnswer,
  rewardList,
  rewardRequest,
  undoneUse,
  useAnswer,
  useRequest,
} from '../../contract/rewards';
import { get, getById, post, postById, put, putById } from './operations';

/** Rewards and their passes; figures of a person for other software. */
export const rewardPaths: ZodOpenApiPathsObject = {
  '/rewards': {
    ...get({ summary: 'Rewards, with what was given and used of them', answer: rewardList }),
    ...post({
      summary: 'Create one; refused where its segment asks for what gives no right',
      body: rewardRequest,
      answer: rewardList,
    }),
  },
  '/rewards/{id}': putById({ summary: 'Change one', body: rewardRequest, answer: rewardList }),
  '/rewards/{id}/close': postById({ summary: 'End one at once, for good', answer: rewardList }),
  '/rewards/{id}/give': postById({
    summary: 'Give a pass to each member of the segment who has none (logged)',
    answer: giveAnswer,
  }),
  '/rewards/{id}/codes': getById({
    summary: 'The codes of its passes for a mailing (logged)',
    query: codesQuery,
    answer: 'text/csv',
  }),
  '/passes/use': post({
    summary: 'Take one use of a pass; nothing of its holder is answered',
    body: useRequest,
    answer: useAnswer,
  }),
  '/passes/uses/{id}/undo': postById({ summary: 'Take back a use', answer: undoneUse }),
  '/elections': {
    ...get({ summary: 'The calendar of elections, and the period of today', answer: electionsAnswer }),
    ...put({ summary: 'Replace it', body: electionsRequest, answer: electionsAnswer }),
  },
  '/citizens/figures': post({
    summary: 'What other software shows beside a person: segments, open requests, costs (logged)',
    body: figuresRequest,
    answer: citizenFigures,
  }),
};
