import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/**
 * Real public documents lie beside the project (`../shared/data`), never in it. Tests that need them say so
 * with `describe.skipIf(!reference.present)`; with M57_REQUIRE_ALL=1 their absence is a failure.
 */
const folder = path.resolve(fileURLToPath(new URL('../../../shared/data', import.meta.url)));
const present = existsSync(folder);
if (!present && process.env['M57_REQUIRE_ALL'] === '1')
  throw new Error(`Reference documents are required and not at ${folder}`);

export const reference = {
  present,
  path: (name: string) => path.join(folder, name),
  bytes: async (name: string) => new Uint8Array(await readFile(path.join(folder, name))),
};
