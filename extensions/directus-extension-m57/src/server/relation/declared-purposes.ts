import type { PurposesAnswer } from '../../contract/privacy';
import type { Issue } from '../../domain/issue';
import type { InteractionKind, Purpose } from '../../domain/relation/model';
import { checkPurposes, seededPurposes, type PurposeSeed } from '../../domain/relation/purposes';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { personsChanged } from '../segments/auto';
import { hasSegments } from '../segments/installed';
import { shipped } from '../snapshot';
import { logAccess } from './log';

const seed = () => JSON.parse(shipped('seeds/purposes.json')) as PurposeSeed;

/** What a commune starts with; the installation writes it. */
export const seedPurposes = (database: Database): Promise<void> =>
  insertPurposes(database, seededPurposes(seed(), 'fr'));

/** The purposes of the authority, in the order that it gave them. */
export const loadPurposes = (database: Database): Promise<Purpose[]> =>
  database('m57_purposes')
    .orderBy(['position', 'code'])
    .select(
      'code',
      'label',
      'basis',
      'description',
      'wording',
      'retention_months',
      'dua_months',
      'fate',
      'visa',
    );

/** The purpose of an interaction that names none. */
export const purposeOfKind = (kind: InteractionKind): string => seed().kinds[kind];

/** The purpose of a row of m57_interactions, as an expression: its own, else that of its kind. */
export function purposeOfRow(database: Database, table: string): string {
  const kinds = Object.entries(seed().kinds).map(([kind, code]) =>
    database.raw('when ? then ?', [kind, code]).toQuery(),
  );
  return `coalesce(${table}.purpose, case ${table}.kind ${kinds.join(' ')} end)`;
}

export const purposeUnknown = (code: string): Issue => ({
  code: 'PURPOSE_UNKNOWN',
  line: null,
  column: null,
  params: { code },
});

/**
 * Replaces all of them.
 * @throws InputError PURPOSE_TWICE; Refusal PURPOSE_IN_USE where interactions or evidence name one that would go
 */
export async function replacePurposes(
  database: Database,
  purposes: readonly Purpose[],
  user: string | null,
): Promise<PurposesAnswer> {
  checkPurposes(purposes);
  const answer = await database.transaction(async (trx) => {
    const kept = purposes.map(({ code }) => code);
    const gone: string[] = await trx('m57_purposes').whereNotIn('code', kept).orderBy('code').pluck('code');
    const used: string[] = [];
    for (const code of gone) if (await isUsed(trx, code)) used.push(code);
    if (used.length > 0) throw new Refusal('PURPOSE_IN_USE', { codes: used.join(', ') });
    await trx('m57_purposes').delete();
    await insertPurposes(trx, purposes);
    await logAccess(trx, { user, action: 'purposes', count: 0 });
    return { purposes: await loadPurposes(trx) };
  });
  // Another legal basis allows others.
  personsChanged(database);
  return answer;
}

async function isUsed(trx: Database, code: string): Promise<boolean> {
  // Interactions without a purpose have that of their kind.
  const kinds = Object.entries(seed().kinds).flatMap(([kind, of]) => (of === code ? [kind] : []));
  const interaction = await trx('m57_interactions')
    .whereNotNull('citizen')
    .where((either) =>
      either.where({ purpose: code }).orWhere((none) => none.whereNull('purpose').whereIn('kind', kinds)),
    )
    .first('id');
  if (interaction || (await trx('m57_evidence').where({ purpose: code }).first('id'))) return true;
  if (!(await hasSegments(trx))) return false;
  const segment = await trx('m57_segments').where({ purpose: code }).first('id');
  return Boolean(segment ?? (await trx('m57_campaigns').where({ purpose: code }).first('id')));
}

async function insertPurposes(database: Database, purposes: readonly Purpose[]): Promise<void> {
  await database('m57_purposes').insert(purposes.map((purpose, position) => ({ ...purpose, position })));
}
