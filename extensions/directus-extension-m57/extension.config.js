import { readFileSync } from 'node:fs';

const manifest = new URL('dist/assets/manifest.json', import.meta.url);

/**
 * `import assets from 'virtual:m57-assets'`: the hashed file name of each chunk in `src/assets`, such as
 * `{ charts: 'charts-ABC123.js' }`. The chunks are built before the bundle (scripts/build.ts at the root).
 */
const assetNames = {
  name: 'm57-assets',
  resolveId: (id) => (id === 'virtual:m57-assets' ? id : null),
  load: (id) => (id === 'virtual:m57-assets' ? `export default ${readFileSync(manifest, 'utf8')}` : null),
};

export default { plugins: [assetNames] };
