import type { AnalysedLine, Sink } from '../../domain/analysis/analyse';
import { Ahead } from '../ahead';
import { bulkInsert, constant, insertSelect, insertText, TextBuffer } from '../bulk';
import { clientOf, type Database } from '../host';
import type { AddedDocument, LineWriter } from './line-writer';
import { AMOUNT_COLUMNS, CODE_COLUMNS, LINE_CODES } from './publish';

/** Rows of one short transaction: on SQLite everything else waits while one is open, and MariaDB takes 16 MB. */
const BATCH = 5_000;

const COLUMNS = ['job', 'document', 'imputation', 'position', ...AMOUNT_COLUMNS];

/** Through the staging tables, filled by short transactions; what is left in them is cleared with the job. */
export class StagedLines implements LineWriter {
  private rows = new TextBuffer();
  private count = 0;
  /** Being written, while the next lines are read into the other. */
  private written = new TextBuffer();
  private readonly writing = new Ahead();

  constructor(
    private readonly database: Database,
    private readonly job: number,
    readonly importId: number | null,
  ) {}

  documentKey(): object {
    return {};
  }

  async imputations(added: Parameters<Sink['imputations']>[0]): Promise<void> {
    const rows = added.map(({ local, key, imputation }) => [
      this.job,
      local,
      key,
      ...CODE_COLUMNS.map((column) => imputation[column] ?? null),
    ]);
    const columns = ['job', 'local', 'code', ...CODE_COLUMNS];
    await bulkInsert(this.database, 'm57_staging_imputations', columns, rows);
  }

  async lines(batch: readonly AnalysedLine[]): Promise<void> {
    const { rows, job } = this;
    for (const { line, document, imputation, budgeted } of batch) {
      rows.ascii(this.count === 0 ? '(' : ',(');
      rows.integer(job);
      for (const value of [document, imputation, line.line]) {
        rows.ascii(',');
        rows.integer(value);
      }
      for (const column of AMOUNT_COLUMNS) {
        const cents = column === 'budgeted' ? budgeted : line.amounts[column];
        rows.ascii(',');
        if (cents === null) rows.ascii('null');
        else rows.integer(cents);
      }
      rows.ascii(')');
      this.count += 1;
    }
    if (this.count >= BATCH) await this.write();
  }

  async end(): Promise<void> {
    await this.write();
    await this.writing.end();
  }

  async publish<T>(work: (trx: Database) => Promise<T>): Promise<T> {
    await this.describe();
    return unlessDeadlocked(() => this.database.transaction(work));
  }

  async addImputations(trx: Database): Promise<void> {
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
        this.job,
        // In one order, so that two imports at once wait for each other instead of locking each other out.
        'code',
        ...(mysql ? [] : ['code']),
      ],
    );
  }

  /** Set-based: the number of statements does not grow with the lines. */
  async addLines(trx: Database, added: AddedDocument): Promise<void> {
    await this.insertLines(trx, added);
    await this.insertSums(trx, added);
  }

  async discard(): Promise<void> {
    await this.writing.settle();
  }

  /** Begins to write what waits: the next lines are read while the database works on these. */
  private async write(): Promise<void> {
    await this.writing.end();
    if (this.count === 0) return;
    [this.rows, this.written] = [this.written, this.rows];
    this.rows.clear();
    this.count = 0;
    await this.writing.begin(() => insertText(this.database, 'm57_staging', COLUMNS, this.written.content));
  }

  /**
   * PostgreSQL plans a join by what it last learned of its tables. Of rows that have just come it knows nothing, and
   * would go through all of them once for each imputation: a minute instead of a second for 100 000 lines.
   */
  private async describe(): Promise<void> {
    if (clientOf(this.database) !== 'postgres') return;
    await this.database.raw('analyze ??, ??', ['m57_staging', 'm57_staging_imputations']);
  }

  private async insertLines(trx: Database, { local, document, importId }: AddedDocument): Promise<void> {
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
      .where('staged.job', this.job)
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
  private async insertSums(trx: Database, { local, document }: AddedDocument): Promise<void> {
    const sums = trx('m57_staging')
      .where({ job: this.job, document: local })
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
      .where('coding.job', this.job)
      .select([
        constant(trx, document),
        'imputation.id',
        'sums.lines',
        'sums.budgeted',
        'sums.realised',
      ] as never);
    await insertSelect(trx, 'm57_sums', ['document', 'imputation', 'lines', 'budgeted', 'realised'], select);
  }
}

/** How the databases say that two transactions waited for each other, and that this one gave way. */
const DEADLOCKS = ['40P01', '40001', 'ER_LOCK_DEADLOCK', 'ER_CHECKREAD'];
const MOST_ATTEMPTS = 5;

/** What was staged is still there: an import that gave way to one of other documents is published after it. */
async function unlessDeadlocked<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await work();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !DEADLOCKS.includes(String((error as { code?: unknown }).code)))
        throw error;
    }
}
