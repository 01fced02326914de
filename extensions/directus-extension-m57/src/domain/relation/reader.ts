import type { Issue } from '../issue';
import type { RelationMapping, RelationTable, SeenValue, ValueField } from './fields';
import type { RelationRow } from './row';

export interface RelationBatch {
  rows: RelationRow[];
  warnings: Issue[];
}

export interface RelationOptions {
  /** ISO date of the day: nobody is born after it, and it tells the century of "31.12.80". */
  today: string;
}

/** What a file seems to hold, for people to correct. Throws InputError as `openTable`. */
export function readRelationTable(
  _bytes: AsyncIterable<Uint8Array>,
  _sheet?: string,
): Promise<RelationTable> {
  throw new Error('to come');
}

/** All the texts of the value columns of a mapping, the most frequent first, at most 200 of a column. */
export function readRelationValues(
  _bytes: AsyncIterable<Uint8Array>,
  _mapping: RelationMapping,
): Promise<Partial<Record<ValueField, SeenValue[]>>> {
  throw new Error('to come');
}

/**
 * The rows of a file in batches, in file order. Throws InputError with all that is wrong, at most MOST_PROBLEMS; what
 * it yielded before is then to be discarded.
 */
export function readRelation(
  _bytes: AsyncIterable<Uint8Array>,
  _mapping: RelationMapping,
  _options: RelationOptions,
): AsyncGenerator<RelationBatch> {
  throw new Error('to come');
}
