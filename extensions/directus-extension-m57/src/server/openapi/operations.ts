import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';

const errors = z.object({
  errors: z.array(
    z.object({
      message: z.string(),
      extensions: z
        .object({ code: z.string(), line: z.number().nullish(), column: z.number().nullish() })
        .loose(),
    }),
  ),
});

export interface Route {
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Fields of a multipart body with a file; where `body` is there too, either will do. */
  upload?: z.ZodObject;
  answer: z.ZodType | 'text/csv';
}

export function operation({ summary, query, body, upload, answer }: Route): ZodOpenApiOperationObject {
  const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });
  const failure = (description: string) => ({ description, ...json(errors) });
  return {
    summary,
    ...(query ? { requestParams: { query } } : {}),
    ...(body || upload
      ? {
          requestBody: {
            content: {
              ...(body ? { 'application/json': { schema: body } } : {}),
              ...(upload
                ? {
                    'multipart/form-data': {
                      schema: upload.extend({ file: z.string().meta({ format: 'binary' }) }),
                    },
                  }
                : {}),
            },
          },
        }
      : {}),
    responses: {
      200: {
        description: 'OK',
        ...(answer === 'text/csv'
          ? {
              content: {
                'text/csv': { schema: z.string() },
                'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
                  schema: z.string().meta({ format: 'binary' }),
                },
              },
            }
          : json(z.object({ data: answer }))),
      },
      400: failure('Invalid input, with line and column where it has one'),
      403: failure('Not allowed'),
      409: failure('Refused in the present state'),
    },
  };
}

export const get = (route: Route) => ({ get: operation(route) });
export const post = (route: Route) => ({ post: operation(route) });
export const put = (route: Route) => ({ put: operation(route) });
const id = z.coerce.number().int();
export const byId = { requestParams: { path: z.object({ id }) } };
export const getById = (route: Route) => {
  const { query } = route;
  const asked = operation(route);
  return { get: { ...asked, requestParams: { ...byId.requestParams, ...(query ? { query } : {}) } } };
};
export const postById = (route: Route) => ({ post: { ...operation(route), ...byId } });
export const putById = (route: Route) => ({ put: { ...operation(route), ...byId } });
export const byService = { requestParams: { path: z.object({ service: z.coerce.number().int() }) } };
