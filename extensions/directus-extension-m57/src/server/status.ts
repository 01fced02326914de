import { CAPABILITIES, type Capability, type Status } from '../contract/status';
import type { Access } from './access';
import { clientOf, hostFacts, type Host } from './host';
import { inspect } from './installer/inspect';
import { preflight } from './installer/preflight';
import { readSnapshot } from './snapshot';
import { version } from '../../package.json';

const NEEDED = Object.fromEntries(
  CAPABILITIES.map((name) => [name, readSnapshot(name).collections.map(({ collection }) => collection)]),
) as Record<Capability, string[]>;

/**
 * Whether questions of a capability can be answered, from the schema that the host keeps in memory. A collection that was set
 * inactive to fit a licence stays closed here too.
 */
export async function readiness(
  host: Host,
  capability: Capability = 'accounts',
): Promise<'absent' | 'inactive' | 'ready'> {
  const { collections } = await host.getSchema();
  const needed = NEEDED[capability];
  if (needed.some((name) => !(name in collections))) return 'absent';
  // Directus 11 knows no such status.
  const status = (name: string) => (collections[name] as { status?: string }).status ?? 'active';
  return needed.every((name) => status(name) === 'active') ? 'ready' : 'inactive';
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
    access,
  };
}
