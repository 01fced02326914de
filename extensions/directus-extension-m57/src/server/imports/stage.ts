import { analyse, type Analysis } from '../../domain/analysis/analyse';
import { clientOf, type Database } from '../host';
import type { Job } from '../jobs';
import { CopiedLines } from './copied-lines';
import { knowledgeOf } from './knowledge';
import type { LineWriter } from './line-writer';
import type { ReceivedFile } from './receive';
import { StagedLines } from './staged-lines';

/**
 * Analyses a file and writes its lines where nobody sees them until they are published. `waiting`: the import that
 * they will belong to, where it is there already. Whoever gets the writer publishes, and discards it in any case.
 * When this throws, nothing is being written any more.
 */
export async function stageFile(
  database: Database,
  file: ReceivedFile,
  job: Job,
  waiting: number | null,
): Promise<{ analysis: Analysis; writer: LineWriter }> {
  const writer =
    clientOf(database) === 'postgres' && CopiedLines.hasPlace(database)
      ? new CopiedLines(database, file, waiting)
      : new StagedLines(database, job.id, waiting);
  try {
    const analysis = await analyse(file.bytes, file.options, knowledgeOf(database), {
      imputations: (added) => writer.imputations(added),
      async lines(batch, total) {
        await writer.lines(batch);
        await job.progress(total);
      },
    });
    await writer.end();
    return { analysis, writer };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}
