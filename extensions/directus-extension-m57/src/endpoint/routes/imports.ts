import type { EndpointExtensionContext } from '@directus/types';
import type { Response } from 'express';
import { declensionQuery, effectsRequest, importQuery, mappingShape } from '../../contract/imports';
import type { Locale } from '../../domain/issue';
import { Refusal } from '../../server/errors';
import { readEffects } from '../../server/imports/effects';
import { importFile, importInBackground, previewFile } from '../../server/imports/import-file';
import { readDeclension } from '../../server/imports/knowledge';
import { readMapping } from '../../server/imports/mappings';
import { listImports, readImport } from '../../server/imports/read-import';
import { receiveFile, withReceivedFile } from '../../server/imports/receive';
import { undoImport } from '../../server/imports/undo';
import { cancelJob } from '../../server/jobs';
import { idOf, type Caller, type Routes } from '../router';

export function importRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/imports', 'finance', () => listImports(database, 100));
  route('post', '/imports/preview', 'imports', (request, locale) =>
    withReceivedFile(receiveFile(host, request), (file) => previewFile(database, file, locale)),
  );
  route('post', '/imports/effects', 'imports', (request) =>
    readEffects(database, effectsRequest.parse(request.body)),
  );
  route('get', '/imports/declension', 'imports', (request) => {
    const { siret, budget } = declensionQuery.parse(request.query);
    return readDeclension(database, siret, budget);
  });
  route('get', '/imports/mappings/:shape', 'imports', (request) =>
    readMapping(database, mappingShape.parse(request.params['shape'])),
  );
  route('post', '/imports', 'imports', (request, locale, response) =>
    importRequest(host, request, locale, response),
  );
  route('get', '/imports/:id', 'finance', (request) => readImport(database, idOf(request)));
  route('post', '/imports/:id/undo', 'imports', async (request) => {
    const id = idOf(request);
    await undoImport(database, id);
    return readImport(database, id);
  });
  route('post', '/imports/:id/cancel', 'imports', async (request) => {
    const id = idOf(request);
    if (!(await cancelJob(database, 'import', id))) throw new Refusal('IMPORT_NOT_RUNNING');
    return readImport(database, id);
  });
}

async function importRequest(
  host: EndpointExtensionContext,
  request: Caller,
  locale: Locale,
  response: Response,
) {
  const user = request.accountability?.user ?? null;
  if (importQuery.parse(request.query).background !== 'true')
    return withReceivedFile(receiveFile(host, request), (file) =>
      importFile(host.database, file, user, locale),
    );
  const answer = await importInBackground(host.database, await receiveFile(host, request), user, locale);
  if (answer.status === 'running') response.status(202);
  return answer;
}
