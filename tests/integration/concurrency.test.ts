import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { countRows, missing, scdl, sendFile } from '../support/m57';

const fields = { nomenclature: 'M57_D' };
const COUNT = 4_000;
const lines = (cents: number) => Array.from({ length: COUNT }, () => (cents / 100).toFixed(2));
const LEFT = { m57_staging: 0, m57_staging_imputations: 0 };

describe.each([
  { version: '12', client: 'pg' },
  { version: '12', client: 'mariadb' },
] as const)('two instances on one database, $client', (which) => {
  describe.skipIf(missing(which))('at the same moment', () => {
    let one: Host, other: Host;
    beforeAll(async () => {
      one = await startHost(which);
      await one.ask('POST', '/m57/install');
      other = await startHost({ ...which, beside: one });
    });
    const expense = async (exercice: number) =>
      (await one.ask('GET', `/m57/ledger/totals?exercice=${exercice}`)).expense.realised;
    const documentsOf = async (exercice: number) =>
      (await one.ask('GET', '/m57/ledger/documents')).filter(
        (document: { exercice: number }) => document.exercice === exercice,
      );

    it.each([2001, 2002, 2003])(
      'import the same file: one does, the other says why not (%i)',
      async (exercice) => {
        const text = scdl(exercice, lines(100));
        const before = await countRows(one);
        const answers = await Promise.all([one, other].map((host) => sendFile(host, text, { fields })));
        const imported = answers.filter(
          ({ status, body }) => status === 200 && body.data.duplicate_of === null,
        );
        expect(imported).toHaveLength(1);
        const [refused] = answers.filter((answer) => !imported.includes(answer));
        if (refused!.status === 200) expect(refused!.body.data.duplicate_of).toBe(imported[0]!.body.data.id);
        else {
          expect(refused!.status).toBe(409);
          expect(refused!.body.errors[0].extensions.code).toBe('IMPORT_CONCURRENT');
        }
        expect(await documentsOf(exercice)).toHaveLength(1);
        expect(await expense(exercice)).toBe(`${COUNT}.00`);
        expect(await countRows(one)).toMatchObject({
          ...LEFT,
          m57_imports: before['m57_imports']! + 1,
          m57_lines: before['m57_lines']! + COUNT,
          m57_documents: before['m57_documents']! + 1,
        });
        // And now it is known for what it is.
        const again = await sendFile(other, text, { fields });
        expect(again.body.data.duplicate_of).toBe(imported[0]!.body.data.id);
      },
    );

    it('import two versions of a document: one does, the other says why not', async () => {
      const before = await countRows(one);
      const answers = await Promise.all([
        sendFile(one, scdl(2010, lines(100)), { fields }),
        sendFile(other, scdl(2010, lines(200)), { fields }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const winner = answers.findIndex(({ status }) => status === 200);
      expect(answers[1 - winner]!.body.errors[0].extensions.code).toBe('IMPORT_CONCURRENT');
      expect(await expense(2010)).toBe(`${COUNT * (winner + 1)}.00`);
      expect(await countRows(one)).toMatchObject({
        ...LEFT,
        m57_lines: before['m57_lines']! + COUNT,
        m57_documents: before['m57_documents']! + 1,
      });
      // Whoever was refused may decide that theirs is the right one.
      const again = await sendFile(one, scdl(2010, lines(winner === 0 ? 200 : 100)), { fields });
      expect(again.body.data.budgets[0].effect).toBe('replaces');
    });

    it('import in the background: the row of the other says why not', async () => {
      const text = scdl(2011, lines(100));
      const path = '/m57/imports?background=true';
      const answers = await Promise.all([one, other].map((host) => sendFile(host, text, { fields, path })));
      const ids = answers.map(({ body }) => body.data.id);
      const read = () => Promise.all(ids.map((id) => one.ask('GET', `/m57/imports/${id}`)));
      await expect
        .poll(async () => (await read()).map(({ status }) => status).sort())
        .not.toContain('running');
      const rows = await read();
      expect(rows.filter(({ status }) => status === 'imported')).toHaveLength(1);
      const [refused] = rows.filter(({ status }) => status !== 'imported');
      expect(['IMPORT_CONCURRENT', 'IMPORT_DUPLICATE']).toContain(refused.errors[0].code);
      expect(await expense(2011)).toBe(`${COUNT}.00`);
    });

    it('import different documents of one authority: both do', async () => {
      const answers = await Promise.all([
        sendFile(one, scdl(2012, lines(100)), { fields }),
        sendFile(other, scdl(2013, lines(100)), { fields }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect([await expense(2012), await expense(2013)]).toEqual([`${COUNT}.00`, `${COUNT}.00`]);
    });

    it('import documents that bring the same new coding: each line has it', async () => {
      const bringing = (exercice: number) => scdl(exercice, lines(100)).replaceAll(',60632,', ',60611,');
      const answers = await Promise.all([
        sendFile(one, bringing(2015), { fields }),
        sendFile(other, bringing(2016), { fields }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const codings = await one.database('m57_imputations').where({ nature: '60611' }).select('id');
      expect(codings).toHaveLength(1);
      const found = await one.database('m57_lines').where({ nature: '60611' }).distinct('imputation');
      expect(found).toEqual([{ imputation: codings[0].id }]);
      for (const exercice of [2015, 2016]) {
        const address = `/m57/ledger/totals?exercice=${exercice}&formula=N%3D60611`;
        expect((await one.ask('GET', address)).expense.realised).toBe(`${COUNT}.00`);
      }
    });

    it('import many files at once: all are in', async () => {
      const years = Array.from({ length: 8 }, (_, rank) => 2020 + rank);
      const answers = await Promise.all(
        years.map((exercice) => sendFile(one, scdl(exercice, lines(100)), { fields })),
      );
      expect(answers.map(({ status }) => status)).toEqual(years.map(() => 200));
      for (const exercice of years) expect(await expense(exercice)).toBe(`${COUNT}.00`);
      expect(await countRows(one)).toMatchObject(LEFT);
    });

    it('hear a schedule strike: one reads the source', async () => {
      let asked = 0;
      const server = createServer((_request, response) => {
        asked += 1;
        response.end(scdl(2014, ['14.00']));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const env = {
        M57_SYNC_CRON: '*/2 * * * * *',
        M57_SYNC_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ca.csv`,
      };
      await Promise.all([one.stop(), other.stop()]);
      await Promise.all([one.start(env), other.start(env)]);
      await expect.poll(() => expense(2014)).toBe('14.00');
      await sleep(5_000);
      expect(asked).toBe(1);
      const rows = await one.ask('GET', '/items/m57_imports?filter[exercice][_eq]=2014&fields=status');
      expect(rows).toEqual([{ status: 'imported' }]);
      server.close();
    });
  });
});
