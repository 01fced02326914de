import type { z } from 'zod';
import type { totalsQuery, TotalsAnswer } from '../../contract/ledger';
import { matcher } from '../../domain/formula/evaluate';
import { parseFormula } from '../../domain/formula/parse';
import type { Imputation } from '../../domain/ledger';
import { formatCents } from '../../domain/money';
import type { ImputationSum } from '../../domain/rules/rule';
import type { Database } from '../host';
import { chooseDocuments, commonStage, toUsed } from './documents';
import { accountLabels } from './labels';
import { loadSums } from './sums';

type Group = NonNullable<z.infer<typeof totalsQuery>['by']>;

/** Key of an imputation in each grouping; a prefix of the code for the shortened ones. */
const KEY: Record<Group, (imputation: Imputation) => string | null> = {
  section: ({ section }) => section,
  direction: ({ direction }) => direction,
  kind: ({ kind }) => kind,
  nature: ({ nature }) => nature,
  nature2: ({ nature }) => nature.slice(0, 2),
  nature3: ({ nature }) => nature.slice(0, 3),
  fonction: ({ fonction }) => fonction,
  fonction1: ({ fonction }) => fonction?.slice(0, 1) ?? null,
  fonction2: ({ fonction }) => fonction?.slice(0, 2) ?? null,
  chapitre: ({ chapitre }) => chapitre,
  siret: ({ siret }) => siret,
  budget: ({ budget }) => budget,
};
const LABELLED = {
  nature: 'nature',
  nature2: 'nature',
  nature3: 'nature',
  fonction: 'fonction',
  fonction1: 'fonction',
  fonction2: 'fonction',
  chapitre: 'chapter',
} as const;

/** Totals of what a formula catches (everything without one), in the chosen documents, by groups if asked. */
export async function readTotals(
  database: Database,
  query: z.infer<typeof totalsQuery>,
): Promise<TotalsAnswer> {
  const caught = query.formula === undefined ? () => true : matcher(parseFormula(query.formula));
  const documents = await chooseDocuments(database, query);
  const sums = (await loadSums(database, documents)).filter(({ imputation }) => caught(imputation));
  const answer: TotalsAnswer = {
    stage: commonStage(documents),
    documents: documents.map(toUsed),
    ...total(sums),
  };
  if (query.by !== undefined) {
    const plans = documents.map(({ plan }) => plan);
    answer.groups = await group(database, plans, sums, query.by);
  }
  return answer;
}

async function group(database: Database, plans: string[], sums: ImputationSum[], by: Group) {
  const groups = new Map<string | null, ImputationSum[]>();
  for (const sum of sums) {
    const key = KEY[by](sum.imputation);
    const list = groups.get(key);
    if (list) list.push(sum);
    else groups.set(key, [sum]);
  }
  const kind = by in LABELLED ? LABELLED[by as keyof typeof LABELLED] : null;
  const codes = [...groups.keys()].filter((key) => key !== null);
  const labels = kind ? await accountLabels(database, plans, kind, codes) : new Map<string, string>();
  return [...groups]
    .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([key, members]) => ({
      key,
      label: key === null ? null : (labels.get(key) ?? null),
      ...total(members),
    }));
}

function total(sums: ImputationSum[]) {
  const side = (direction: 'D' | 'R') => {
    const members = sums.filter(({ imputation }) => imputation.direction === direction);
    return {
      budgeted: formatCents(members.reduce((sum, { budgeted }) => sum + budgeted, 0)),
      realised: formatCents(members.reduce((sum, { realised }) => sum + realised, 0)),
    };
  };
  return { lines: sums.reduce((sum, { lines }) => sum + lines, 0), expense: side('D'), revenue: side('R') };
}
