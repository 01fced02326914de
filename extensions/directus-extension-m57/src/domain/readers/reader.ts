import type { BudgetDocument, ReadLine } from '../ledger';
import type { Issue } from '../issue';
import type { Cents } from '../money';
import type { Mapping } from './mapping';
import type { Plan } from '../nomenclature/plan';

/** What a reader says of a file, in file order. A `document` event comes before its lines. */
export type ReaderEvent =
  | { type: 'document'; document: BudgetDocument }
  | { type: 'line'; line: ReadLine }
  /** An official chart of accounts, alone in its file. `stated`: the id the file gives itself ("M57_D-2024"). */
  | { type: 'plan'; plan: Plan; stated: string }
  /** `amount`: the euros it concerns, where that can be told. */
  | { type: 'warning'; issue: Issue; amount?: Cents };

export const FORMATS = ['totem', 'cfu', 'scdl', 'balance', 'pes', 'plan', 'ledger'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReadOptions {
  /**
   * Keep this authority only, or these (separated by commas), in a file that holds several: the national balance, a
   * ledger with a column of SIRETs. It is the authority of a ledger that does not name its own. Others ignore it.
   */
  siret?: string | undefined;
  /** For a chart of accounts: the declension, the year or both ("M57_D-2026") in place of what the file states. */
  nomenclature?: string | undefined;
  /** Which columns of a ledger export hold what; without one, what can be told from the file itself. */
  mapping?: Mapping | undefined;
}

/**
 * One format, one file. A reader is a streaming function: bytes in, batches of events out, nothing kept.
 * It throws InputError (with line and column) on anything it cannot read; what it yielded before is
 * discarded by the caller.
 */
export interface Reader {
  format: Format;
  /** Decides by content, on the first 64 kB decoded leniently; never by the name of the file. */
  recognises(head: string): boolean;
  read(bytes: AsyncIterable<Uint8Array>, options?: ReadOptions): AsyncIterable<ReaderEvent[]>;
}
