import type { EndpointExtensionContext } from '@directus/types';
import {
  deskDuplicateRequest,
  deskFindRequest,
  deskLogRequest,
  requestMove,
  requestsQuery,
  serviceRelationQuery,
  statisticsQuery,
} from '../../contract/interactions';
import { headOf } from '../../server/access';
import { findAtDesk, logAtDesk, reportDuplicate } from '../../server/relation/desk';
import { logAccess } from '../../server/relation/log';
import { moveRequest } from '../../server/relation/move-request';
import { takeIn } from '../../server/relation/people/take-in';
import { withoutPersons } from '../../server/relation/people/unexplained';
import { readRequests } from '../../server/relation/requests';
import { readServiceRelation } from '../../server/relation/service-relation';
import { readStatistics } from '../../server/relation/statistics';
import { Forbidden, idOf, type Caller, type Routes } from '../router';

/** What happens between citizens and services: batches, requests, the desk, statistics. */
export function interactionRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  const userOf = (request: Caller) => request.accountability?.user ?? null;

  route('post', '/interactions', 'desk', (request) => withoutPersons(() => takeIn(database, request.body)));
  route('get', '/requests', 'desk', (request, _locale, _response, { relation }) =>
    readRequests(database, requestsQuery.parse(request.query), relation),
  );
  route('put', '/requests/:id', 'desk', (request, _locale, _response, { relation }) =>
    moveRequest(database, idOf(request), requestMove.parse(request.body), relation),
  );

  route('post', '/desk/find', 'desk', async (request) => {
    const told = deskFindRequest.parse(request.body);
    const found = await withoutPersons(() => findAtDesk(database, told));
    await logAccess(database, { user: userOf(request), action: 'desk_find', count: found.persons.length });
    return found;
  });
  route('post', '/desk/log', 'desk', (request) =>
    withoutPersons(() => logAtDesk(database, deskLogRequest.parse(request.body))),
  );
  route('post', '/desk/duplicates', 'desk', (request) =>
    reportDuplicate(database, deskDuplicateRequest.parse(request.body)),
  );

  // A head sees their own service only.
  route(
    'get',
    '/services/:id/relation',
    ['relation', 'steering', 'finance', 'head'],
    async (request, _locale, _response, access) => {
      const service = idOf(request);
      const own = async () => (await headOf(database, userOf(request)!)).includes(service);
      if (!access.relation && !access.steering && !access.finance && !(await own()))
        throw new Forbidden('relation');
      return readServiceRelation(database, service, serviceRelationQuery.parse(request.query));
    },
  );
  route('get', '/relation/statistics', ['relation', 'steering', 'finance'], (request, locale) =>
    readStatistics(database, statisticsQuery.parse(request.query), locale),
  );
}
