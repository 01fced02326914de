// `npm run bench -- <name> [--lines N] [--db sqlite|pg|mariadb]`: measures, on the machine that runs it.
import { parseArgs } from 'node:util';
import { DATABASES, type Database } from '../../scripts/databases';
import { allocationBench } from './allocation';
import { importBench } from './import';
import { mutationsBench } from './mutations';

/** What a bench may be told. */
export interface BenchOptions {
  lines: number;
  databases: readonly Database[];
}

const BENCHES: Record<string, (options: BenchOptions) => Promise<void>> = {
  allocation: allocationBench,
  import: importBench,
  mutations: mutationsBench,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string', default: '100000' }, db: { type: 'string' } },
});
const bench = BENCHES[positionals[0] ?? ''];
const lines = Number(values.lines);
const databases = DATABASES.filter((database) => values.db === undefined || values.db === database);
if (!bench || !Number.isInteger(lines) || lines < 1 || databases.length === 0) {
  console.error(`npm run bench -- <name> [--lines N] [--db ${DATABASES.join('|')}]`);
  console.error(`Names: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
await bench({ lines, databases });
