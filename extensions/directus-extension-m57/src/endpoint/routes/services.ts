import type { EndpointExtensionContext } from '@directus/types';
import { costsQuery } from '../../contract/costs';
import { adoptRequest, checkRequest, coverageQuery } from '../../contract/rules';
import { readPhaseCosts } from '../../server/costs/phases';
import { readServiceCosts } from '../../server/costs/services';
import { readOwnServices } from '../../server/relation/own-services';
import { checkFormula } from '../../server/rules/check';
import { readCoverage } from '../../server/rules/coverage';
import { adoptRuleSet, listRuleSets } from '../../server/rules/defaults';
import type { Routes } from '../router';

/** Rules, and what they make of the accounts: services and phases. */
export function serviceRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/rules/coverage', 'finance', (request, locale) =>
    readCoverage(database, coverageQuery.parse(request.query), locale),
  );
  route('post', '/rules/check', 'finance', (request, locale) =>
    checkFormula(database, checkRequest.parse(request.body), locale),
  );
  route('get', '/rules/defaults', 'finance', (_request, locale) => listRuleSets(database, locale));
  route('post', '/rules/adopt', 'imports', (request) =>
    adoptRuleSet(host, adoptRequest.parse(request.body).set),
  );
  route('get', '/services/costs', 'steering', (request) =>
    readServiceCosts(database, costsQuery.parse(request.query)),
  );
  route('get', '/relation/services', 'head', (request) =>
    readOwnServices(database, request.accountability!.user!),
  );
  route('get', '/phases/costs', 'steering', (request) =>
    readPhaseCosts(database, costsQuery.parse(request.query)),
  );
}
