// Directus 11 and 12 run under Node 22, and their native parts must be compiled with its headers. Machines
// differ: this file finds Node 22, or fetches it from the npm registry into .cache. Plain JavaScript without
// dependencies, since it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAJOR = 22;
const PINNED = '22.23.3';
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Where Node 22 lives. `nodedir` holds its headers, for compiling native parts; undefined where this Node came
 * without them (node-gyp then finds its own).
 * @returns {{ bin: string, nodedir: string | undefined }}
 */
export function findNode22() {
  if (Number(process.versions.node.split('.')[0]) === MAJOR) return at(path.dirname(process.execPath));
  const folder = path.join(root, '.cache', 'node22');
  const name = `node-${process.platform}-${process.arch}`;
  const bin = path.join(folder, 'node_modules', name, 'bin');
  if (!existsSync(path.join(bin, 'node'))) {
    console.error(
      `This is Node ${process.versions.node}; Directus needs Node ${MAJOR}: fetching it into .cache/node22…`,
    );
    mkdirSync(folder, { recursive: true });
    npm(['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `${name}@${PINNED}`]);
  }
  return at(bin);
}

/**
 * The environment in which Node 22 and the project's own commands come first.
 * @returns {NodeJS.ProcessEnv}
 */
export function environment({ bin, nodedir }) {
  return {
    ...process.env,
    PATH: [bin, path.join(root, 'node_modules', '.bin'), process.env.PATH].join(path.delimiter),
    ...(nodedir && { npm_config_nodedir: nodedir }),
  };
}

function at(bin) {
  const prefix = path.dirname(bin);
  return { bin, nodedir: existsSync(path.join(prefix, 'include', 'node', 'node.h')) ? prefix : undefined };
}

function npm(args) {
  try {
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch (error) {
    throw new Error(
      `Node ${MAJOR} could not be fetched (npm ${args.join(' ')}): install it by hand and try again.`,
      {
        cause: error,
      },
    );
  }
}
