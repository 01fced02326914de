import type { Accountability, EndpointExtensionContext } from '@directus/types';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { Capability } from '../contract/status';
import { InputError, type Locale } from '../domain/issue';
import { describe } from '../domain/messages';
import { accessOf, type Access } from '../server/access';
import { Refusal } from '../server/errors';
import { readiness } from '../server/status';
import { localeOf } from '../server/text';

export type Caller = Request & { accountability?: Accountability };
export type Right = keyof Access | 'member';

/** Rights over persons; the questions they open need the tables of the capability *relation*. */
const RELATION_RIGHTS: readonly Right[] = ['relation', 'people', 'desk', 'head', 'privacy'];
const SEGMENT_RIGHTS: readonly Right[] = ['segments', 'targeting'];

/** What a question needs to be installed: of several rights that open it, the one that needs least. */
function capabilityOf(rights: readonly Right[]): Capability {
  if (rights.some((one) => RELATION_RIGHTS.includes(one))) return 'relation';
  return rights.some((one) => SEGMENT_RIGHTS.includes(one)) ? 'segments' : 'accounts';
}
type Method = 'get' | 'post' | 'put' | 'delete';
type Handler = (request: Caller, response: Response) => Promise<unknown>;
type GuardedHandler = (
  request: Caller,
  locale: Locale,
  response: Response,
  access: Access,
) => Promise<unknown>;

/** How a group of routes registers its own. */
export interface Routes {
  /** A route for everyone. */
  open(method: Method, path: string, handle: Handler): void;
  /**
   * A route for those who hold `right`, or one of several; everything but the installation needs the tables, by default
   * those of the capability that the rights are about.
   */
  route(
    method: Method,
    path: string,
    right: Right | readonly Right[],
    handle: GuardedHandler,
    needs?: Capability,
  ): void;
}

export function routesOn(router: Router, host: EndpointExtensionContext): Routes {
  const open: Routes['open'] = (method, path, handle) => wrap(router, method, path, handle, host);
  return {
    open,
    route: (method, path, right, handle, needs) =>
      open(method, path, async (request, response) => {
        const access = await accessOf(host.database, request.accountability);
        const rights = [right].flat() as Right[];
        const holds = (one: Right) => (one === 'member' ? Object.values(access).includes(true) : access[one]);
        if (!rights.some(holds)) throw new Forbidden(rights[0]!);
        if (path !== '/install') await assertReady(host, needs ?? capabilityOf(rights));
        return handle(request, localeOf(request.get('accept-language')), response, access);
      }),
  };
}

/** The id in the path of a request. */
export const idOf = (request: Request) => z.coerce.number().int().parse(request.params['id']);

/** Somebody lacks a right. */
export class Forbidden extends Error {
  constructor(readonly right: Right) {
    super();
  }
}

/** The policy that opens what somebody was refused. */
const POLICIES: Partial<Record<Right, string>> = {
  relation: 'M57 – Relation',
  people: 'M57 – Relation',
  desk: 'M57 – Guichet',
  head: 'M57 – Responsable de service',
  privacy: 'M57 – DPO',
  segments: 'M57 – Segments',
  targeting: 'M57 – Segments',
};

const NOT_INSTALLED = {
  accounts: 'NOT_INSTALLED',
  relation: 'RELATION_NOT_INSTALLED',
  segments: 'SEGMENTS_NOT_INSTALLED',
} as const satisfies Record<Capability, string>;

async function assertReady(host: EndpointExtensionContext, capability: Capability): Promise<void> {
  const state = await readiness(host, capability);
  if (state === 'inactive') throw new Refusal('COLLECTION_INACTIVE');
  if (state === 'absent') throw new Refusal(NOT_INSTALLED[capability]);
}

/** Express 4 knows no promises: the answer is `{data}`, an error the form that Directus gives its own. */
function wrap(
  router: Router,
  method: Method,
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
  if (error instanceof Forbidden) {
    const policy = POLICIES[error.right] ?? 'M57 – Finance';
    return one(
      403,
      'FORBIDDEN',
      locale === 'fr'
        ? `Accès refusé : demandez à un administrateur la politique « ${policy} ».`
        : `Forbidden: ask an administrator for the policy "${policy}".`,
    );
  }
  if (error instanceof Refusal) return one(error.status, error.code, error.text(locale), error.params);
  if (error instanceof InputError)
    return {
      status: 400,
      errors: error.issues.map((issue) => {
        const { message, ...position } = describe(issue, locale);
        // Where in a tree, of what has no lines.
        const { path } = issue.params;
        return {
          message,
          extensions: { ...position, ...(path !== undefined && { path }), ...error.details },
        };
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
