import { indexPlan } from '../domain/nomenclature/plan-index';
import { decodePlan, encodePlan } from '../domain/nomenclature/plan-seed';
import { NATURE_USES, type Plan, type PlanIndex } from '../domain/nomenclature/plan';
import { bulkInsert } from './bulk';
import type { Database } from './host';
import { Refusal } from './errors';
import { shipped } from './snapshot';

const COLUMNS = [
  'id',
  'plan',
  'kind',
  'axis',
  'code',
  'label',
  'parent',
  'section',
  'type',
  'special',
  'deleted',
  'dr',
  'rr',
  'does',
  'dois',
  'roes',
  'rois',
] as const;

export interface AccountRow {
  id: string;
  plan: string;
  kind: 'chapter' | 'nature' | 'fonction';
  axis: string;
  code: string;
  label: string;
  parent: string | null;
  section: 'F' | 'I' | null;
  type: string | null;
  special: boolean | number;
  deleted: boolean | number;
  dr: string | null;
  rr: string | null;
  does: string | null;
  dois: string | null;
  roes: string | null;
  rois: string | null;
}

/** Ids of the plans that the package brings. */
export function shippedPlans(): string[] {
  const index = JSON.parse(shipped('seeds/nomenclatures/index.json')) as { id: string }[];
  return index.map(({ id }) => id);
}

/** The plan as the package brings it. */
export const shippedPlan = (id: string): Plan => decodePlan(shipped(`seeds/nomenclatures/${id}.tsv`));

/** Writes one shipped plan into m57_accounts, whole or not at all. */
export async function insertPlan(database: Database, id: string): Promise<void> {
  const rows = accountRows(shippedPlan(id));
  const write = (trx: Database) => insertAccounts(trx, rows);
  await (database.isTransaction ? write(database) : database.transaction(write));
}

export const insertAccounts = (trx: Database, rows: readonly AccountRow[]): Promise<void> =>
  bulkInsert(
    trx,
    'm57_accounts',
    COLUMNS,
    rows.map((row) => COLUMNS.map((column) => row[column])),
  );

/** An entry of a plan as m57_accounts holds it, parents first; the id is that of an entry that we write. */
export function accountRows(plan: Plan): AccountRow[] {
  const id = (key: string) => `${plan.id}/${key}`;
  const none = { parent: null, section: null, type: null, special: false, deleted: false };
  const unused = { dr: null, rr: null, does: null, dois: null, roes: null, rois: null };
  return [
    ...plan.chapters.map(({ axis, code, ...chapter }): AccountRow => ({
      ...none,
      ...unused,
      ...chapter,
      id: id(`chapter/${axis}/${code}`),
      plan: plan.id,
      kind: 'chapter',
      axis,
      code,
    })),
    ...plan.natures.map(({ code, label, parent, uses, deleted }): AccountRow => ({
      ...none,
      id: id(`nature/nature/${code}`),
      plan: plan.id,
      kind: 'nature',
      axis: 'nature',
      code,
      label,
      parent: parent === null ? null : id(`nature/nature/${parent}`),
      deleted,
      dr: uses.DR ?? null,
      rr: uses.RR ?? null,
      does: uses.DOES ?? null,
      dois: uses.DOIS ?? null,
      roes: uses.ROES ?? null,
      rois: uses.ROIS ?? null,
    })),
    ...plan.fonctions.map(({ code, label, parent, axis }): AccountRow => ({
      ...none,
      ...unused,
      id: id(`fonction/${axis}/${code}`),
      plan: plan.id,
      kind: 'fonction',
      axis,
      code,
      label,
      parent: parent === null ? null : id(`fonction/${axis}/${parent}`),
    })),
  ];
}

/** Of a row, the key that the domain knows the entry by. */
export const accountKey = ({ kind, axis, code }: Pick<AccountRow, 'kind' | 'axis' | 'code'>): string =>
  `${kind}/${axis}/${code}`;

export async function listPlans(database: Database): Promise<string[]> {
  const rows = await database('m57_accounts').distinct('plan').orderBy('plan');
  return rows.map(({ plan }) => plan as string);
}

/** A plan in its compact form, for a browser that reads a file with it. */
export async function readPlanSeed(database: Database, id: string): Promise<string> {
  const { plan } = await loadPlan(database, id);
  if (plan.natures.length === 0) throw new Refusal('NOT_FOUND', { what: id });
  return encodePlan(plan);
}

/** A plan as the database holds it now: an admin may have corrected or added accounts. */
export async function loadPlan(database: Database, id: string): Promise<PlanIndex> {
  return indexPlan(planOf(id, await loadAccounts(database, id)));
}

export const loadAccounts = (database: Database, plan: string): Promise<AccountRow[]> =>
  database('m57_accounts').where({ plan }).select(COLUMNS) as unknown as Promise<AccountRow[]>;

export function planOf(id: string, rows: readonly AccountRow[]): Plan {
  const [declension = id, year = '0'] = id.split('-');
  const codes = new Map(rows.map((row) => [row.id, row.code]));
  const parentCode = (row: AccountRow) => (row.parent === null ? null : (codes.get(row.parent) ?? null));
  const plan: Plan = {
    id,
    norm: 'M57',
    declension,
    year: Number(year),
    chapters: [],
    natures: [],
    fonctions: [],
  };
  for (const row of rows) {
    const { code, label } = row;
    if (row.kind === 'chapter')
      plan.chapters.push({
        code,
        label,
        axis: row.axis as 'nature' | 'fonction',
        section: row.section ?? 'F',
        type: row.type ?? '',
        special: Boolean(row.special),
      });
    else if (row.kind === 'fonction')
      plan.fonctions.push({ code, label, parent: parentCode(row), axis: row.axis as 'reference' | 'voted' });
    else {
      const uses = Object.fromEntries(
        NATURE_USES.map((use) => [use, row[use.toLowerCase() as Lowercase<typeof use>]]).filter(
          ([, chapter]) => chapter,
        ),
      );
      plan.natures.push({ code, label, parent: parentCode(row), uses, deleted: Boolean(row.deleted) });
    }
  }
  return plan;
}
