import { importItem } from '../contract/imports';
import { emptyReport } from '../domain/analysis/report';
import type { Locale } from '../domain/issue';
import { clearDeletedRuns } from './allocations/store';
import { directusError, Refusal } from './errors';
import { waitingRow } from './imports/import-row';
import type { Database } from './host';
import type { HookExtensionContext, RegisterFunctions } from '@directus/types';

/**
 * Evidence and figures cannot be rewritten through the host's own routes, not even by an admin (409). Hooks see
 * /items, GraphQL, flows and imports alike; what happens below Directus is shown by hashes, not prevented.
 */
const CREATED_BY_IMPORT = {
  fr: "Ces données viennent d'un import et se changent par un import. Ouvrez le module M57, page « Imports », ou créez un import avec un fichier (au besoin sa nomenclature, son SIRET, une remarque) et rien d'autre.",
  en: 'This data comes from an import and changes by an import. Open the M57 module, page "Imports", or create an import with a file (if need be its nomenclature, SIRET, a note) and nothing else.',
};
const GIVEN_WRONG = {
  fr: 'Un SIRET a 14 chiffres ; une nomenclature s’écrit M57_D, M57_A ou M57.',
  en: 'A SIRET has 14 digits; a nomenclature is written M57_D, M57_A or M57.',
};
export const TECHNICAL = {
  fr: 'Cette table est tenue par le module M57 et ne se modifie pas à la main.',
  en: 'This table is kept by M57 and is not edited by hand.',
};
const VALIDATED = {
  fr: 'Cette répartition est validée : elle ne change plus. Annulez-la depuis le module M57, puis faites-en une nouvelle.',
  en: 'This run is validated and never changes. Reverse it in the M57 module, then make a new one.',
};
const COMPUTED = {
  fr: 'Une répartition se calcule, se valide et s’annule dans le module M57, page « Répartition ». Du brouillon, seuls le nom et la remarque se changent ici.',
  en: 'A run is computed, validated and reversed in the M57 module, page "Allocation". Of a draft, only name and note are changed here.',
};

const TECHNICAL_TABLES = [
  'm57_journal',
  'm57_jobs',
  'm57_settings',
  'm57_documents',
  'm57_run_inputs',
  'm57_run_parameters',
  'm57_run_services',
  'm57_run_flows',
  'm57_run_costs',
  'm57_notional_costs',
  'm57_units',
  'm57_tariffs',
  'm57_account_changes',
  'm57_imputations',
  'm57_sums',
  'm57_staging',
  'm57_staging_imputations',
];
/** What staff may not write on a draft run; its name, their remark, and fields that an admin added, they may. */
const RUN_FIELDS = [
  'id',
  'status',
  'method',
  'exercice',
  'stage',
  'siret',
  'budget',
  'report',
  'created_on',
  'created_by',
  'fingerprint',
  'result_hash',
  'validated_on',
  'validated_by',
  'reversed_on',
  'reversed_by',
];
/** What staff say of the file when they create an import, and never after. */
const GIVEN_ONCE = ['file', 'siret', 'nomenclature'];
/** What staff may not write on an import; their remark, and fields that an admin added, they may. */
const IMPORT_FIELDS = [
  'status',
  'format',
  'file_name',
  'label',
  'exercice',
  'stage',
  'lines',
  'sha256',
  'report',
  'imported_on',
  'imported_by',
];

type Text = Record<Locale, string>;

/** The host does not tell hooks the caller's language: both are said. */
export function refuse({ fr, en }: Text): never {
  throw directusError(new Refusal('READ_ONLY', { reason: `${fr} / ${en}` }), 'fr');
}

export function registerGuards(
  { filter, action }: RegisterFunctions,
  { database }: HookExtensionContext,
): void {
  const always = (text: Text) => () => refuse(text);

  for (const table of TECHNICAL_TABLES)
    for (const action of ['create', 'update', 'delete'])
      filter(`${table}.items.${action}`, always(TECHNICAL));

  for (const action of ['create', 'update', 'delete'])
    filter(`m57_lines.items.${action}`, always(CREATED_BY_IMPORT));
  // An item with a file begins an import (imports/item.ts), and everything else on it is ours to say.
  filter('m57_imports.items.create', (payload, _meta, { accountability }) => {
    const item = payload as Record<string, unknown>;
    if (typeof item['file'] !== 'string' || ['id', ...IMPORT_FIELDS].some((field) => field in item))
      refuse(CREATED_BY_IMPORT);
    const given = importItem.safeParse(item);
    if (!given.success) refuse(GIVEN_WRONG);
    const file = { name: String(item['file']), sha256: '' };
    return {
      ...item,
      ...given.data,
      ...waitingRow(file, accountability?.user ?? null),
      report: emptyReport(file),
    };
  });
  filter('m57_imports.items.delete', always(CREATED_BY_IMPORT));
  filter('m57_imports.items.update', (payload) => {
    if (Object.keys(payload as object).some((field) => [...GIVEN_ONCE, ...IMPORT_FIELDS].includes(field)))
      refuse(CREATED_BY_IMPORT);
    return payload;
  });

  filter('m57_runs.items.create', always(COMPUTED));
  filter('m57_runs.items.update', async (payload, meta, context) => {
    await refuseLocked(context.database as Database, meta['keys'] as number[]);
    if (Object.keys(payload as object).some((field) => RUN_FIELDS.includes(field))) refuse(COMPUTED);
    return payload;
  });
  filter('m57_runs.items.delete', async (keys, _meta, context) => {
    await refuseLocked(context.database as Database, keys as number[]);
    return keys;
  });
  action('m57_runs.items.delete', () => clearDeletedRuns(database));

  async function refuseLocked(trx: Database, keys: number[]): Promise<void> {
    const locked = await (trx ?? database)('m57_runs')
      .whereIn('id', keys)
      .whereNot('status', 'draft')
      .first('id');
    if (locked) refuse(VALIDATED);
  }
}
