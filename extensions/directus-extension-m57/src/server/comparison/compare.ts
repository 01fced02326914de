import type { z } from 'zod';
import type { Comparison, comparisonQuery } from '../../contract/comparison';
import { compareAuthorities, populationOf } from '../../domain/comparison';
import { formatCents } from '../../domain/money';
import type { Database } from '../host';
import { chooseDocuments, toUsed, type DocumentRow } from '../ledger/documents';
import { loadSums } from '../ledger/sums';
import { measureOf } from '../rules/load';
import { listAuthorities } from './peers';

/** The same groups of accounts per inhabitant: one's own authority beside the others and their median. */
export async function readComparison(
  database: Database,
  { exercice: wanted, siret, peers }: z.infer<typeof comparisonQuery>,
): Promise<Comparison> {
  const known = await listAuthorities(database);
  const own = known.filter(({ peer }) => !peer);
  const asked = peers === undefined ? null : new Set(peers.split(','));
  const others = known.filter((one) => one.peer && (!asked || asked.has(one.siret)));
  const first = own.find((one) => one.siret === siret) ?? own[0];
  const compared = [...(first ? [first] : []), ...others];

  const exercices = [...new Set(compared.flatMap((one) => one.exercices))].sort((a, b) => b - a);
  const shared = first?.exercices.find((year) => others.some((one) => one.exercices.includes(year)));
  const exercice = wanted ?? shared ?? first?.exercices[0] ?? exercices[0] ?? null;

  const authorities = await Promise.all(
    compared.map(async ({ siret, name, peer, populations }) => {
      const documents = exercice === null ? [] : await accountsOf(database, siret, exercice);
      const measure = measureOf(documents);
      const sums = documents.length > 0 ? await loadSums(database, documents) : null;
      const population = exercice === null ? null : populationOf(populations, exercice);
      return { siret, name, own: !peer, documents, measure, sums, population };
    }),
  );
  const lines = compareAuthorities(
    authorities.map(({ own, measure, sums, population }) => ({
      own,
      inhabitants: population?.inhabitants ?? null,
      sums: sums?.map((sum) => ({ imputation: sum.imputation, amount: sum[measure] })) ?? null,
    })),
  );
  return {
    exercice,
    exercices,
    own: own.map(({ siret, name }) => ({ siret, name })),
    authorities: authorities.map(({ siret, name, own, documents, measure, population }) => ({
      siret,
      name,
      own,
      inhabitants: population?.inhabitants ?? null,
      population_year: population?.year ?? null,
      stages: [...new Set(documents.map(({ stage }) => stage))],
      measure,
      documents: documents.map(toUsed),
    })),
    groups: lines.map(({ group, formula, direction, values, median }) => ({
      group,
      formula,
      direction,
      values: values.map(({ amount, perInhabitant }) => ({
        amount: amount === null ? null : formatCents(amount),
        per_inhabitant: perInhabitant === null ? null : formatCents(perInhabitant),
      })),
      median: median === null ? null : formatCents(median),
    })),
  };
}

/** The balance of the principal budget; without a balance, its reference stage. */
async function accountsOf(database: Database, siret: string, exercice: number): Promise<DocumentRow[]> {
  const balances = await chooseDocuments(database, { siret, exercice, stage: 'BAL' });
  const documents = balances.length > 0 ? balances : await chooseDocuments(database, { siret, exercice });
  const principal = documents.filter(({ budget }) => budget === '00' || budget === '');
  return principal.length > 0 ? principal : documents;
}
