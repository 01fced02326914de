import { InputError, type Issue } from '../issue';
import type { Place } from './place';

/** Enough to mend a file in one go, few enough to read. */
export const MOST_PROBLEMS = 20;

/** The errors met while a file is read, kept so that its author mends them together. */
export class Problems {
  private readonly issues: Issue[] = [];

  get any(): boolean {
    return this.issues.length > 0;
  }

  /** Notes an error and lets the reading go on; throws them all as InputError once there are MOST_PROBLEMS. */
  add(code: string, { line, column }: Place, params: Issue['params'] = {}): void {
    this.issues.push({ code, line, column, params });
    if (this.issues.length >= MOST_PROBLEMS) this.throwIfAny();
  }

  /** Ends the reading with this error after those noted before. */
  fail(code: string, { line, column }: Place, params: Issue['params'] = {}): never {
    throw new InputError([...this.issues, { code, line, column, params }]);
  }

  throwIfAny(): void {
    if (this.any) throw new InputError(this.issues);
  }
}
