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

interface AccountRow {
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

/** Writes one shipped plan into m57_accounts, whole or not at all. */
export async function insertPlan(database: Database, id: string): Promise<void> {
  const plan = decodePlan(shipped(`seeds/nomenclatures/${id}.tsv`));
  const key = (kind: string, axis: string, code: string) => `${id}/${kind}/${axis}/${code}`;
  const rows: unknown[][] = [
    ...plan.chapters.map(({ code, label, axis, section, type, special }) => [
      key('chapter', axis, code),
      id,
      'chapter',
      axis,
      code,
      label,
      null,
      section,
      type,
      special,
      false,
      null,
      null,
      null,
      null,
      null,
      null,
    ]),
    ...plan.natures.map(({ code, label, parent, uses, deleted }) => [
      key('nature', 'nature', code),
      id,
      'nature',
      'nature',
      code,
      label,
      parent === null ? null : key('nature', 'nature', parent),
      null,
      null,
      false,
      deleted,
      uses.DR ?? null,
      uses.RR ?? null,
      uses.DOES ?? null,
      uses.DOIS ?? null,
      uses.ROES ?? null,
      uses.ROIS ?? null,
    ]),
    ...plan.fonctions.map(({ code, label, parent, axis }) => [
      key('fonction', axis, code),
      id,
      'fonction',
      axis,
      code,
      label,
      parent === null ? null : key('fonction', axis, parent),
      null,
      null,
      false,
      false,
      null,
      null,
      null,
      null,
      null,
      null,
    ]),
  ];
  const write = (trx: Database) => bulkInsert(trx, 'm57_accounts', COLUMNS, rows);
  await (database.isTransaction ? write(database) : database.transaction(write));
}

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
  const rows: AccountRow[] = await database('m57_accounts').where({ plan: id });
  const [declension = id, year = '0'] = id.split('-');
  const parentCode = (row: AccountRow) => row.parent?.split('/').at(-1) ?? null;
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
  return indexPlan(plan);
}
