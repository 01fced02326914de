import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DATABASES, DB_CLIENTS, type Database } from './databases';
import { HOSTS, type HostVersion } from './hosts';
import { root } from './node22.mjs';

export interface Account {
  email: string;
  password: string;
}

/** What a project of `npm start` is, for good: kept in its data folder, readable by its owner only. */
export interface Project {
  directus: HostVersion;
  db: Database;
  content: 'demo' | 'empty';
  /** The version of Directus that last prepared the database in the data folder. */
  prepared: string | null;
  /** Whether the demo town is in: it is loaded once. */
  loaded: boolean;
  secret: string;
  token: string;
  admin: Account;
  finance: Account;
  steering: Account;
}

export interface Options {
  port: string;
  folder: string;
  empty: boolean;
  directus?: HostVersion;
  db?: Database;
}

export const USAGE = `npm start -- [options]
  --port <n>              port of Directus (8055, or PORT)
  --data <folder>         where the project lives (.data)
  --empty                 collections installed, without the demo town
  --directus 11|12        version of Directus (12)
  --db sqlite|pg|mariadb  kind of database (sqlite). DB_* variables name a server of yours; without them pg and
                          mariadb run a private one in the data folder.
All variables of Directus are honoured, ADMIN_EMAIL and ADMIN_PASSWORD among them.`;

/** Reads the command line; throws an error for people on what it does not know. */
export function readOptions(args: string[]): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { port: text, data: text, directus: text, db: text, empty: { type: 'boolean', default: false } },
  });
  const port = values.port ?? process.env['PORT'] ?? '8055';
  if (!/^\d+$/.test(port) || Number(port) > 65_535)
    throw new Error(`--port ${port}: a number up to 65535 is expected`);
  return {
    port,
    folder: path.resolve(values.data ?? path.join(root, '.data')),
    empty: values.empty,
    directus: oneOf('--directus', HOSTS, values.directus),
    db: oneOf('--db', DATABASES, values.db) ?? databaseOf(process.env['DB_CLIENT']),
  };
}

/** The project of a data folder: the one it holds, else a new one. Options that contradict it are refused. */
export function openProject({ folder, empty, directus, db }: Options): Project {
  const file = projectFile(folder);
  if (!existsSync(file)) {
    const password = () => `m57-${randomBytes(6).toString('hex')}`;
    return {
      directus: directus ?? '12',
      db: db ?? 'sqlite',
      content: empty ? 'empty' : 'demo',
      prepared: null,
      loaded: false,
      secret: process.env['SECRET'] ?? randomBytes(32).toString('hex'),
      token: process.env['ADMIN_TOKEN'] ?? randomBytes(24).toString('hex'),
      admin: {
        email: process.env['ADMIN_EMAIL'] ?? 'admin@example.com',
        password: process.env['ADMIN_PASSWORD'] ?? password(),
      },
      finance: { email: 'finance@example.com', password: password() },
      steering: { email: 'pilotage@example.com', password: password() },
    };
  }
  const project = JSON.parse(readFileSync(file, 'utf8')) as Project;
  const asked = { directus, db, content: empty ? 'empty' : undefined };
  for (const [name, value] of Object.entries(asked)) {
    const kept = project[name as keyof typeof asked];
    if (value !== undefined && value !== kept)
      throw new Error(
        `The project in ${folder} was made with ${name} "${kept}", not "${value}": choose another --data.`,
      );
  }
  return project;
}

export function saveProject(folder: string, project: Project): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(projectFile(folder), JSON.stringify(project, null, 2), { mode: 0o600 });
}

const projectFile = (folder: string) => path.join(folder, 'project.json');

function oneOf<Value extends string>(
  name: string,
  values: readonly Value[],
  given: string | undefined,
): Value | undefined {
  if (given === undefined) return undefined;
  const value = values.find((each) => each === given);
  if (!value) throw new Error(`${name} ${given}: one of ${values.join(', ')} is expected`);
  return value;
}

function databaseOf(client: string | undefined): Database | undefined {
  if (client === undefined) return undefined;
  const kind = DATABASES.find((each) => DB_CLIENTS[each] === client);
  if (!kind)
    throw new Error(`DB_CLIENT=${client}: one of ${Object.values(DB_CLIENTS).join(', ')} is expected`);
  return kind;
}
