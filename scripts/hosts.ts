import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MAJOR, environment, findNode22, root } from './node22.mjs';

/** The two Directus hosts that the bundle supports; each has its own tree and lockfile in `tests/hosts`. */
export const HOSTS = ['12', '11'] as const;
export type HostVersion = (typeof HOSTS)[number];

export const hostFolder = (version: HostVersion) => path.join(root, 'tests', 'hosts', version);

/** The exact version of Directus. */
export function hostRelease(version: HostVersion): string {
  const file = path.join(hostFolder(version), 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { dependencies: { directus: string } }).dependencies
    .directus;
}

/**
 * Directus' own command line. Not `directus/cli.js`, which asks the npm registry for a newer version before it
 * does anything (8 seconds of waiting where there is no network).
 */
export const hostCli = (version: HostVersion) =>
  path.join(hostFolder(version), 'node_modules', '@directus', 'api', 'dist', 'cli', 'run.js');

/** Whether the host is installed, with native parts for the Node that runs now. */
export function hostReady(version: HostVersion): boolean {
  return existsSync(stampFile(version)) && readFileSync(stampFile(version), 'utf8') === stamp(version);
}

/**
 * Installs a host once: packages, then native parts compiled with the headers of Node 22 (minutes; there are no
 * prebuilt ones to download for every machine). Does nothing when that was done for this lockfile and this Node.
 * @throws Error that names what is missing, in words for people.
 */
export async function ensureHost(version: HostVersion): Promise<void> {
  assertNode22();
  if (hostReady(version)) return;
  const missing = missingCompilers();
  if (missing.length > 0)
    throw new Error(
      `Directus has parts to compile and this machine lacks ${missing.join(', ')}.\n` +
        '  Debian, Ubuntu: apt-get install python3 make g++\n  Fedora: dnf install python3 make gcc-c++\n' +
        '  macOS: xcode-select --install',
    );
  await install(version);
  writeFileSync(stampFile(version), stamp(version));
}

/** Native parts made for one Node crash another without a word, so nothing of a host runs under the wrong one. */
export function assertNode22(): void {
  if (Number(process.versions.node.split('.')[0]) !== MAJOR)
    throw new Error(
      `This is Node ${process.versions.node} and Directus runs under Node ${MAJOR} here. ` +
        'Use the npm scripts of this project, or: node scripts/with-node22.mjs <command>',
    );
}

const stampFile = (version: HostVersion) => path.join(hostFolder(version), 'node_modules', '.m57-installed');

function stamp(version: HostVersion): string {
  const lock = readFileSync(path.join(hostFolder(version), 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex');
  return `${digest} ${process.platform}-${process.arch} ABI ${process.versions.modules}\n`;
}

const missingCompilers = () =>
  ['python3', 'make', 'g++'].filter(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0,
  );

/** `npm ci` with a line that says what it is at: compiling is silent for minutes. */
function install(version: HostVersion): Promise<void> {
  const logFile = path.join(root, '.cache', `host-${version}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  const started = Date.now();
  let step = 'fetching packages';
  let printed = '';
  const say = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`Directus ${version}: ${step}, ${seconds} s (minutes in all, only this once)`);
  };
  say();
  const timer = setInterval(say, 15_000);

  // --foreground-scripts prints "> package@version install" before each step; JOBS lets make use every core.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--foreground-scripts'];
  const child = spawn('npm', args, {
    cwd: hostFolder(version),
    env: { ...environment(findNode22()), JOBS: 'max' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk: Buffer) => {
      log.write(chunk);
      printed = (printed + chunk.toString()).slice(-4000);
      const script = /^> (\S+) (?:pre|post)?install$/m.exec(chunk.toString())?.[1];
      if (script) step = `building ${script}`;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      log.end();
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `Directus ${version} could not be installed (npm ci: ${code}; all of it in ${logFile}):\n${printed}`,
          ),
        );
    });
  });
}

if (process.argv[1] === import.meta.filename)
  for (const version of HOSTS.filter((each) => process.argv.length === 2 || process.argv.includes(each)))
    await ensureHost(version);
