import type { BudgetDocument, SourceLine } from '../ledger';
import type { Issue } from '../issue';

/** What a reader says of a file, in file order. A `document` event comes before its lines. */
export type ReaderEvent =
  | { type: 'document'; document: BudgetDocument }
  | { type: 'line'; line: SourceLine }
  | { type: 'warning'; issue: Issue };

export type Format = 'totem' | 'scdl';

/**
 * One format, one file. A reader is a streaming function: bytes in, batches of events out, nothing kept.
 * It throws InputError (with line and column) on anything it cannot read; what it yielded before is
 * discarded by the caller.
 */
export interface Reader {
  format: Format;
  /** Decides by content, on the first 64 kB decoded leniently; never by the name of the file. */
  recognises(head: string): boolean;
  read(bytes: AsyncIterable<Uint8Array>): AsyncIterable<ReaderEvent[]>;
}
