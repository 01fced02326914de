import type { Sink } from '../../domain/analysis/analyse';
import type { Database } from '../host';

/** A document that has been added: its rank in the file, its id and that of its import. */
export interface AddedDocument {
  local: number;
  document: number;
  importId: number;
}

/** Takes the lines of a file while it is read, where nobody sees them, and hands them over when all is well. */
export interface LineWriter extends Sink {
  /** Waits for what is still being written. */
  end(): Promise<void>;
  /** The row of the import, where there is one already. */
  readonly importId: number | null;
  /** The id that a document (by its rank in the file) must get, where its lines have it already; empty elsewhere. */
  documentKey(local: number): { id?: number };
  /** Runs the transaction that makes everything visible, all or nothing. */
  publish<T>(work: (trx: Database) => Promise<T>): Promise<T>;
  /** Adds the imputations of the file that are not known yet. */
  addImputations(trx: Database): Promise<void>;
  /** Adds the lines and sums of one document. */
  addLines(trx: Database, document: AddedDocument): Promise<void>;
  /** Takes back what was written and not published, and waits until nothing is being written; then does nothing. */
  discard(): Promise<void>;
}
