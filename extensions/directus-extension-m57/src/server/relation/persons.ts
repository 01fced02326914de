import { Refusal } from '../errors';
import type { Database } from '../host';

/** @throws NOT_FOUND */
export async function assertCitizen(database: Database, id: number): Promise<void> {
  if (!(await database('m57_citizens').where({ id }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `citizen ${id}` });
}
