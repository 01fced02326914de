import { createHmac, randomBytes } from 'node:crypto';
import type { Database } from '../../host';

const SETTING = 'household:secret';

/**
 * Numbers of households from their keys in a source: always the same for the same key, without anything kept of it,
 * and nobody who knows a family's key finds its number, since that takes the secret of this database.
 */
export async function householdNumbers(database: Database, source: string): Promise<(key: string) => number> {
  await database('m57_settings')
    .insert({ name: SETTING, value: randomBytes(32).toString('hex') })
    .onConflict('name')
    .ignore();
  const { value } = await database('m57_settings').where({ name: SETTING }).first('value');
  // 48 bits: of a million households, two share a number once in 500 towns.
  return (key) => createHmac('sha256', value).update(`${source}\n${key}`).digest().readUIntBE(0, 6);
}
