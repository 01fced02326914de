import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { type HostVersion, assertNode22, hostCli, hostFolder } from './hosts';

/** A Directus to run: its version, its settings (PORT among them), its working folder and where its log goes. */
export interface DirectusOptions {
  version: HostVersion;
  env: NodeJS.ProcessEnv;
  folder: string;
  logFile: string;
}

export interface RunningDirectus {
  url: string;
  pid: number;
  /** Resolves when the process has ended, by whatever cause. */
  ended: Promise<void>;
  /** Ends it as an operator would (SIGTERM) and waits. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would, and waits. */
  kill(): Promise<void>;
}

/** Runs one command of Directus, such as `bootstrap`, to its end; throws with the end of the log when it fails. */
export async function runDirectus(options: DirectusOptions, command: string[]): Promise<void> {
  const child = launch(options, command);
  await ended(child);
  if (child.exitCode !== 0) throw failure(options, `directus ${command.join(' ')} failed`);
}

/** Starts the server and waits until it listens; throws with the end of the log when it does not. */
export async function startDirectus(options: DirectusOptions): Promise<RunningDirectus> {
  const child = launch(options, ['start']);
  const end = ended(child);
  // Directus says "ready" to the process that started it.
  const ready = new Promise<true>((resolve) => child.once('message', () => resolve(true)));
  if (!(await Promise.race([ready, end]))) throw failure(options, 'Directus did not start');
  child.disconnect();
  const finish = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await end;
  };
  return {
    url: `http://127.0.0.1:${options.env['PORT']}`,
    pid: child.pid!,
    ended: end,
    stop: () => finish('SIGTERM'),
    kill: () => finish('SIGKILL'),
  };
}

/** The end of a log, for people. */
export const logTail = (file: string, lines = 40) =>
  readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');

function launch({ version, env, folder, logFile }: DirectusOptions, command: string[]): ChildProcess {
  assertNode22();
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [hostCli(version), ...command], {
    cwd: folder,
    env: { PACKAGE_FILE_LOCATION: hostFolder(version), ...env },
    stdio: ['ignore', log, log, 'ipc'],
    // A process group of its own: Ctrl-C goes to the program that started it, which ends things in order.
    detached: true,
  });
  closeSync(log);
  const orphaned = () => child.kill();
  process.once('exit', orphaned);
  child.once('exit', () => process.off('exit', orphaned));
  return child;
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });

const failure = ({ logFile }: DirectusOptions, what: string) =>
  new Error(`${what}. The end of its log (${logFile}):\n${logTail(logFile)}`);
