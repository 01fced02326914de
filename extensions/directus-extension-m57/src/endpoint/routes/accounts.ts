import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EndpointExtensionContext } from '@directus/types';
import type { Response } from 'express';
import { exportQuery, totalsQuery } from '../../contract/ledger';
import { listDocumentChoices } from '../../server/ledger/documents';
import { openExport, type LedgerExport } from '../../server/ledger/export';
import { readTotals } from '../../server/ledger/totals';
import { listPlans, readPlanSeed } from '../../server/nomenclature';
import type { Routes } from '../router';

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

/** As a download, without holding it whole. An error on the way cuts it off, so that the browser reports it. */
async function sendFile(response: Response, { fileName, content }: LedgerExport): Promise<undefined> {
  response.attachment(fileName);
  try {
    await pipeline(Readable.from(content), response);
  } catch (error) {
    // The caller has gone: nobody is left to tell, and nothing is wrong here.
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
