import type { EndpointExtensionContext } from '@directus/types';
import { z } from 'zod';
import {
  bearersQuery,
  compareQuery,
  runListQuery,
  runQuery,
  runRequest,
  simulateRequest,
  traceQuery,
  whatIfRequest,
} from '../../contract/allocations';
import { perimeter } from '../../contract/units';
import { readBearers } from '../../server/allocations/bearers';
import { compareRuns } from '../../server/allocations/compare';
import { readCosts } from '../../server/allocations/costs';
import { createRun, createRunInBackground } from '../../server/allocations/create';
import { readFlows } from '../../server/allocations/flows';
import { readMethods } from '../../server/allocations/methods';
import { listRuns, readRun } from '../../server/allocations/read';
import { readServicePage } from '../../server/allocations/service-page';
import { reverseRun, validateRun } from '../../server/allocations/sign';
import { simulateNetwork } from '../../server/allocations/simulate';
import { traceService } from '../../server/allocations/trace';
import { whatIf } from '../../server/allocations/what-if';
import { listJobs, readJobAs } from '../../server/jobs';
import { listPerimeters, storePerimeter } from '../../server/perimeters/perimeters';
import { idOf, type Routes } from '../router';

/** Full costs: runs, what they rest on and what they say. */
export function allocationRoutes({ route }: Routes, { database }: EndpointExtensionContext): void {
  route('get', '/perimeters', 'finance', () => listPerimeters(database));
  route('put', '/perimeters', 'allocations', (request) =>
    storePerimeter(database, perimeter.parse(request.body), request.accountability?.user ?? null),
  );

  route('get', '/jobs', 'member', (_request, _locale, _response, access) => listJobs(database, access));
  route('get', '/jobs/:id', 'member', (request, _locale, _response, access) =>
    readJobAs(database, idOf(request), access),
  );

  route('get', '/allocations/runs', 'steering', (request) =>
    listRuns(database, runListQuery.parse(request.query)),
  );
  route('post', '/allocations/runs', 'allocations', async (request, locale, response) => {
    const wanted = runRequest.parse(request.body);
    const user = request.accountability?.user ?? null;
    if (runQuery.parse(request.query).background !== 'true') return createRun(database, wanted, user, locale);
    response.status(202);
    return createRunInBackground(database, wanted, user, locale);
  });
  route('get', '/allocations/runs/:id', 'steering', (request, locale) =>
    readRun(database, idOf(request), locale),
  );
  route('get', '/allocations/runs/:id/costs', 'steering', (request, locale) =>
    readCosts(database, idOf(request), locale),
  );
  route('get', '/allocations/runs/:id/flows', 'steering', (request) => readFlows(database, idOf(request)));
  route('get', '/allocations/runs/:id/services/:service', 'steering', (request, locale) =>
    readServicePage(
      database,
      idOf(request),
      z.coerce.number().int().parse(request.params['service']),
      locale,
    ),
  );

  route('post', '/allocations/runs/:id/validate', 'allocations', (request, locale) =>
    validateRun(database, idOf(request), request.accountability?.user ?? null, locale),
  );
  route('post', '/allocations/runs/:id/reverse', 'allocations', (request, locale) =>
    reverseRun(database, idOf(request), request.accountability?.user ?? null, locale),
  );

  route('get', '/allocations/runs/:id/methods', 'finance', (request) => readMethods(database, idOf(request)));
  route('post', '/allocations/runs/:id/what-if', 'finance', (request, locale) =>
    whatIf(database, idOf(request), whatIfRequest.parse(request.body), locale),
  );
  route('get', '/allocations/runs/:id/trace', 'finance', (request) =>
    traceService(database, idOf(request), traceQuery.parse(request.query)),
  );
  route('get', '/allocations/runs/:id/bearers', 'finance', (request) =>
    readBearers(database, idOf(request), bearersQuery.parse(request.query).line),
  );
  route('get', '/allocations/compare', 'finance', (request) => {
    const { a, b } = compareQuery.parse(request.query);
    return compareRuns(database, a, b);
  });
  route('post', '/allocations/simulate', 'finance', async (request, locale) =>
    simulateNetwork(simulateRequest.parse(request.body), locale),
  );
}
