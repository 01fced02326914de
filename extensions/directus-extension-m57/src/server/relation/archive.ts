import type { AccessArchive } from '../../contract/privacy';
import type { Locale } from '../../domain/issue';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { readSnapshot } from '../snapshot';
import { loadPurposes } from './declared-purposes';
import { readHostTraces, type Items } from './host-traces';
import { logAccess } from './log';
import { readContent } from './merge-content';
import { mergedInto } from './merged';
import { personTables } from './person-tables';

type Row = Record<string, unknown>;

/** So many ids in one list of a statement. */
const BLOCK = 1000;

/** Who of the staff did something is not about the person (art. 15; CJEU C-579/21). */
const OF_STAFF = new Set([
  'user',
  'recorded_by',
  'decided_by',
  'merged_by',
  'undone_by',
  'recipient',
  'sender',
  'user_created',
  'user_updated',
  'by',
  'ip',
  'user_agent',
  'password',
]);

const HOST_TITLE: Record<string, Record<Locale, string>> = {
  directus_comments: { fr: 'Commentaires internes', en: 'Internal comments' },
  directus_notifications: { fr: 'Notifications internes', en: 'Internal notifications' },
  directus_shares: { fr: 'Partages', en: 'Shares' },
  directus_versions: { fr: 'Versions en préparation', en: 'Versions in preparation' },
  directus_revisions: { fr: 'Anciennes versions', en: 'Former versions' },
  directus_activity: { fr: 'Activité', en: 'Activity' },
};

/**
 * Everything about a person (art. 15), of those merged into them too: each table of person-tables.ts, and what the host
 * keeps beside. Rows have the names of their fields; services and zones are told by name. The reading is logged first,
 * so that it is in its own archive.
 * @throws NOT_FOUND
 */
export async function readArchive(
  database: Database,
  citizen: number,
  user: string | null,
  locale: Locale,
): Promise<AccessArchive> {
  if (!(await database('m57_citizens').where({ id: citizen }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `citizen ${citizen}` });
  await logAccess(database, { user, action: 'access', citizen });
  const ids = [citizen, ...((await mergedInto(database, [citizen])).get(citizen) ?? [])];
  const tables = await personTables(database);
  const withSegments = tables.some(({ capability }) => capability === 'segments');
  const names = await namesOf(database, withSegments);
  const sections: AccessArchive['sections'] = [];
  const items: Items = { m57_citizens: ids };
  for (const { table, title, by } of tables) {
    const rows: Row[] = await database(table)
      .where((any) => {
        for (const column of by) void any.orWhereIn(column, ids);
      })
      .orderBy(table === 'm57_scores' ? 'citizen' : 'id');
    if (['m57_identities', 'm57_interactions', 'm57_members'].includes(table))
      items[table] = () => database(table).whereIn('citizen', ids).select('id');
    const read = reader(table);
    const told = table === 'm57_member_changes' ? await withTimes(database, rows) : rows;
    sections.push({ table, title: title[locale], rows: told.map((row) => withNames(read(row), names)) });
  }
  for (const [table, rows] of await readHostTraces(database, items))
    sections.push({ table, title: HOST_TITLE[table]![locale], rows: rows.map(reader(table)) });
  return { made_on: new Date().toISOString(), citizen, sections, purposes: await loadPurposes(database) };
}

interface Names {
  services: Map<number, string>;
  zones: Map<number, string>;
  segments: Map<number, { name: string; purpose: string }>;
  rewards: Map<number, string>;
}

async function namesOf(database: Database, withSegments: boolean): Promise<Names> {
  const [services, zones, segments, rewards] = await Promise.all([
    database('m57_services').select('id', 'name'),
    database('m57_zones').select('id', 'name'),
    withSegments ? database('m57_segments').select('id', 'name', 'purpose') : [],
    withSegments ? database('m57_rewards').select('id', 'name') : [],
  ]);
  const byId = (rows: { id: number; name: string }[]) => new Map(rows.map(({ id, name }) => [id, name]));
  return {
    services: byId(services),
    zones: byId(zones),
    segments: new Map(segments.map(({ id, ...segment }) => [id, segment])),
    rewards: byId(rewards),
  };
}

/** Who entered or left a segment did so when it was refreshed. */
async function withTimes(database: Database, rows: readonly Row[]): Promise<Row[]> {
  const refreshes = [...new Set(rows.map(({ refresh }) => refresh as number))];
  const times = new Map<number, unknown>();
  for (let start = 0; start < refreshes.length; start += BLOCK)
    for (const { id, at } of await database('m57_segment_refreshes')
      .whereIn('id', refreshes.slice(start, start + BLOCK))
      .select('id', 'at'))
      times.set(id, at);
  return rows.map(({ refresh, entered, ...row }) => ({
    ...row,
    at: times.get(refresh as number),
    entered: Number(entered) === 1,
  }));
}

const withNames = (row: Row, { services, zones, segments, rewards }: Names): Row => ({
  ...row,
  ...(typeof row['service'] === 'number' && { service: services.get(row['service']) ?? row['service'] }),
  ...(typeof row['zone'] === 'number' && { zone: zones.get(row['zone']) ?? row['zone'] }),
  ...(typeof row['segment'] === 'number' && {
    segment: segments.get(row['segment'])?.name ?? row['segment'],
    purpose: segments.get(row['segment'])?.purpose ?? null,
  }),
  ...(typeof row['reward'] === 'number' && { reward: rewards.get(row['reward']) ?? row['reward'] }),
});

/** Rows of a table as JSON: days and times in ISO, numbers as numbers, what is JSON in a column as what it is. */
function reader(table: string): (row: Row) => Row {
  const snapshots = (['relation', 'segments'] as const).map(readSnapshot);
  const collections = snapshots.flatMap((snapshot) => snapshot.collections);
  const tables = snapshots.flatMap((snapshot) => snapshot.tables);
  const types = new Map<string, string>([
    ...(collections.find(({ collection }) => collection === table)?.fields ?? []).map(
      ({ field, type }) => [field, type] as const,
    ),
    ...(tables.find((one) => one.table === table)?.columns ?? []).map(
      ({ name, type }) => [name, type === 'bigInteger' && /(^at|_on)$/.test(name) ? 'time' : type] as const,
    ),
  ]);
  return (row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) =>
        OF_STAFF.has(name) ? [] : [[name, valueOf(table, name, value, types.get(name))]],
      ),
    );
}

function valueOf(table: string, name: string, value: unknown, type: string | undefined): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (type === 'date') return isoDate(value);
  if (type === 'time' || type === 'timestamp' || name === 'at')
    return new Date(
      typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : (value as never),
    ).toISOString();
  if (type === 'bigInteger' || type === 'integer') return Number(value);
  if (type === 'decimal') return Number(value).toFixed(2);
  if (value instanceof Date) return value.toISOString();
  if (table === 'm57_merges' && name === 'content') return readContent(String(value));
  if (typeof value === 'string' && /^[[{]/.test(value))
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  return value;
}
