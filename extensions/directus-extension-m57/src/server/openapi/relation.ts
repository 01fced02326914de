import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  citizenList,
  citizenPage,
  citizensRequest,
  duplicateDecision,
  duplicates,
  duplicatesQuery,
  engagementAnswer,
  engagementParameters,
  evidenceRequest,
  mergeRecord,
  mergeRequest,
  timeline,
  timelineQuery,
} from '../../contract/citizens';
import {
  deskDuplicateRequest,
  deskFindRequest,
  deskFound,
  deskLogged,
  deskLogRequest,
  interactionsAnswer,
  interactionsRequest,
  ownServices,
  requestCard,
  requestMove,
  requestsAnswer,
  requestsQuery,
  serviceRelation,
  serviceRelationQuery,
  statistics,
  statisticsQuery,
} from '../../contract/interactions';
import { groupCosts, groupCostsQuery, segmentProfile, segmentProfileQuery } from '../../contract/segments';
import { importQuery, mappingShape } from '../../contract/imports';
import { personImport, personImportOptions, personMapping, personPreview } from '../../contract/people';
import {
  accessArchive,
  accessRequest,
  aipdState,
  confirmRequest,
  documentName,
  documentQuery,
  eraseAnswer,
  eraseRequest,
  erasureRegister,
  evidenceAnswer,
  evidenceCheck,
  findRequest,
  foundPersons,
  logQuery,
  privacyDocument,
  privacyLog,
  privacyOverview,
  privacySettings,
  purposes,
  replayAnswer,
  retentionAnswer,
  retentionRequest,
} from '../../contract/privacy';
import { get, getById, operation, post, postById, put, putById } from './operations';

/** Citizens, interactions and their rights. */
export const relationPaths: ZodOpenApiPathsObject = {
  '/people/preview': post({
    summary: 'What importing a file of persons or interactions would do; nothing is written',
    upload: personImportOptions,
    answer: personPreview,
  }),
  '/people/imports': {
    ...get({ summary: 'The latest imports of persons', answer: z.array(personImport) }),
    ...post({
      summary: 'Import a file of persons or interactions',
      query: importQuery,
      upload: personImportOptions,
      answer: personImport,
    }),
  },
  '/people/imports/{id}': getById({ summary: 'One of them', answer: personImport }),
  '/people/imports/{id}/undo': postById({ summary: 'Take it back', answer: personImport }),
  '/people/imports/{id}/cancel': postById({ summary: 'Stop a running one', answer: personImport }),
  '/people/mappings/{shape}': {
    get: {
      ...operation({
        summary: 'How the last file with these columns was read',
        answer: personMapping.nullable(),
      }),
      requestParams: { path: z.object({ shape: mappingShape }) },
    },
  },
  '/citizens/find': post({ summary: 'Find citizens (logged)', body: citizensRequest, answer: citizenList }),
  '/citizens/{id}': getById({
    summary: 'A citizen, with identity and timeline (logged)',
    answer: citizenPage,
  }),
  '/citizens/{id}/timeline': getById({
    summary: 'More of the timeline',
    query: timelineQuery,
    answer: timeline,
  }),
  '/citizens/{id}/evidence': postById({
    summary: 'Record a consent, an objection, a rectification or a limitation, for ever',
    body: evidenceRequest,
    answer: citizenPage,
  }),
  '/citizens/merge': post({ summary: 'Merge two citizens', body: mergeRequest, answer: mergeRecord }),
  '/duplicates': get({
    summary: 'Probable matches to review',
    query: duplicatesQuery,
    answer: duplicates,
  }),
  '/duplicates/{id}': postById({
    summary: 'Decide on a pair',
    body: duplicateDecision,
    answer: duplicates,
  }),
  '/merges/{id}/undo': postById({ summary: 'Undo a merge', answer: duplicates }),
  '/engagement': {
    ...get({ summary: 'Parameters and distribution of the engagement score', answer: engagementAnswer }),
    ...put({
      summary: 'Change the parameters and compute anew',
      body: engagementParameters,
      answer: engagementAnswer,
    }),
  },
  '/interactions': post({
    summary: 'Take in a batch of interactions; sent again, it changes nothing',
    body: interactionsRequest,
    answer: interactionsAnswer,
  }),
  '/requests': get({
    summary: 'Requests and complaints by status',
    query: requestsQuery,
    answer: requestsAnswer,
  }),
  '/requests/{id}': putById({ summary: 'Move a request', body: requestMove, answer: requestCard }),
  '/desk/find': post({
    summary: 'Find who is at the desk, by what they say of themselves (logged)',
    body: deskFindRequest,
    answer: deskFound,
  }),
  '/desk/log': post({ summary: 'Log an interaction', body: deskLogRequest, answer: deskLogged }),
  '/desk/duplicates': post({
    summary: 'Send two citizens to the review of duplicates',
    body: deskDuplicateRequest,
    answer: z.boolean(),
  }),
  '/relation/services': get({ summary: 'Services that the caller is the head of', answer: ownServices }),
  '/services/{id}/relation': getById({
    summary: 'Users, requests and satisfaction of a service, in aggregates',
    query: serviceRelationQuery,
    answer: serviceRelation,
  }),
  '/relation/statistics': get({
    summary: 'Users, units and revenue of each service by a typology, small cells suppressed',
    query: statisticsQuery,
    answer: statistics,
  }),
  '/relation/costs': get({
    summary:
      'Cost and revenue of each service by a typology or by segments, small cells suppressed; JSON or CSV',
    query: groupCostsQuery,
    answer: groupCosts,
  }),
  '/segments/{id}/profile': getById({
    summary: 'Who the members of a segment are, what they use, cost and bring',
    query: segmentProfileQuery,
    answer: segmentProfile,
  }),
  '/purposes': {
    ...get({ summary: 'Purposes with their legal basis and retention', answer: purposes }),
    ...put({ summary: 'Replace them', body: purposes, answer: purposes }),
  },
  '/privacy': get({ summary: 'Are we in order?', answer: privacyOverview }),
  '/privacy/settings': put({
    summary: 'Who is responsible, and thresholds',
    body: privacySettings,
    answer: privacySettings,
  }),
  '/privacy/confirm': post({
    summary: 'Confirm the impact assessment: opens the import of persons',
    body: confirmRequest,
    answer: aipdState,
  }),
  '/privacy/find': post({
    summary: 'Find who asks for their rights (logged)',
    body: findRequest,
    answer: foundPersons,
  }),
  '/privacy/access': post({
    summary: 'Everything about a person (art. 15), as JSON or as a page (logged)',
    body: accessRequest,
    answer: accessArchive,
  }),
  '/privacy/erase': post({
    summary: 'Erase a person (art. 17), or say why the law keeps the data',
    body: eraseRequest,
    answer: eraseAnswer,
  }),
  '/privacy/retention': post({
    summary: 'What has expired; without dryRun it is anonymised',
    body: retentionRequest,
    answer: retentionAnswer,
  }),
  '/privacy/log': get({ summary: 'Who read, exported or erased what', query: logQuery, answer: privacyLog }),
  '/privacy/evidence': get({ summary: 'Evidence, newest first', query: logQuery, answer: evidenceAnswer }),
  '/privacy/evidence/verify': post({
    summary: 'Verify the whole chain of evidence',
    answer: evidenceCheck,
  }),
  '/privacy/erasures': get({
    summary: 'Register of erasures, to keep outside this database',
    answer: erasureRegister,
  }),
  '/privacy/erasures/replay': post({
    summary: 'After the restore of an old backup: erase again who came back',
    body: erasureRegister,
    answer: replayAnswer,
  }),
  '/privacy/documents/{name}': {
    get: {
      ...operation({
        summary: 'Register of processing (art. 30), impact assessment (art. 35), notices (art. 13/14)',
        answer: privacyDocument,
      }),
      requestParams: { path: z.object({ name: documentName }), query: documentQuery },
    },
  },
};
