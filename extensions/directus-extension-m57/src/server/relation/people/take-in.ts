import { randomInt } from 'node:crypto';
import type { z } from 'zod';
import {
  interactionsRequest,
  type incomingInteraction,
  type InteractionsAnswer,
  type InteractionsRequest,
} from '../../../contract/interactions';
import { parseCents } from '../../../domain/money';
import type { IncomingInteraction, IncomingPerson } from '../../../domain/relation/row';
import { Refusal } from '../../errors';
import { isDuplicate, type Database } from '../../host';
import { personsChanged } from '../../segments/auto';
import { assertAipdConfirmed } from '../aipd';
import { withPersonsLock } from '../persons';
import { hashOf, knownInteractions, withStatus, type ReadyInteraction } from './incoming';
import { Matcher } from './matcher';
import { chunks, publishStaged } from './publish';
import { Staging } from './staging';

type Item = z.infer<typeof incomingInteraction>;

/** An item with its services and amounts in our words. */
interface Told {
  index: number;
  item: Item;
  interaction: IncomingInteraction;
  hash: number;
}

const MOST_ATTEMPTS = 3;
/** From so many interactions on, a bad plan costs more than to describe them. */
const MANY = 200;

/**
 * Takes in a batch of interactions from a portal, all or nothing. An item whose number this source has sent already, and
 * that says the same, changes nothing, whatever became of it since. Refused with the index (from 0) of the first item
 * that is wrong.
 */
export async function takeIn(database: Database, body: unknown): Promise<InteractionsAnswer> {
  const { source, interactions } = parseBatch(body);
  if (interactions.some(({ person }) => person)) await assertAipdConfirmed(database);
  for (let attempt = 1; ; attempt += 1)
    try {
      const answer = await withPersonsLock(database, (trx) => record(trx, source, interactions));
      if (answer.created > 0) personsChanged(database);
      return answer;
    } catch (error) {
      // Somebody brought in the same past the lock: then it is there the next time.
      if (attempt === MOST_ATTEMPTS || !isDuplicate(error)) throw error;
    }
}

/** Throws ITEM_INVALID where an item is wrong, ZodError where the batch itself is. */
function parseBatch(body: unknown): InteractionsRequest {
  const parsed = interactionsRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.find(({ path }) => path[0] === 'interactions' && path.length > 1);
  if (!wrong) throw parsed.error;
  const [, index, ...path] = wrong.path;
  throw new Refusal('ITEM_INVALID', { index: Number(index), path: path.join('.'), detail: wrong.message });
}

async function record(trx: Database, source: string, items: readonly Item[]): Promise<InteractionsAnswer> {
  const told = await understand(trx, items);
  const fresh = await withoutKnown(trx, source, told);
  const pseudonyms = await citizensByPseudonym(trx, fresh);
  // Rows of this transaction only, under a number that no job has.
  const job = -randomInt(1, 2 ** 31);
  const staging = new Staging(trx, job, { zone: () => null, household: () => 0 });
  const matcher = new Matcher(trx, source);
  const ready: ReadyInteraction[] = fresh.map(({ index, item, interaction, hash }) => {
    const known = item.person?.pseudonym === undefined ? null : pseudonyms.get(item.person.pseudonym)!;
    const local = !item.person
      ? null
      : known === null
        ? matcher.localOf(personOf(item.person))
        : matcher.known(known, personOf(item.person));
    if (item.person && local === null) throw new Refusal('ITEM_PERSON_UNTOLD', { index, path: 'person' });
    return { line: index + 1, local, interaction: withStatus(interaction), hash };
  });
  await staging.addPersons(await matcher.match(true));
  await staging.addInteractions(ready);
  await staging.end();
  if (ready.length >= MANY) await staging.describe();
  const published = await publishStaged(trx, {
    job,
    source,
    importId: null,
    since: null,
    pairs: matcher.pairs,
    changed: [],
  });
  for (const table of ['m57_staging_people', 'm57_staging_interactions'])
    await trx(table).where({ job }).delete();
  return {
    created: ready.length,
    unchanged: items.length - ready.length,
    citizens: {
      known: matcher.persons - published.fresh,
      new: published.fresh - published.probable,
      probable: published.probable,
    },
  };
}

/** Services by id or name, amounts in hundredths. */
async function understand(trx: Database, items: readonly Item[]): Promise<Told[]> {
  const rows: { id: number; name: string }[] = await trx('m57_services').select('id', 'name');
  const ids = new Set(rows.map(({ id }) => id));
  const byName = new Map(rows.map(({ id, name }) => [plain(name), id]));
  const purposes = new Set<string>(await trx('m57_purposes').pluck('code'));
  return items.map((item, index) => {
    const { service, purpose } = item;
    const id = typeof service === 'string' ? byName.get(plain(service)) : service;
    if (service !== undefined && (id === undefined || !ids.has(id)))
      throw new Refusal('ITEM_SERVICE_UNKNOWN', { index, path: 'service', service });
    if (purpose !== undefined && !purposes.has(purpose))
      throw new Refusal('ITEM_PURPOSE_UNKNOWN', { index, path: 'purpose', purpose });
    const interaction: IncomingInteraction = {
      interaction_key: text(item.key),
      date: item.date,
      kind: item.kind,
      service: id ?? null,
      units: hundredths(item.units),
      amount: hundredths(item.amount),
      channel: item.channel ?? null,
      status: item.status ?? null,
      due_on: item.due_on ?? null,
      closed_on: item.closed_on ?? null,
      score: item.score ?? null,
      campaign: text(item.campaign),
      // The text of a proposal is an opinion (GDPR art. 9).
      subject: item.kind === 'consultation' ? null : text(item.subject),
      purpose: purpose ?? null,
    };
    return { index, item, interaction, hash: hashOf(interaction) };
  });
}

const plain = (name: string) => name.trim().toLowerCase();

const hundredths = (text: string | undefined) => (text === undefined ? null : parseCents(text));

/** The first item of each number that is not in yet. */
async function withoutKnown(trx: Database, source: string, told: readonly Told[]): Promise<Told[]> {
  const first = new Map<string, Told>();
  for (const one of told) {
    const before = first.get(one.item.key);
    if (!before) first.set(one.item.key, one);
    else if (before.hash !== one.hash)
      throw new Refusal('ITEM_KEY_TWICE', { index: one.index, path: 'key', first: before.index });
  }
  const fresh: Told[] = [];
  for (const part of chunks([...first.values()], 5_000)) {
    const known = await knownInteractions(
      trx,
      source,
      part.map(({ item }) => item.key),
    );
    for (const one of part) {
      const there = known.get(one.item.key);
      if (!there) fresh.push(one);
      else if (there.hash !== null && there.hash !== one.hash)
        throw new Refusal('ITEM_CONFLICT', { index: one.index, path: 'key' });
    }
  }
  return fresh;
}

async function citizensByPseudonym(trx: Database, told: readonly Told[]): Promise<Map<string, number>> {
  const asked = told.flatMap(({ item }) => item.person?.pseudonym ?? []);
  if (asked.length === 0) return new Map();
  const rows: { id: number | string; pseudonym: string }[] = await trx('m57_citizens')
    .whereIn('pseudonym', asked)
    .select('id', 'pseudonym');
  const found = new Map(rows.map(({ id, pseudonym }) => [pseudonym, Number(id)]));
  for (const { index, item } of told)
    if (item.person?.pseudonym !== undefined && !found.has(item.person.pseudonym))
      throw new Refusal('ITEM_PERSON_UNKNOWN', { index, path: 'person.pseudonym' });
  return found;
}

const personOf = (person: NonNullable<Item['person']>): IncomingPerson => ({
  person_key: text(person.key),
  last_name: text(person.last_name),
  first_name: text(person.first_name),
  birth_date: person.birth_date ?? null,
  birth_year: person.birth_date === undefined ? null : Number(person.birth_date.slice(0, 4)),
  email: text(person.email),
  phone: text(person.phone),
  address: text(person.address),
  postcode: text(person.postcode),
  city: text(person.city),
  zone: null,
  household: null,
  household_size: null,
  household_type: null,
  quotient_band: null,
});

/** Without control characters, which databases refuse or take for the end. */
const text = (value: string | undefined) => value?.replace(/\p{Cc}+/gu, ' ').trim() || null;
