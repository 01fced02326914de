import type { z } from 'zod';
import type { PackAnswer, packRequest } from '../../contract/pack';
import {
  comparePacks,
  keyName,
  nameKey,
  PACK_PARTS,
  type Pack,
  type PackOutcome,
  type PackPart,
} from '../../domain/pack';
import { storePeer, storePopulations } from '../comparison/peers';
import { storePairs } from '../consolidation/pairs';
import { Refusal } from '../errors';
import type { Database, Host } from '../host';
import { writeSetting } from '../stored-settings';
import { readPack } from './read';

/**
 * Takes a shared configuration in: what is missing is added, what is there stays as it is, and what is there with
 * other values is named. One transaction; a second time nothing is left to add.
 */
export async function applyPack(
  host: Host,
  { pack, dryRun }: z.infer<typeof packRequest>,
): Promise<PackAnswer> {
  const { database } = host;
  const schema = await host.getSchema();
  return database.transaction(async (trx) => {
    const ours = await readPack(trx);
    const outcome = comparePacks(ours, pack);
    await leaveOwnOut(trx, outcome);
    checkReferences(ours, pack, outcome);
    if (!dryRun) await write(trx, host, schema, ours, outcome);
    return { dryRun, parts: PACK_PARTS.map((part) => answer(part, outcome)) };
  });
}

const NAMES: { [Part in PackPart]: (one: Pack[Part][number]) => string } = {
  services: ({ name }) => name,
  rules: ({ axis, priority, formula }) => `${axis} ${priority} : ${formula}`,
  keys: keyName,
  pairs: ({ label }) => label.fr,
  mappings: ({ name }) => name,
  peers: ({ name }) => name,
};

function answer<Part extends PackPart>(part: Part, outcome: PackOutcome): PackAnswer['parts'][number] {
  const { added, kept, conflicts } = outcome[part];
  return { part, added: (added as Pack[Part][number][]).map(NAMES[part]), kept, conflicts };
}

/** The town that takes the pack in may itself be one of those that its author compares with. */
async function leaveOwnOut(trx: Database, { peers }: PackOutcome): Promise<void> {
  const sirets = peers.added.map(({ siret }) => siret);
  const rows = await trx('m57_documents').whereIn('siret', sirets).where({ current: 1 }).distinct('siret');
  const own = new Set(rows.map(({ siret }) => siret as string));
  peers.conflicts.push(...peers.added.filter(({ siret }) => own.has(siret)).map(({ name }) => name));
  peers.added = peers.added.filter(({ siret }) => !own.has(siret));
}

/** Everything that is to be added must find the services it speaks of, here or in the pack. */
function checkReferences(ours: Pack, theirs: Pack, { services, rules, keys }: PackOutcome): void {
  const known = new Set([...ours.services, ...theirs.services].map(({ name }) => nameKey(name)));
  const wanted = [
    ...services.added.flatMap(({ parent }) => parent ?? []),
    ...rules.added.flatMap(({ axis, target }) => (axis === 'service' ? target : [])),
    ...keys.added.flatMap(({ from, to, like }) => [from, to ?? [], like ?? []].flat()),
  ];
  const unknown = wanted.find((name) => !known.has(nameKey(name)));
  if (unknown !== undefined) throw new Refusal('PACK_SERVICE_UNKNOWN', { name: unknown });
  const names = new Set<string>();
  for (const { name } of services.added) {
    if (names.has(nameKey(name))) throw new Refusal('PACK_SERVICE_TWICE', { name });
    names.add(nameKey(name));
  }
}

async function write(
  trx: Database,
  host: Host,
  schema: Awaited<ReturnType<Host['getSchema']>>,
  ours: Pack,
  { services, rules, keys, pairs, mappings, peers }: PackOutcome,
): Promise<void> {
  const quiet = { emitEvents: false, autoPurgeCache: false } as const;
  const items = (collection: string) => new host.services.ItemsService(collection, { knex: trx, schema });

  const created = await items('m57_services').createMany(
    services.added.map(({ parent: _, ...service }, rank) => ({
      ...service,
      sort: ours.services.length + rank + 1,
    })),
    quiet,
  );
  const rows: { id: number; name: string }[] = await trx('m57_services').select('id', 'name');
  const ids = new Map(rows.map(({ id, name }) => [nameKey(name), id]));
  for (const [rank, { parent }] of services.added.entries())
    if (parent !== null)
      await items('m57_services').updateOne(created[rank]!, { parent: ids.get(nameKey(parent)) }, quiet);

  await items('m57_rules').createMany(
    rules.added.map(({ target, ...rule }) => ({
      ...rule,
      service: rule.axis === 'service' ? ids.get(nameKey(target)) : null,
      phase: rule.axis === 'phase' ? target : null,
      campaign: rule.axis === 'campaign' ? target : null,
    })),
    quiet,
  );
  await items('m57_keys').createMany(
    keys.added.map(({ from, to, like, ...key }) => ({
      ...key,
      from_service: ids.get(nameKey(from)),
      to_service: to === null ? null : ids.get(nameKey(to)),
      like_service: like === null ? null : ids.get(nameKey(like)),
    })),
    quiet,
  );
  if (pairs.added.length > 0) await storePairs(trx, [...ours.pairs, ...pairs.added]);
  for (const { name, value } of mappings.added) await writeSetting(trx, name, value);
  for (const { siret, name, populations } of peers.added) {
    await storePeer(trx, { siret, name });
    await storePopulations(trx, { siret, populations });
  }
}
