import { BlockList, isIP } from 'node:net';
import type { Accountability } from '@directus/types';
import type { Database } from './host';

/** What a user may do with M57, read from the host's own permissions: what an admin grants or takes counts. */
export interface Access {
  admin: boolean;
  /** Reads accounts, rules and their sums. */
  finance: boolean;
  /** Brings accounts in. */
  imports: boolean;
  /** Makes, validates and reverses runs, and decides what they take in. */
  allocations: boolean;
  /** Reads aggregates: costs and revenue per service. */
  steering: boolean;
  /** Reads citizens, identities and interactions. */
  relation: boolean;
  /** Brings citizens in and merges them. */
  people: boolean;
  /** At the desk: what is due, duplicates, one-click logging; no cost, amount, quotient or score. */
  desk: boolean;
  /** Is the head of a service, and sees this one only, in aggregates. */
  head: boolean;
  /** Purposes, evidence, rights of persons, log and retention (DPO). */
  privacy: boolean;
  /** Reads segments and who is in them, under pseudonyms. */
  segments: boolean;
  /** Makes segments, refreshes, splits and exports them. */
  targeting: boolean;
}

const everything = (may: boolean): Access => ({
  admin: may,
  finance: may,
  imports: may,
  allocations: may,
  steering: may,
  relation: may,
  people: may,
  desk: may,
  head: may,
  privacy: may,
  segments: may,
  targeting: may,
});

/**
 * Only permissions on the whole collection count (all fields, no item filter): an endpoint answers with sums over
 * everything, so a partial permission must not open it. Anonymous callers and shares have none.
 */
export async function accessOf(
  database: Database,
  accountability: Accountability | null | undefined,
): Promise<Access> {
  if (!accountability?.user || accountability.share) return everything(false);
  if (accountability.admin) return everything(true);
  const rows: PermissionRow[] = await database('directus_permissions as permission')
    .join('directus_access as access', 'access.policy', 'permission.policy')
    .join('directus_policies as policy', 'policy.id', 'permission.policy')
    .where('permission.collection', 'like', 'm57%')
    .whereIn('permission.action', ['read', 'create'])
    .where((who) =>
      who.where('access.user', accountability.user).orWhereIn('access.role', accountability.roles ?? []),
    )
    .select(
      'permission.collection',
      'permission.action',
      'permission.fields',
      'permission.permissions',
      'policy.ip_access',
    );
  const granted = new Set(
    rows
      .filter((row) => isWhole(row) && ipAllowed(row.ip_access, accountability.ip))
      .map(({ collection, action }) => `${action} ${collection}`),
  );
  const all = (...names: string[]) => names.every((name) => granted.has(name));
  const finance = all('read m57_lines', 'read m57_imports');
  const segments = all('read m57_segments', 'read m57_members', 'read m57_citizens', 'read m57_interactions');
  const relation = all('read m57_citizens', 'read m57_identities', 'read m57_interactions');
  return {
    admin: false,
    finance,
    imports: finance && all('create m57_imports'),
    allocations: finance && all('create m57_runs'),
    // Names of services alone, which the relation side needs, open no costs.
    steering: finance || all('read m57_services', 'read m57_runs'),
    relation,
    people: relation && all('create m57_citizens', 'create m57_identities', 'create m57_interactions'),
    desk: relation || all('create m57_interactions'),
    head: all('read m57_zones') && (await headOf(database, accountability.user)).length > 0,
    privacy: all('read m57_evidence', 'read m57_privacy_log'),
    segments,
    targeting: segments && all('create m57_segments'),
  };
}

/** The services that a user is the head of. */
export const headOf = (database: Database, user: string): Promise<number[]> =>
  database('m57_services').where({ head: user }).pluck('id');

interface PermissionRow {
  collection: string;
  action: string;
  fields: string | null;
  permissions: unknown;
  ip_access: string | null;
}

function isWhole({ fields, permissions }: PermissionRow): boolean {
  const rule = typeof permissions === 'string' ? JSON.parse(permissions) : permissions;
  return (fields ?? '').split(',').includes('*') && (rule === null || Object.keys(rule).length === 0);
}

/** `ip_access` of a policy: addresses, ranges "a-b" and networks "a/n", separated by commas. */
export function ipAllowed(list: string | null, ip: string | null | undefined): boolean {
  if (!list) return true;
  if (!ip || !isIP(ip)) return false;
  const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const allowed = new BlockList();
  for (const entry of list.split(',').map((text) => text.trim())) {
    const [range, network] = [entry.split('-'), entry.split('/')];
    if (range.length === 2) allowed.addRange(range[0]!, range[1]!, family(range[0]!));
    else if (network.length === 2) allowed.addSubnet(network[0]!, Number(network[1]), family(network[0]!));
    else if (isIP(entry)) allowed.addAddress(entry, family(entry));
  }
  return allowed.check(ip, family(ip));
}
