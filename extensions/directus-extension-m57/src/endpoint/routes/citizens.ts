import type { EndpointExtensionContext } from '@directus/types';
import {
  citizensRequest,
  duplicateDecision,
  duplicatesQuery,
  engagementParameters,
  evidenceRequest,
  mergeRequest,
  timelineQuery,
} from '../../contract/citizens';
import { figuresRequest } from '../../contract/figures';
import { readCitizen } from '../../server/relation/citizen';
import { decideDuplicate, mergeAny, takeBackMerge } from '../../server/relation/decide';
import { readDuplicates } from '../../server/relation/duplicates';
import { readEngagement, storeEngagement } from '../../server/relation/engagement';
import { appendEvidence } from '../../server/relation/evidence';
import { readFigures } from '../../server/relation/figures';
import { logAccess } from '../../server/relation/log';
import { withoutPersons } from '../../server/relation/people/unexplained';
import { assertCitizen } from '../../server/relation/persons';
import { searchCitizens } from '../../server/relation/search';
import { readTimeline } from '../../server/relation/timeline';
import { idOf, type Caller, type Routes } from '../router';

/** Citizens, their evidence, duplicates and merges. */
export function citizenRoutes(routes: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  const route: Routes['route'] = (method, path, right, handle) =>
    routes.route(method, path, right, (...request) => withoutPersons(() => handle(...request)));
  const userOf = (request: Caller) => request.accountability?.user ?? null;

  route('post', '/citizens/find', 'relation', async (request) => {
    const found = await searchCitizens(database, citizensRequest.parse(request.body));
    // How many, never what was typed: that is somebody's name.
    await logAccess(database, { user: userOf(request), action: 'search', count: found.citizens.length });
    return found;
  });
  route('post', '/citizens/merge', 'people', (request) =>
    mergeAny(database, mergeRequest.parse(request.body), userOf(request)),
  );
  route('post', '/citizens/figures', 'relation', (request, _locale, response) => {
    // Nothing that passes it on may keep it.
    response.set('Cache-Control', 'no-store');
    return readFigures(database, figuresRequest.parse(request.body), userOf(request));
  });
  route('get', '/citizens/:id', 'relation', async (request) => {
    const citizen = idOf(request);
    const page = await readCitizen(database, citizen);
    await logAccess(database, { user: userOf(request), action: 'read', citizen });
    return page;
  });
  route('get', '/citizens/:id/timeline', 'relation', async (request) => {
    const citizen = idOf(request);
    await assertCitizen(database, citizen);
    const timeline = await readTimeline(database, citizen, timelineQuery.parse(request.query));
    await logAccess(database, { user: userOf(request), action: 'read', citizen, detail: 'timeline' });
    return timeline;
  });

  route('post', '/citizens/:id/evidence', 'relation', async (request) => {
    const [citizen, user] = [idOf(request), userOf(request)];
    const record = evidenceRequest.parse(request.body);
    await database.transaction(async (trx) => {
      await appendEvidence(trx, [{ ...record, citizen }], user);
      await logAccess(trx, { user, action: 'evidence', citizen, detail: record.kind });
    });
    return readCitizen(database, citizen);
  });

  const duplicatesFor = async (request: Caller) => {
    const found = await readDuplicates(database, duplicatesQuery.parse(request.query).page);
    await logAccess(database, { user: userOf(request), action: 'review', count: 2 * found.pairs.length });
    return found;
  };
  route('get', '/duplicates', 'relation', duplicatesFor);
  route('post', '/duplicates/:id', 'people', async (request) => {
    const decision = duplicateDecision.parse(request.body);
    await decideDuplicate(database, idOf(request), decision, userOf(request));
    return duplicatesFor(request);
  });
  route('post', '/merges/:id/undo', 'people', async (request) => {
    await takeBackMerge(database, idOf(request), userOf(request));
    return duplicatesFor(request);
  });

  route('get', '/engagement', 'relation', () => readEngagement(database));
  route('put', '/engagement', 'people', (request) =>
    storeEngagement(database, engagementParameters.parse(request.body)),
  );
}
