// `npm test`: hosts, build, then every test. Arguments go to Vitest: `npm test -- --project unit`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build';
import { HOSTS, ensureHost } from './hosts';
import { root } from './node22.mjs';
import { type TestReport, summarise } from './test-summary';

for (const version of HOSTS)
  await ensureHost(version).catch((error: Error) => {
    if (process.env['M57_REQUIRE_ALL'] === '1') throw error;
    console.error(`Tests with Directus ${version} are left out. ${error.message}`);
  });
await build();

const file = path.join(root, '.cache', 'tests.json');
mkdirSync(path.dirname(file), { recursive: true });
rmSync(file, { force: true });
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
const { status } = spawnSync('vitest', ['run', ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
if (!existsSync(file)) throw new Error('Vitest ended without a report: see the messages above.');
const { lines, failed } = summarise(JSON.parse(readFileSync(file, 'utf8')) as TestReport);
console.log(lines.join('\n'));
process.exit(failed > 0 ? 1 : (status ?? 1));
