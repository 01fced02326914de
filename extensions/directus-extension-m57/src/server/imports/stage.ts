import { bulkInsert } from '../bulk';
import type { Database } from '../host';
import type { Job } from '../jobs';
import type { Sink } from './analyse';
import { AMOUNT_COLUMNS, CODE_COLUMNS } from './publish';

/** Rows of one short transaction: on SQLite everything else waits while one is open. */
const BATCH = 5_000;

/** Writes analysed lines into the staging tables, where nobody sees them until they are published. */
export function stagingSink(database: Database, job: Job): Sink & { flush(): Promise<void> } {
  let waiting: unknown[][] = [];
  const flush = async () => {
    const rows = waiting;
    waiting = [];
    await bulkInsert(
      database,
      'm57_staging',
      ['job', 'document', 'imputation', 'position', ...AMOUNT_COLUMNS],
      rows,
    );
  };
  return {
    flush,
    async imputations(added) {
      const rows = added.map(({ local, key, imputation }) => [
        job.id,
        local,
        key,
        ...CODE_COLUMNS.map((column) => imputation[column]),
      ]);
      await bulkInsert(database, 'm57_staging_imputations', ['job', 'local', 'code', ...CODE_COLUMNS], rows);
    },
    async lines(batch, total) {
      for (const { line, document, imputation, budgeted } of batch) {
        const { realised, opened, voted, proposed, previous_budget, carried_over_previous, carried_over } =
          line.amounts;
        waiting.push([
          job.id,
          document,
          imputation,
          line.line,
          budgeted,
          realised,
          opened,
          voted,
          proposed,
          previous_budget,
          carried_over_previous,
          carried_over,
        ]);
      }
      if (waiting.length >= BATCH) await flush();
      await job.progress(total);
    },
  };
}
