import type { Database } from '../host';

const TABLES = [
  'm57_segments',
  'm57_members',
  'm57_campaigns',
  'm57_member_changes',
  'm57_segment_refreshes',
  'm57_rewards',
  'm57_passes',
  'm57_pass_uses',
];

/**
 * Whether there are segments, asked of the database itself: what happens to persons must reach them, and must not fail
 * where the capability is not installed, or half.
 */
export async function hasSegments(database: Database): Promise<boolean> {
  for (const table of TABLES) if (!(await database.schema.hasTable(table))) return false;
  return true;
}
