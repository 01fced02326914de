import { ZodError } from 'zod';
import { InputError } from '../../../domain/issue';
import { Refusal } from '../../errors';
import { Cancelled } from '../../jobs';

/**
 * An error that nobody foresaw, without what it says: a database quotes the statement with its values, and errors go to
 * logs, to jobs and to reports, where nothing of a person may stand.
 */
class Unexplained extends Error {
  /** Of the database, such as "23505": `isDuplicate` reads it. */
  readonly code: string;

  constructor(error: unknown) {
    const {
      name = 'Error',
      code = '',
      stack = '',
    } = error as { name?: string; code?: unknown; stack?: string };
    super(`M57: ${name} ${String(code)}`.trim());
    this.code = String(code);
    this.name = 'Unexplained';
    this.stack = [this.message, ...stack.split('\n').filter((line) => /^\s+at /.test(line))].join('\n');
  }
}

/** Does what handles persons' data, and lets no error tell of them. */
export async function withoutPersons<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known =
      error instanceof Refusal ||
      error instanceof InputError ||
      error instanceof Cancelled ||
      error instanceof ZodError ||
      error instanceof Unexplained;
    throw known ? error : new Unexplained(error);
  }
}
