import type { EndpointExtensionContext } from '@directus/types';
import { stageRequest } from '../../contract/stages';
import { chooseReferenceStage, listReferenceStages } from '../../server/ledger/reference-stages';
import type { Routes } from '../router';

/** Which accounts the figures take, and how they are seen together. */
export function viewRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/stages', 'finance', () => listReferenceStages(database));
  route('post', '/stages', 'imports', (request) =>
    chooseReferenceStage(database, stageRequest.parse(request.body), request.accountability?.user ?? null),
  );
}
