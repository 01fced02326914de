import type { Accountability } from '@directus/types';
import type { ImportAnswer } from '../../contract/imports';
import { importOptions } from '../../contract/imports';
import { Refusal } from '../errors';
import type { Host } from '../host';
import { readiness } from '../status';
import { openImport } from './import-file';
import { readImport } from './read-import';
import { importStored } from './stored';

export interface FlowOptions {
  /** Id of a file of the library; in a Flow mostly an expression such as `{{$trigger.key}}`. */
  file?: string | null;
  nomenclature?: string | null;
  siret?: string | null;
  /** With which rights: those of whoever set the Flow off, or all (the Flow is an administrator's). */
  permissions?: '$trigger' | '$full' | null;
}

/** Imports a file for a Flow and answers the import; throws it where the file is not in, so that the Flow knows. */
export async function importFromFlow(
  host: Host,
  options: FlowOptions,
  trigger: Accountability | null,
): Promise<ImportAnswer> {
  const { permissions, ...fields } = options;
  if ((await readiness(host)) !== 'ready') throw new Refusal('NOT_INSTALLED');
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
  const { file, siret, nomenclature } = importOptions.parse(given);
  if (!file) throw new Refusal('FILE_MISSING');
  const { database } = host;
  const caller = permissions === '$full' ? null : trigger;
  const opened = await openImport(database, { name: file, sha256: '' }, trigger?.user ?? null, file);
  await importStored(host, opened, { file, siret, nomenclature }, caller);
  const answer = await readImport(database, opened.id);
  if (!['imported', 'superseded', 'duplicate'].includes(answer.status)) throw answer;
  return answer;
}
