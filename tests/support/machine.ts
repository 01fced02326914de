import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostReady } from '../../scripts/hosts';
import { chromium, mariadbPrograms, postgresPrograms } from '../../scripts/programs';
import { outputFolder } from './output';

export const referenceFolder = path.resolve(fileURLToPath(new URL('../../../shared/data', import.meta.url)));

/** What tests may need of the machine: whether it is there, and what people do when it is not. */
const NEEDS = {
  'host-11': {
    present: () => hostReady('11'),
    remedy: 'npm test installs Directus 11; it needs python3, make and g++',
  },
  'host-12': {
    present: () => hostReady('12'),
    remedy: 'npm test installs Directus 12; it needs python3, make and g++',
  },
  sqlite: { present: () => true, remedy: '' },
  pg: { present: () => postgresPrograms() !== null, remedy: 'PostgreSQL: apt-get install postgresql' },
  mariadb: { present: () => mariadbPrograms() !== null, remedy: 'MariaDB: apt-get install mariadb-server' },
  chromium: { present: () => chromium() !== null, remedy: 'Chromium: apt-get install chromium' },
  reference: { present: () => existsSync(referenceFolder), remedy: `real documents in ${referenceFolder}` },
};
export type Need = keyof typeof NEEDS;

/**
 * Whether tests must be skipped: `describe.skipIf(lacks('host-12', 'mariadb'))`. What is lacking is named at the
 * end of the run; with M57_REQUIRE_ALL=1 it is a failure.
 */
export function lacks(...needs: Need[]): boolean {
  const lacking = needs.filter((need) => !NEEDS[need].present());
  if (lacking.length > 0 && process.env['M57_REQUIRE_ALL'] === '1')
    throw new Error(
      `Nothing may be skipped, and this machine lacks: ${lacking.map((need) => NEEDS[need].remedy).join('; ')}`,
    );
  for (const need of lacking) writeFileSync(path.join(lackingFolder(), need), NEEDS[need].remedy);
  return lacking.length > 0;
}

/** What tests were skipped for in this run. */
export const lackedInThisRun = () =>
  (readdirSync(lackingFolder()) as Need[]).map((need) => NEEDS[need].remedy);

const lackingFolder = () => outputFolder('lacking');
