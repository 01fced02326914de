import type { Issue } from '../../domain/issue';
import { checkDefinition } from '../../domain/segments/check';
import type { Definition } from '../../domain/segments/definition';
import type { Database } from '../host';
import { loadPurposes, purposeUnknown } from '../relation/declared-purposes';
import { findReferences } from './references';

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
  return (await findReferences(database, definition, own)).issues;
}
