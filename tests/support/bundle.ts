import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { build, packageFolder } from '../../scripts/build';
import { once } from './once';
import { outputFolder } from './output';

/**
 * An extensions folder with the bundle as npm would publish it, packed once a run: what is not in the package is
 * not in the tests.
 */
export async function packedBundle(): Promise<string> {
  const folder = outputFolder('extensions');
  await once('bundle', async () => {
    await build();
    const packed = outputFolder('packed');
    const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', packed];
    const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: packageFolder, encoding: 'utf8' }));
    mkdirSync(packed, { recursive: true });
    execFileSync('tar', ['-xzf', path.join(packed, filename), '-C', packed]);
    renameSync(path.join(packed, 'package'), path.join(folder, 'directus-extension-m57'));
  });
  return folder;
}
