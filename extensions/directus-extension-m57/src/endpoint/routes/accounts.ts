import type { EndpointExtensionContext } from '@directus/types';
import { exportQuery, totalsQuery } from '../../contract/ledger';
import { listDocumentChoices } from '../../server/ledger/documents';
import { openExport } from '../../server/ledger/export';
import { readTotals } from '../../server/ledger/totals';
import { listPlans, readPlanSeed } from '../../server/nomenclature';
import type { Routes } from '../router';
import { sendFile } from '../send-file';

export function accountRoutes({ route }: Routes, { database }: EndpointExtensionContext): void {
  route('get', '/nomenclatures', 'finance', () => listPlans(database));
  route('get', '/nomenclatures/:plan', 'finance', (request) =>
    readPlanSeed(database, request.params['plan']!),
  );
  route('get', '/ledger/documents', 'steering', () => listDocumentChoices(database));
  route('get', '/ledger/totals', 'finance', (request) =>
    readTotals(database, totalsQuery.parse(request.query)),
  );
  route('get', '/ledger/export', 'finance', async (request, _locale, response) =>
    sendFile(response, await openExport(database, exportQuery.parse(request.query))),
  );
}
