import type { EndpointExtensionContext } from '@directus/types';
import { siret } from '../../contract/common';
import { comparisonQuery, peerRequest, populationsRequest } from '../../contract/comparison';
import { consolidationQuery, pairsRequest } from '../../contract/consolidation';
import { packRequest } from '../../contract/pack';
import { stageRequest } from '../../contract/stages';
import { readComparison } from '../../server/comparison/compare';
import { listAuthorities, removePeer, storePeer, storePopulations } from '../../server/comparison/peers';
import { readConsolidation } from '../../server/consolidation/consolidate';
import { readPairs, storePairs } from '../../server/consolidation/pairs';
import { chooseReferenceStage, listReferenceStages } from '../../server/ledger/reference-stages';
import { applyPack } from '../../server/pack/apply';
import { readPackFile } from '../../server/pack/read';
import type { Routes } from '../router';

/** Which accounts the figures take, and how they are seen together. */
export function viewRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/stages', 'finance', () => listReferenceStages(database));
  route('post', '/stages', 'imports', (request) =>
    chooseReferenceStage(database, stageRequest.parse(request.body), request.accountability?.user ?? null),
  );
  route('get', '/consolidation', 'steering', (request, locale) =>
    readConsolidation(database, consolidationQuery.parse(request.query), locale),
  );
  route('get', '/consolidation/pairs', 'finance', () => readPairs(database));
  route('post', '/consolidation/pairs', 'imports', async (request) => {
    await storePairs(database, pairsRequest.parse(request.body).pairs);
    return readPairs(database);
  });

  route('get', '/pack', 'finance', () => readPackFile(database));
  route('post', '/pack', 'imports', (request) => applyPack(host, packRequest.parse(request.body)));

  route('get', '/comparison', 'steering', (request) =>
    readComparison(database, comparisonQuery.parse(request.query)),
  );
  route('get', '/peers', 'finance', () => listAuthorities(database));
  route('post', '/peers', 'imports', async (request) => {
    await storePeer(database, peerRequest.parse(request.body));
    return listAuthorities(database);
  });
  route('delete', '/peers/:siret', 'imports', async (request) => {
    await removePeer(database, siret.parse(request.params['siret']));
    return listAuthorities(database);
  });
  route('post', '/populations', 'imports', async (request) => {
    await storePopulations(database, populationsRequest.parse(request.body));
    return listAuthorities(database);
  });
}
