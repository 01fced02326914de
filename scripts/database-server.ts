import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail } from './directus';

/** A private PostgreSQL or MariaDB: all its data in one folder, reachable from this machine only. */
export interface DatabaseServer {
  port: number;
  user: string;
  password: string;
  pid: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Holds its data, its log and its password. Created where it does not exist. */
  folder: string;
  /** For databases that nobody keeps: no waiting for the disk. */
  throwaway?: boolean;
}

/** The account that owns everything in such a server. */
export const USER = 'm57';

interface Launch {
  name: string;
  folder: string;
  program: string;
  args: string[];
  port: number;
  account?: { uid: number; gid: number };
  /** What asks it to end soon and cleanly. */
  stopSignal: NodeJS.Signals;
}

/** Starts the server process and waits until it accepts connections. */
export async function serve(launch: Launch): Promise<DatabaseServer> {
  const { name, folder, program, args, port, account, stopSignal } = launch;
  const logFile = path.join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  // A process group of its own: Ctrl-C must not reach it before Directus has ended.
  const child = spawn(program, args, {
    ...account,
    cwd: folder,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await listening(child, port).catch(async (error: Error) => {
    child.kill('SIGKILL');
    throw new Error(
      `${name} did not start: ${error.message}. The end of its log (${logFile}):\n${logTail(logFile)}`,
    );
  });
  child.unref();
  return {
    port,
    user: USER,
    password: passwordIn(folder),
    pid: child.pid!,
    stop: async () => {
      child.ref();
      child.kill(stopSignal);
      await ended;
    },
  };
}

/** The password of the account, made once for a folder. */
export function passwordIn(folder: string): string {
  const file = passwordFile(folder);
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

export const passwordFile = (folder: string) => path.join(folder, 'password');

/** A server whose starter was killed still holds its data folder: it is asked to end, and waited for. */
export async function endLeftover(pidFile: string, data: string, signal: NodeJS.Signals): Promise<void> {
  if (existsSync(pidFile)) await endProcess(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), data, signal);
}

/**
 * Asks a process of ours to end and waits for it. `marker` stands in its command line: a number that was written
 * down can be another program's by now.
 */
export async function endProcess(pid: number, marker: string, signal: NodeJS.Signals): Promise<void> {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  if (!stdout?.includes(marker)) return;
  process.kill(pid, signal);
  for (let tries = 0; tries < 300 && alive(pid); tries++) await sleep(100);
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A TCP port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if (await accepts(port)) return;
    await sleep(100);
  }
  throw new Error('it did not answer for a minute');
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
