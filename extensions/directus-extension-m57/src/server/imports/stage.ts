import { bulkInsert, NumberRows } from '../bulk';
import type { Database } from '../host';
import type { Job } from '../jobs';
import { analyse, type Analysis } from '../../domain/analysis/analyse';
import { knowledgeOf } from './knowledge';
import { AMOUNT_COLUMNS, CODE_COLUMNS } from './publish';
import type { ReceivedFile } from './receive';

/** Rows of one short transaction: on SQLite everything else waits while one is open. */
const BATCH = 5_000;

const LINE_COLUMNS = ['job', 'document', 'imputation', 'position', ...AMOUNT_COLUMNS];

/**
 * Analyses a file, and writes its lines into the staging tables, where nobody sees them until they are published.
 * When it returns or throws, nothing is being written any more.
 */
export async function stageFile(database: Database, file: ReceivedFile, job: Job): Promise<Analysis> {
  const noRows = () => new NumberRows(database, 'm57_staging', LINE_COLUMNS);
  let waiting = noRows();
  let writing = Promise.resolve();
  /** Begins to write what waits: the next lines are read while the database works on these. */
  const write = async () => {
    await writing;
    writing = waiting.insert();
    // Whoever awaits it next gets its error; until then, nobody does.
    writing.catch(() => undefined);
    waiting = noRows();
  };
  try {
    const analysis = await analyse(file.bytes, file.options, knowledgeOf(database), {
      async imputations(added) {
        const rows = added.map(({ local, key, imputation }) => [
          job.id,
          local,
          key,
          ...CODE_COLUMNS.map((column) => imputation[column] ?? null),
        ]);
        await bulkInsert(
          database,
          'm57_staging_imputations',
          ['job', 'local', 'code', ...CODE_COLUMNS],
          rows,
        );
      },
      async lines(batch, total) {
        for (const { line, document, imputation, budgeted } of batch) {
          const row: (number | null)[] = [job.id, document, imputation, line.line];
          for (const column of AMOUNT_COLUMNS)
            row.push(column === 'budgeted' ? budgeted : line.amounts[column]);
          waiting.add(row);
        }
        if (waiting.count >= BATCH) await write();
        await job.progress(total);
      },
    });
    await write();
    return analysis;
  } finally {
    await writing;
  }
}
