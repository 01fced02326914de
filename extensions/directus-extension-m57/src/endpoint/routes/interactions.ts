import type { EndpointExtensionContext } from '@directus/types';
import { requestMove, requestsQuery } from '../../contract/interactions';
import { moveRequest } from '../../server/relation/move-request';
import { readRequests } from '../../server/relation/requests';
import { idOf, type Routes } from '../router';

/** What happens between citizens and services: batches, requests, the desk, statistics. */
export function interactionRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/requests', 'desk', (request, _locale, _response, { relation }) =>
    readRequests(database, requestsQuery.parse(request.query), relation),
  );
  route('put', '/requests/:id', 'desk', (request, _locale, _response, { relation }) =>
    moveRequest(database, idOf(request), requestMove.parse(request.body), relation),
  );
}
