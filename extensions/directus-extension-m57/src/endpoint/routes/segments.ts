import type { EndpointExtensionContext } from '@directus/types';
import { z } from 'zod';
import {
  changesQuery,
  exportQuery,
  overlapQuery,
  previewRequest,
  splitRequest,
} from '../../contract/segments';
import { parseDefinition } from '../../domain/segments/check';
import { refreshNow } from '../../server/segments/auto';
import { openSegmentExport } from '../../server/segments/export';
import { readOffers } from '../../server/segments/offers';
import { readSegmentOptions } from '../../server/segments/options';
import { readOverlap } from '../../server/segments/overlap';
import { previewSegment } from '../../server/segments/preview';
import { readChanges, readSegment, readSegments } from '../../server/segments/read';
import { splitSegment } from '../../server/segments/split';
import { readSuggestions } from '../../server/segments/suggestions';
import { Forbidden, idOf, type Caller, type Routes } from '../router';
import { sendFile } from '../send-file';

/** The definition apart: its own check comes first, and says in the caller's language where it is wrong. */
const previewBody = previewRequest.extend({ definition: z.unknown() });

/** Segments: what can be asked, and who would be in. */
export function segmentRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/segments/options', 'segments', (_request, locale) => readSegmentOptions(database, locale));
  route('post', '/segments/preview', 'segments', (request, locale, response) => {
    const left = new AbortController();
    response.on('close', () => left.abort());
    const { definition, ...asked } = previewBody.parse(request.body);
    return previewSegment(
      database,
      { ...asked, definition: parseDefinition(definition) },
      { user: request.accountability!.user!, locale, left: left.signal },
    );
  });

  const userOf = (request: Caller) => request.accountability?.user ?? null;
  route('get', '/segments', 'segments', (_request, locale) => readSegments(database, locale));
  route('get', '/segments/overlap', 'segments', (request) =>
    readOverlap(database, overlapQuery.parse(request.query).ids.split(',').map(Number)),
  );
  route('get', '/segments/suggestions', 'segments', (_request, locale) => readSuggestions(database, locale));
  route('get', '/segments/:id', 'segments', (request, locale) =>
    readSegment(database, idOf(request), locale),
  );
  route('get', '/segments/:id/changes', 'segments', (request) =>
    readChanges(database, idOf(request), changesQuery.parse(request.query)),
  );
  route('get', '/segments/:id/offers', 'segments', (request, locale) =>
    readOffers(database, idOf(request), locale),
  );
  route('post', '/segments/:id/refresh', 'targeting', (request) =>
    refreshNow(database, idOf(request), userOf(request)),
  );
  route('post', '/segments/:id/split', 'targeting', (request) =>
    splitSegment(host, idOf(request), splitRequest.parse(request.body), request.accountability!),
  );
  route('get', '/segments/:id/export', 'targeting', async (request, locale, response, access) => {
    const query = exportQuery.parse(request.query);
    if (query.identities === 'true' && !access.relation) throw new Forbidden('relation');
    const file = await openSegmentExport(database, idOf(request), query, userOf(request), locale);
    response.set('Cache-Control', 'no-store');
    return sendFile(response, file);
  });
}
