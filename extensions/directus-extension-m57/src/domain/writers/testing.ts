import { parse } from 'csv-parse/sync';
import { impute } from '../imputation';
import type { Amounts, Imputation } from '../ledger';
import type { PlanIndex } from '../nomenclature/plan';
import type { Reading } from '../readers/testing';
import type { LedgerWriter, WrittenDocument, WrittenLine } from './csv';
import { isVotedByFonction } from './labels';

/** What tests of writers share. */

export const silent: Amounts = {
  realised: null,
  previous_budget: null,
  carried_over_previous: null,
  proposed: null,
  voted: null,
  opened: null,
  carried_over: null,
};

export const imputation: Imputation = {
  siret: '21000000000018',
  budget: '00',
  section: 'F',
  direction: 'D',
  kind: 'real',
  nature: '6236',
  fonction: '020',
  chapitre: '011',
  chapitre_vote: '011',
  operation: null,
  analytic: null,
  manager: null,
};

/** A reading as it is written again: through the plan, as an import and an export do. */
export function written(reading: Reading, plan: PlanIndex): WrittenLine[] {
  const imputed = reading.lines.map((line) => impute(line, reading.documents[line.document]!, plan));
  const sources = reading.documents.map((document, rank): WrittenDocument => {
    const own = imputed.filter(({ line }) => line.document === rank).map(({ imputation }) => imputation);
    return { document, plan, votedByFonction: isVotedByFonction(own, plan) };
  });
  return imputed.map(({ line, imputation }) => ({
    of: sources[line.document]!,
    imputation,
    amounts: line.amounts,
  }));
}

/** The file that a writer makes, read by a CSV library that is not the writer's. */
export function rowsOf(writer: LedgerWriter, lines: WrittenLine[]): Record<string, string>[] {
  const delimiter = writer.head.includes(';') ? ';' : ',';
  const options = { columns: true, bom: true, delimiter, record_delimiter: '\r\n' } as const;
  return parse(writer.head + writer.rows(lines), options);
}
