import type { Answer } from '../../scripts/http';
import type { Host } from './host';
import { lacks, type Need } from './machine';
import { reference } from './reference';
import type { Database } from '../../scripts/databases';
import type { HostVersion } from '../../scripts/hosts';

/** The hosts that the product promises (design: 12 and 11, the three databases). */
export const HOSTS: { version: HostVersion; client: Database }[] = [
  { version: '12', client: 'sqlite' },
  { version: '12', client: 'pg' },
  { version: '12', client: 'mariadb' },
  { version: '11', client: 'sqlite' },
  { version: '11', client: 'pg' },
];

export const missing = ({ version, client }: (typeof HOSTS)[number]) =>
  lacks(`host-${version}` as Need, client);

export const MONTPELLIER = 'totem/montpellier-ca-2018-m57.xml';
export const MORBIHAN = 'scdl/morbihan-ca-2021-m57.csv';

/** Sends bytes as a person's file; any status is an answer. */
export function sendFile(
  host: Host,
  bytes: Uint8Array | string,
  {
    name = 'fichier',
    path = '/m57/imports',
    token,
    fields = {},
    language = 'fr',
  }: {
    name?: string;
    path?: string;
    token?: string | null;
    fields?: Record<string, string>;
    language?: string;
  } = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([bytes as BlobPart]), name);
  return host.request('POST', path, {
    form,
    headers: { 'accept-language': language },
    ...(token === undefined ? {} : { token }),
  });
}

/** Sends a reference document. */
export const sendReference = async (host: Host, name: string, fields: Record<string, string> = {}) =>
  sendFile(host, await reference.bytes(name), { name: name.split('/').at(-1)!, fields });

/** Rows of the tables that hold figures: what "nothing is written" is measured by. A job that was refused leaves its row. */
export async function countRows(host: Host): Promise<Record<string, number>> {
  const tables = [
    'm57_imports',
    'm57_lines',
    'm57_documents',
    'm57_imputations',
    'm57_sums',
    'm57_staging',
    'm57_runs',
    'm57_run_inputs',
    'm57_run_parameters',
    'm57_run_services',
    'm57_run_flows',
    'm57_run_costs',
    'm57_staging_imputations',
  ];
  const counts = await Promise.all(
    tables.map(async (table) => {
      const [row] = await host.ask('GET', `/items/${table}?aggregate[count]=*`);
      return [table, Number(row.count)] as const;
    }),
  );
  return Object.fromEntries(counts);
}

const SCDL_HEAD =
  'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE';

/** A compte administratif of one authority: an expense of each amount. */
export const scdl = (exercice: number, amounts: readonly string[]): string =>
  [
    SCDL_HEAD,
    ...amounts.map(
      (amount) =>
        `Compte administratif,${exercice},21990999100016,Castelombre,011,60632,020,,fonctionnement,réel,dépense,${amount},,,,,100,,`,
    ),
  ].join('\r\n');
