import type { EndpointExtensionContext } from '@directus/types';
import { electionsRequest } from '../../contract/elections';
import { codesQuery, rewardRequest, useRequest } from '../../contract/rewards';
import { openCodes } from '../../server/rewards/codes';
import { givePasses } from '../../server/rewards/give';
import { readRewards } from '../../server/rewards/read';
import { changeReward, closeReward, createReward } from '../../server/rewards/rewards';
import { takeBackUse, usePass } from '../../server/rewards/use';
import { readElections, storeElections } from '../../server/segments/elections';
import { withoutPersons } from '../../server/relation/people/unexplained';
import { Forbidden, idOf, type Caller, type Routes } from '../router';
import { sendFile } from '../send-file';

/** Rewards: what members of a segment get, their passes, and the use of these at the desk. */
export function rewardRoutes({ route }: Routes, { database }: EndpointExtensionContext): void {
  const userOf = (request: Caller) => request.accountability?.user ?? null;

  route('get', '/rewards', 'segments', (_request, locale) => readRewards(database, locale));
  route('post', '/rewards', 'targeting', async (request, locale) => {
    await createReward(database, rewardRequest.parse(request.body), userOf(request));
    return readRewards(database, locale);
  });
  route('put', '/rewards/:id', 'targeting', async (request, locale) => {
    await changeReward(database, idOf(request), rewardRequest.parse(request.body));
    return readRewards(database, locale);
  });
  route('post', '/rewards/:id/close', 'targeting', async (request, locale) => {
    await closeReward(database, idOf(request));
    return readRewards(database, locale);
  });
  route('post', '/rewards/:id/give', 'targeting', (request) =>
    withoutPersons(() => givePasses(database, idOf(request), userOf(request))),
  );
  route('get', '/rewards/:id/codes', 'targeting', async (request, locale, response, access) => {
    const query = codesQuery.parse(request.query);
    if (query.identities === 'true' && !access.relation) throw new Forbidden('relation');
    const file = await openCodes(database, idOf(request), query, userOf(request), locale);
    response.set('Cache-Control', 'no-store');
    return sendFile(response, file);
  });

  route('get', '/elections', ['segments', 'targeting', 'privacy'], (_request, locale) =>
    readElections(database, locale),
  );
  route(
    'put',
    '/elections',
    'privacy',
    async (request, locale) => {
      await storeElections(database, electionsRequest.parse(request.body).elections, userOf(request));
      return readElections(database, locale);
    },
    'segments',
  );

  route(
    'post',
    '/passes/use',
    'desk',
    (request) => withoutPersons(() => usePass(database, useRequest.parse(request.body), userOf(request))),
    'segments',
  );
  route(
    'post',
    '/passes/uses/:id/undo',
    'desk',
    (request, _locale, _response, { relation }) =>
      takeBackUse(database, idOf(request), { user: userOf(request), any: relation }),
    'segments',
  );
}
