import { createHash, randomBytes } from 'node:crypto';
import { InputError } from '../../domain/issue';
import {
  appendEvidence as appendOne,
  EMPTY_CHAIN,
  statesOf,
  type ChainHead,
  type EvidenceContent,
  type EvidenceRecord,
  type PurposeState,
  type Saying,
} from '../../domain/relation/evidence';
import { bulkInsert } from '../bulk';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { leaveByLaw } from '../segments/leave';
import { purposeUnknown } from './declared-purposes';
import { mergedInto } from './merged';

/** What is to be recorded; the wording is that of the purpose where none is given. */
export type NewEvidence = Pick<EvidenceContent, 'purpose' | 'kind' | 'occurred_on' | 'source'> & {
  citizen: number;
  wording?: string | null | undefined;
  expires_on?: string | null | undefined;
  note?: string | null | undefined;
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * The row that holds where the chain ends. Whoever appends holds it until the end of their transaction, so that there
 * is one chain; and records cut off at the end show.
 */
const HEAD = 'chain:evidence';
const COLUMNS = [
  'citizen',
  'purpose',
  'kind',
  'occurred_on',
  'source',
  'wording',
  'expires_on',
  'note',
  'recorded_on',
  'recorded_by',
  'salt',
  'content_hash',
  'hash',
] as const;
const SALT_BYTES = 32;
/** So many ids in one list of a statement. */
const BLOCK = 500;

/**
 * Records evidence for ever, in the caller's transaction, in the order given, and keeps the states that follow from
 * it in step. Appending is serialised: whoever comes second waits for the end of the first one's transaction.
 * @throws InputError for what cannot be evidence and for a purpose that is not declared; Refusal NOT_FOUND for a
 * citizen who is not there.
 */
export async function appendEvidence(
  trx: Database,
  records: readonly NewEvidence[],
  user: string | null,
): Promise<void> {
  if (records.length === 0) return;
  if (!trx.isTransaction) throw new Error('M57: evidence is appended in a transaction');
  let head = await lockChain(trx);
  await assertCitizens(
    trx,
    records.map(({ citizen }) => citizen),
  );
  const wordings = await purposeWordings(trx);
  const recorded_on = new Date().toISOString();
  const rows: EvidenceRecord[] = [];
  for (const { citizen, purpose, kind, occurred_on, source, wording, expires_on, note } of records) {
    if (!wordings.has(purpose)) throw new InputError(purposeUnknown(purpose));
    const next = appendOne(
      {
        citizen,
        purpose,
        kind,
        occurred_on,
        source,
        wording: wording ?? (wordings.get(purpose) || null),
        expires_on: expires_on ?? null,
        note: note ?? null,
        recorded_on,
        recorded_by: user,
      },
      { head, salt: randomBytes(SALT_BYTES).toString('hex'), sha256 },
    );
    rows.push(next.record);
    head = next.head;
  }
  await bulkInsert(
    trx,
    'm57_evidence',
    COLUMNS,
    rows.map((row) => COLUMNS.map((column) => row[column])),
  );
  await trx('m57_settings')
    .where({ name: HEAD })
    .update({ value: JSON.stringify(head) });
  await refreshConsents(
    trx,
    records.map(({ citizen }) => citizen),
    user,
  );
}

/** The installation writes where an empty chain ends, so that there is a row to hold. */
export async function beginChain(database: Database): Promise<void> {
  await database('m57_settings')
    .insert({ name: HEAD, value: JSON.stringify(EMPTY_CHAIN) })
    .onConflict('name')
    .ignore();
}

/** Where the chain ends, as whoever appended last has written it down. */
export async function readHead(database: Database): Promise<ChainHead> {
  const stored = await database('m57_settings').where({ name: HEAD }).first('value');
  return stored ? (JSON.parse(stored.value) as ChainHead) : EMPTY_CHAIN;
}

/**
 * Waits for whoever appends, keeps others from it until the transaction ends, and says where the chain ends. Whoever
 * writes states of consent calls it first: after the lock of persons, before any row of citizens, in this one order.
 */
export async function lockChain(trx: Database): Promise<ChainHead> {
  const { value } = await trx('m57_settings').where({ name: HEAD }).forUpdate().first('value');
  return JSON.parse(value) as ChainHead;
}

async function assertCitizens(trx: Database, citizens: readonly number[]): Promise<void> {
  const ids = [...new Set(citizens)];
  for (let start = 0; start < ids.length; start += BLOCK) {
    const block = ids.slice(start, start + BLOCK);
    const found = new Set((await trx('m57_citizens').whereIn('id', block).pluck('id')).map(Number));
    const missing = block.find((id) => !found.has(id));
    if (missing !== undefined) throw new Refusal('NOT_FOUND', { what: `citizen ${missing}` });
  }
}

async function purposeWordings(database: Database): Promise<Map<string, string>> {
  const rows: { code: string; wording: string }[] = await database('m57_purposes').select('code', 'wording');
  return new Map(rows.map(({ code, wording }) => [code, wording]));
}

/**
 * Writes the states of these citizens anew from their evidence, that of citizens merged into them included: after a
 * merge and its undoing too. Whoever may not be used for a purpose any more leaves its segments. In the caller's
 * transaction.
 */
export async function refreshConsents(
  trx: Database,
  citizens: readonly number[],
  user: string | null,
): Promise<void> {
  const ids = [...new Set(citizens)];
  for (let start = 0; start < ids.length; start += BLOCK) {
    const block = ids.slice(start, start + BLOCK);
    const states = await readStates(trx, block);
    await trx('m57_consents').whereIn('citizen', block).delete();
    await bulkInsert(
      trx,
      'm57_consents',
      ['citizen', 'purpose', 'state', 'until', 'evidence'],
      [...states].flatMap(([citizen, purposes]) =>
        [...purposes].map(([purpose, { state, until, evidence }]) => [
          citizen,
          purpose,
          state,
          until,
          evidence,
        ]),
      ),
    );
    await leaveByLaw(trx, block, user);
  }
}

/** By purpose, what the evidence says of a citizen, that of citizens merged into it included. */
export async function consentStates(database: Database, citizen: number): Promise<Map<string, PurposeState>> {
  return (await readStates(database, [citizen])).get(citizen) ?? new Map();
}

async function readStates(
  database: Database,
  citizens: readonly number[],
): Promise<Map<number, Map<string, PurposeState>>> {
  const merged = await mergedInto(database, citizens);
  const owners = new Map(citizens.map((citizen) => [citizen, citizen]));
  for (const [kept, gone] of merged) for (const id of gone) owners.set(id, kept);
  const sayings = new Map<number, (Saying & { purpose: string })[]>();
  const ids = [...owners.keys()];
  for (let start = 0; start < ids.length; start += BLOCK) {
    const rows: (Saying & { citizen: number | string; purpose: string })[] = await database('m57_evidence')
      .whereIn('citizen', ids.slice(start, start + BLOCK))
      .orderBy('id')
      .select('id', 'citizen', 'purpose', 'kind', 'occurred_on', 'expires_on');
    for (const { citizen, ...saying } of rows) {
      const owner = owners.get(Number(citizen))!;
      const said = sayings.get(owner);
      if (said) said.push(saying);
      else sayings.set(owner, [saying]);
    }
  }
  // Blocks of merged ids may come in another order than they were recorded.
  return new Map([...sayings].map(([owner, said]) => [owner, statesOf(said.sort((a, b) => a.id - b.id))]));
}
