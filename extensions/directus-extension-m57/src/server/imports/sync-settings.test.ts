import { describe, expect, it } from 'vitest';
import { readSyncSettings } from './sync-settings';

const CRON = '0 5 * * *';
const STORAGE = { STORAGE_LOCATIONS: 'local,s3', STORAGE_LOCAL_DRIVER: 'local', STORAGE_S3_DRIVER: 's3' };
const LOCAL = { ...STORAGE, STORAGE_LOCAL_ROOT: '/srv/uploads', M57_SYNC_CRON: CRON };

describe('the environment of the import by schedule', () => {
  it('asks for none where it says nothing', () => {
    expect(readSyncSettings(STORAGE)).toBeNull();
  });

  it('names a folder inside a local storage location', () => {
    expect(
      readSyncSettings({ ...LOCAL, M57_SYNC_LOCATION: 'local', M57_SYNC_FOLDER: 'comptes/2024' }),
    ).toEqual({
      cron: CRON,
      source: { folder: '/srv/uploads/comptes/2024', label: 'local/comptes/2024' },
      options: { siret: undefined, nomenclature: undefined },
    });
  });

  it('names an address, whose password is told to nobody', () => {
    const settings = readSyncSettings({
      M57_SYNC_CRON: CRON,
      M57_SYNC_URL: 'https://ville:s%26cret@comptes.example.org/m57/ca.xml?cle=k',
      // As the host reads them.
      M57_SYNC_SIRET: 21340172201787,
      M57_SYNC_NOMENCLATURE: 'M57_D',
    });
    expect(settings).toMatchObject({
      source: {
        authorization: `Basic ${Buffer.from('ville:s&cret').toString('base64')}`,
        label: 'https://comptes.example.org/m57/ca.xml',
      },
      options: { siret: '21340172201787', nomenclature: 'M57_D' },
    });
    expect(String((settings as { source: { url: URL } }).source.url)).toBe(
      'https://comptes.example.org/m57/ca.xml?cle=k',
    );
  });

  it('may hold lists of hours, which the host splits', () => {
    const env = { M57_SYNC_CRON: ['0 6', 12, '18 * * *'], M57_SYNC_URL: 'http://127.0.0.1:8000/a' };
    expect(readSyncSettings(env)).toMatchObject({ cron: '0 6,12,18 * * *' });
  });

  it.each([
    ['no source', { M57_SYNC_CRON: CRON }, /M57_SYNC_LOCATION.*or M57_SYNC_URL/],
    ['no time', { M57_SYNC_URL: 'https://a.example/b' }, /M57_SYNC_CRON/],
    ['a time that is none', { M57_SYNC_CRON: 'daily', M57_SYNC_URL: 'https://a.example/b' }, /M57_SYNC_CRON/],
    [
      'two sources',
      { ...LOCAL, M57_SYNC_LOCATION: 'local', M57_SYNC_FOLDER: 'a', M57_SYNC_URL: 'https://a.example/b' },
      /either/,
    ],
    [
      'an unknown location',
      { ...LOCAL, M57_SYNC_LOCATION: 'nas', M57_SYNC_FOLDER: 'a' },
      /STORAGE_LOCATIONS/,
    ],
    ['a remote location', { ...LOCAL, M57_SYNC_LOCATION: 's3', M57_SYNC_FOLDER: 'a' }, /driver "local"/],
    ['no folder', { ...LOCAL, M57_SYNC_LOCATION: 'local' }, /M57_SYNC_FOLDER/],
    ['a folder outside', { ...LOCAL, M57_SYNC_LOCATION: 'local', M57_SYNC_FOLDER: '../etc' }, /inside/],
    ['the root', { ...LOCAL, M57_SYNC_LOCATION: 'local', M57_SYNC_FOLDER: 'a/..' }, /inside/],
    ['an address without TLS', { M57_SYNC_CRON: CRON, M57_SYNC_URL: 'http://a.example/b' }, /https/],
    ['a file', { M57_SYNC_CRON: CRON, M57_SYNC_URL: 'file:///etc/passwd' }, /https/],
    ['no address', { M57_SYNC_CRON: CRON, M57_SYNC_URL: 'comptes' }, /no address/],
    [
      'a wrong SIRET',
      { M57_SYNC_CRON: CRON, M57_SYNC_URL: 'https://a.example/b', M57_SYNC_SIRET: '12' },
      /M57_SYNC_SIRET/,
    ],
  ])('with %s is a problem', (_what, env, problem) => {
    expect(readSyncSettings(env)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
