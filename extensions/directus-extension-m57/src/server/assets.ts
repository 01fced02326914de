import { createReadStream, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./assets/', import.meta.url);
let names: Set<string> | undefined;

/** A chunk of the app by its hashed name, or null: only files that the build made are served. */
export function openAsset(name: string) {
  names ??= new Set(readdirSync(folder).filter((file) => file.endsWith('.js')));
  return names.has(name) ? createReadStream(fileURLToPath(new URL(name, folder))) : null;
}
