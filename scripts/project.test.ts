import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProject, readOptions, saveProject } from './project';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'm57-project-'));
  for (const name of ['PORT', 'DB_CLIENT', 'SECRET', 'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'ADMIN_TOKEN'])
    vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const open = (...args: string[]) => openProject(readOptions(['--data', folder, ...args]));

describe('the options of npm start', () => {
  it('have defaults', () => {
    expect(readOptions([])).toMatchObject({ port: '8055', empty: false });
    expect(open()).toMatchObject({ directus: '12', db: 'sqlite', content: 'demo', loaded: false });
  });

  it('take the port and the database from the variables of Directus', () => {
    vi.stubEnv('PORT', '9000').stubEnv('DB_CLIENT', 'mysql');
    expect(readOptions([])).toMatchObject({ port: '9000', db: 'mariadb' });
    expect(readOptions(['--port', '9001', '--db', 'pg'])).toMatchObject({ port: '9001', db: 'pg' });
  });

  it.each([
    [['--port', 'x'], '--port x'],
    [['--directus', '10'], 'one of 12, 11'],
    [['--db', 'oracle'], 'one of sqlite, pg, mariadb'],
    [['--demo'], '--demo'],
  ])('that are not known are refused: %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('refuse a kind of database that is not supported', () => {
    vi.stubEnv('DB_CLIENT', 'mssql');
    expect(() => readOptions([])).toThrow('DB_CLIENT=mssql');
  });
});

describe('the project in a data folder', () => {
  it('is found again as it was, whatever the variables are by then', () => {
    vi.stubEnv('ADMIN_EMAIL', 'maire@example.com').stubEnv('ADMIN_PASSWORD', 'first');
    const project = open('--directus', '11', '--empty');
    saveProject(folder, project);
    vi.stubEnv('ADMIN_PASSWORD', 'second');
    expect(open()).toEqual(project);
    expect(project).toMatchObject({
      directus: '11',
      content: 'empty',
      admin: { email: 'maire@example.com', password: 'first' },
    });
  });

  it('is for its owner only, since it holds passwords', () => {
    saveProject(folder, open());
    expect(statSync(path.join(folder, 'project.json')).mode & 0o077).toBe(0);
  });

  it('has secrets of its own', () => {
    const [one, other] = [open(), open()];
    expect(
      new Set([one.secret, other.secret, one.token, other.token, one.finance.password, one.steering.password])
        .size,
    ).toBe(6);
  });

  it.each([
    ['--directus', '11'],
    ['--db', 'pg'],
    ['--empty', ''],
  ])('is not turned into another one by %s %s', (...args) => {
    saveProject(folder, open());
    expect(() => open(...args.filter(Boolean))).toThrow('choose another --data');
  });
});
