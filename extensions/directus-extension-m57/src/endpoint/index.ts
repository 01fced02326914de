import { defineEndpoint } from '@directus/extensions-sdk';
import { installRequest } from '../contract/status';
import { accessOf } from '../server/access';
import { openAsset } from '../server/assets';
import { Refusal } from '../server/errors';
import { readChanges } from '../server/changes';
import { install } from '../server/installer/install';
import { openApiDocument } from '../server/openapi/document';
import { readOverview } from '../server/overview';
import { readiness, readStatus } from '../server/status';
import { routesOn } from './router';
import { allocationRoutes } from './routes/allocations';
import { accountRoutes } from './routes/accounts';
import { importRoutes } from './routes/imports';
import { keyRoutes } from './routes/keys';
import { serviceRoutes } from './routes/services';
import { viewRoutes } from './routes/views';
import { personImportRoutes } from './routes/people';
import { citizenRoutes } from './routes/citizens';
import { interactionRoutes } from './routes/interactions';
import { groupCostRoutes } from './routes/group-costs';
import { privacyRoutes } from './routes/privacy';
import { rewardRoutes } from './routes/rewards';
import { segmentRoutes } from './routes/segments';

/** The routes of the contract: parse, permission, question, answer. */
export default defineEndpoint({
  id: 'm57',
  handler: (router, host) => {
    const { database } = host;
    const routes = routesOn(router, host);
    const { open, route } = routes;

    open('get', '/status', async (request) => {
      if (!request.accountability?.user) return { installed: (await readiness(host)) === 'ready' };
      return readStatus(host, await accessOf(database, request.accountability));
    });
    open('get', '/assets/:name', async (request, response) => {
      const stream = openAsset(request.params['name']!);
      if (!stream) throw new Refusal('NOT_FOUND', { what: request.params['name']! });
      response.type('application/javascript').set('Cache-Control', 'public, max-age=31536000, immutable');
      stream.pipe(response);
      return undefined;
    });
    route('post', '/install', 'admin', (request) => install(host, installRequest.parse(request.body ?? {})));
    route('get', '/openapi.json', 'member', async (_request, _locale, response) => {
      response.json(openApiDocument());
      return undefined;
    });
    route('get', '/overview', 'finance', () => readOverview(database));
    route('get', '/changes', 'member', () => readChanges(database));

    importRoutes(routes, host);
    accountRoutes(routes, host);
    serviceRoutes(routes, host);
    viewRoutes(routes, host);
    keyRoutes(routes, host);
    allocationRoutes(routes, host);
    personImportRoutes(routes, host);
    citizenRoutes(routes, host);
    interactionRoutes(routes, host);
    groupCostRoutes(routes, host);
    privacyRoutes(routes, host);
    rewardRoutes(routes, host);
    segmentRoutes(routes, host);

    // Whatever else is asked under /m57 says nothing to those who may not ask.
    route('get', '*', 'member', async (request) => {
      throw new Refusal('NOT_FOUND', { what: request.path });
    });
  },
});
