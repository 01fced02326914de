import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { build, packageFolder } from '../../scripts/build';
import { outputFolder } from './output';

/**
 * An extensions folder with the bundle as npm would publish it, packed once a run: what is not in the package is
 * not in the tests.
 */
export async function packedBundle(): Promise<string> {
  const folder = outputFolder('extensions');
  const target = path.join(folder, 'directus-extension-m57');
  if (existsSync(target)) return folder;
  await build();
  const packed = outputFolder('packed');
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', packed];
  const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: packageFolder, encoding: 'utf8' }));
  mkdirSync(packed, { recursive: true });
  execFileSync('tar', ['-xzf', path.join(packed, filename), '-C', packed]);
  renameSync(path.join(packed, 'package'), target);
  return folder;
}
