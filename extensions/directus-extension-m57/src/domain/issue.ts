/** What is wrong with an input, where, and in words for people. */
export type Locale = 'fr' | 'en';

export interface Issue {
  /** Stable, upper case: `AMOUNT_INVALID`. */
  code: string;
  /** 1-based position in the source; null where the issue concerns the whole. */
  line: number | null;
  column: number | null;
  /** Values quoted by the message. */
  params: Record<string, string | number>;
}

/** One message per code and language; names the thing, the place and the next step. */
export type Messages = Record<string, Record<Locale, (params: Issue['params']) => string>>;

/** Thrown by the domain when it can go no further: the HTTP layer turns it into a 400 with its positions. */
export class InputError extends Error {
  readonly issues: Issue[];
  /** `details`: what an API user needs beside the message to answer it (plain JSON). */
  constructor(
    issues: Issue | Issue[],
    readonly details: object = {},
  ) {
    const list = Array.isArray(issues) ? issues : [issues];
    super(list.map(({ code, line, column }) => `${code} (${line ?? '-'}:${column ?? '-'})`).join(', '));
    this.name = 'InputError';
    this.issues = list;
  }
}
