import type { z } from 'zod';
import type { exportQuery } from '../../contract/ledger';
import { matcher, type Matcher } from '../../domain/formula/evaluate';
import { parseFormula } from '../../domain/formula/parse';
import type { Amounts, Imputation } from '../../domain/ledger';
import type { Cents } from '../../domain/money';
import type { LedgerWriter, WrittenDocument, WrittenLine } from '../../domain/writers/csv';
import { isVotedByFonction } from '../../domain/writers/labels';
import { assertScdl, scdlWriter } from '../../domain/writers/scdl';
import { spreadsheetWriter } from '../../domain/writers/spreadsheet';
import { MOST_LINES, xlsxFile } from '../../domain/writers/xlsx';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { CODE_COLUMNS } from '../imports/publish';
import { loadPlan } from '../nomenclature';
import { chooseDocuments, type DocumentRow } from './documents';

type Query = z.infer<typeof exportQuery>;

/** Ids of lines looked at by one query: between two, others get the one connection of SQLite and the event loop. */
const PAGE = 2_000;

const AMOUNTS = [
  'realised',
  'previous_budget',
  'carried_over_previous',
  'proposed',
  'voted',
  'opened',
  'carried_over',
] as const satisfies (keyof Amounts)[];

export interface LedgerExport {
  fileName: string;
  /** To be read once, as fast as the caller takes it. */
  content: AsyncIterable<string | Uint8Array>;
}

/**
 * The lines of the chosen documents that a formula catches (all without one), as one file.
 * @throws Refusal NOT_FOUND where there is no such document, EXPORT_TOO_LARGE for more lines than a sheet has rows; InputError for a formula or a stage (SCDL_STAGE).
 */
export async function openExport(database: Database, query: Query): Promise<LedgerExport> {
  const caught = query.formula === undefined ? () => true : matcher(parseFormula(query.formula));
  const documents = await chooseDocuments(database, query);
  if (documents.length === 0) throw new Refusal('NOT_FOUND', { what: selectionText(query) });
  if (query.format === 'scdl') assertScdl(documents);
  const lines = () => linesOf(database, documents, caught);
  if (query.format === 'xlsx') {
    const count = documents.reduce((sum, document) => sum + document.lines, 0);
    if (count > MOST_LINES) throw new Refusal('EXPORT_TOO_LARGE', { lines: count, most: MOST_LINES });
    return { fileName: fileName(documents, 'xlsx'), content: xlsxFile(lines()) };
  }
  const writer = query.format === 'scdl' ? scdlWriter : spreadsheetWriter;
  return { fileName: fileName(documents, 'csv'), content: textOf(lines(), writer) };
}

/** m57-<siret>-<exercice>-<stage>.<extension>; without a SIRET where there are several. */
function fileName(documents: readonly DocumentRow[], extension: string): string {
  const sirets = new Set(documents.map(({ siret }) => siret));
  const stages = new Set(documents.map(({ stage }) => stage));
  const parts = ['m57', ...(sirets.size === 1 ? sirets : []), documents[0]!.exercice, ...stages];
  return `${parts.join('-')}.${extension}`;
}

function selectionText({ siret, budget, exercice, stage }: Query): string {
  const asked = Object.entries({ siret, budget, exercice, stage }).filter(([, value]) => value !== undefined);
  return ['document', ...asked.map(([name, value]) => `${name}=${value}`)].join(' ');
}

async function* textOf(lines: AsyncIterable<WrittenLine[]>, writer: LedgerWriter): AsyncGenerator<string> {
  yield writer.head;
  for await (const batch of lines) {
    const text = writer.rows(batch);
    if (text !== '') yield text;
  }
}

async function* linesOf(
  database: Database,
  documents: readonly DocumentRow[],
  caught: Matcher,
): AsyncGenerator<WrittenLine[]> {
  for (const document of documents) {
    const plan = await loadPlan(database, document.plan);
    const imputations = await loadImputations(database, document.id);
    const votedByFonction = isVotedByFonction(imputations.values(), plan);
    const of: WrittenDocument = { document, plan, votedByFonction };
    for (const [id, imputation] of imputations) if (!caught(imputation)) imputations.delete(id);

    for await (const rows of linePages(database, document)) {
      const lines: WrittenLine[] = [];
      for (const row of rows) {
        const imputation = imputations.get(row.imputation);
        if (imputation) lines.push({ of, imputation, amounts: amountsOf(row) });
      }
      yield lines;
    }
  }
}

async function loadImputations(database: Database, document: number): Promise<Map<number, Imputation>> {
  const rows: ({ id: number } & Imputation)[] = await database('m57_sums as sums')
    .join('m57_imputations as coding', 'coding.id', 'sums.imputation')
    .where('sums.document', document)
    .select(['coding.id', ...CODE_COLUMNS.map((name) => `coding.${name}`)]);
  return new Map(rows.map(({ id, ...imputation }) => [id, imputation]));
}

type LineRow = { document: number; imputation: number } & Record<
  (typeof AMOUNTS)[number],
  number | string | null
>;

/**
 * The lines of a document in the order of its file, by ranges of the primary key: the lines of an import lie side
 * by side, and no index on `document` can lead a database to look through all of them for every page.
 * Throws where lines are missing at the end (the import was undone meanwhile): half a file must not look whole.
 */
async function* linePages(
  database: Database,
  { id: document, lines }: DocumentRow,
): AsyncGenerator<LineRow[]> {
  // PostgreSQL and MySQL give big integers as text.
  const bounds = await database('m57_lines').where({ document }).min('id as first').max('id as last').first();
  const [first, last] = [Number(bounds!['first']), Number(bounds!['last'])];
  let found = 0;
  for (let start = first; start <= last && found < lines; start += PAGE) {
    const rows: LineRow[] = await database('m57_lines')
      .whereBetween('id', [start, Math.min(start + PAGE - 1, last)])
      .orderBy('id')
      .select(['document', 'imputation', ...AMOUNTS]);
    // Another import can have written at the same time.
    const own = rows.filter((row) => row.document === document);
    found += own.length;
    yield own;
  }
  if (found !== lines) throw new Error(`M57: document ${document} has ${lines} lines, ${found} were found`);
}

function amountsOf(row: LineRow): Amounts {
  return Object.fromEntries(AMOUNTS.map((name) => [name, cents(row[name])])) as Record<
    (typeof AMOUNTS)[number],
    Cents | null
  >;
}

/** Decimals are floating point numbers on SQLite and text elsewhere; both are exact to the cent. */
function cents(euros: number | string | null): Cents | null {
  return euros === null ? null : Math.round(Number(euros) * 100);
}
