import type { Accountability, RegisterFunctions } from '@directus/types';
import type { Host } from '../host';
import { readSnapshot } from '../snapshot';
import { readiness } from '../status';
import { openImport } from './import-file';
import { importStored } from './stored';

/**
 * A file that is put into the folder "M57 – à importer" of the file library, or moved there, is imported. The folder
 * is known by its id: it may be renamed and moved. The file stays where it is.
 */
export function registerFolder({ action }: RegisterFunctions, host: Host): void {
  const inbox = readSnapshot('accounts').inbox!;

  action('files.upload', async ({ payload, key }, { accountability }) => {
    // Who has just uploaded a file has its content, even where the host lets them read no other.
    if (payload['folder'] === inbox.id) await arrived(String(key), accountability, null);
  });
  action('files.update', async ({ payload, keys }, { accountability }) => {
    if (payload['folder'] !== inbox.id) return;
    for (const key of keys as string[]) await arrived(key, accountability, accountability);
  });

  async function arrived(
    file: string,
    caller: Accountability | null,
    reader: Accountability | null,
  ): Promise<void> {
    if ((await readiness(host)) !== 'ready') return;
    const opened = await openImport(host.database, { name: file, sha256: '' }, caller?.user ?? null, file);
    await importStored(host, opened, { file }, caller, reader);
  }
}
