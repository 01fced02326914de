import { mapping as mappingSchema } from '../../contract/imports';
import { mappingToKeep, type Mapping } from '../../domain/readers/mapping';
import type { Database } from '../host';
import { writeSetting } from '../stored-settings';

const nameOf = (shape: string) => `mapping:${shape}`;

/** How the last ledger export of this shape was read; null where none was, or where it cannot be read any more. */
export async function readMapping(database: Database, shape: string): Promise<Mapping | null> {
  const row = await database('m57_settings')
    .where({ name: nameOf(shape) })
    .first('value');
  return row ? (mappingSchema.safeParse(JSON.parse(row.value)).data ?? null) : null;
}

/** Keeps how a ledger export was read, for the next one of its shape. */
export async function saveMapping(database: Database, shape: string, mapping: Mapping): Promise<void> {
  await writeSetting(database, nameOf(shape), mappingToKeep(mapping));
}
