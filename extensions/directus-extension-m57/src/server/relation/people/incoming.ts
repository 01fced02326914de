import { hash } from 'node:crypto';
import type { IncomingInteraction } from '../../../domain/relation/row';
import type { Database } from '../../host';
import { rowsByKey } from './by-key';

/** An interaction to write. */
export interface ReadyInteraction {
  /** Its line in the file, or its rank in the batch from 1. */
  line: number;
  /** Of its person in the file; null: anonymous. */
  local: number | null;
  interaction: IncomingInteraction;
  /** Of what was received; null where it has no number in its source. */
  hash: number | null;
}

/** An interaction that is in already and that its source tells otherwise now. */
export interface ChangedInteraction {
  id: number;
  line: number;
  interaction: IncomingInteraction;
  hash: number;
}

/** A request that says nothing of its status is open, unless it says when it was closed. */
export function withStatus(interaction: IncomingInteraction): IncomingInteraction {
  const { kind, status, closed_on } = interaction;
  if (status !== null || (kind !== 'request' && kind !== 'complaint')) return interaction;
  return { ...interaction, status: closed_on === null ? 'new' : 'done' };
}

/**
 * 48 bits of the SHA-256 of what a source says of an interaction, its person apart: whether it says the same again.
 * Stored beside the interaction, since people may have moved it on meanwhile.
 */
export function hashOf(interaction: IncomingInteraction): number {
  const { kind, service, date, units, amount, channel, status, due_on, closed_on } = interaction;
  const { score, campaign, subject, purpose } = interaction;
  const told = [kind, service, date, units, amount, channel, status, due_on, closed_on];
  const text = JSON.stringify([...told, score, campaign, subject, purpose]);
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 12), 16);
}

const BY_KEY = {
  table: 'm57_interactions',
  key: 'source_key',
  select: ['id', 'source_key', 'source_hash'],
};

/** The interactions of a source that are in, by their number there. `hash` null: nobody knows what was received. */
export async function knownInteractions(
  database: Database,
  source: string,
  keys: readonly string[],
): Promise<Map<string, { id: number; hash: number | null }>> {
  if (keys.length === 0) return new Map();
  const rows: { id: number | string; source_key: string; source_hash: number | string | null }[] =
    await rowsByKey(database, { ...BY_KEY, source }, keys);
  return new Map(
    rows.map(({ id, source_key, source_hash }) => [
      source_key,
      { id: Number(id), hash: source_hash === null ? null : Number(source_hash) },
    ]),
  );
}
