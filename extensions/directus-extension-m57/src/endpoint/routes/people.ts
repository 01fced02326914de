import type { EndpointExtensionContext } from '@directus/types';
import { importQuery, mappingShape } from '../../contract/imports';
import { personImportOptions } from '../../contract/people';
import { Refusal } from '../../server/errors';
import { receiveUpload, withReceivedFile } from '../../server/imports/receive';
import { cancelJob } from '../../server/jobs';
import { assertAipdConfirmed } from '../../server/relation/aipd';
import { importPeople, previewPeople } from '../../server/relation/people/import-people';
import { readPersonMapping } from '../../server/relation/people/mappings';
import { JOB_KIND, listPersonImports, readPersonImport } from '../../server/relation/people/person-import';
import { undoPersonImport } from '../../server/relation/people/undo-people';
import { withoutPersons } from '../../server/relation/people/unexplained';
import { idOf, type Caller, type Routes } from '../router';

/** Files of persons and interactions. */
export function personImportRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  /** Before the impact assessment is confirmed, the file is not even received. */
  const receive = async (request: Caller) => {
    await assertAipdConfirmed(database);
    return receiveUpload(host, request, (fields) => personImportOptions.parse(fields));
  };
  route('post', '/people/preview', 'people', (request, locale) =>
    withoutPersons(() => withReceivedFile(receive(request), (file) => previewPeople(database, file, locale))),
  );
  route('get', '/people/imports', 'people', () => listPersonImports(database));
  route('post', '/people/imports', 'people', async (request, locale, response) => {
    const background = importQuery.parse(request.query).background === 'true';
    const user = request.accountability?.user ?? null;
    const answer = await withoutPersons(async () =>
      importPeople(database, await receive(request), user, locale, background),
    );
    if (answer.status === 'running') response.status(202);
    return answer;
  });
  route('get', '/people/imports/:id', 'people', (request) => readPersonImport(database, idOf(request)));
  route('post', '/people/imports/:id/undo', 'people', async (request, locale) => {
    const id = idOf(request);
    await withoutPersons(() => undoPersonImport(database, id, request.accountability?.user ?? null, locale));
    return readPersonImport(database, id);
  });
  route('post', '/people/imports/:id/cancel', 'people', async (request) => {
    const id = idOf(request);
    if (!(await cancelJob(database, JOB_KIND, id))) throw new Refusal('IMPORT_NOT_RUNNING');
    return readPersonImport(database, id);
  });
  route('get', '/people/mappings/:shape', 'people', (request) =>
    readPersonMapping(database, mappingShape.parse(request.params['shape'])),
  );
}
