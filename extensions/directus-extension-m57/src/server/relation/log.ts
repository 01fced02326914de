import type { Database } from '../host';

/** One reading, export, change or erasure of persons, as it is kept for whoever asks who saw their data. */
export interface AccessEntry {
  /** Null: the product itself, by its schedule. */
  user: string | null;
  /** A short code, at most 24 characters; its words are in the locales. */
  action: string;
  citizen?: number | null;
  /** How many persons it showed or touched. */
  count?: number;
  /** Never what somebody typed, nor anything of a person. */
  detail?: string | null;
}

/** Writes to the log of accesses; inside the caller's transaction, where `database` is one. */
export async function logAccess(database: Database, ...entries: AccessEntry[]): Promise<void> {
  const at = Date.now();
  await database('m57_privacy_log').insert(
    entries.map(({ user, action, citizen = null, count = 1, detail = null }) => ({
      at,
      user,
      action,
      citizen,
      count,
      detail,
    })),
  );
}
