import type { z } from 'zod';
import type { capabilityStatus } from '../../contract/status';
import type { Host, HostFacts } from '../host';
import type { CapabilitySnapshot } from '../snapshot';
import type { HostState } from './inspect';
import { missingColumns } from './steps';

type CapabilityStatus = z.infer<typeof capabilityStatus>;

/** Collections of a Directus 12 without a licence (Core tier). */
const CORE_COLLECTIONS = 25;

/**
 * What stands in the way of a capability, before anything is created. Counted as the licence counts: active
 * collections with a table and metadata; folders, system tables and tables without metadata are free.
 * With a licence the limit is not told to extensions: its own check then refuses, and all is undone.
 */
export function preflight(
  host: Host,
  facts: HostFacts,
  snapshot: CapabilitySnapshot,
  state: HostState,
): CapabilityStatus {
  const ours = (name: string) => state.journal.some((entry) => entry.name === name);
  const conflicts: CapabilityStatus['conflicts'] = [];
  for (const { collection } of snapshot.collections)
    if ((state.tables.has(collection) || state.collections.has(collection)) && !ours(collection))
      conflicts.push({ kind: 'collection', name: collection, reason: 'FOREIGN' });
  for (const { table } of snapshot.tables)
    if (state.tables.has(table) && !ours(table))
      conflicts.push({ kind: 'table', name: table, reason: 'FOREIGN' });

  const missing = snapshot.collections.filter(({ collection }) => !state.tables.has(collection));
  const complete =
    missing.length === 0 &&
    snapshot.tables.every((table) => state.tables.has(table.table) && !missingColumns(table, state).length) &&
    state.journal.length > 0 &&
    state.journal.every((entry) => entry.state === 'done');
  return {
    capability: snapshot.capability,
    installed: complete && conflicts.length === 0,
    needed: missing.length,
    left: facts.unlicensed ? Math.max(0, CORE_COLLECTIONS - countCollections(host, state)) : null,
    conflicts,
  };
}

function countCollections(host: Host, state: HostState): number {
  const excluded = new Set<string>([host.env['DB_EXCLUDE_TABLES'] ?? []].flat());
  return [...state.collections].filter(
    ([name, { status }]) =>
      state.tables.has(name) && !excluded.has(name) && (status === undefined || status === 'active'),
  ).length;
}

/** Databases report some types as others of their family: SQLite has no decimal, MariaDB no JSON or UUID. */
const FAMILY: Record<string, string> = {
  uuid: 'text',
  string: 'text',
  text: 'text',
  json: 'text',
  integer: 'integer',
  bigInteger: 'integer',
  float: 'number',
  decimal: 'number',
  timestamp: 'time',
  dateTime: 'time',
};
const family = (type: string) => FAMILY[type] ?? type;

/** Fields of our names that hold something else than ours (an admin's change): reported, not touched. */
export function incompatibleFields(snapshot: CapabilitySnapshot, state: HostState) {
  const kept: { kind: string; name: string; reason: string }[] = [];
  for (const { collection, fields } of snapshot.collections)
    for (const { field, type } of fields) {
      const present = state.schema.collections[collection]?.fields[field];
      if (!present || family(present.type) === family(type)) continue;
      kept.push({ kind: 'field', name: `${collection}.${field}`, reason: `${present.type} ≠ ${type}` });
    }
  return kept;
}
