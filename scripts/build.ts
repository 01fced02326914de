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
import { pathToFileURL } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { build as bundle } from 'esbuild';
import { build as bundlePages, type Plugin } from 'vite';
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
  await buildPages();
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

/** What pages import and the host gives: app.js hands it over (src/app/lazy.ts). */
const SHARED = {
  '@directus/extensions-sdk': 'm57Host.sdk',
  vue: 'm57Host.vue',
  'vue-i18n': 'm57Host.i18n',
  'vue-router': 'm57Host.router',
};

/** The pages of the module as one chunk beside the others, with their styles in it. */
async function buildPages(): Promise<void> {
  const { default: extension } = (await import(
    pathToFileURL(path.join(packageFolder, 'extension.config.js')).href
  )) as { default: { plugins: Plugin[] } };
  const [built] = (await bundlePages({
    root: packageFolder,
    configFile: false,
    logLevel: 'warn',
    plugins: [vue(), ...extension.plugins],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: true,
      lib: {
        entry: path.join(packageFolder, 'src', 'module', 'page-components.ts'),
        formats: ['iife'],
        name: 'm57Pages',
      },
      rolldownOptions: {
        external: Object.keys(SHARED),
        output: { globals: SHARED, postFooter: 'export default m57Pages;' },
      },
    },
  })) as { output: ({ type: 'chunk'; code: string } | { type: 'asset'; source: string })[] }[];
  let code = '';
  let css = '';
  for (const file of built!.output)
    if (file.type === 'chunk') code += file.code;
    else css += file.source;
  if (css !== '')
    code += `document.head.append(Object.assign(document.createElement('style'),{textContent:${JSON.stringify(css)}}));`;
  const name = `pages-${createHash('sha256').update(code).digest('hex').slice(0, 8).toUpperCase()}.js`;
  writeFileSync(path.join(dist, 'assets', name), code);
  const manifest = path.join(dist, 'assets', 'manifest.json');
  const names = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
  writeFileSync(manifest, JSON.stringify({ ...names, pages: name }));
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
