import type { Accountability } from '@directus/types';
import { accessOf } from '../access';
import { Refusal } from '../errors';
import type { Host } from '../host';
import { localeOfUser } from '../text';
import { importInto, inTurn, type OpenImport } from './import-file';
import { receiveStored } from './receive';

/** A file of the host's library, and what a request would send beside it. */
export interface StoredFile {
  file: string;
  siret?: string | undefined;
  nomenclature?: string | undefined;
}

/**
 * Imports a file of the host's library into a row that is there already, for somebody who has put it there or named
 * it; the row says what came of it, also where they have not the right to import or to read the file. `caller` null:
 * the host itself. `reader` differs where the caller is known to have the file, since it is theirs.
 */
export async function importStored(
  host: Host,
  opened: OpenImport,
  stored: StoredFile,
  caller: Accountability | null,
  reader: Accountability | null = caller,
): Promise<void> {
  const { database } = host;
  const user = caller?.user ?? null;
  const receive = async () => {
    if (caller && !(await accessOf(database, caller)).imports) throw new Refusal('IMPORT_NOT_ALLOWED');
    return receiveStored(host, reader, stored);
  };
  await inTurn(async () => importInto(database, opened, receive, user, await localeOfUser(database, user)));
}
