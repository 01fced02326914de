import { isDeepStrictEqual } from 'node:util';
import { createError, ForbiddenError } from '@directus/errors';
import type { Accountability, HookExtensionContext, RegisterFunctions } from '@directus/types';
import { SEGMENT_MODES } from '../../contract/segments';
import { InputError } from '../../domain/issue';
import { describe } from '../../domain/messages';
import { segmentsIn, type Definition } from '../../domain/segments/definition';
import { checkMessage, checkSubject } from '../../domain/segments/message';
import { politicalIssues } from '../../domain/segments/political';
import { accessOf } from '../access';
import { hookError, Refusal } from '../errors';
import { refuse, TECHNICAL } from '../guards';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { loadPurpose } from './preview';
import { readSnapshot } from '../snapshot';
import { assertComputed, definitionOf, loadSegments, type StoredSegment } from './stored';
import { issuesOf, listIssuesOf } from './validate';

const MEMBERS = {
  fr: 'Les membres d’un segment suivent sa définition. Modifiez-la, ou mettez le segment à jour dans le module M57, page « Segments ».',
  en: 'Members of a segment follow its definition. Change it, or refresh the segment in the M57 module, page "Segments".',
};
/** Written by the refresh only; who sends them back with an item means no harm. */
const COMPUTED = ['size', 'refreshed_on', 'chosen_by'];
const TEXTS = ['name', 'description', 'message_subject', 'message', 'notes'] as const;

type Item = Record<string, unknown>;

/** Transactions that give their members to the lists which they create. */
const choosing = new WeakSet<object>();
/** Lets a transaction create lists: who else creates one could give it no members. */
export const choosesMembers = (trx: Database) => choosing.add(trx);

interface Context {
  database: unknown;
  accountability: Accountability | null;
}

/**
 * What holds for segments and campaigns whatever way they are written (/items, GraphQL, flows): only what can be
 * computed for its purpose is kept, and nobody but the refresh writes members.
 */
export function registerSegmentGuards(
  { filter, action }: RegisterFunctions,
  host: HookExtensionContext,
): void {
  for (const { table } of readSnapshot('segments').tables)
    for (const what of ['create', 'update', 'delete'])
      filter(`${table}.items.${what}`, () => refuse(TECHNICAL));
  for (const what of ['create', 'update', 'delete'])
    filter(`m57_members.items.${what}`, () => refuse(MEMBERS));

  filter('m57_segments.items.create', async (payload, _meta, context) => {
    const item = written(payload as Item);
    await told(context, async (database) => {
      await checkSegment(database, { mode: 'dynamic', ...item });
      if (item['mode'] === 'static' && !choosing.has(database)) throw new Refusal('SEGMENT_LIST_EMPTY');
    });
    return item;
  });
  filter('m57_segments.items.update', async (payload, meta, context) => {
    const item = written(payload as Item);
    const keys = (meta['keys'] as unknown[]).map(Number);
    await told(context, async (database) => {
      for (const row of await loadSegments(database, keys)) {
        const changed = { ...row, ...item };
        const isList = changed.mode === 'static' && (await hasMembers(database, row.id));
        if (isList) await assertKept(database, row, item);
        else if (changed.mode === 'static' && row.mode !== 'static') throw new Refusal('SEGMENT_LIST_EMPTY');
        // The service that it offers may be gone as well.
        await checkSegment(database, { ...changed, service: item['service'] }, row.id);
      }
    });
    return item;
  });
  filter('m57_segments.items.delete', async (keys, _meta, context) => {
    await told(context, (database) => assertUnused(database, (keys as unknown[]).map(Number)));
    return keys;
  });
  // The host asks for permissions after its filters: only now is it sure that they go.
  action('m57_segments.items.delete', async ({ keys, payload }) => {
    const gone = (keys ?? payload) as number[];
    for (const table of ['m57_members', 'm57_member_changes', 'm57_segment_refreshes'])
      await host.database(table).whereIn('segment', gone).delete();
  });

  filter('m57_campaigns.items.create', async (payload, _meta, context) => {
    await told(context, (database) => checkCampaign(database, payload as Item));
    return payload;
  });
  filter('m57_campaigns.items.update', async (payload, _meta, context) => {
    await told(context, (database) => checkCampaign(database, payload as Item));
    return payload;
  });
}

/** In the words of the host; whoever may write no segments is told that, and not what there is. */
async function told(context: Context, check: (database: Database) => Promise<void>): Promise<void> {
  const database = context.database as Database;
  try {
    await check(database);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof Refusal)) throw error;
    const { accountability } = context;
    if (accountability !== null && !(await accessOf(database, accountability)).targeting)
      throw new ForbiddenError();
    throw error instanceof Refusal ? hookError(error) : inputError(error);
  }
}

function inputError({ issues: [issue] }: InputError): Error {
  const [fr, en] = (['fr', 'en'] as const).map((locale) => describe(issue!, locale).message);
  const Wrong = createError<Record<string, unknown>>(issue!.code, `${fr} / ${en}`, 400);
  return new Wrong({ path: issue!.params['path'] ?? null });
}

function written(item: Item): Item {
  const kept = { ...item };
  for (const field of COMPUTED) delete kept[field];
  return kept;
}

async function checkSegment(database: Database, item: Item, own?: number): Promise<void> {
  checkWords(item);
  if (!(SEGMENT_MODES as readonly unknown[]).includes(item['mode'])) throw new Refusal('SEGMENT_MODE');
  const written = [
    ...checkSubject(String(item['message_subject'] ?? '')),
    ...checkMessage(String(item['message'] ?? '')),
  ];
  if (written.length > 0) throw new InputError(written);
  const definition = readDefinition(item['definition']);
  const asked = { purpose: String(item['purpose'] ?? ''), definition };
  const issues =
    item['mode'] === 'static' ? await listIssuesOf(database, asked) : await issuesOf(database, asked, own);
  if (issues.length > 0) throw new InputError(issues);
  if (definition === null && item['mode'] !== 'static') throw new Refusal('SEGMENT_NO_DEFINITION');
  const service = item['service'];
  if (typeof service === 'number' && !(await database('m57_services').where({ id: service }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `service ${service}` });
}

const hasMembers = async (database: Database, segment: number): Promise<boolean> =>
  (await database('m57_members').where({ segment }).first('id')) !== undefined;

/**
 * The members of a list serve the purpose, and were chosen by the definition, that it had when they were chosen: else
 * what a purpose may not ask would be asked for another one, and handed over.
 * @throws SEGMENT_LIST_KEPT, SEGMENT_NOT_COMPUTED
 */
async function assertKept(database: Database, row: StoredSegment, item: Item): Promise<void> {
  const { purpose, definition } = { ...row, ...item };
  if (purpose !== row.purpose || !isDeepStrictEqual(readDefinition(definition), row.definition))
    throw new Refusal('SEGMENT_LIST_KEPT', { name: row.name });
  await assertComputed(database, row);
}

/** Text that is no JSON is no definition, and is refused as such. */
function readDefinition(value: unknown): Definition | null {
  try {
    return definitionOf(value);
  } catch {
    return value as Definition;
  }
}

async function checkCampaign(database: Database, item: Item): Promise<void> {
  checkWords(item);
  if ('purpose' in item) await loadPurpose(database, String(item['purpose'] ?? ''));
  const segment = item['segment'];
  if (
    (typeof segment === 'number' || typeof segment === 'string') &&
    !(await database('m57_segments').where({ id: segment }).first('id'))
  )
    throw new Refusal('NOT_FOUND', { what: `segment ${segment}` });
}

/** Nothing here serves a campaign for votes. */
function checkWords(item: Item): void {
  const issues = politicalIssues(TEXTS.map((field) => (item[field] == null ? null : String(item[field]))));
  if (issues.length > 0) throw new InputError(issues);
}

async function assertUnused(database: Database, keys: readonly number[]): Promise<void> {
  for (const { id, name, definition } of await loadSegments(database)) {
    if (keys.includes(id) || definition === null) continue;
    const used = segmentsIn(definition).find((part) => keys.includes(part));
    if (used !== undefined) throw new Refusal('SEGMENT_IN_USE', { by: name });
  }
  const reward = await database('m57_rewards')
    .whereIn('segment', [...keys])
    .whereNull('closed_on')
    .where((goes) => goes.whereNull('ends_on').orWhere('ends_on', '>=', today()))
    .first('name');
  if (reward) throw new Refusal('SEGMENT_IN_USE', { by: reward.name });
  const campaign = await database('m57_campaigns')
    .whereIn('segment', [...keys])
    .where({ status: 'running' })
    .first('name');
  if (campaign) throw new Refusal('SEGMENT_IN_USE', { by: campaign.name });
}
