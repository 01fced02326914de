import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/node22.mjs';

/** Everything that a test run leaves: emptied when the next one begins, kept until then to look into. */
export const output = path.join(root, 'tests', '.output');

/** A folder of the run, created where it does not exist. */
export function outputFolder(...names: string[]): string {
  const folder = path.join(output, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
