import type { EndpointExtensionContext } from '@directus/types';
import {
  accessRequest,
  confirmRequest,
  documentName,
  documentQuery,
  eraseRequest,
  erasureRegister,
  findRequest,
  logQuery,
  privacySettings,
  purposes,
  retentionRequest,
} from '../../contract/privacy';
import { renderHtml, renderMarkdown } from '../../domain/relation/documents/document';
import { readArchive } from '../../server/relation/archive';
import { archivePage } from '../../server/relation/archive-page';
import { confirmAipd } from '../../server/relation/confirm';
import { loadPurposes, replacePurposes } from '../../server/relation/declared-purposes';
import { readDocument } from '../../server/relation/documents';
import { erasePerson } from '../../server/relation/erase';
import { readErasures, replayErasures } from '../../server/relation/erasures';
import { findPersons } from '../../server/relation/find';
import { readPrivacyOverview } from '../../server/relation/privacy-overview';
import { readPrivacySettings, storePrivacySettings } from '../../server/relation/privacy-settings';
import { readEvidenceList, readLog } from '../../server/relation/read-log';
import { applyRetention } from '../../server/relation/retention';
import { verifyWhole } from '../../server/relation/verify-evidence';
import type { Caller, Routes } from '../router';

/** Purposes and the rights of persons. */
export function privacyRoutes({ route }: Routes, { database, logger }: EndpointExtensionContext): void {
  const userOf = (request: Caller) => request.accountability?.user ?? null;

  route('get', '/purposes', ['relation', 'head', 'privacy'], async () => ({
    purposes: await loadPurposes(database),
  }));
  route('put', '/purposes', 'privacy', (request) =>
    replacePurposes(database, purposes.parse(request.body).purposes, userOf(request)),
  );

  route('get', '/privacy', 'privacy', (_request, locale) => readPrivacyOverview(database, locale));
  route('put', '/privacy/settings', 'privacy', (request) =>
    storePrivacySettings(database, privacySettings.parse(request.body), userOf(request)),
  );
  route('post', '/privacy/confirm', 'privacy', (request) =>
    confirmAipd(database, confirmRequest.parse(request.body), userOf(request)),
  );

  route('post', '/privacy/find', 'privacy', (request) =>
    findPersons(database, findRequest.parse(request.body), userOf(request)),
  );
  route('post', '/privacy/access', 'privacy', async (request, locale, response) => {
    const { citizen, format } = accessRequest.parse(request.body);
    const archive = await readArchive(database, citizen, userOf(request), locale);
    // Nothing that passes it on may keep it.
    response.set('Cache-Control', 'no-store');
    if (format === 'json') return archive;
    response.type('html').send(archivePage(archive, await readPrivacySettings(database), locale));
    return undefined;
  });
  route('post', '/privacy/erase', 'privacy', (request, locale) =>
    erasePerson(database, eraseRequest.parse(request.body), userOf(request), locale),
  );
  route('post', '/privacy/retention', 'privacy', (request) =>
    applyRetention(
      database,
      retentionRequest.parse(request.body ?? {}),
      userOf(request),
      // The row of the job says how it ended.
      (error) => logger.error(error, 'M57: retention'),
    ),
  );

  route('get', '/privacy/log', 'privacy', (request) => readLog(database, logQuery.parse(request.query)));
  route('get', '/privacy/evidence', 'privacy', (request) =>
    readEvidenceList(database, logQuery.parse(request.query)),
  );
  route('post', '/privacy/evidence/verify', 'privacy', () => verifyWhole(database));
  route('get', '/privacy/erasures', 'privacy', (request) => readErasures(database, userOf(request)));
  route('post', '/privacy/erasures/replay', 'privacy', (request) =>
    replayErasures(database, erasureRegister.parse(request.body), userOf(request)),
  );

  route('get', '/privacy/documents/:name', 'privacy', async (request, locale, response) => {
    const name = documentName.parse(request.params['name']);
    const document = await readDocument(database, name, locale);
    const { format } = documentQuery.parse(request.query);
    if (format === 'json') return document;
    const text = format === 'html' ? renderHtml(document, locale) : renderMarkdown(document);
    response.type(format === 'html' ? 'html' : 'text/markdown; charset=utf-8').send(text);
    return undefined;
  });
}
