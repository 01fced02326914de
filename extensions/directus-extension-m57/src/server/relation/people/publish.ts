import { bulkInsert, constant, insertSelect } from '../../bulk';
import { clientOf, type Database } from '../../host';
import { dayValue, today } from '../columns';
import { KEY_COLUMNS } from './candidates';
import { applyChanges } from './changes';
import { completeCitizens } from './complete';
import type { ChangedInteraction } from './incoming';
import type { Pair } from './matcher';
import { rematch } from './rematch';
import { dayOfStaged, IDENTITY_COLUMNS, PROFILE_COLUMNS } from './staging';

/** What was staged under a job, and what is beside it. */
export interface Staged {
  job: number;
  source: string;
  /** Null: it came by the way of a portal, and is not undone as a whole. */
  importId: number | null;
  /** The highest ids before anything was looked up; null where nothing else can have come since. */
  since: Latest | null;
  pairs: readonly Pair[];
  changed: readonly ChangedInteraction[];
}

/** The highest id of a citizen and of an interaction. */
export interface Latest {
  citizen: number;
  interaction: number;
}

export async function readLatest(database: Database): Promise<Latest> {
  const [citizen, interaction] = await Promise.all(
    ['m57_citizens', 'm57_interactions'].map((table) => database(table).max({ id: 'id' }).first()),
  );
  return { citizen: Number(citizen?.['id'] ?? 0), interaction: Number(interaction?.['id'] ?? 0) };
}

/** Codes of matching, as m57_duplicates holds them. */
const reasonsText = (reasons: readonly string[]) => JSON.stringify(reasons);

/**
 * Makes visible what is staged, in the transaction `trx`, by statements whose number does not grow with the rows: new
 * citizens with their identities, numbers of persons in the source, what completes citizens that are there, interactions,
 * pairs for the review. Whoever calls it holds the lock of persons.
 */
export async function publishStaged(trx: Database, staged: Staged): Promise<Published> {
  const { since } = staged;
  const latest = since && (await readLatest(trx));
  const pairs =
    since && latest
      ? await rematch(trx, staged, latest.citizen === since.citizen ? null : since.citizen)
      : staged.pairs;
  await joinHouseholds(trx, staged);
  await addCitizens(trx, staged);
  await addIdentities(trx, staged);
  await addNumbers(trx, staged);
  await completeCitizens(trx, staged);
  await addInteractions(trx, staged, latest?.interaction !== since?.interaction);
  await applyChanges(trx, staged);
  await addPairs(trx, staged, pairs);
  const row = await trx('m57_staging_people')
    .where({ job: staged.job, fresh: 1 })
    .count({ fresh: '*' })
    .first();
  return { fresh: Number(row!['fresh']), probable: new Set(pairs.map(({ local }) => local)).size };
}

/** How many new citizens there are, and how many of them look like somebody. */
export interface Published {
  fresh: number;
  probable: number;
}

/** A household that a known citizen of it has a number for, from elsewhere, keeps that number. */
async function joinHouseholds(trx: Database, { job }: Staged): Promise<void> {
  const known = `(select staged.household as told, min(citizen.household) as number
    from m57_staging_people staged join m57_citizens citizen on citizen.id = staged.citizen
    where staged.job = ? and staged.household is not null and citizen.household <> staged.household group by staged.household)`;
  await trx.raw(
    clientOf(trx) === 'mysql'
      ? `update m57_staging_people person join ${known} known on known.told = person.household
         set person.household = known.number where person.job = ?`
      : `update m57_staging_people set household = known.number from ${known} known
         where m57_staging_people.job = ? and m57_staging_people.household = known.told`,
    [job, job],
  );
}

async function addCitizens(trx: Database, { job, source, importId }: Staged): Promise<void> {
  const firstDays = trx('m57_staging_interactions')
    .where({ job })
    .whereNotNull('person')
    .groupBy('person')
    .select('person', trx.raw(`min(${dayOfStaged(trx, 'date')}) as day`))
    .as('first');
  const now = trx.raw(clientOf(trx) === 'sqlite' ? '?' : 'cast(? as date)', [dayValue(trx, today())]);
  const select = trx('m57_staging_people as person')
    .leftJoin(firstDays, 'first.person', 'person.position')
    .where({ 'person.job': job, 'person.fresh': 1 })
    .orderBy('person.position')
    .select([
      ...['pseudonym', ...PROFILE_COLUMNS].map((name) => `person.${name}`),
      trx.raw('coalesce(first.day, ?)', [now]),
      trx.raw('?', [source]),
      importId === null ? trx.raw('null') : constant(trx, importId),
    ] as never);
  const columns = ['pseudonym', ...PROFILE_COLUMNS, 'registered_on', 'source', 'import'];
  await insertSelect(trx, 'm57_citizens', columns, select);
  await trx.raw(
    clientOf(trx) === 'mysql'
      ? `update m57_staging_people person join m57_citizens citizen on citizen.pseudonym = person.pseudonym
         set person.citizen = citizen.id where person.job = ? and person.citizen is null`
      : `update m57_staging_people set citizen = citizen.id from m57_citizens citizen
         where citizen.pseudonym = m57_staging_people.pseudonym
         and m57_staging_people.job = ? and m57_staging_people.citizen is null`,
    [job],
  );
}

async function addIdentities(trx: Database, { job }: Staged): Promise<void> {
  const columns = ['citizen', ...IDENTITY_COLUMNS, ...KEY_COLUMNS];
  const select = trx('m57_staging_people')
    .where({ job, fresh: 1 })
    .orderBy('position')
    .select(
      columns.map((column) =>
        column === 'birth_date' ? trx.raw(dayOfStaged(trx, 'birth_date')) : trx.ref(column),
      ) as never,
    );
  await insertSelect(trx, 'm57_identities', columns, select);
}

/** A number that stands for another citizen already stays with that one: a pair for the review tells of it. */
async function addNumbers(trx: Database, { job, source, importId }: Staged): Promise<void> {
  const select = trx('m57_staging_people as person')
    .where('person.job', job)
    .whereNotNull('person.person_key')
    .whereNotExists(
      trx('m57_citizen_keys as number')
        .where('number.source', source)
        .where('number.key', trx.ref('person.person_key'))
        .select(trx.raw('1')),
    )
    .orderBy('person.position')
    .select([
      trx.raw('?', [source]),
      'person.person_key',
      'person.citizen',
      importId === null ? trx.raw('null') : constant(trx, importId),
    ] as never);
  await insertSelect(trx, 'm57_citizen_keys', ['source', 'key', 'citizen', 'import'], select);
}

/** `othersCame`: somebody may have brought in some of them since the file was read. */
async function addInteractions(
  trx: Database,
  { job, source, importId }: Staged,
  othersCame: boolean,
): Promise<void> {
  const sqlite = clientOf(trx) === 'sqlite';
  // Hundredths become decimals: PostgreSQL multiplies them much faster than it divides, SQLite knows no decimals.
  const decimal = (column: string) =>
    trx.raw(sqlite ? `staged.${column} / 100.0` : `staged.${column} * 0.01`);
  const day = (column: string) => trx.raw(dayOfStaged(trx, `staged.${column}`));
  const same = (column: string) => trx.ref(`staged.${column}`);
  const cells = {
    citizen: trx.ref('person.citizen'),
    service: same('service'),
    kind: same('kind'),
    date: day('date'),
    units: decimal('units'),
    amount: decimal('amount'),
    channel: same('channel'),
    status: same('status'),
    due_on: day('due_on'),
    closed_on: day('closed_on'),
    subject: same('subject'),
    score: same('score'),
    campaign: same('campaign'),
    purpose: same('purpose'),
    source: trx.raw('?', [source]),
    source_key: same('source_key'),
    source_hash: same('source_hash'),
    import: importId === null ? trx.raw('null') : constant(trx, importId),
    created_on: sqlite ? constant(trx, Date.now()) : trx.raw('current_timestamp'),
  };
  const select = trx('m57_staging_interactions as staged')
    .leftJoin('m57_staging_people as person', (on) =>
      on.on('person.job', 'staged.job').andOn('person.position', 'staged.person'),
    )
    .where('staged.job', job)
    .orderBy('staged.id')
    .select(Object.values(cells) as never);
  if (othersCame)
    void select.where((unknown) =>
      unknown
        .whereNull('staged.source_key')
        .orWhereNotExists(
          trx('m57_interactions as known')
            .where('known.source', source)
            .where('known.source_key', trx.ref('staged.source_key'))
            .select(trx.raw('1')),
        ),
    );
  await insertSelect(trx, 'm57_interactions', Object.keys(cells), select);
}

/** Pairs of one import at once; those that somebody decided on before stay decided. */
async function addPairs(trx: Database, { job, importId }: Staged, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  const locals = new Set(
    pairs.flatMap(({ local, match }) => (match.citizen < 0 ? [local, -match.citizen] : [local])),
  );
  const citizens = await citizensOf(trx, job, [...locals]);
  const rows = new Map<string, (string | number | null)[]>();
  for (const { local, match } of pairs) {
    const one = citizens.get(local)!;
    const other = match.citizen < 0 ? citizens.get(-match.citizen)! : match.citizen;
    if (one === other) continue;
    const [low, high] = one < other ? [one, other] : [other, one];
    rows.set(`${low} ${high}`, [low, high, match.score, reasonsText(match.reasons), importId, 'waiting']);
  }
  const known = new Set<string>();
  for (const part of chunks([...rows.values()], 500)) {
    const found: { citizen: number | string; other: number | string }[] = await trx('m57_duplicates')
      .whereIn(
        'citizen',
        part.map(([citizen]) => citizen as number),
      )
      .select('citizen', 'other');
    for (const { citizen, other } of found) known.add(`${citizen} ${other}`);
  }
  await bulkInsert(
    trx,
    'm57_duplicates',
    ['citizen', 'other', 'score', 'reasons', 'import', 'status'],
    [...rows].filter(([name]) => !known.has(name)).map(([, row]) => row),
  );
}

/** The citizens that persons of the file have become. */
export async function citizensOf(
  trx: Database,
  job: number,
  locals: readonly number[],
): Promise<Map<number, number>> {
  const citizens = new Map<number, number>();
  for (const part of chunks(locals, 5_000)) {
    const rows: { position: number; citizen: number | string }[] = await trx('m57_staging_people')
      .where({ job })
      .whereIn('position', part)
      .select('position', 'citizen');
    for (const { position, citizen } of rows) citizens.set(position, Number(citizen));
  }
  return citizens;
}

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
