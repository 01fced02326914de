import type { z } from 'zod';
import type { ComparedAuthorityAnswer, peerRequest, populationsRequest } from '../../contract/comparison';
import type { Populations } from '../../domain/comparison';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { readSettings, writeSetting } from '../stored-settings';

const PEER = 'peer:';
const POPULATION = 'population:';

/** Names of the authorities that are compared with, by SIRET. */
export async function loadPeers(database: Database): Promise<Map<string, string>> {
  const settings = await readSettings<{ name: string }>(database, PEER);
  return new Map([...settings].map(([name, peer]) => [name.slice(PEER.length), peer.name]));
}

/** Inhabitants by year, by SIRET. */
export async function loadPopulations(database: Database): Promise<Map<string, Populations>> {
  const settings = await readSettings<Populations>(database, POPULATION);
  return new Map([...settings].map(([name, years]) => [name.slice(POPULATION.length), years]));
}

/** The authority's own SIRETs, then those it compares itself with, each with what is known of it. */
export async function listAuthorities(database: Database): Promise<ComparedAuthorityAnswer[]> {
  const [peers, populations, documents] = await Promise.all([
    loadPeers(database),
    loadPopulations(database),
    database('m57_documents')
      .where({ current: 1 })
      .orderBy([{ column: 'exercice', order: 'desc' }, 'siret', 'budget', 'id'])
      .select('siret', 'label', 'exercice'),
  ]);
  const own = new Map<string, string>();
  for (const { siret, label } of documents) if (!peers.has(siret) && !own.has(siret)) own.set(siret, label);
  return [...own, ...[...peers].sort((a, b) => a[1].localeCompare(b[1], 'fr'))].map(([siret, name]) => ({
    siret,
    name,
    peer: peers.has(siret),
    populations: populations.get(siret) ?? {},
    exercices: [
      ...new Set(documents.flatMap((document) => (document.siret === siret ? document.exercice : []))),
    ].sort((a, b) => b - a),
  }));
}

/** Marks an authority as another's. Refused for a SIRET whose own budget documents are in. */
export async function storePeer(
  database: Database,
  { siret, name }: z.infer<typeof peerRequest>,
): Promise<void> {
  const document = await database('m57_documents')
    .where({ siret, current: 1 })
    .whereNot({ stage: 'BAL' })
    .first('label', 'stage', 'exercice');
  if (document) throw new Refusal('PEER_IS_OWN', { siret, ...document });
  await writeSetting(database, PEER + siret, { name });
}

/** Forgets a peer and its populations. Refused while its accounts are in: they would become the authority's own. */
export async function removePeer(database: Database, siret: string): Promise<void> {
  const name = (await loadPeers(database)).get(siret);
  if (name === undefined) throw new Refusal('NOT_FOUND', { what: siret });
  const document = await database('m57_documents').where({ siret, current: 1 }).first('import');
  if (document) throw new Refusal('PEER_HAS_ACCOUNTS', { name, import: document.import });
  await database('m57_settings')
    .whereIn('name', [PEER + siret, POPULATION + siret])
    .delete();
}

/** Keeps the inhabitants of some years of an authority that is known here. */
export async function storePopulations(
  database: Database,
  { siret, populations }: z.infer<typeof populationsRequest>,
): Promise<void> {
  const known = (await listAuthorities(database)).find((one) => one.siret === siret);
  if (!known) throw new Refusal('NOT_FOUND', { what: siret });
  const years = Object.entries({ ...known.populations, ...populations }).filter(
    ([, count]) => count !== null,
  );
  await writeSetting(database, POPULATION + siret, Object.fromEntries(years));
}
