import type { Knex } from 'knex';
import { Refusal } from '../errors';
import type { Database } from '../host';

/** Ids of a citizen and of all that are merged into it: what these said before still holds for who is kept. */
export const withMerged = (database: Database, citizen: number): Knex.QueryBuilder =>
  database
    .withRecursive('persons', ['id'], (persons) =>
      persons
        .select('id')
        .from('m57_citizens')
        .where({ id: citizen })
        .union((more) =>
          more
            .select('merge.merged')
            .from('m57_merges as merge')
            .join('persons', 'persons.id', 'merge.kept')
            .whereNull('merge.undone_on'),
        ),
    )
    .select('id')
    .from('persons');

/** @throws NOT_FOUND */
export async function assertCitizen(database: Database, id: number): Promise<void> {
  if (!(await database('m57_citizens').where({ id }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `citizen ${id}` });
}
