import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import knex, { type Knex } from 'knex';
import {
  type Database,
  connectTo,
  createDatabase,
  serverSettings,
  sqliteSettings,
} from '../../scripts/databases';
import { freePort } from '../../scripts/database-server';
import { type RunningDirectus, logTail, runDirectus, startDirectus } from '../../scripts/directus';
import { type HostVersion, hostFolder } from '../../scripts/hosts';
import { type Answer, type Question, ask, request } from '../../scripts/http';
import { mariadbPrograms } from '../../scripts/programs';
import { packedBundle } from './bundle';
import { once } from './once';
import { outputFolder } from './output';
import { databaseServer } from './servers';

export const ADMIN = {
  email: 'admin@example.com',
  password: 'admin-of-the-tests',
  token: 'token-of-the-admin-of-the-tests',
};

export interface HostOptions {
  version: HostVersion;
  client: Database;
  /** More settings of Directus, or others. */
  env?: Record<string, string>;
  /** A second instance on the database of this one. */
  beside?: Host;
}

/** A real Directus of its own for one test file, in a process of its own, with the packed bundle. */
export interface Host {
  readonly url: string;
  readonly dataDir: string;
  /** The process that runs now. */
  readonly pid: number;
  readonly adminToken: string;
  /** The same database, past Directus. On SQLite never while Directus works: there one would lock out the other. */
  readonly database: Knex;
  /** One call, by the administrator unless another token is given (null: anonymous). Any status is an answer. */
  request(method: string, path: string, question?: Question): Promise<Answer>;
  /** One call that must succeed; its `data`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows what it asked for
  ask(method: string, path: string, question?: Question): Promise<any>;
  /** A new user with these policies, by name, and a token of their own. */
  createUser(...policies: string[]): Promise<{ id: string; email: string; password: string; token: string }>;
  /** Starts it again on the same data, after stop() or kill(), with other settings if given. */
  start(env?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
  /** As a crash would. */
  kill(): Promise<void>;
  logs(lines?: number): string;
}

/** The hosts of this test file: `setup.ts` shows their logs when a test fails, and ends those left. */
export const startedHosts = new Set<Host & { close(): Promise<void> }>();

export async function startHost({ version, client, env = {}, beside }: HostOptions): Promise<Host> {
  const name = `m57_${version}_${randomBytes(4).toString('hex')}`;
  const dataDir = outputFolder('hosts', `${name}_${client}`);
  const database = beside ? databases.get(beside)! : await freshDatabase(version, client, name, dataDir);
  const extensions = await packedBundle();
  const logFile = path.join(dataDir, 'directus.log');
  const port = String(await freePort());
  let running: RunningDirectus | undefined;

  const url = `http://127.0.0.1:${port}`;
  const call = (method: string, target: string, question: Question = {}) =>
    request(url, method, target, { token: ADMIN.token, ...question });
  const must = (method: string, target: string, question: Question = {}) =>
    ask(url, method, target, { token: ADMIN.token, ...question });

  const host = {
    url,
    dataDir,
    get pid() {
      return running!.pid;
    },
    adminToken: ADMIN.token,
    database: database.connection,
    request: call,
    ask: must,
    createUser: async (...policies: string[]) => {
      const found = await must('GET', `/policies?fields=id,name&limit=-1`);
      const ids = policies.map((policy) => {
        const id = found.find((each: { name: string }) => each.name === policy)?.id;
        if (!id) throw new Error(`No policy is named "${policy}"`);
        return id as string;
      });
      const token = randomBytes(16).toString('hex');
      const user = {
        email: `${token.slice(0, 8)}@example.com`,
        password: randomBytes(8).toString('hex'),
        token,
      };
      const json = { ...user, status: 'active', policies: ids.map((policy) => ({ policy })) };
      const { id } = await must('POST', '/users', { json });
      return { id: id as string, ...user };
    },
    start: async (more: Record<string, string> = {}) => {
      const settings = {
        ...base(dataDir, port),
        EXTENSIONS_PATH: extensions,
        ...database.settings,
        ...env,
        ...more,
      };
      running = await startDirectus({ version, env: settings, folder: dataDir, logFile });
    },
    stop: async () => running?.stop(),
    kill: async () => running?.kill(),
    logs: (lines?: number) => logTail(logFile, lines),
    close: async () => {
      await running?.stop();
      if (!beside) await database.connection.destroy();
    },
  };
  startedHosts.add(host);
  databases.set(host, database);
  await host.start();
  return host;
}

/** Nothing of the machine's own settings reaches a host of the tests. */
function base(dataDir: string, port: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SECRET: 'secret-of-the-tests-which-protects-nothing',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ADMIN_TOKEN: ADMIN.token,
    STORAGE_LOCAL_ROOT: path.join(dataDir, 'uploads'),
    EXTENSIONS_MUST_LOAD: 'true',
    TELEMETRY: 'false',
    EMAIL_VERIFY_SETUP: 'false',
    PROJECT_OWNER_ENABLED: 'false',
    // A slow machine is no reason to refuse a test's request.
    PRESSURE_LIMITER_ENABLED: 'false',
  };
}

const databases = new WeakMap<Host, FreshDatabase>();

interface FreshDatabase {
  settings: NodeJS.ProcessEnv;
  connection: Knex;
}

/** A copy of a database that Directus has bootstrapped, which is done once for each version and client in a run. */
async function freshDatabase(
  version: HostVersion,
  client: Database,
  name: string,
  dataDir: string,
): Promise<FreshDatabase> {
  const template = outputFolder('templates', `${version}-${client}`);
  if (client === 'sqlite') {
    await once(`${version}-${client}`, () => bootstrap(version, template, sqliteSettings(template)));
    copyFileSync(path.join(template, 'database.sqlite'), path.join(dataDir, 'database.sqlite'));
    return {
      settings: sqliteSettings(dataDir),
      connection: sqliteConnection(version, path.join(dataDir, 'database.sqlite')),
    };
  }

  const server = { ...(await databaseServer(client)), stop: async () => {} };
  const templateName = `template_${version}`;
  await once(`${version}-${client}`, async () => {
    await createDatabase(client, server, templateName);
    await bootstrap(version, template, serverSettings(client, server, templateName));
    if (client === 'mariadb')
      mariadb('mariadb-dump', server, [templateName], { output: path.join(template, 'dump.sql') });
  });
  if (client === 'mariadb') {
    await createDatabase(client, server, name);
    mariadb('mariadb', server, [name], { input: path.join(template, 'dump.sql') });
  } else {
    const connection = connectTo('pg', server, 'postgres');
    await connection.raw('CREATE DATABASE ?? TEMPLATE ??', [name, templateName]);
    await connection.destroy();
  }
  return { settings: serverSettings(client, server, name), connection: connectTo(client, server, name) };
}

async function bootstrap(version: HostVersion, folder: string, settings: NodeJS.ProcessEnv): Promise<void> {
  const env = { ...base(folder, '0'), EXTENSIONS_PATH: outputFolder('no-extensions'), ...settings };
  await runDirectus({ version, env, folder, logFile: path.join(folder, 'bootstrap.log') }, ['bootstrap']);
}

/** knex with the driver of the host itself: the project needs no native part of its own. */
function sqliteConnection(version: HostVersion, filename: string): Knex {
  const require = createRequire(import.meta.url);
  const Sqlite = require('knex/lib/dialects/sqlite3') as typeof Knex.Client;
  class HostSqlite extends Sqlite {
    _driver() {
      return createRequire(path.join(hostFolder(version), 'package.json'))('sqlite3');
    }
  }
  return knex({ client: HostSqlite, connection: { filename }, useNullAsDefault: true });
}

function mariadb(
  program: 'mariadb' | 'mariadb-dump',
  server: { port: number; user: string; password: string },
  args: string[],
  files: { input?: string; output?: string },
): void {
  const input = files.input ? openSync(files.input, 'r') : 'ignore';
  const output = files.output ? openSync(files.output, 'w') : 'ignore';
  const connection = [
    '--no-defaults',
    '--protocol=tcp',
    '--host=127.0.0.1',
    `--port=${server.port}`,
    `--user=${server.user}`,
  ];
  execFileSync(mariadbPrograms()![program], [...connection, ...args], {
    env: { ...process.env, MYSQL_PWD: server.password },
    stdio: [input, output, 'inherit'],
  });
  for (const file of [input, output]) if (typeof file === 'number') closeSync(file);
}
