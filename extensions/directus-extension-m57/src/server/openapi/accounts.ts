import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  bearersAnswer,
  bearersQuery,
  compareAnswer,
  compareQuery,
  run,
  runAnswer,
  runCosts,
  runFlows,
  runListQuery,
  runMethods,
  runQuery,
  runRequest,
  runSummary,
  servicePage,
  simulateAnswer,
  simulateRequest,
  traceAnswer,
  traceQuery,
  whatIfAnswer,
  whatIfRequest,
} from '../../contract/allocations';
import {
  comparedAuthority,
  comparison,
  comparisonQuery,
  peerRequest,
  populationsRequest,
} from '../../contract/comparison';
import { consolidation, consolidationQuery, pairsAnswer, pairsRequest } from '../../contract/consolidation';
import { phaseCosts, serviceCosts, costsQuery } from '../../contract/costs';
import {
  declensionQuery,
  effectsAnswer,
  effectsRequest,
  importAnswer,
  importListItem,
  importOptions,
  importQuery,
  mapping,
  mappingShape,
} from '../../contract/imports';
import { job } from '../../contract/jobs';
import {
  copyKeysRequest,
  importKeysRequest,
  keyRowRequest,
  keysAnswer,
  keysQuery,
} from '../../contract/keys';
import { documentChoice, exportQuery, totals, totalsQuery } from '../../contract/ledger';
import { changes, overview } from '../../contract/overview';
import {
  adoptAnswer,
  adoptRequest,
  checkAnswer,
  checkRequest,
  coverageAnswer,
  coverageQuery,
  ruleSet,
} from '../../contract/rules';
import { pack, packAnswer, packRequest } from '../../contract/pack';
import { referenceStage, stageRequest } from '../../contract/stages';
import { installAnswer, installRequest, status } from '../../contract/status';
import {
  notionalCosts,
  perimeter,
  perimetersAnswer,
  tariffs,
  unitsAnswer,
  unitsQuery,
  unitsRequest,
} from '../../contract/units';
import { byId, byService, get, getById, operation, post, postById, put } from './operations';

/** Accounts and full costs. */
export const accountPaths: ZodOpenApiPathsObject = {
  '/status': get({
    summary: 'What is installed; anonymous callers get `installed` only',
    answer: status,
  }),
  '/install': post({
    summary: 'Install what is missing (admin)',
    body: installRequest,
    answer: installAnswer,
  }),
  '/overview': get({ summary: 'Where the work stands', answer: overview }),
  '/changes': get({
    summary: 'Another text once an import has come in, been replaced or undone',
    answer: changes,
  }),
  '/imports/preview': post({
    summary: 'What importing a file would do',
    body: importOptions,
    upload: importOptions,
    answer: importAnswer,
  }),
  '/imports/effects': post({
    summary: 'What importing a file would change, from its hash and the keys of its documents alone',
    body: effectsRequest,
    answer: effectsAnswer,
  }),
  '/imports/declension': get({
    summary: 'The declension in which a budget was read before',
    query: declensionQuery,
    answer: z.string().nullable(),
  }),
  '/imports/mappings/{shape}': {
    get: {
      ...operation({
        summary: 'How the last ledger export with these columns was read',
        answer: mapping.nullable(),
      }),
      requestParams: { path: z.object({ shape: mappingShape }) },
    },
  },
  '/nomenclatures': get({ summary: 'Ids of the charts of accounts', answer: z.array(z.string()) }),
  '/nomenclatures/{plan}': {
    get: {
      ...operation({ summary: 'One chart of accounts in compact form', answer: z.string() }),
      requestParams: { path: z.object({ plan: z.string() }) },
    },
  },
  '/imports': {
    ...get({ summary: 'The latest imports', answer: z.array(importListItem) }),
    ...post({
      summary: 'Import a file of accounts',
      query: importQuery,
      body: importOptions,
      upload: importOptions,
      answer: importAnswer,
    }),
  },
  '/imports/{id}': {
    get: { ...operation({ summary: 'One import with its warnings', answer: importAnswer }), ...byId },
  },
  '/imports/{id}/undo': {
    post: { ...operation({ summary: 'Take an import back', answer: importAnswer }), ...byId },
  },
  '/imports/{id}/cancel': {
    post: { ...operation({ summary: 'Stop a running import', answer: importAnswer }), ...byId },
  },
  '/ledger/documents': get({ summary: 'Documents to choose from', answer: z.array(documentChoice) }),
  '/ledger/totals': get({
    summary: 'Totals of what a formula catches',
    query: totalsQuery,
    answer: totals,
  }),
  '/ledger/export': get({
    summary: 'The ledger lines that a formula catches: SCDL 0.8.3, or CSV or XLSX for a spreadsheet',
    query: exportQuery,
    answer: 'text/csv',
  }),
  '/rules/coverage': get({
    summary: 'How far the rules reach',
    query: coverageQuery,
    answer: coverageAnswer,
  }),
  '/rules/check': post({
    summary: 'Check a formula and count what it catches',
    body: checkRequest,
    answer: checkAnswer,
  }),
  '/rules/defaults': get({ summary: 'Default rule sets', answer: z.array(ruleSet) }),
  '/rules/adopt': post({ summary: 'Adopt a default rule set', body: adoptRequest, answer: adoptAnswer }),
  '/services/costs': get({
    summary: 'Direct cost and revenue by service',
    query: costsQuery,
    answer: serviceCosts,
  }),
  '/stages': {
    ...get({
      summary: 'The stage that figures take, by budget and year',
      answer: z.array(referenceStage),
    }),
    ...post({ summary: 'Choose the reference stage', body: stageRequest, answer: referenceStage }),
  },
  '/consolidation': get({
    summary: 'Budgets added up as one, without what they pay one another',
    query: consolidationQuery,
    answer: consolidation,
  }),
  '/consolidation/pairs': {
    ...get({ summary: 'Accounts that cancel out between budgets', answer: pairsAnswer }),
    ...post({ summary: 'Change these accounts', body: pairsRequest, answer: pairsAnswer }),
  },
  '/comparison': get({
    summary: 'Groups of accounts per inhabitant, beside those of other authorities',
    query: comparisonQuery,
    answer: comparison,
  }),
  '/peers': {
    ...get({ summary: 'Authorities and their populations', answer: z.array(comparedAuthority) }),
    ...post({
      summary: 'Compare with another authority',
      body: peerRequest,
      answer: z.array(comparedAuthority),
    }),
  },
  '/peers/{siret}': {
    delete: {
      ...operation({
        summary: 'No longer compare with an authority',
        answer: z.array(comparedAuthority),
      }),
      requestParams: { path: z.object({ siret: z.string() }) },
    },
  },
  '/populations': post({
    summary: 'Inhabitants of an authority by year',
    body: populationsRequest,
    answer: z.array(comparedAuthority),
  }),
  '/pack': {
    ...get({ summary: 'Rules, services and settings, for other towns', answer: pack }),
    ...post({ summary: 'Take such a configuration in', body: packRequest, answer: packAnswer }),
  },
  '/perimeters': {
    ...get({ summary: 'What counts in full costs, and since when', answer: perimetersAnswer }),
    ...put({ summary: 'Add a version', body: perimeter, answer: perimetersAnswer }),
  },
  '/jobs': get({ summary: 'Long work: running, and what has just ended', answer: z.array(job) }),
  '/jobs/{id}': getById({ summary: 'One of them', answer: job }),
  '/allocations/simulate': post({
    summary: 'Solve any network of services; nothing is stored',
    body: simulateRequest,
    answer: simulateAnswer,
  }),
  '/allocations/runs': {
    ...get({ summary: 'Runs, newest first', query: runListQuery, answer: z.array(runSummary) }),
    ...post({
      summary: 'Compute full costs; in the background the answer (202) is a job',
      query: runQuery,
      body: runRequest,
      answer: z.union([runAnswer, job]),
    }),
  },
  '/allocations/runs/{id}': getById({ summary: 'One run', answer: run }),
  '/allocations/runs/{id}/costs': getById({ summary: 'Full cost of every service', answer: runCosts }),
  '/allocations/runs/{id}/flows': getById({
    summary: 'What services delivered to each other, and whose cost each full cost is made of',
    answer: runFlows,
  }),
  '/allocations/runs/{id}/services/{service}': {
    get: {
      ...operation({ summary: 'Everything about one service', answer: servicePage }),
      requestParams: { path: byId.requestParams.path.extend(byService.requestParams.path.shape) },
    },
  },
  '/allocations/runs/{id}/methods': getById({
    summary: 'The three methods side by side',
    answer: runMethods,
  }),
  '/allocations/runs/{id}/what-if': postById({
    summary: 'The run with something else; nothing is stored',
    body: whatIfRequest,
    answer: whatIfAnswer,
  }),
  '/allocations/runs/{id}/trace': getById({
    summary: 'From a figure down to ledger lines',
    query: traceQuery,
    answer: traceAnswer,
  }),
  '/allocations/runs/{id}/bearers': getById({
    summary: 'From a ledger line up to the services that bear it',
    query: bearersQuery,
    answer: bearersAnswer,
  }),
  '/allocations/runs/{id}/validate': postById({ summary: 'Validate a draft', answer: run }),
  '/allocations/runs/{id}/reverse': postById({ summary: 'Reverse a validated run', answer: run }),
  '/allocations/compare': get({
    summary: 'What moved between two runs, and why',
    query: compareQuery,
    answer: compareAnswer,
  }),
  '/keys': get({ summary: 'What auxiliary services deliver', query: keysQuery, answer: keysAnswer }),
  '/keys/{service}': {
    put: {
      ...operation({
        summary: 'All that an auxiliary service delivers in a year',
        body: keyRowRequest,
        answer: keysAnswer,
      }),
      ...byService,
    },
  },
  '/keys/copy': post({
    summary: 'Copy keys from one year to another',
    body: copyKeysRequest,
    answer: keysAnswer,
  }),
  '/keys/import': post({
    summary: 'Make a grid (posts, assets, square metres) a key',
    body: importKeysRequest,
    answer: keysAnswer,
  }),
  '/units': get({
    summary: 'Units of work by service and month',
    query: unitsQuery,
    answer: unitsAnswer,
  }),
  '/units/{service}': {
    put: {
      ...operation({ summary: 'Enter units of work', body: unitsRequest, answer: unitsAnswer }),
      ...byService,
    },
  },
  '/notional-costs': {
    ...get({ summary: 'Notional costs of a year', query: unitsQuery, answer: notionalCosts }),
    ...put({ summary: 'Replace them', body: notionalCosts, answer: notionalCosts }),
  },
  '/tariffs/{service}': {
    get: {
      ...operation({ summary: 'Tariffs of a service', answer: tariffs }),
      requestParams: { ...byService.requestParams, query: unitsQuery },
    },
    put: { ...operation({ summary: 'Replace them', body: tariffs, answer: tariffs }), ...byService },
  },
  '/phases/costs': get({ summary: 'Cost by life-cycle phase', query: costsQuery, answer: phaseCosts }),
};
