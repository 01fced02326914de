import { createError, ForbiddenError } from '@directus/errors';
import type { Accountability, HookExtensionContext, Query, RegisterFunctions } from '@directus/types';
import { describe } from '../../domain/messages';
import { INTERACTION_KINDS } from '../../domain/relation/model';
import { keysOf, type Named } from '../../domain/relation/normalise';
import { accessOf } from '../access';
import { hookError, Refusal } from '../errors';
import { refuse, TECHNICAL } from '../guards';
import type { Database, Host } from '../host';
import { isoDate } from '../rules/load';
import { readSnapshot } from '../snapshot';
import { assertAipdConfirmed } from './aipd';
import { today } from './columns';
import { purposeUnknown } from './declared-purposes';
import { logAccess, type AccessEntry } from './log';
import { newPseudonym } from './pseudonym';

/**
 * What holds for persons whatever way they are written or read through the host (/items, GraphQL, flows, imports,
 * exports), admins included: nobody enters before the impact assessment, nobody leaves but by an erasure, evidence
 * and logs are not rewritten, and whoever reads an identity is written down.
 */
const ERASE = {
  fr: 'Une personne ne se supprime pas à la main : il resterait d’elle des traces. Effacez-la dans le module M57, page « Protection des données ».',
  en: 'A person is not deleted by hand: traces would be left. Erase them in the M57 module, page "Data protection".',
};
const PSEUDONYM = {
  fr: 'Un pseudonyme est tiré au hasard et ne change pas.',
  en: 'A pseudonym is drawn at random and never changes.',
};
const OTHER_PERSON = {
  fr: 'Une identité ne passe pas d’un administré à un autre. Si deux administrés sont une même personne, fusionnez-les dans le module M57, page « Doublons ».',
  en: 'An identity does not move to another citizen. Where two citizens are one person, merge them in the M57 module, page "Duplicates".',
};
const ONE_BY_ONE = {
  fr: 'Nom, date de naissance, courriel et téléphone se corrigent une personne à la fois.',
  en: 'Names, date of birth, e-mail and phone are corrected one person at a time.',
};
const ORIGIN = {
  fr: 'La source d’une interaction et son numéro dans la source ne se modifient pas.',
  en: 'The source of an interaction, and its number there, never change.',
};

/** What keys are made of; the rest of an identity changes freely. */
const NAMED = ['last_name', 'first_name', 'birth_date', 'email', 'phone'] as const;
const KEYS = ['email_key', 'phone_key', 'name_key', 'sound_key', 'birth_key'];
const ORIGIN_FIELDS = ['source', 'source_key', 'source_hash', 'import', 'created_on'];

/** Tables in which persons stand with their names; who reads them through the host is logged. */
const NAMED_TABLES = ['m57_identities', 'm57_merges', 'm57_staging_people'];
/** Beyond so many persons in one reading the log tells how many, not who. */
const MOST_LOGGED = 50;

type Item = Record<string, unknown>;
/** Null: the product itself, or a flow with all rights. */
type Caller = Accountability | null;

export function registerRelationGuards(
  { filter, action }: RegisterFunctions,
  host: HookExtensionContext,
): void {
  // Every technical table of the capability, so that none is forgotten.
  for (const { table } of readSnapshot('relation').tables)
    for (const what of ['create', 'update', 'delete'])
      filter(`${table}.items.${what}`, () => refuse(TECHNICAL));

  filter('m57_citizens.items.create', async (payload, _meta, { database }) => {
    await assertOpen(database as Database);
    const { id: _, ...item } = payload as Item;
    return {
      ...item,
      pseudonym: newPseudonym(),
      registered_on: item['registered_on'] ?? today(),
      source: item['source'] ?? 'Directus',
    };
  });
  filter('m57_citizens.items.update', (payload) => {
    if ('pseudonym' in (payload as Item)) refuse(PSEUDONYM);
    return payload;
  });
  filter('m57_citizens.items.delete', () => refuse(ERASE));

  filter('m57_identities.items.create', async (payload, _meta, { database, accountability }) => {
    await assertOpen(database as Database);
    const item = payload as Item;
    await assertCitizen(database as Database, accountability, item['citizen']);
    return { ...item, ...(await keysFor(database as Database, item, item['citizen'])) };
  });
  filter('m57_identities.items.update', async (payload, meta, { database }) => {
    const item = payload as Item;
    if ('citizen' in item) refuse(OTHER_PERSON);
    for (const key of KEYS) delete item[key];
    if (!NAMED.some((field) => field in item)) return item;
    const rows: Item[] = await (database as Database)('m57_identities')
      .whereIn('id', meta['keys'] as number[])
      .select('citizen', ...NAMED);
    if (rows.length > 1) refuse(ONE_BY_ONE);
    const [row] = rows;
    return row
      ? { ...item, ...(await keysFor(database as Database, { ...row, ...item }, row['citizen'])) }
      : item;
  });
  filter('m57_identities.items.delete', () => refuse(ERASE));

  filter('m57_interactions.items.create', async (payload, _meta, { database, accountability }) => {
    const item = payload as Item;
    if ((item['citizen'] ?? null) !== null) await assertOpen(database as Database);
    await assertInteraction(database as Database, accountability, item);
    // Only imports and portals have a source; what staff write by hand has none.
    return {
      ...item,
      source: null,
      source_key: null,
      source_hash: null,
      import: null,
      created_on: new Date().toISOString(),
    };
  });
  filter('m57_interactions.items.update', async (payload, _meta, { database, accountability }) => {
    const item = payload as Item;
    if (ORIGIN_FIELDS.some((field) => field in item)) refuse(ORIGIN);
    await assertInteraction(database as Database, accountability, item);
    return item;
  });
  // No policy of ours gives it: an admin takes away a mistaken entry, and the log says so.
  action('m57_interactions.items.delete', async ({ keys, payload }, { accountability }) => {
    const deleted = (keys ?? payload) as unknown[];
    await logAccess(host.database, {
      user: accountability?.user ?? null,
      action: 'delete',
      count: deleted.length,
      detail: 'm57_interactions',
    });
  });

  for (const table of NAMED_TABLES)
    filter(`${table}.items.read`, async (payload, { query }, context) => {
      const entries = await readEntries(host, table, payload as Item[], query as Query, context);
      if (entries.length > 0) await logAccess(context.database as Database, ...entries);
      return payload;
    });
}

/** The lock of the impact assessment, in the words of the host. */
async function assertOpen(database: Database): Promise<void> {
  try {
    await assertAipdConfirmed(database);
  } catch (error) {
    throw error instanceof Refusal ? hookError(error) : error;
  }
}

/**
 * An identity without a citizen, or an interaction of somebody who is gone, would never be found again to erase it. The
 * host asks for permissions only after its filters: whoever has none is told so, and not who is there.
 */
async function assertCitizen(database: Database, caller: Caller, citizen: unknown): Promise<void> {
  // One that is made in the same request.
  if (typeof citizen === 'object' && citizen !== null) return;
  if (citizen != null && (await database('m57_citizens').where({ id: citizen }).first('id'))) return;
  if (!(await mayWrite(database, caller))) throw new ForbiddenError();
  throw hookError(new Refusal('NOT_FOUND', { what: `citizen ${String(citizen ?? '')}` }));
}

async function mayWrite(database: Database, caller: Caller): Promise<boolean> {
  if (caller === null) return true;
  const { relation, desk } = await accessOf(database, caller);
  return relation || desk;
}

const KindUnknown = createError(
  'KIND_UNKNOWN',
  `La nature d’une interaction est une de celles-ci : ${INTERACTION_KINDS.join(', ')}. / The kind of an interaction is one of these.`,
  400,
);

async function assertInteraction(database: Database, caller: Caller, item: Item): Promise<void> {
  if ('kind' in item && !INTERACTION_KINDS.some((kind) => kind === item['kind'])) throw new KindUnknown();
  if ((item['citizen'] ?? null) !== null) await assertCitizen(database, caller, item['citizen']);
  const code = item['purpose'] ?? null;
  if (code === null || (await database('m57_purposes').where({ code }).first('code'))) return;
  if (!(await mayWrite(database, caller))) throw new ForbiddenError();
  const [fr, en] = (['fr', 'en'] as const).map((locale) => describe(purposeUnknown(String(code)), locale));
  const PurposeUnknown = createError('PURPOSE_UNKNOWN', `${fr!.message} / ${en!.message}`, 400);
  throw new PurposeUnknown();
}

async function keysFor(database: Database, item: Item, citizen: unknown) {
  const text = (field: string) => (item[field] as string | null | undefined) ?? null;
  const birth_date = isoDate(item['birth_date']);
  const year =
    birth_date === null && (typeof citizen === 'number' || typeof citizen === 'string')
      ? await database('m57_citizens').where({ id: citizen }).first('birth_year')
      : citizen;
  const named: Named = {
    last_name: text('last_name'),
    first_name: text('first_name'),
    birth_date,
    birth_year: (year as { birth_year?: number } | null)?.birth_year ?? null,
    email: text('email'),
    phone: text('phone'),
  };
  return keysOf(named);
}

/** Who was read: each person up to fifty, then how many. Counts and groups are told without anybody's number. */
async function readEntries(
  host: Host,
  table: string,
  rows: readonly Item[],
  query: Query,
  context: { database: unknown; schema: unknown; accountability: Accountability | null },
): Promise<AccessEntry[]> {
  if (rows.length === 0) return [];
  const entry = { user: context.accountability?.user ?? null, action: 'read', detail: table };
  if (query.aggregate || query.group)
    return [{ ...entry, count: rows.length, detail: `${table} (aggregate)` }];
  if (rows.length > MOST_LOGGED || table !== 'm57_identities') return [{ ...entry, count: rows.length }];
  const told = rows.map(citizenOf);
  if (told.every((citizen) => citizen !== null)) return told.map((citizen) => ({ ...entry, citizen }));
  // The fields that were asked for do not say who: the same question does.
  const again: Item[] = await new host.services.ItemsService(table, {
    knex: context.database as Database,
    schema: context.schema as never,
    accountability: context.accountability,
  }).readByQuery({ ...query, fields: ['citizen'], deep: {}, alias: null }, { emitEvents: false });
  return again.map((row) => ({ ...entry, citizen: citizenOf(row) }));
}

/** Of a row that was read, whole or with nested fields; null where it does not say. */
function citizenOf({ citizen }: Item): number | null {
  const id = typeof citizen === 'object' ? (citizen as { id?: unknown } | null)?.id : citizen;
  return id === undefined || id === null ? null : Number(id);
}
