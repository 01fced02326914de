import type { OwnServices } from '../../contract/interactions';
import { headOf } from '../access';
import type { Database } from '../host';

/** The services that a user is the head of, in the order of the services. */
export const readOwnServices = async (database: Database, user: string): Promise<OwnServices> =>
  database('m57_services')
    .whereIn('id', await headOf(database, user))
    .orderBy(['sort', 'name'])
    .select('id', 'name');
