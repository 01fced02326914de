/** A row as the database gives it, fields that an admin added included. */
export type Row = Record<string, unknown>;

/** What m57_merges keeps in JSON to undo a merge. */
export interface MergeContent {
  /** The rows of who was merged. */
  citizen: Row;
  identity: Row | null;
  /** What was empty in the kept one's rows, and was filled from theirs; null: had no identity, and has theirs. */
  completed: { citizen: Row; identity: Row | null };
  /** Ids, rising, of what went to the kept one. */
  interactions: number[];
  keys: number[];
  /** Pairs to review as they were, and the ids of those that became pairs of the kept one; the others were deleted. */
  pairs: Row[];
  moved_pairs: number[];
  /** Memberships as they were, where there are segments, and the ids of those that became the kept one's. */
  members?: Row[];
  moved_members?: number[];
  /** Ids of the passes that went to the kept one. */
  passes?: number[];
}

/** Of ids the differences are written: a citizen may have thousands. */
export const writeContent = (content: MergeContent): string =>
  JSON.stringify({
    ...content,
    interactions: content.interactions.map((id, at, ids) => id - (ids[at - 1] ?? 0)),
  });

export function readContent(text: string): MergeContent {
  const content = JSON.parse(text) as MergeContent;
  let id = 0;
  return { ...content, interactions: content.interactions.map((step) => (id += step)) };
}

/** With dates that survive JSON and come back as what the database takes. */
export const freeze = (row: Row): Row =>
  mapped(row, (value) => (value instanceof Date ? { ms: value.getTime() } : value));

/** A frozen row again, to be inserted. */
export const thaw = (row: Row): Row =>
  mapped(row, (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const keys = Object.keys(value);
    return keys.length === 1 && keys[0] === 'ms'
      ? new Date((value as { ms: number }).ms)
      : JSON.stringify(value);
  });

export const pick = (row: Row, fields: readonly string[]): Row =>
  Object.fromEntries(fields.map((field) => [field, row[field]]));

const mapped = (row: Row, change: (value: unknown) => unknown): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value)]));
