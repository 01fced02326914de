// The app side loads at every login of every user of the host: it has a ceiling.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, packageFolder } from './build';

const CEILING = 120_000;

await build();
const dist = path.join(packageFolder, 'dist');
const gzipped = (file: string) => gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).byteLength;
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB gzipped`;

const app = gzipped('app.js');
console.log(`app.js ${kilobytes(app)} (at most ${kilobytes(CEILING)})`);
for (const file of ['api.js', ...readdirSync(path.join(dist, 'assets')).map((name) => `assets/${name}`)])
  console.log(`${file} ${kilobytes(gzipped(file))}`);
if (app > CEILING) {
  console.error(
    `app.js is too big: move what is not needed at login to the pages or to a chunk in src/assets.`,
  );
  process.exit(1);
}
