import type { EndpointExtensionContext } from '@directus/types';
import { groupCostsQuery, segmentProfileQuery } from '../../contract/segments';
import { Refusal } from '../../server/errors';
import { readGroupCosts } from '../../server/relation/group-costs';
import { groupCostsCsv } from '../../server/relation/group-costs-csv';
import { readSegmentProfile } from '../../server/relation/segment-profile';
import { readiness } from '../../server/status';
import { Forbidden, idOf, type Routes } from '../router';

/** What groups of citizens cost and bring: by typology, and by segment where segments are installed. */
export function groupCostRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route(
    'get',
    '/relation/costs',
    ['relation', 'steering', 'finance', 'segments'],
    async (request, locale, response, access) => {
      const query = groupCostsQuery.parse(request.query);
      if (query.by === 'segment') {
        if (!access.segments && !access.steering) throw new Forbidden('segments');
        if ((await readiness(host, 'segments')) !== 'ready') throw new Refusal('SEGMENTS_NOT_INSTALLED');
      }
      const costs = await readGroupCosts(database, query, locale);
      if (query.format === 'json') return costs;
      response.attachment(`m57-couts-${query.by}-${costs.exercice ?? ''}.csv`).type('text/csv');
      response.send(groupCostsCsv(costs, locale));
      return undefined;
    },
  );
  route('get', '/segments/:id/profile', 'segments', (request, locale) =>
    readSegmentProfile(database, idOf(request), segmentProfileQuery.parse(request.query), locale),
  );
}
