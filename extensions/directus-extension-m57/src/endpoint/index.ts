import { defineEndpoint } from '@directus/extensions-sdk';
import type { Accountability, EndpointExtensionContext } from '@directus/types';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { costsQuery } from '../contract/costs';
import { totalsQuery } from '../contract/ledger';
import { adoptRequest, checkRequest, coverageQuery } from '../contract/rules';
import { installRequest } from '../contract/status';
import { InputError, type Locale } from '../domain/issue';
import { accessOf, type Access } from '../server/access';
import { openAsset } from '../server/assets';
import { readPhaseCosts } from '../server/costs/phases';
import { readServiceCosts } from '../server/costs/services';
import { Refusal } from '../server/errors';
import { importFile, previewFile } from '../server/imports/import-file';
import { listImports, readImport } from '../server/imports/read-import';
import { withReceivedFile } from '../server/imports/receive';
import { install } from '../server/installer/install';
import { listDocumentChoices } from '../server/ledger/documents';
import { readTotals } from '../server/ledger/totals';
import { describe } from '../server/messages';
import { openApiDocument } from '../server/openapi';
import { readOverview } from '../server/overview';
import { checkFormula } from '../server/rules/check';
import { readCoverage } from '../server/rules/coverage';
import { adoptRuleSet, listRuleSets } from '../server/rules/defaults';
import { readiness, readStatus } from '../server/status';
import { localeOf } from '../server/text';

type Caller = Request & { accountability?: Accountability };
type Right = keyof Access | 'member';

/** The routes of the contract: parse, permission, question, answer. */
export default defineEndpoint({
  id: 'm57',
  handler: (router, host) => {
    const { database } = host;

    const open = (method: 'get' | 'post', path: string, handle: Handler) =>
      wrap(router, method, path, handle, host);
    /** A route for those who hold `right`; everything but status and installation needs the tables. */
    const route = (method: 'get' | 'post', path: string, right: Right, handle: GuardedHandler) =>
      open(method, path, async (request, response) => {
        const access = await accessOf(database, request.accountability);
        const may = right === 'member' ? access.steering : access[right];
        if (!may) throw new Forbidden();
        if (path !== '/install') await assertReady(host);
        return handle(request, localeOf(request.get('accept-language')), response);
      });

    open('get', '/status', async (request) => {
      if (!request.accountability?.user) return { installed: (await readiness(host)) === 'ready' };
      return readStatus(host, await accessOf(database, request.accountability));
    });
    open('get', '/assets/:name', async (request, response) => {
      const stream = openAsset(request.params['name']!);
      if (!stream) throw new Refusal('NOT_FOUND', { what: request.params['name']! });
      response.type('application/javascript').set('Cache-Control', 'public, max-age=31536000, immutable');
      stream.pipe(response);
      return undefined;
    });

    route('post', '/install', 'admin', (request) => install(host, installRequest.parse(request.body ?? {})));
    route('get', '/openapi.json', 'member', async (_request, _locale, response) => {
      response.json(openApiDocument());
      return undefined;
    });
    route('get', '/overview', 'finance', () => readOverview(database));

    route('get', '/imports', 'finance', () => listImports(database, 100));
    route('get', '/imports/:id', 'finance', (request) =>
      readImport(database, z.coerce.number().int().parse(request.params['id'])),
    );
    route('post', '/imports/preview', 'imports', (request, locale) =>
      withReceivedFile(host, request, (file) => previewFile(database, file, locale)),
    );
    route('post', '/imports', 'imports', (request, locale) =>
      withReceivedFile(host, request, (file) =>
        importFile(database, file, request.accountability?.user ?? null, locale),
      ),
    );

    route('get', '/ledger/documents', 'steering', () => listDocumentChoices(database));
    route('get', '/ledger/totals', 'finance', (request) =>
      readTotals(database, totalsQuery.parse(request.query)),
    );

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
    route('get', '/phases/costs', 'steering', (request) =>
      readPhaseCosts(database, costsQuery.parse(request.query)),
    );

    // Whatever else is asked under /m57 says nothing to those who may not ask.
    route('get', '*', 'member', async (request) => {
      throw new Refusal('NOT_FOUND', { what: request.path });
    });
  },
});

type Handler = (request: Caller, response: Response) => Promise<unknown>;
type GuardedHandler = (request: Caller, locale: Locale, response: Response) => Promise<unknown>;

class Forbidden extends Error {}

async function assertReady(host: EndpointExtensionContext): Promise<void> {
  const state = await readiness(host);
  if (state !== 'ready') throw new Refusal(state === 'absent' ? 'NOT_INSTALLED' : 'COLLECTION_INACTIVE');
}

/** Express 4 knows no promises: the answer is `{data}`, an error the form that Directus gives its own. */
function wrap(
  router: Router,
  method: 'get' | 'post',
  path: string,
  handle: Handler,
  { logger }: EndpointExtensionContext,
): void {
  router[method](path, (request: Request, response: Response) => {
    handle(request, response).then(
      (data) => {
        if (data !== undefined) response.json({ data });
      },
      (error: unknown) => {
        const { status, errors } = errorAnswer(error, localeOf(request.get('accept-language')));
        if (status === 500) logger.error(error);
        if (!response.headersSent) response.status(status).json({ errors });
      },
    );
  });
}

function errorAnswer(error: unknown, locale: Locale) {
  const one = (status: number, code: string, message: string, more: object = {}) => ({
    status,
    errors: [{ message, extensions: { code, ...more } }],
  });
  if (error instanceof Forbidden)
    return one(
      403,
      'FORBIDDEN',
      locale === 'fr'
        ? 'Accès refusé : demandez à un administrateur la politique « M57 – Finance ».'
        : 'Forbidden: ask an administrator for the policy "M57 – Finance".',
    );
  if (error instanceof Refusal) return one(error.status, error.code, error.text(locale), error.params);
  if (error instanceof InputError)
    return {
      status: 400,
      errors: error.issues.map((issue) => {
        const { message, ...position } = describe(issue, locale);
        return { message, extensions: position };
      }),
    };
  if (error instanceof z.ZodError) {
    const detail = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    const refusal = new Refusal('INVALID_REQUEST', { detail });
    return one(refusal.status, refusal.code, refusal.text(locale));
  }
  // Errors of the host's own services carry their status and code.
  const { status, code, message } = error as { status?: number; code?: string; message?: string };
  if (typeof status === 'number' && typeof code === 'string') return one(status, code, message ?? code);
  return one(
    500,
    'INTERNAL_SERVER_ERROR',
    locale === 'fr'
      ? 'Une erreur inattendue est survenue ; le journal du serveur en dit la cause.'
      : 'An unexpected error occurred; the server log tells the cause.',
  );
}
