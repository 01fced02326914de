import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { lacks, referenceFolder } from './machine';

/**
 * Real public documents lie beside the project, never in it. Tests that need them say so with
 * `describe.skipIf(!reference.present)`; with M57_REQUIRE_ALL=1 their absence is a failure.
 */
export const reference = {
  present: !lacks('reference'),
  path: (name: string) => path.join(referenceFolder, name),
  bytes: async (name: string) => new Uint8Array(await readFile(path.join(referenceFolder, name))),
};
