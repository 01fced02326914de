import type { z } from 'zod';
import type { pairsAnswer } from '../../contract/consolidation';
import type { EliminationPair } from '../../domain/consolidation';
import type { Database } from '../host';
import { shipped } from '../snapshot';
import { readSettings, writeSetting } from '../stored-settings';

const SETTING = 'consolidation:pairs';

/** The pairs in force: those that people keep here, else those of the package. */
export async function readPairs(database: Database): Promise<z.infer<typeof pairsAnswer>> {
  const own = (await readSettings<EliminationPair[]>(database, SETTING)).get(SETTING);
  return { changed: own !== undefined, pairs: own ?? shippedPairs() };
}

/** Keeps pairs; null goes back to those of the package. */
export async function storePairs(database: Database, pairs: EliminationPair[] | null): Promise<void> {
  if (pairs === null) await database('m57_settings').where({ name: SETTING }).delete();
  else await writeSetting(database, SETTING, pairs);
}

const shippedPairs = () => JSON.parse(shipped('seeds/consolidation/pairs.json')) as EliminationPair[];
