import { useApi } from '@directus/extensions-sdk';
import type { IssueAnswer } from '../contract/common';
import { formatLocale, useMessages } from './messages';

/** Why a request failed, as the server said it, for a screen to show. */
export interface Problem {
  /** Of the first error: `FORBIDDEN`, `NOMENCLATURE_REQUIRED`…; `NETWORK` where no server answered. */
  code: string;
  message: string | null;
  /** Every error that has a place in the file, the formula or (by `path`) the definition. */
  issues: PlacedIssue[];
}
type PlacedIssue = IssueAnswer & { path?: string };

interface ErrorBody {
  errors?: {
    message: string;
    extensions?: { code?: string; line?: number | null; column?: number | null; path?: unknown };
  }[];
}

/** Reads what axios threw. */
export function problemOf(error: unknown): Problem {
  const response = (error as { response?: { status: number; data?: ErrorBody } }).response;
  const errors = response?.data?.errors ?? [];
  return {
    code: errors[0]?.extensions?.code ?? (response ? `HTTP_${response.status}` : 'NETWORK'),
    message: errors[0]?.message ?? null,
    issues: errors
      .filter(
        ({ extensions }) =>
          extensions?.line != null || extensions?.column != null || typeof extensions?.path === 'string',
      )
      .map(({ message, extensions }) => ({
        line: extensions?.line ?? null,
        column: extensions?.column ?? null,
        code: extensions?.code ?? '',
        message,
        ...(typeof extensions?.path === 'string' ? { path: extensions.path } : {}),
      })),
  };
}

type Params = Record<string, unknown>;

interface PostOptions {
  params?: Params;
  signal?: AbortSignal;
  onUploadProgress?: (sent: { loaded: number; total?: number }) => void;
}

/**
 * Requests to our endpoints and to `/items`, answers unwrapped from `data`. The server is asked to write its
 * messages in the language of the Studio, which is not always that of the browser.
 */
export function useServer() {
  const api = useApi();
  const { locale } = useMessages();
  const headers = () => ({ 'Accept-Language': formatLocale(locale.value) });
  const unwrap = <T>(response: { data: { data: T } }) => response.data.data;

  return {
    get: async <T>(path: string, params: Params = {}, signal?: AbortSignal) =>
      unwrap<T>(await api.get(path, { params, headers: headers(), signal })),
    post: async <T>(path: string, body: unknown, options: PostOptions = {}) =>
      unwrap<T>(await api.post(path, body, { headers: headers(), ...options })),
    put: async <T>(path: string, body: unknown) =>
      unwrap<T>(await api.put(path, body, { headers: headers() })),
    patch: async <T>(path: string, body: unknown) =>
      unwrap<T>(await api.patch(path, body, { headers: headers() })),
    remove: async (path: string) => void (await api.delete(path, { headers: headers() })),
    /** A document as the server wrote it (a page, a text), which is no JSON under `data`. */
    text: async (method: 'get' | 'post', path: string, given: Params) =>
      String(
        (
          await api.request({
            method,
            url: path,
            headers: headers(),
            [method === 'get' ? 'params' : 'data']: given,
          })
        ).data,
      ),
    /** A file of the library, as far as the user may read it. */
    file: async (id: string, name: string) =>
      new File([(await api.get(`/assets/${id}`, { responseType: 'blob' })).data as Blob], name),
    /** The address of a path below the root of this Directus, which may be a folder of its host. */
    address: (path: string) => api.getUri({ url: path }),
  };
}
export type Server = ReturnType<typeof useServer>;
