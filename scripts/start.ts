// `npm start`: a Directus with this bundle in it, from nothing.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, packageFolder } from './build';
import { DB_CLIENTS, createDatabase, serverSettings, sqliteSettings } from './databases';
import { loadDemo, printCosts } from './demo';
import { type DirectusOptions, logTail, runDirectus, startDirectus } from './directus';
import { ensureHost, hostRelease } from './hosts';
import { ask } from './http';
import { startMariadb } from './mariadb';
import { startPostgres } from './postgres';
import {
  type Account,
  type Options,
  type Project,
  USAGE,
  openProject,
  readOptions,
  saveProject,
} from './project';

/** What runs, to be ended in reverse order. */
const running: { stop(): Promise<void> }[] = [];

async function main(): Promise<void> {
  const options = optionsOrUsage();
  const { folder } = options;
  const project = openProject(options);
  await ensureHost(project.directus);
  await build();
  installPackage(folder);

  const settings = await databaseSettings(project, folder);
  saveProject(folder, project);
  const logFile = path.join(folder, 'directus.log');
  const host: DirectusOptions = {
    version: project.directus,
    env: environment(options, project, settings),
    folder,
    logFile,
  };
  const release = hostRelease(project.directus);
  // A database elsewhere may be another one than last time.
  if (project.prepared !== release || ownDatabase()) {
    console.log(`Preparing the database (${project.db})…`);
    await runDirectus(host, ['bootstrap']);
    project.prepared = release;
    saveProject(folder, project);
  }
  console.log(`Starting Directus ${release}…`);
  const directus = await startDirectus(host);
  running.push(directus);
  void directus.ended.then(() => {
    if (running.length === 0) return;
    console.error(`Directus has ended. The end of its log (${logFile}):\n${logTail(logFile)}`);
    void end(1);
  });

  const { url } = directus;
  console.log('Installing the collections…');
  await ask(url, 'POST', '/m57/install', { token: project.token, json: {} });
  await ensureUser(url, project, project.finance, 'M57 – Finance');
  await ensureUser(url, project, project.steering, 'M57 – Pilotage');
  if (project.content === 'demo' && !project.loaded) {
    await loadDemo(url, project.token);
    project.loaded = true;
    saveProject(folder, project);
  }

  console.log(`\nDirectus is at ${url}/admin\n`);
  for (const [role, { email, password }] of [
    ['administrator', project.admin],
    ['finance', project.finance],
    ['steering', project.steering],
  ] as const)
    console.log(`  ${role.padEnd(15)} ${email.padEnd(24)} ${password}`);
  if (project.content === 'demo') await printCosts(url, project.token);
  console.log('\nCtrl-C ends it; the next start finds everything as it was.');
}

function optionsOrUsage(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, {
      cause: error,
    });
  }
}

/** The built package, as an administrator would copy it: two entries in the extensions folder. */
function installPackage(folder: string): void {
  const target = path.join(extensionsFolder(folder), 'directus-extension-m57');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const name of ['package.json', 'dist'])
    cpSync(path.join(packageFolder, name), path.join(target, name), { recursive: true });
}

/** Whether variables of Directus name a database that is not in the data folder. */
const ownDatabase = () =>
  ['DB_FILENAME', 'DB_HOST', 'DB_CONNECTION_STRING', 'DB_SOCKET_PATH'].some((name) => process.env[name]);

/** The database that the variables name, else a file or a private server in the data folder. */
async function databaseSettings({ db, prepared }: Project, folder: string): Promise<NodeJS.ProcessEnv> {
  if (ownDatabase()) return { DB_CLIENT: DB_CLIENTS[db] };
  // What an interrupted preparation left is of no use to the next.
  const anew = prepared === null;
  if (db === 'sqlite') {
    const settings = sqliteSettings(folder);
    if (anew) rmSync(settings.DB_FILENAME, { force: true });
    return settings;
  }
  console.log(`Starting a private ${db} server in ${folder}…`);
  const start = db === 'pg' ? startPostgres : startMariadb;
  const server = await start({ folder: path.join(folder, db) });
  running.push(server);
  if (anew) await createDatabase(db, server, 'directus');
  return serverSettings(db, server, 'directus');
}

const extensionsFolder = (folder: string) => path.join(folder, 'extensions');

function environment(
  { port, folder }: Options,
  project: Project,
  database: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    // For this machine only, and silent: no telemetry, no mail, no question about the owner.
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    NODE_ENV: 'production',
    TELEMETRY: 'false',
    EMAIL_VERIFY_SETUP: 'false',
    PROJECT_OWNER_ENABLED: 'false',
    STORAGE_LOCAL_ROOT: path.join(folder, 'uploads'),
    EXTENSIONS_MUST_LOAD: 'true',
    SECRET: project.secret,
    ADMIN_EMAIL: project.admin.email,
    ADMIN_PASSWORD: project.admin.password,
    ADMIN_TOKEN: project.token,
    ...process.env,
    ...database,
    PORT: port,
    EXTENSIONS_PATH: extensionsFolder(folder),
  };
}

/** A user with the policies of the Studio and of one task; an existing one is left as it is. */
async function ensureUser(
  url: string,
  { token }: Project,
  { email, password }: Account,
  policy: string,
): Promise<void> {
  const find = async (collection: string, field: string, value: string) => {
    const [found] = await ask(
      url,
      'GET',
      `/${collection}?filter[${field}][_eq]=${encodeURIComponent(value)}`,
      { token },
    );
    return found?.id as string | undefined;
  };
  if (await find('users', 'email', email)) return;
  const policies = await Promise.all(['M57 – Studio', policy].map((name) => find('policies', 'name', name)));
  if (policies.includes(undefined)) throw new Error(`The policies of "${policy}" are not there.`);
  const role =
    (await find('roles', 'name', policy)) ??
    (
      await ask(url, 'POST', '/roles', {
        token,
        json: { name: policy, policies: policies.map((id) => ({ policy: id })) },
      })
    ).id;
  await ask(url, 'POST', '/users', {
    token,
    json: { email, password, role, language: 'fr-FR', status: 'active' },
  });
}

/** Ends what runs, the last started first: Directus before its database. */
async function end(code: number): Promise<void> {
  for (const each of running.splice(0).reverse()) await each.stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end(0));
await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return end(1);
});
