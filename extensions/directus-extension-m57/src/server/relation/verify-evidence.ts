import { createHash } from 'node:crypto';
import type { EvidenceCheck } from '../../contract/privacy';
import {
  EMPTY_CHAIN,
  verifyChain,
  type ChainHead,
  type EvidenceRecord,
} from '../../domain/relation/evidence';
import type { Database } from '../host';
import { writeSetting } from '../stored-settings';
import { readHead } from './evidence';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** How far the chain was verified: the next look goes on from there. */
interface Verified extends ChainHead {
  /** Id of the record at this position, 0 for none. */
  last: number;
  /** When the whole chain was verified last. */
  whole_on: string;
  /** What was found wrong, which stands until the whole chain is found sound. */
  broken_at: number | null;
}

const VERIFIED = 'chain:verified';
const BLOCK = 2000;

/**
 * Reads the whole chain in blocks and finds what was changed, put in, left out, moved or cut off below Directus: ten
 * seconds or so for a million records. Where records are missing at the end, the last that is left (0 for none) is named.
 */
export async function verifyWhole(database: Database): Promise<EvidenceCheck> {
  const found = await verifyFrom(database, { ...EMPTY_CHAIN, last: 0 });
  const verified: Verified = { ...found, whole_on: new Date().toISOString() };
  await writeSetting(database, VERIFIED, verified);
  return checkOf(database, verified);
}

/**
 * Verifies what was recorded since the chain was looked at last, and that none of the records before were left out or
 * put in. A record before that was changed in its place shows when the whole chain is verified; so it is where anything
 * does not fit, to find the place.
 */
export async function verifyNew(database: Database): Promise<EvidenceCheck> {
  const stored = await database('m57_settings').where({ name: VERIFIED }).first('value');
  if (!stored) return verifyWhole(database);
  const former = JSON.parse(stored.value) as Verified;
  if (former.broken_at !== null) return checkOf(database, former);
  if (!(await areThere(database, former))) return verifyWhole(database);
  const found = await verifyFrom(database, former);
  if (found.broken_at !== null) return verifyWhole(database);
  const verified: Verified = { ...found, whole_on: former.whole_on };
  // Unless somebody has verified meanwhile, and may have found more.
  if (found.position > former.position)
    await database('m57_settings')
      .where({ name: VERIFIED, value: stored.value })
      .update({ value: JSON.stringify(verified) });
  return checkOf(database, verified);
}

/** As many records as were verified, with the last of them at its place. */
async function areThere(database: Database, { position, hash, last }: Verified): Promise<boolean> {
  const counted = await database('m57_evidence').where('id', '<=', last).count({ records: '*' }).first();
  if (Number(counted!['records']) !== position) return false;
  return position === 0 || (await database('m57_evidence').where({ id: last }).first('hash'))?.hash === hash;
}

async function verifyFrom(
  database: Database,
  from: ChainHead & { last: number },
): Promise<Omit<Verified, 'whole_on'>> {
  const expected = await readHead(database);
  let broken_at: number | null = null;
  let { last } = from;
  let head: ChainHead = { position: from.position, hash: from.hash };
  for (;;) {
    const rows: (EvidenceRecord & { id: number })[] = await database('m57_evidence')
      .where('id', '>', last)
      .orderBy('id')
      .limit(BLOCK);
    const report = verifyChain(rows, sha256, head);
    const [issue] = report.issues;
    if (issue) broken_at ??= rows[issue.line! - 1 - head.position]!.id;
    head = report.head;
    last = rows.at(-1)?.id ?? last;
    // Beyond it is what was appended since the end was read.
    if (head.position === expected.position && head.hash !== expected.hash) broken_at ??= last;
    if (rows.length < BLOCK) break;
  }
  if (head.position < expected.position) broken_at ??= last;
  return { ...head, last, broken_at };
}

async function checkOf(
  database: Database,
  { position, whole_on, broken_at }: Verified,
): Promise<EvidenceCheck> {
  // Of an erased record nothing is left, and nobody else's is without a citizen.
  const counted = await database('m57_evidence').whereNull('citizen').count({ redacted: '*' }).first();
  return { records: position, redacted: Number(counted!['redacted']), broken_at, whole_on };
}
