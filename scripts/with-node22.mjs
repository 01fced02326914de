// node scripts/with-node22.mjs <command> [arguments]: runs a command of this project under Node 22, with the
// project's dependencies installed, and answers with its exit code.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { environment, findNode22, root } from './node22.mjs';

const [command, ...args] = process.argv.slice(2);
if (!command) {
  console.error('usage: node scripts/with-node22.mjs <command> [arguments]');
  process.exit(2);
}
const env = environment(findNode22());
if (!installed()) {
  console.error('Installing the dependencies of the project (npm ci)…');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}

const child = spawn(command, args, { env, stdio: 'inherit' });
// Ctrl-C reaches the whole process group: the command ends in its own time, and this wrapper waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + os.constants.signals[signal]));

/** Whether node_modules holds what the lockfile says; file times would not tell after a clone or an install. */
function installed() {
  const packages = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  try {
    const present = packages('node_modules/.package-lock.json');
    return Object.entries(packages('package-lock.json')).every(
      ([name, { version, optional, devOptional }]) =>
        name === '' || (present[name] ? present[name].version === version : optional || devOptional),
    );
  } catch {
    return false;
  }
}
