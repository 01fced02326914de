import path from 'node:path';
import { importOptions } from '../../contract/imports';

/** What the environment says of the import by schedule. No address or folder can come from anywhere else. */
export interface SyncSettings {
  cron: string;
  source: SyncSource;
  options: { siret?: string | undefined; nomenclature?: string | undefined };
}
/** `label`: as people may read it, without passwords. */
export type SyncSource =
  { folder: string; label: string } | { url: URL; authorization: string | null; label: string };

type Env = Record<string, unknown>;

/** Null where no import by schedule is asked for; a problem where it cannot be done as it is asked. */
export function readSyncSettings(env: Env): SyncSettings | { problem: string } | null {
  const cron = text(env, 'M57_SYNC_CRON');
  const location = text(env, 'M57_SYNC_LOCATION');
  const address = text(env, 'M57_SYNC_URL');
  if (!cron && !location && !address) return null;
  if (!/^\S+(\s+\S+){4,5}$/.test(cron))
    return { problem: 'M57_SYNC_CRON must hold five or six fields, such as "0 5 * * *".' };
  if (Boolean(location) === Boolean(address))
    return { problem: 'Set either M57_SYNC_LOCATION with M57_SYNC_FOLDER, or M57_SYNC_URL.' };
  const options = importOptions.safeParse({
    siret: text(env, 'M57_SYNC_SIRET') || undefined,
    nomenclature: text(env, 'M57_SYNC_NOMENCLATURE') || undefined,
  });
  if (!options.success) return { problem: 'M57_SYNC_SIRET must hold 14 digits.' };
  const source = location ? folderOf(env, location) : addressOf(address);
  if ('problem' in source) return source;
  const { siret, nomenclature } = options.data;
  return { cron, source, options: { siret, nomenclature } };
}

/** The host makes lists and numbers of values that look like them. */
const text = (env: Env, name: string) => [env[name] ?? []].flat().join(',').trim();

/**
 * The host does not let extensions list its storage; where a location is a folder of this machine, the folder itself
 * can be read.
 */
function folderOf(env: Env, location: string): SyncSource | { problem: string } {
  const folder = text(env, 'M57_SYNC_FOLDER');
  const name = `STORAGE_${location.toUpperCase()}`;
  if (
    !text(env, 'STORAGE_LOCATIONS')
      .split(/\s*,\s*/)
      .includes(location)
  )
    return { problem: `M57_SYNC_LOCATION: STORAGE_LOCATIONS does not name "${location}".` };
  if (text(env, `${name}_DRIVER`) !== 'local')
    return {
      problem: `M57_SYNC_LOCATION: "${location}" is not of the driver "local". Mount it as a folder of the server, or use M57_SYNC_URL.`,
    };
  const root = path.resolve(text(env, `${name}_ROOT`));
  const inside = path.resolve(root, folder);
  // The root holds everything that was ever uploaded.
  if (!folder || inside === root || !inside.startsWith(root + path.sep))
    return { problem: `M57_SYNC_FOLDER must name a folder inside ${root}.` };
  return { folder: inside, label: `${location}/${path.relative(root, inside)}` };
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function addressOf(address: string): SyncSource | { problem: string } {
  if (!URL.canParse(address)) return { problem: 'M57_SYNC_URL is no address.' };
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.includes(url.hostname)))
    return { problem: 'M57_SYNC_URL must begin with https://.' };
  const { username, password } = url;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  url.username = '';
  url.password = '';
  return {
    url,
    authorization: username ? `Basic ${Buffer.from(credentials).toString('base64')}` : null,
    // A query may hold a key.
    label: url.origin + url.pathname,
  };
}
