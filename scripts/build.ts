import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { build as bundle } from 'esbuild';
import { root } from './node22.mjs';

/** The published package. */
export const packageFolder = path.join(root, 'extensions', 'directus-extension-m57');
const dist = path.join(packageFolder, 'dist');
const stampFile = path.join(root, '.cache', 'build');

/** Builds the package into `dist/`, unless nothing it is made of has changed since. Throws when it fails. */
export async function build(): Promise<void> {
  const inputs = fingerprint();
  if (
    existsSync(path.join(dist, 'api.js')) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === inputs
  )
    return;
  console.log('Building directus-extension-m57…');
  rmSync(dist, { recursive: true, force: true });
  await buildAssets();
  const sdk = spawnSync('directus-extension', ['build'], { cwd: packageFolder, encoding: 'utf8' });
  if (sdk.status !== 0) throw new Error(`The bundle could not be built.\n${sdk.stdout}${sdk.stderr}`);
  // npm packs nothing from outside the package folder.
  for (const folder of ['snapshots', 'seeds'])
    cpSync(path.join(root, folder), path.join(dist, folder), { recursive: true });
  for (const file of ['README.md', 'LICENSE'])
    if (existsSync(path.join(root, file))) cpSync(path.join(root, file), path.join(packageFolder, file));
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, inputs);
}

/** One chunk for each file of `src/assets`, named by its content, so that browsers may keep it for ever. */
async function buildAssets(): Promise<void> {
  const source = path.join(packageFolder, 'src', 'assets');
  const entries = readdirSync(source).filter((file) => file.endsWith('.ts') && !/\.(d|test)\.ts$/.test(file));
  const outdir = path.join(dist, 'assets');
  const { metafile } = await bundle({
    entryPoints: entries.map((file) => path.join(source, file)),
    outdir,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    metafile: true,
    legalComments: 'none',
  });
  const names = Object.entries(metafile.outputs).flatMap(([file, { entryPoint }]) =>
    entryPoint ? [[path.basename(entryPoint, '.ts'), path.basename(file)]] : [],
  );
  mkdirSync(outdir, { recursive: true });
  writeFileSync(path.join(outdir, 'manifest.json'), JSON.stringify(Object.fromEntries(names)));
}

/** Names and contents of everything the package is made of. */
function fingerprint(): string {
  const files = [
    ...globSync('extensions/directus-extension-m57/{package.json,extension.config.js,src/**/*.*}', {
      cwd: root,
    }),
    ...globSync('{snapshots,seeds}/**/*.*', { cwd: root }),
    ...globSync('{README.md,LICENSE,package-lock.json,scripts/build.ts}', { cwd: root }),
  ];
  const hash = createHash('sha256');
  for (const file of files.filter((name) => !name.endsWith('.test.ts')).sort())
    hash.update(`${file}\0`).update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) await build();
