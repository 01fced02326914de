import { personMapping } from '../../../contract/people';
import type { RelationMapping } from '../../../domain/relation/fields';
import type { Database } from '../../host';
import { writeSetting } from '../../stored-settings';

const nameOf = (shape: string) => `person-mapping:${shape}`;

/** How the last file of this shape was read; null where none was, or where it cannot be read any more. */
export async function readPersonMapping(database: Database, shape: string): Promise<RelationMapping | null> {
  const row = await database('m57_settings')
    .where({ name: nameOf(shape) })
    .first('value');
  return row ? (personMapping.safeParse(JSON.parse(row.value)).data ?? null) : null;
}

/** Keeps how a file was read, for the next one of its shape; that one has a day of its own. */
export async function savePersonMapping(
  database: Database,
  shape: string,
  { whole: { date: _, ...whole }, ...mapping }: RelationMapping,
): Promise<void> {
  await writeSetting(database, nameOf(shape), { ...mapping, whole });
}
