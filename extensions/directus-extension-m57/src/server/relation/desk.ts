import type { z } from 'zod';
import type {
  deskDuplicateRequest,
  DeskFound,
  deskFindRequest,
  deskLogged,
  deskLogRequest,
} from '../../contract/interactions';
import { matchPerson, prepare, type Candidate, type Prepared } from '../../domain/relation/match';
import type { IncomingPerson } from '../../domain/relation/row';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { insertId } from '../jobs';
import { isoDate } from '../rules/load';
import { assertAipdConfirmed } from './aipd';
import { dayValue, today } from './columns';
import { findCandidates } from './people/candidates';
import { assertCitizen } from './persons';
import { readOpenRequests, REQUEST_KINDS } from './requests';
import { waitingPairs } from './search';

/** From this score on a match is certain (domain/relation/match.ts). */
const CERTAIN = 90;
/** Of a pair that an agent reports: they have seen the person. */
const REPORTED = 89;
const SOURCE = 'guichet';
/** No source has this name: nobody is found by a number. */
const NO_SOURCE = '';

const NOTHING: IncomingPerson = {
  person_key: null,
  last_name: null,
  first_name: null,
  birth_date: null,
  birth_year: null,
  email: null,
  phone: null,
  address: null,
  postcode: null,
  city: null,
  zone: null,
  household: null,
  household_size: null,
  household_type: null,
  quotient_band: null,
};

/**
 * Who somebody at the desk is, by what they say of themselves, and what is open for them. Nothing of the identity is
 * answered: who does not know it does not learn it.
 */
export async function findAtDesk(
  database: Database,
  { key, ...told }: z.infer<typeof deskFindRequest>,
): Promise<DeskFound> {
  const incoming = prepare({
    ...NOTHING,
    ...told,
    person_key: key ?? null,
    birth_year: told.birth_date ? Number(told.birth_date.slice(0, 4)) : null,
  });
  const { matches } = matchPerson(incoming, await loadCandidates(database, incoming, key));
  const ids = matches.map(({ citizen }) => citizen);
  const [rows, duplicates, open] = await Promise.all([
    database('m57_citizens').whereIn('id', ids).select('id', 'registered_on'),
    waitingPairs(database, ids),
    readOpenRequests(database, ids),
  ]);
  const registered = new Map(rows.map((row) => [Number(row.id), isoDate(row.registered_on)]));
  return {
    persons: matches.map(({ citizen, score, reasons }) => ({
      id: citizen,
      certainty: score >= CERTAIN ? 'certain' : 'probable',
      reasons,
      registered_on: registered.get(citizen) ?? null,
      duplicates: duplicates.get(citizen) ?? 0,
      open: open.flatMap(({ of, ...card }) => (of === citizen ? [card] : [])),
    })),
  };
}

/** Those that one of the keys finds, or the number in whatever source. */
async function loadCandidates(
  database: Database,
  incoming: Prepared,
  key: string | undefined,
): Promise<Candidate[]> {
  const sources: string[] =
    key === undefined ? [] : await database('m57_citizen_keys').where({ key }).pluck('source');
  const found = await Promise.all(
    (sources.length > 0 ? sources : [NO_SOURCE]).map((source) =>
      findCandidates(database, source, [incoming]),
    ),
  );
  // Of a citizen that two sources find, the one with the number counts.
  return found.flat(2).sort((a, b) => Number(b.same_source_key) - Number(a.same_source_key));
}

/**
 * Writes what happens at the desk today: a request, which is then on the board, or a use. Without a citizen it is an
 * anonymous entry.
 * @throws NOT_FOUND for a service or citizen that is not there, AIPD_NOT_CONFIRMED for a citizen
 */
export async function logAtDesk(
  database: Database,
  { citizen, kind, service, channel, subject, due_on, done }: z.infer<typeof deskLogRequest>,
): Promise<z.infer<typeof deskLogged>> {
  if (!(await database('m57_services').where({ id: service }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `service ${service}` });
  if (citizen !== undefined) await assertAipdConfirmed(database);
  const day = dayValue(database, today());
  const isRequest = (REQUEST_KINDS as readonly string[]).includes(kind);
  const status = isRequest ? (done ? 'done' : 'new') : null;
  return database.transaction(async (trx) => {
    // Held until the row is in: nobody is merged or erased in between.
    if (citizen !== undefined && !(await trx('m57_citizens').where({ id: citizen }).forShare().first('id')))
      throw new Refusal('NOT_FOUND', { what: `citizen ${citizen}` });
    const id = await insertId(trx, 'm57_interactions', {
      citizen: citizen ?? null,
      service,
      kind,
      date: day,
      channel,
      status,
      subject: subject || null,
      due_on: isRequest && due_on !== undefined ? dayValue(database, due_on) : null,
      closed_on: status === 'done' ? day : null,
      source: SOURCE,
      created_on: new Date(),
    });
    return { id: Number(id), status };
  });
}

/** Sends two citizens to the review, unless somebody has decided on them: then false. */
export async function reportDuplicate(
  database: Database,
  { citizen, other }: z.infer<typeof deskDuplicateRequest>,
): Promise<boolean> {
  if (citizen === other) throw new Refusal('MERGE_ITSELF');
  for (const id of [citizen, other]) await assertCitizen(database, id);
  const pair = { citizen: Math.min(citizen, other), other: Math.max(citizen, other) };
  await database('m57_duplicates')
    .insert({ ...pair, score: REPORTED, reasons: JSON.stringify(['DESK']), status: 'waiting' })
    .onConflict(['citizen', 'other'])
    .ignore();
  return Boolean(
    await database('m57_duplicates')
      .where({ ...pair, status: 'waiting' })
      .first('id'),
  );
}
