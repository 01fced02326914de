import { createHash } from 'node:crypto';
import { keysOf } from '../../../domain/relation/normalise';
import { bulkInsert } from '../../bulk';
import type { Database } from '../../host';
import { isoDate } from '../../rules/load';
import { dayValue } from '../columns';
import type { Change } from './changes';
import { KEY_COLUMNS } from './candidates';
import { IDENTITY_COLUMNS, PROFILE_COLUMNS } from './staging';

const BLOCK = 500;

/** What is of today rather than of the person: a later file is right. What a person is only fills what is empty. */
const OF_TODAY = ['household_size', 'household_type', 'quotient_band', 'zone'] as const;
const OF_THE_PERSON = ['birth_year', 'household'] as const;
type Profile = (typeof PROFILE_COLUMNS)[number];
type IdentityField = (typeof IDENTITY_COLUMNS)[number];

type Values = Record<Profile | IdentityField, string | number | null>;

/** Fields of an identity are kept as their fingerprints only: enough to tell whether they are what the import wrote. */
export interface CitizenChange {
  profile: Change;
  identity: Partial<Record<IdentityField, string>>;
}

/**
 * Citizens that are there get what the file tells and nobody has told yet; of their situation (quotient, household, zone)
 * what it tells now. Contacts that differ stay as they are: which of two is right, a person has to say.
 */
export async function completeCitizens(
  trx: Database,
  { job, importId }: { job: number; importId: number | null },
): Promise<void> {
  for (let after = 0; ;) {
    const rows: ({ row: number; id: number | string } & Record<string, unknown>)[] = await incomplete(
      trx,
      job,
      after,
    );
    if (rows.length === 0) return;
    after = rows.at(-1)!.row;
    const citizens = new Map<number, { now: Values; former: Values; pseudonym: string }>();
    for (const row of rows) {
      const id = Number(row.id);
      const known = citizens.get(id);
      const former = known?.former ?? valuesOf(row, 'had');
      const now = known?.now ?? { ...former };
      const told = valuesOf(row, 'told');
      for (const field of [...IDENTITY_COLUMNS, ...OF_THE_PERSON]) now[field] ??= told[field];
      for (const field of OF_TODAY) if (told[field] !== null) now[field] = told[field];
      citizens.set(id, { now, former, pseudonym: String(row['pseudonym']) });
    }
    await write(trx, importId, citizens);
  }
}

async function write(
  trx: Database,
  importId: number | null,
  citizens: ReadonlyMap<number, { now: Values; former: Values; pseudonym: string }>,
): Promise<void> {
  const profiles: Record<string, unknown>[] = [];
  const identities: Record<string, unknown>[] = [];
  const records: (string | number | null)[][] = [];
  for (const [id, { now, former, pseudonym }] of citizens) {
    const change: CitizenChange = { profile: {}, identity: {} };
    for (const field of PROFILE_COLUMNS)
      if (now[field] !== former[field]) change.profile[field] = [former[field], now[field]];
    for (const field of IDENTITY_COLUMNS)
      if (now[field] !== former[field]) change.identity[field] = fingerprint(pseudonym, field, now[field]!);
    const [isProfile, isIdentity] = [change.profile, change.identity].map((of) => Object.keys(of).length > 0);
    if (isProfile)
      profiles.push({
        id,
        pseudonym,
        ...Object.fromEntries(PROFILE_COLUMNS.map((name) => [name, now[name]])),
      });
    if (isIdentity) identities.push(identityRow(trx, id, now));
    if (importId !== null && (isProfile || isIdentity)) records.push([importId, id, JSON.stringify(change)]);
  }
  if (profiles.length > 0)
    await trx('m57_citizens')
      .insert(profiles)
      .onConflict('id')
      .merge([...PROFILE_COLUMNS]);
  await writeIdentities(trx, identities);
  await bulkInsert(trx, 'm57_person_changes', ['import', 'citizen', 'content'], records);
}

/** What an import told of citizens that were there goes, but for what was changed since. */
export async function revertCitizens(trx: Database, importId: number): Promise<void> {
  for (let after = 0; ;) {
    const rows: ({ row: number; id: number | string; content: string } & Record<string, unknown>)[] =
      await trx('m57_person_changes as change')
        .join('m57_citizens as citizen', 'citizen.id', 'change.citizen')
        .leftJoin('m57_identities as identity', 'identity.citizen', 'change.citizen')
        .where('change.import', importId)
        .whereNull('change.interaction')
        .where('change.id', '>', after)
        .orderBy('change.id')
        .limit(BLOCK)
        .select('change.id as row', 'change.content', 'citizen.id', 'citizen.pseudonym', ...had(trx));
    if (rows.length === 0) return;
    after = rows.at(-1)!.row;
    const profiles: Record<string, unknown>[] = [];
    const identities: Record<string, unknown>[] = [];
    for (const row of rows) {
      const id = Number(row.id);
      const { profile, identity } = JSON.parse(row.content) as CitizenChange;
      const now = valuesOf(row, 'had');
      const pseudonym = String(row['pseudonym']);
      for (const [field, values] of Object.entries(profile))
        if (now[field as Profile] === values![1]) now[field as Profile] = values![0];
      for (const field of Object.keys(identity) as IdentityField[])
        if (now[field] !== null && fingerprint(pseudonym, field, now[field]) === identity[field])
          now[field] = null;
      profiles.push({
        id,
        pseudonym,
        ...Object.fromEntries(PROFILE_COLUMNS.map((name) => [name, now[name]])),
      });
      if (Object.keys(identity).length > 0) identities.push(identityRow(trx, id, now));
    }
    await trx('m57_citizens')
      .insert(profiles)
      .onConflict('id')
      .merge([...PROFILE_COLUMNS]);
    await writeIdentities(trx, identities);
  }
}

const had = (trx: Database) => [
  ...PROFILE_COLUMNS.map((name) => trx.ref(`citizen.${name}`).as(`had_${name}`)),
  ...IDENTITY_COLUMNS.map((name) => trx.ref(`identity.${name}`).as(`had_${name}`)),
];

/** Staged rows of citizens that are there, and that tell something which is not. */
function incomplete(trx: Database, job: number, after: number) {
  return trx('m57_staging_people as told')
    .join('m57_citizens as citizen', 'citizen.id', 'told.citizen')
    .leftJoin('m57_identities as identity', 'identity.citizen', 'told.citizen')
    .where('told.job', job)
    .where('told.fresh', 0)
    .where('told.id', '>', after)
    .where((news) => {
      for (const name of IDENTITY_COLUMNS)
        void news.orWhere((one) => one.whereNull(`identity.${name}`).whereNotNull(`told.${name}`));
      for (const name of OF_THE_PERSON)
        void news.orWhere((one) => one.whereNull(`citizen.${name}`).whereNotNull(`told.${name}`));
      for (const name of OF_TODAY)
        void news.orWhere((one) =>
          one
            .whereNotNull(`told.${name}`)
            .where((other) =>
              other.whereNull(`citizen.${name}`).orWhere(`citizen.${name}`, '<>', trx.ref(`told.${name}`)),
            ),
        );
    })
    .orderBy('told.id')
    .limit(BLOCK)
    .select(
      'told.id as row',
      'citizen.id',
      'citizen.pseudonym',
      ...had(trx),
      ...[...PROFILE_COLUMNS, ...IDENTITY_COLUMNS].map((name) => trx.ref(`told.${name}`).as(`told_${name}`)),
    );
}

function valuesOf(row: Record<string, unknown>, prefix: 'had' | 'told'): Values {
  const value = (name: string) => (row[`${prefix}_${name}`] ?? null) as string | number | null;
  const entries = [...PROFILE_COLUMNS, ...IDENTITY_COLUMNS].map((name) => [name, value(name)]);
  const values = Object.fromEntries(entries) as Values;
  const day = values.birth_date;
  // SQLite stages milliseconds as text.
  values.birth_date = isoDate(typeof day === 'string' && /^-?\d+$/.test(day) ? Number(day) : day);
  values.household = values.household === null ? null : Number(values.household);
  return values;
}

function identityRow(trx: Database, citizen: number, values: Values): Record<string, unknown> {
  const text = (name: IdentityField) => values[name] as string | null;
  const keys = keysOf({
    last_name: text('last_name'),
    first_name: text('first_name'),
    birth_date: text('birth_date'),
    birth_year: values.birth_year as number | null,
    email: text('email'),
    phone: text('phone'),
  });
  const row = Object.fromEntries(IDENTITY_COLUMNS.map((name) => [name, values[name]]));
  const { birth_date } = values;
  return {
    citizen,
    ...row,
    birth_date: birth_date === null ? null : dayValue(trx, String(birth_date)),
    ...Object.fromEntries(KEY_COLUMNS.map((name) => [name, keys[name]])),
  };
}

async function writeIdentities(trx: Database, rows: Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await trx('m57_identities')
    .insert(rows)
    .onConflict('citizen')
    .merge([...IDENTITY_COLUMNS, ...KEY_COLUMNS]);
}

/** Tells whether a field is still what was written, and, without the pseudonym, nothing else. */
const fingerprint = (pseudonym: string, field: string, value: string | number) =>
  createHash('sha256').update(`${pseudonym}\n${field}\n${value}`).digest('hex');
