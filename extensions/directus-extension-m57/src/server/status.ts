import { CAPABILITIES, type Status } from '../contract/status';
import type { Access } from './access';
import { clientOf, hostFacts, type Database, type Host } from './host';
import { inspect } from './installer/inspect';
import { JOURNAL } from './installer/journal';
import { preflight } from './installer/preflight';
import { readSnapshot } from './snapshot';
import { version } from '../../package.json';

/** Cheap enough for every request: the journal's last word on the capability that all others need. */
export async function isInstalled(database: Database): Promise<boolean> {
  if (!(await database.schema.hasTable(JOURNAL))) return false;
  const open = await database(JOURNAL).where({ state: 'creating' }).first();
  return open === undefined && (await database.schema.hasTable('m57_accounts'));
}

export async function readStatus(host: Host, access: Access): Promise<Status> {
  const facts = await hostFacts(host);
  const state = await inspect(host, host.database);
  const capabilities = CAPABILITIES.map((name) => preflight(host, facts, readSnapshot(name), state));
  return {
    installed: capabilities[0]!.installed,
    version,
    host: facts.version,
    client: clientOf(host.database),
    capabilities,
    access: { admin: access.admin, finance: access.finance, steering: access.steering },
  };
}
