import type { Host } from './host';
import { sendFile } from './m57';

export const installRelation = (host: Host) =>
  host.ask('POST', '/m57/install', { json: { capabilities: ['accounts', 'relation'] } });

export const installSegments = (host: Host) =>
  host.ask('POST', '/m57/install', { json: { capabilities: ['accounts', 'relation', 'segments'] } });

/** Lets persons in, as the DPO does by confirming the impact assessment, and declares a purpose by consent. */
export async function letPersonsIn(host: Host): Promise<void> {
  await host.ask('POST', '/m57/privacy/confirm', { json: { confirmed: true } });
  const letter = {
    code: 'lettre',
    label: 'Lettre de la ville',
    basis: 'consent',
    description: 'Nouvelles de la ville.',
    wording: 'J’accepte de recevoir la lettre de la ville.',
    retention_months: 36,
    dua_months: 0,
    fate: 'destroy',
    visa: '',
  };
  await host.ask('PUT', '/m57/purposes', {
    json: { purposes: [...(await host.ask('GET', '/m57/purposes')).purposes, letter] },
  });
}

/** Sends a file of persons, with the mapping that is given. */
export const sendPersons = (
  host: Host,
  text: string,
  mapping?: object,
  { path = '/m57/people/imports', language }: { path?: string; language?: string } = {},
) =>
  sendFile(host, text, {
    name: 'portail.csv',
    path,
    ...(language === undefined ? {} : { language }),
    fields: mapping ? { mapping: JSON.stringify(mapping) } : {},
  });

/** All rows of a table, as an administrator reads them. */
export const rowsOf = (host: Host, table: string) => host.ask('GET', `/items/${table}?limit=-1&sort=id`);

const TABLES = [
  'm57_citizens',
  'm57_identities',
  'm57_interactions',
  'm57_citizen_keys',
  'm57_duplicates',
  'm57_person_changes',
  'm57_staging_people',
  'm57_staging_interactions',
];

/** Everything that is known of persons, but for evidence, logs and imports. */
export async function personsOf(host: Host): Promise<Record<string, unknown[]>> {
  const tables = await Promise.all(TABLES.map(async (table) => [table, await rowsOf(host, table)] as const));
  return Object.fromEntries(tables);
}
