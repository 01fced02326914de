import type { EndpointExtensionContext } from '@directus/types';
import { z } from 'zod';
import { previewRequest } from '../../contract/segments';
import { parseDefinition } from '../../domain/segments/check';
import { readSegmentOptions } from '../../server/segments/options';
import { previewSegment } from '../../server/segments/preview';
import type { Routes } from '../router';

/** The definition apart: its own check comes first, and says in the caller's language where it is wrong. */
const previewBody = previewRequest.extend({ definition: z.unknown() });

/** Segments: what can be asked, and who would be in. */
export function segmentRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/segments/options', 'segments', () => readSegmentOptions(database));
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
}
