/** An answer of Directus: its status, and its body as JSON where it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each caller knows what it asked for
  body: any;
}

export interface Question {
  token?: string | null;
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
}

/** One call; every status is an answer, not an error. */
export async function request(
  url: string,
  method: string,
  path: string,
  question: Question = {},
): Promise<Answer> {
  const { token, json, form, headers } = question;
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

/** One call that must succeed: its `data`, or an error that quotes the answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export async function ask(url: string, method: string, path: string, question?: Question): Promise<any> {
  const { status, text, body } = await request(url, method, path, question);
  if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text.slice(0, 2000)}`);
  return body?.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
