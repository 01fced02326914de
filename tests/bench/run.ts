// `npm run bench -- <name> [--lines N] [--citizens N] [--interactions N] [--db sqlite|pg|mariadb]`: measures, on the
// machine that runs it.
import { parseArgs } from 'node:util';
import { DATABASES, type Database } from '../../scripts/databases';
import { allocationBench } from './allocation';
import { citizensBench } from './citizens';
import { importBench } from './import';
import { mutationsBench } from './mutations';
import { segmentsBench } from './segments';

/** What a bench may be told. */
export interface BenchOptions {
  lines: number;
  citizens: number;
  interactions: number;
  databases: readonly Database[];
}

const BENCHES: Record<string, (options: BenchOptions) => Promise<void>> = {
  allocation: allocationBench,
  citizens: citizensBench,
  import: importBench,
  mutations: mutationsBench,
  segments: segmentsBench,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '100000' },
    citizens: { type: 'string', default: '1000000' },
    interactions: { type: 'string' },
    db: { type: 'string' },
  },
});
const bench = BENCHES[positionals[0] ?? ''];
const lines = Number(values.lines);
const citizens = Number(values.citizens);
// Ten for each citizen, as a town has.
const interactions = Number(values.interactions ?? 10 * citizens);
const databases = DATABASES.filter((database) => values.db === undefined || values.db === database);
const sizes = [lines, citizens, interactions];
if (!bench || !sizes.every((size) => Number.isInteger(size) && size >= 1) || databases.length === 0) {
  console.error(
    `npm run bench -- <name> [--lines N] [--citizens N] [--interactions N] [--db ${DATABASES.join('|')}]`,
  );
  console.error(`Names: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
await bench({ lines, citizens, interactions, databases });
