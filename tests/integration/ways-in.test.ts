import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { countRows, missing, scdl, sendFile } from '../support/m57';

const INBOX = '57000000-0000-4000-8000-0000000000f1';

const SIRET = '21990999100016';
/** Of an authority that is not known when the tests begin. */
const UNKNOWN = '21990999100024';

/** A balance of several authorities, each with 100.00 paid on account 60632. */
const balanceOf = (sirets: readonly string[]) =>
  [
    'EXER;IDENT;NDEPT;LBUDG;CTYPE;CSTYP;NOMEN;CBUDG;COMPTE;BEDEB;BECRE;OBNETDEB;OBNETCRE;ONBDEB;ONBCRE;OOBDEB;OOBCRE;SD;SC',
    ...sirets.map((siret) => `2024;${siret};099;VILLE;101;00;M57;1;60632;0;0;100;0;0;0;0;0;100;0`),
  ].join('\r\n');

/** Uploads into the file library by two requests, as Directus does with large files (tus.io). */
async function uploadInPieces(host: Host, text: string, name: string, folder: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const half = Math.floor(bytes.length / 2);
  const told = { filename_download: name, type: 'text/csv', folder };
  const headers = { authorization: `Bearer ${host.adminToken}`, 'tus-resumable': '1.0.0' };
  const opened = await fetch(`${host.url}/files/tus`, {
    method: 'POST',
    headers: {
      ...headers,
      'upload-length': String(bytes.length),
      'upload-metadata': Object.entries(told)
        .map(([key, value]) => `${key} ${btoa(value)}`)
        .join(','),
    },
  });
  expect(opened.status).toBe(201);
  const upload = opened.headers.get('location')!.split('/').at(-1);
  const send = (from: number, to?: number) =>
    fetch(`${host.url}/files/tus/${upload}`, {
      method: 'PATCH',
      headers: {
        ...headers,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(from),
      },
      body: bytes.slice(from, to),
    });
  expect((await send(0, half)).status).toBe(204);
  const last = await send(half);
  expect(last.status).toBe(204);
  return last.headers.get('directus-file-id')!;
}

/** Uploads into the file library. */
async function upload(host: Host, text: string, name: string, folder?: string, token?: string) {
  const form = new FormData();
  if (folder) form.append('folder', folder);
  form.append('file', new Blob([text], { type: 'text/csv' }), name);
  return host.ask('POST', '/files', { form, ...(token ? { token } : {}) });
}

/** The import of a file, once it has ended. */
async function ended(host: Host, filter: string) {
  const find = async () => (await host.ask('GET', `/items/m57_imports?sort=-id&limit=1&${filter}`))[0];
  await expect.poll(async () => (await find())?.status ?? 'none').not.toMatch(/none|running/);
  return find();
}

describe.each([
  { version: '12', client: 'sqlite' },
  { version: '12', client: 'mariadb' },
  { version: '11', client: 'sqlite' },
  { version: '11', client: 'pg' },
] as const)('ways in on Directus $version, $client', (which) => {
  describe.skipIf(missing(which))('which all end in a row of m57_imports', () => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost({ ...which, env: { TUS_ENABLED: 'true' } });
      await host.ask('POST', '/m57/install');
      // So that the nomenclature of this authority is known.
      await sendFile(host, scdl(2000, ['1.00']), { fields: { nomenclature: 'M57_D' } });
    });
    const expense = async (exercice: number) =>
      (await host.ask('GET', `/m57/ledger/totals?exercice=${exercice}`)).expense.realised;

    it('a file put into the folder, by its id whatever its name', async () => {
      await host.ask('PATCH', `/folders/${INBOX}`, { json: { name: 'Dépôt' } });
      const file = await upload(host, scdl(2001, ['10.00', '2.50']), 'ca-2001.csv', INBOX);
      const row = await ended(host, `filter[file][_eq]=${file.id}`);
      expect(row).toMatchObject({ status: 'imported', file_name: 'ca-2001.csv', lines: 2, exercice: 2001 });
      expect(row.imported_by).toBe((await host.ask('GET', '/users/me')).id);
      expect(await expense(2001)).toBe('12.50');
      expect((await host.ask('GET', `/files/${file.id}`)).folder).toBe(INBOX);
    });

    it('a file moved there; the same content again says which import holds it', async () => {
      const file = await upload(host, scdl(2001, ['10.00', '2.50']), 'copie.csv');
      await host.ask('PATCH', `/files/${file.id}`, { json: { folder: INBOX } });
      const row = await ended(host, `filter[file][_eq]=${file.id}`);
      expect(row).toMatchObject({ status: 'duplicate', file_name: 'copie.csv', lines: 0 });
      const answer = await host.ask('GET', `/m57/imports/${row.id}`);
      const holder = await host.ask('GET', `/m57/imports/${answer.duplicate_of}`);
      expect(holder).toMatchObject({ status: 'imported', file_name: 'ca-2001.csv' });
      expect(answer.errors[0].message).toContain(String(holder.id));
      expect(await expense(2001)).toBe('12.50');
    });

    it('a file that comes there piece by piece, once it is whole', async () => {
      const text = scdl(2009, ['9.00', '0.90']);
      const id = await uploadInPieces(host, text, 'morceaux.csv', INBOX);
      const row = await ended(host, `filter[file][_eq]=${id}`);
      expect(row).toMatchObject({ status: 'imported', file_name: 'morceaux.csv', lines: 2, exercice: 2009 });
      expect(await expense(2009)).toBe('9.90');
      expect(await host.ask('GET', `/items/m57_imports?filter[file][_eq]=${id}`)).toHaveLength(1);
    });

    it('a file whose nomenclature nobody knows yet says so, and comes in once it is told', async () => {
      const text = scdl(2023, ['7.25']).replaceAll(SIRET, UNKNOWN);
      const { id: file } = await upload(host, text, 'inconnue.csv', INBOX);
      const failed = await ended(host, `filter[file][_eq]=${file}`);
      expect(failed.status).toBe('failed');
      const listed = async (id: number) =>
        (await host.ask('GET', '/m57/imports')).find((one: { id: number }) => one.id === id);
      expect(await listed(failed.id)).toMatchObject({ file, reason: { code: 'NOMENCLATURE_REQUIRED' } });

      const json = { file, nomenclature: 'M57_A' };
      const seen = await host.ask('POST', '/m57/imports/preview', { json });
      expect(seen).toMatchObject({ file, lines: 1, budgets: [{ siret: UNKNOWN, effect: 'new' }] });
      const { id } = await host.ask('POST', '/m57/imports?background=true', { json });
      const row = await ended(host, `filter[id][_eq]=${id}`);
      expect(row).toMatchObject({ status: 'imported', file, siret: UNKNOWN });
      expect(row.report.budgets[0].nomenclature).toMatch(/^M57_A-/);
      expect(await listed(id)).toMatchObject({ reason: null, declension: 'M57_A' });
      // Told otherwise, it is another version; told the same, or nothing, it is in.
      const again = (nomenclature: string) =>
        host.ask('POST', '/m57/imports/preview', { json: { file, ...(nomenclature && { nomenclature }) } });
      expect(await again('M57_D')).toMatchObject({
        duplicate_of: null,
        reread_of: id,
        budgets: [{ effect: 'replaces' }],
      });
      for (const same of ['M57_A', 'M57A', ''])
        expect(await again(same)).toMatchObject({ duplicate_of: id, reread_of: null });
    });

    it('an item tells the nomenclature, and of a balance of many the authority', async () => {
      const other = '21990999100032';
      const text = scdl(2023, ['8.25']).replaceAll(SIRET, other);
      const { id: file } = await upload(host, text, 'item.csv');
      const told = { file, nomenclature: 'M57_D', siret: null };
      const { id } = await host.ask('POST', '/items/m57_imports', { json: told });
      const row = await ended(host, `filter[id][_eq]=${id}`);
      expect(row).toMatchObject({ status: 'imported', nomenclature: 'M57_D', siret: other });

      const national = balanceOf([other, UNKNOWN, SIRET]);
      const { id: many } = await upload(host, national, 'balance.csv');
      const kept = await host.ask('POST', '/items/m57_imports', {
        json: { file: many, siret: `${UNKNOWN.slice(0, 9)} ${UNKNOWN.slice(9)}` },
      });
      expect(kept.siret).toBe(UNKNOWN);
      const balance = await ended(host, `filter[id][_eq]=${kept.id}`);
      expect(balance).toMatchObject({ status: 'imported', format: 'balance', siret: UNKNOWN, lines: 1 });

      for (const wrong of [{ nomenclature: 'M14' }, { nomenclature: '' }, { siret: '123' }]) {
        const { status } = await host.request('POST', '/items/m57_imports', { json: { file, ...wrong } });
        expect(status, JSON.stringify(wrong)).toBe(409);
      }
      for (const later of [{ nomenclature: 'M57_A' }, { siret: SIRET }]) {
        const { status } = await host.request('PATCH', `/items/m57_imports/${id}`, { json: later });
        expect(status, JSON.stringify(later)).toBe(409);
      }
    });

    it('a wrong file there says where it is wrong, and leaves nothing else', async () => {
      const before = await countRows(host);
      const file = await upload(host, scdl(2002, ['10.00', 'douze']), 'faux.csv', INBOX);
      const row = await ended(host, `filter[file][_eq]=${file.id}`);
      expect(row).toMatchObject({ status: 'failed', lines: 0 });
      expect(row.report.errors[0]).toMatchObject({ line: 3, code: 'AMOUNT_INVALID' });
      expect(await countRows(host)).toEqual({ ...before, m57_imports: before['m57_imports']! + 1 });
    });

    it('the folder takes files of whoever may upload there, and imports for those who may import', async () => {
      const { id: policy } = await host.ask('POST', '/policies', { json: { name: 'dépôt' } });
      for (const action of ['create', 'update'])
        await host.ask('POST', '/permissions', {
          json: { policy, collection: 'directus_files', action, fields: ['*'] },
        });
      const clerk = await host.createUser('dépôt');
      const text = scdl(2003, ['3.00']);
      await host.request('POST', '/files', { form: formOf(text, 'agent.csv', INBOX), token: clerk.token });
      const refused = await ended(host, `filter[imported_by][_eq]=${clerk.id}`);
      expect(refused.status).toBe('failed');
      expect(refused.report.errors[0].code).toBe('IMPORT_NOT_ALLOWED');

      // May upload and import, and reads no file of others: their own they have.
      const finance = await host.createUser('dépôt', 'M57 – Finance');
      await host.request('POST', '/files', { form: formOf(text, 'agent.csv', INBOX), token: finance.token });
      expect(await ended(host, `filter[imported_by][_eq]=${finance.id}`)).toMatchObject({
        status: 'imported',
      });
      expect(await expense(2003)).toBe('3.00');
      // One of somebody else, moved there, is not theirs to read.
      const secret = await upload(host, scdl(2004, ['4.00']), 'secret.csv');
      await host.request('PATCH', `/files/${secret.id}`, { json: { folder: INBOX }, token: finance.token });
      const unread = await ended(host, `filter[file][_eq]=${secret.id}`);
      expect(unread.report.errors[0].code).toBe('FILE_UNREADABLE');
      expect(unread.file_name).toBe(secret.id);
    });

    it('the folder comes back where it was deleted', async () => {
      await host.ask('DELETE', `/folders/${INBOX}`);
      const { created } = await host.ask('POST', '/m57/install');
      expect(created).toEqual([{ kind: 'folder', name: 'M57 – à importer' }]);
      expect((await host.ask('GET', `/folders/${INBOX}`)).name).toBe('M57 – à importer');
    });

    it('an item created with a file', async () => {
      const file = await upload(host, scdl(2005, ['5.00']), 'item.csv');
      const item = await host.ask('POST', '/items/m57_imports', {
        json: { file: file.id, note: 'Reçu par courriel' },
      });
      expect(item).toMatchObject({ status: 'running', note: 'Reçu par courriel' });
      const row = await ended(host, `filter[id][_eq]=${item.id}`);
      expect(row).toMatchObject({ status: 'imported', file: file.id, note: 'Reçu par courriel', lines: 1 });
      expect(await expense(2005)).toBe('5.00');
      // The file may go: what was imported stays.
      await host.ask('DELETE', `/files/${file.id}`);
      expect(await host.ask('GET', `/items/m57_imports/${item.id}`)).toMatchObject({ file: null, lines: 1 });
    });

    it('an item with anything that is ours to say, or with a file beneath it, is refused', async () => {
      const file = (await upload(host, scdl(2006, ['6.00']), 'item.csv')).id;
      for (const json of [
        { note: 'rien' },
        { file, status: 'imported' },
        { file, lines: 3 },
        { file, id: 9999 },
        { file: { title: 'neuf', storage: 'local', filename_download: 'x', type: 'text/csv' } },
      ]) {
        const { status, body } = await host.request('POST', '/items/m57_imports', { json });
        expect(status, JSON.stringify(json)).toBe(409);
        expect(body.errors[0].extensions.code).toBe('READ_ONLY');
      }
      const { id } = await host.ask('POST', '/items/m57_imports', { json: { file } });
      await ended(host, `filter[id][_eq]=${id}`);
      const changed = await host.request('PATCH', `/items/m57_imports/${id}`, { json: { file: null } });
      expect(changed.status).toBe(409);
    });

    it('an item whose creator may not read the file', async () => {
      const finance = await host.createUser('M57 – Finance');
      const file = (await upload(host, scdl(2007, ['7.00']), 'item.csv')).id;
      const { body } = await host.request('POST', '/items/m57_imports', {
        json: { file },
        token: finance.token,
      });
      const row = await ended(host, `filter[id][_eq]=${body.data.id}`);
      expect(row.report.errors[0].code).toBe('FILE_UNREADABLE');
      const totals = await host.ask('GET', '/m57/ledger/documents');
      expect(JSON.stringify(totals)).not.toContain('2007');
    });

    it('a step of a Flow, which answers the import or fails with its reasons', async () => {
      const run = await flow(host, { file: '{{$trigger.body.file}}', nomenclature: 'M57_D' });
      const file = (await upload(host, scdl(2008, ['8.00']), 'flux.csv')).id;
      expect(await run({ file })).toMatchObject({
        status: 'imported',
        lines: 1,
        totals: { document: { expense_real: '8.00' } },
      });
      expect(await expense(2008)).toBe('8.00');
      expect(await run({ file })).toMatchObject({ status: 'duplicate', duplicate_of: expect.any(Number) });
      const wrong = (await upload(host, scdl(2008, ['huit']), 'faux.csv')).id;
      const reasons = JSON.stringify(await run({ file: wrong }));
      expect(reasons).toContain('AMOUNT_INVALID');
      expect(JSON.stringify(await run({ file: 'nothing' }))).not.toContain('"imported"');
    });
  });
});

function formOf(text: string, name: string, folder: string): FormData {
  const form = new FormData();
  form.append('folder', folder);
  form.append('file', new Blob([text], { type: 'text/csv' }), name);
  return form;
}

/** A Flow of one step, set off by a request; it answers what the step gives. */
async function flow(host: Host, options: Record<string, unknown>) {
  const { id } = await host.ask('POST', '/flows', {
    json: {
      name: 'comptes',
      trigger: 'webhook',
      status: 'active',
      options: { method: 'POST', async: false, return: '$last' },
    },
  });
  const operation = await host.ask('POST', '/operations', {
    json: {
      flow: id,
      key: 'comptes',
      name: 'Comptes',
      type: 'm57-import',
      position_x: 19,
      position_y: 1,
      options,
    },
  });
  await host.ask('PATCH', `/flows/${id}`, { json: { operation: operation.id } });
  return async (json: unknown) => (await host.request('POST', `/flows/trigger/${id}`, { json })).body;
}

const sqlite = { version: '12', client: 'sqlite' } as const;

describe.skipIf(missing(sqlite))('a schedule', () => {
  const CRON = { M57_SYNC_CRON: '*/2 * * * * *', M57_AUTO_INSTALL: 'true', M57_SYNC_NOMENCLATURE: 'M57_D' };
  const newest = async (host: Host) => host.ask('GET', '/items/m57_imports?sort=id&limit=-1');
  const imported = (host: Host, count: number) =>
    expect
      .poll(
        async () =>
          (await newest(host)).filter(({ status }: { status: string }) => status !== 'running').length,
        { interval: 500 },
      )
      .toBe(count);

  it('reads a folder of a storage location, leaves its files, and takes nothing twice', async () => {
    const host = await startHost({
      ...sqlite,
      env: { ...CRON, M57_SYNC_LOCATION: 'local', M57_SYNC_FOLDER: 'comptes' },
    });
    const folder = path.join(host.dataDir, 'uploads', 'comptes');
    mkdirSync(folder, { recursive: true });
    const put = (name: string, text: string, secondsAgo: number) => {
      writeFileSync(path.join(folder, name), text);
      const time = Date.now() / 1000 - secondsAgo;
      utimesSync(path.join(folder, name), time, time);
    };
    await ready(host);
    put('b.csv', scdl(2010, ['1.00']), 600);
    put('a.csv', scdl(2010, ['2.00']), 300);
    put('faux.csv', scdl(2011, ['trois']), 200);
    // Still being written, as long as this test says.
    put('en-cours.csv', scdl(2012, ['4.00']), -3600);
    put('.cache', 'x', 600);
    await imported(host, 3);
    const [b, a, wrong] = await newest(host);
    expect(b).toMatchObject({ file_name: 'b.csv', status: 'superseded', imported_by: null });
    expect(a).toMatchObject({ file_name: 'a.csv', status: 'imported' });
    expect(wrong).toMatchObject({ file_name: 'faux.csv', status: 'failed' });
    expect((await host.ask('GET', '/m57/ledger/totals?exercice=2010')).expense.realised).toBe('2.00');
    // At its next time, what was being written has come to rest; the others are settled, the replaced one too.
    put('en-cours.csv', scdl(2012, ['4.00']), 600);
    await imported(host, 4);
    expect((await newest(host))[3]).toMatchObject({ file_name: 'en-cours.csv', status: 'imported' });
    expect((await host.ask('GET', '/m57/ledger/totals?exercice=2010')).expense.realised).toBe('2.00');
    await host.stop();
  });

  describe('of an address', () => {
    let server: Server;
    let answers: Record<string, { status: number; body?: string; location?: string }> = {};
    let seen: { url: string; authorization: string | undefined }[] = [];
    beforeAll(async () => {
      server = createServer((request, response) => {
        seen.push({ url: request.url!, authorization: request.headers.authorization });
        const { status, body, location } = answers[request.url!] ?? { status: 404 };
        response.writeHead(status, location ? { location } : {}).end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => server.close());
    const port = () => (server.address() as AddressInfo).port;

    it('follows redirects on its host, says what went wrong once, and never leaves it', async () => {
      answers = { '/comptes.csv': { status: 302, location: '/v2/comptes' }, '/v2/comptes': { status: 503 } };
      seen = [];
      const url = `http://robot:mot%20de%20passe@127.0.0.1:${port()}/comptes.csv?cle=k`;
      const host = await startHost({ ...sqlite, env: { ...CRON, M57_SYNC_URL: url } });
      await ready(host);
      answers['/comptes.csv?cle=k'] = answers['/comptes.csv']!;
      await imported(host, 1);
      const [failed] = await newest(host);
      expect(failed).toMatchObject({ status: 'failed', file_name: `http://127.0.0.1:${port()}/comptes.csv` });
      expect(failed.report.errors[0]).toMatchObject({ code: 'SYNC_FAILED' });
      expect(failed.report.errors[0].message).toMatch(/HTTP (503|404)/);
      expect(seen[0]!.authorization).toBe(`Basic ${Buffer.from('robot:mot de passe').toString('base64')}`);
      expect(host.logs()).not.toContain('passe');

      answers['/v2/comptes'] = { status: 200, body: scdl(2013, ['13.00']) };
      await expect.poll(async () => (await newest(host)).at(-1).status, { interval: 500 }).toBe('imported');
      expect((await newest(host)).at(-1)).toMatchObject({ file_name: 'comptes.csv', lines: 1 });

      answers['/v2/comptes'] = { status: 302, location: `http://localhost:${port()}/ailleurs` };
      answers['/ailleurs'] = { status: 200, body: scdl(2014, ['14.00']) };
      await expect
        .poll(async () => JSON.stringify((await newest(host)).at(-1).report), {
          interval: 500,
        })
        .toContain('localhost');
      expect(seen.map(({ url: one }) => one)).not.toContain('/ailleurs');
      await host.stop();
    });
  });

  it('that cannot be done as it is asked says so at start, and Directus starts', async () => {
    const host = await startHost({
      ...sqlite,
      env: { M57_SYNC_CRON: '0 5 * * *', M57_SYNC_URL: 'http://comptes.example.org/ca.xml' },
    });
    expect(host.logs()).toContain('M57_SYNC_URL must begin with https://');
    await host.stop();
  });
});

async function ready(host: Host): Promise<void> {
  await expect.poll(async () => (await host.ask('GET', '/m57/status')).installed).toBe(true);
}
