import type { EndpointExtensionContext } from '@directus/types';
import { runListQuery, runQuery, runRequest } from '../../contract/allocations';
import { perimeter } from '../../contract/units';
import { readCosts } from '../../server/allocations/costs';
import { createRun, createRunInBackground } from '../../server/allocations/create';
import { listRuns, readRun } from '../../server/allocations/read';
import { listJobs, readJob } from '../../server/jobs';
import { listPerimeters, storePerimeter } from '../../server/perimeters/perimeters';
import { idOf, type Routes } from '../router';

/** Full costs: runs, what they rest on and what they say. */
export function allocationRoutes({ route }: Routes, { database }: EndpointExtensionContext): void {
  route('get', '/perimeters', 'finance', () => listPerimeters(database));
  route('put', '/perimeters', 'allocations', (request) =>
    storePerimeter(database, perimeter.parse(request.body), request.accountability?.user ?? null),
  );

  route('get', '/jobs', 'finance', () => listJobs(database));
  route('get', '/jobs/:id', 'finance', (request) => readJob(database, idOf(request)));

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
}
