import type { Host } from './host';
import { sendFile } from './m57';

/** Installs accounts and citizens, and lets persons in, as the DPO would. */
export async function openRelation(host: Host, client: string): Promise<void> {
  await host.ask('POST', '/m57/install', { json: { capabilities: ['accounts', 'relation'] } });
  // On SQLite, two processes would lock each other out.
  if (client === 'sqlite') await host.stop();
  await host.database('m57_settings').insert({
    name: 'privacy:aipd',
    value: JSON.stringify({ confirmed: true, confirmed_on: '2026-01-05', confirmed_by: null }),
  });
  if (client === 'sqlite') await host.start();
}

/** Sends a file of persons, with the mapping that is given. */
export const sendPersons = (
  host: Host,
  text: string,
  mapping?: object,
  { path = '/m57/people/imports', token }: { path?: string; token?: string } = {},
) =>
  sendFile(host, text, {
    name: 'portail.csv',
    path,
    ...(token === undefined ? {} : { token }),
    fields: mapping ? { mapping: JSON.stringify(mapping) } : {},
  });
