import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../host';
import { importItem } from '../../contract/imports';
import { openItem } from './import-file';
import { importStored } from './stored';

/**
 * An item created in `m57_imports` with a file is an import (guards.ts makes its row). It begins after the host has
 * committed the item, with what its creator may read.
 */
export function registerItem({ action }: RegisterFunctions, host: Host): void {
  action('m57_imports.items.create', async ({ payload, key }, { accountability }) => {
    const { file, siret, nomenclature } = importItem.parse(payload);
    const stored = { file, siret: siret ?? undefined, nomenclature: nomenclature ?? undefined };
    await importStored(host, await openItem(host.database, Number(key)), stored, accountability);
  });
}
