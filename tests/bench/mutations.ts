import { seededRandom } from '../../extensions/directus-extension-m57/src/domain/demo-town/random';
import { filesToSpoil, readSpoiled, spoil } from '../support/mutations';
import { lackedInThisRun } from '../support/machine';
import type { BenchOptions } from './run';

/** Reads `lines` spoiled files, evenly of each kind: stops at the first that is neither read nor refused in order. */
export async function mutationsBench({ lines: count }: BenchOptions): Promise<void> {
  const files = await filesToSpoil();
  const first = Date.now() % 2 ** 31;
  console.log(`${count} spoiled files, seeds from ${first}`);
  const tally = files.map(({ name }) => ({ name, read: 0, refused: 0, slowest: 0 }));
  for (let rank = 0; rank < count; rank += 1) {
    const of = rank % files.length;
    const spoiled = spoil(files[of]!.bytes, seededRandom(first + rank));
    const start = performance.now();
    try {
      const outcome = (await readSpoiled(spoiled)) === null ? 'refused' : 'read';
      tally[of]![outcome] += 1;
    } catch (error) {
      throw new Error(`${files[of]!.name}, seed ${first + rank}`, { cause: error });
    }
    tally[of]!.slowest = Math.max(tally[of]!.slowest, performance.now() - start);
  }
  for (const { name, read, refused, slowest } of tally)
    console.log(`${name}: ${read} read, ${refused} refused, the slowest in ${Math.round(slowest)} ms`);
  const lacked = lackedInThisRun();
  if (lacked.length > 0) console.log(`Without ${lacked.join('; ')}`);
}
