import { clientOf, type Database } from '../host';
import { assertRunning, insertId } from '../jobs';
import { sameFile, type AskedFile } from './effects';
import { Refusal } from '../errors';
import type { BudgetDocument } from '../../domain/ledger';

export const AMOUNT_COLUMNS = [
  'budgeted',
  'realised',
  'opened',
  'voted',
  'proposed',
  'previous_budget',
  'carried_over_previous',
  'carried_over',
] as const;
export const CODE_COLUMNS = [
  'siret',
  'budget',
  'section',
  'direction',
  'kind',
  'nature',
  'fonction',
  'chapitre',
  'chapitre_vote',
  'operation',
  'analytic',
  'manager',
  'site',
] as const;
const LINE_CODES = ['section', 'direction', 'kind', 'nature', 'fonction', 'chapitre', 'operation'] as const;

export interface PublishedDocument {
  document: BudgetDocument;
  plan: string;
  lines: number;
}

/**
 * Makes the staged rows of a job visible in one transaction: imputations not yet known, documents (superseding
 * those of the same business key), lines, sums. Set-based: the number of statements does not grow with the lines.
 * Returns the id of the import: `waiting`, the row that has stood for it since it was queued, or a new one.
 * Documents above `known` came while the file was being read: where one stands in place of the document that this
 * import was to replace, it is refused (IMPORT_CONCURRENT), as it is when its file has come in meanwhile.
 */
export async function publish(
  database: Database,
  job: number,
  asked: AskedFile,
  importRow: Record<string, unknown>,
  documents: PublishedDocument[],
  waiting: number | null,
  known: number,
): Promise<number> {
  await describeStaging(database);
  try {
    return await database.transaction(async (trx) => {
      await assertRunning(trx, job);
      if ((await sameFile(trx, asked)) !== null) throw new Refusal('IMPORT_CONCURRENT');
      const importId = waiting ?? (await insertId(trx, 'm57_imports', importRow));
      if (waiting !== null) await trx('m57_imports').where({ id: waiting }).update(importRow);
      await addImputations(trx, job);
      for (const [local, published] of documents.entries()) {
        const id = await replaceDocument(trx, importId, published, known);
        await addLines(trx, { job, local, document: id, importId });
        await addSums(trx, { job, local, document: id });
      }
      await markSupersededImports(trx);
      return importId;
    });
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('IMPORT_CONCURRENT');
    throw error;
  }
}

/**
 * PostgreSQL plans a join by what it last learned of its tables. Of rows that have just come it knows nothing, and
 * would go through all of them once for each imputation: a minute instead of a second for 100 000 lines.
 */
async function describeStaging(database: Database): Promise<void> {
  if (clientOf(database) !== 'postgres') return;
  await database.raw('analyze ??, ??', ['m57_staging', 'm57_staging_imputations']);
}

async function addImputations(trx: Database, job: number): Promise<void> {
  const columns = ['code', ...CODE_COLUMNS];
  const mysql = clientOf(trx) === 'mysql';
  const names = columns.map(() => '??').join(', ');
  await trx.raw(
    `insert ${mysql ? 'ignore ' : ''}into ?? (${names})
     select ${names} from ?? where ?? = ? order by ??
     ${mysql ? '' : 'on conflict (??) do nothing'}`,
    [
      'm57_imputations',
      ...columns,
      ...columns,
      'm57_staging_imputations',
      'job',
      job,
      // In one order, so that two imports at once wait for each other instead of locking each other out.
      'code',
      ...(mysql ? [] : ['code']),
    ],
  );
}

async function replaceDocument(
  trx: Database,
  importId: number,
  { document, plan, lines }: PublishedDocument,
  known: number,
): Promise<number> {
  const { siret, budget, exercice, stage, number } = document;
  const key = { siret, budget, exercice, stage, number };
  const former: { id: number } | undefined = await trx('m57_documents')
    .where({ ...key, current: 1 })
    .first('id');
  if (former) {
    const replaced = await trx('m57_documents')
      .where({ id: former.id, current: 1 })
      .where('id', '<=', known)
      .update({ current: null });
    if (replaced === 0) throw new Refusal('IMPORT_CONCURRENT');
  }
  const label = document.label.slice(0, 255);
  const id = await insertId(trx, 'm57_documents', {
    ...key,
    import: importId,
    label,
    plan,
    lines,
    current: 1,
  });
  if (former) await trx('m57_documents').where({ id: former.id }).update({ superseded_by: id });
  return id;
}

/** Where the staged lines of one document are, and which document they become. */
interface Staged {
  job: number;
  local: number;
  document: number;
}

async function addLines(
  trx: Database,
  { job, local, document, importId }: Staged & { importId: number },
): Promise<void> {
  const target = ['import', 'document', 'imputation', 'position', ...LINE_CODES, ...AMOUNT_COLUMNS];
  // Cents become euros here: tables that people read hold decimals, technical ones integer cents. To divide decimals
  // takes PostgreSQL several times as long as to multiply them, which is as exact; SQLite knows floating point only.
  const euros = clientOf(trx) === 'sqlite' ? '?? / 100.0' : '?? * 0.01';
  const source = [
    ...LINE_CODES.map((name) => trx.ref(`coding.${name}`)),
    ...AMOUNT_COLUMNS.map((name) => trx.raw(euros, [`staged.${name}`])),
  ];
  const select = trx('m57_staging as staged')
    .join('m57_staging_imputations as coding', (on) =>
      on.on('coding.job', 'staged.job').andOn('coding.local', 'staged.imputation'),
    )
    .join('m57_imputations as imputation', 'imputation.code', 'coding.code')
    .where('staged.job', job)
    .where('staged.document', local)
    .orderBy('staged.id')
    .select([
      constant(trx, importId),
      constant(trx, document),
      'imputation.id',
      'staged.position',
      ...source,
    ] as never);
  await insertSelect(trx, 'm57_lines', target, select);
}

/** Added up by local number first: so few rows are left that the joins cost nothing. */
async function addSums(trx: Database, { job, local, document }: Staged): Promise<void> {
  const sums = trx('m57_staging')
    .where({ job, document: local })
    .groupBy('imputation')
    .select(
      'imputation',
      trx.raw('count(*) as ??', ['lines']),
      trx.raw('sum(??) as ??', ['budgeted', 'budgeted']),
      trx.raw('sum(coalesce(??, 0)) as ??', ['realised', 'realised']),
    )
    .as('sums');
  const select = trx(sums as never)
    .join('m57_staging_imputations as coding', 'coding.local', 'sums.imputation')
    .join('m57_imputations as imputation', 'imputation.code', 'coding.code')
    .where('coding.job', job)
    .select([
      constant(trx, document),
      'imputation.id',
      'sums.lines',
      'sums.budgeted',
      'sums.realised',
    ] as never);
  await insertSelect(trx, 'm57_sums', ['document', 'imputation', 'lines', 'budgeted', 'realised'], select);
}

/** An id in the select list, written out: PostgreSQL would take a bound value there for text. */
const constant = (trx: Database, id: number) => trx.raw(String(id));

async function insertSelect(
  trx: Database,
  table: string,
  columns: readonly string[],
  select: object,
): Promise<void> {
  await trx.into(trx.raw(`?? (${columns.map(() => '??').join(', ')})`, [table, ...columns])).insert(select);
}

/** An import none of whose documents is current any more is superseded; its lines are kept. */
async function markSupersededImports(trx: Database): Promise<void> {
  await trx('m57_imports')
    .where('status', 'imported')
    // A chart of accounts has no documents.
    .whereNot('format', 'plan')
    .whereNotIn('id', trx('m57_documents').whereNotNull('current').select('import'))
    .update({ status: 'superseded' });
}

export function isDuplicate(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code ?? '');
  return code === '23505' || code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT';
}
