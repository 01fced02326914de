import type { Issue } from '../../domain/issue';
import { checkDefinition } from '../../domain/segments/check';
import type { Definition } from '../../domain/segments/definition';
import { refusedFor } from '../../domain/segments/purpose';
import type { Database } from '../host';
import { loadPurposes, purposeUnknown } from '../relation/declared-purposes';
import { findReferences, partsIn } from './references';

/**
 * Everything that keeps a definition from being computed for a purpose now: what it is, what the purpose does not let
 * it ask, what it refers to. `own`: the segment that it is of, so that a circle is seen.
 */
export async function issuesOf(
  database: Database,
  { purpose: code, definition }: { purpose: string; definition: Definition | null },
  own?: number,
): Promise<Issue[]> {
  const purpose = (await loadPurposes(database)).find((one) => one.code === code);
  if (!purpose) return [purposeUnknown(code)];
  if (definition === null) return [];
  const wrong = checkDefinition(definition);
  if (wrong.length > 0) return wrong;
  const { issues } = await findReferences(database, definition, own);
  if (issues.length > 0) return issues;
  return refusedFor(code, definition, await partsIn(database, definition));
}

/**
 * The same of a list, which nothing is computed from: what its members were chosen by may be gone, or ask more by now.
 */
export async function listIssuesOf(
  database: Database,
  { purpose, definition }: { purpose: string; definition: Definition | null },
): Promise<Issue[]> {
  const wrong = await issuesOf(database, { purpose, definition: null });
  if (wrong.length > 0 || definition === null) return wrong;
  const formal = checkDefinition(definition);
  return formal.length > 0 ? formal : refusedFor(purpose, definition, () => null);
}
