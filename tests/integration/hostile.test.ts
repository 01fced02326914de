import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../extensions/directus-extension-m57/src/domain/demo-town/random';
import { HOSTILE } from '../support/hostile-files';
import { startHost, type Host } from '../support/host';
import { countRows, missing, scdl, sendFile } from '../support/m57';
import { filesToSpoil, readSpoiled, spoil } from '../support/mutations';
import { outputFolder } from '../support/output';

const fields = { nomenclature: 'M57_D' };

/** As many lines, of one cent, two cents… */
const lines = (count: number) => Array.from({ length: count }, (_, rank) => ((rank + 1) / 100).toFixed(2));
const sumOf = (count: number) => ((count * (count + 1)) / 2 / 100).toFixed(2);

const expense = async (host: Host, exercice: number) =>
  (await host.ask('GET', `/m57/ledger/totals?exercice=${exercice}`)).expense.realised;

describe.each([
  { version: '12', client: 'sqlite', kills: 20, count: 12_000 },
  { version: '12', client: 'pg', kills: 4, count: 12_000 },
] as const)('killed on $client', ({ kills, count, ...which }) => {
  it.skipIf(missing(which))(
    `at ${kills} random moments, an import is in or it is not`,
    async () => {
      const temporary = outputFolder('tmp', which.client);
      const host = await startHost({ ...which, env: { TMPDIR: temporary } });
      await host.ask('POST', '/m57/install');
      const start = performance.now();
      await sendFile(host, scdl(1999, lines(count)), { fields });
      const undisturbed = performance.now() - start;
      const seed = Date.now() % 1_000_000;
      const random = seededRandom(seed);
      console.log(`seed ${seed}, an import takes ${Math.round(undisturbed)} ms`);
      const survived: string[] = [];

      for (let round = 0; round < kills; round += 1) {
        const exercice = 2000 + round;
        const delay = Math.round(random() * undisturbed * 1.1);
        const text = scdl(exercice, lines(count));
        const target = round % 2 ? '/m57/imports?background=true' : '/m57/imports';
        const outcome = sendFile(host, text, { fields, path: target }).catch(() => null);
        await sleep(delay);
        await host.kill();
        await outcome;
        await host.start();

        const found = (await host.ask('GET', '/m57/ledger/documents')).filter(
          (document: { exercice: number }) => document.exercice === exercice,
        );
        const whole = found.length > 0;
        if (whole) expect(await expense(host, exercice)).toBe(sumOf(count));
        expect(await linesOf(host, exercice)).toBe(whole ? count : 0);
        // At once, while what the dead process left may still be there.
        const { status, body } = await sendFile(host, text, { fields });
        expect(status).toBe(200);
        expect(body.data).toMatchObject({ status: 'imported', lines: count });
        expect(body.data.duplicate_of !== null).toBe(whole);
        expect(await expense(host, exercice)).toBe(sumOf(count));
        expect(await linesOf(host, exercice)).toBe(count);
        await expect
          .poll(
            async () =>
              (await host.ask('GET', '/items/m57_imports?filter[status][_eq]=running&aggregate[count]=*'))[0]
                .count,
          )
          .toBe(which.client === 'pg' ? '0' : 0);
        survived.push(`${delay} ms: ${whole ? 'in' : 'out'}`);
      }
      console.log(survived.join(', '));
      const { m57_staging, m57_staging_imputations } = await countRows(host);
      expect([m57_staging, m57_staging_imputations]).toEqual([0, 0]);
      const interrupted = await host.ask(
        'GET',
        '/items/m57_imports?filter[status][_eq]=failed&fields=report',
      );
      for (const { report } of interrupted) expect(report.errors[0].code).toBe('IMPORT_INTERRUPTED');
      // What was received lay in a file: it may have named persons.
      expect(readdirSync(temporary).filter((name) => name.startsWith('m57-'))).toEqual([]);
      await host.stop();
    },
    600_000,
  );

  async function linesOf(host: Host, exercice: number): Promise<number> {
    const ids = (
      await host.ask('GET', `/items/m57_imports?filter[exercice][_eq]=${exercice}&fields=id&limit=-1`)
    ).map(({ id }: { id: number }) => id);
    if (ids.length === 0) return 0;
    const [{ count: found }] = await host.ask(
      'GET',
      `/items/m57_lines?filter[import][_in]=${ids.join()}&aggregate[count]=*`,
    );
    return Number(found);
  }
});

const sqlite = { version: '12', client: 'sqlite' } as const;

describe.skipIf(missing(sqlite))('on SQLite', () => {
  let host: Host;
  const temporary = outputFolder('tmp', 'hostile');
  beforeAll(async () => {
    host = await startHost({ ...sqlite, env: { TMPDIR: temporary } });
    await host.ask('POST', '/m57/install');
  });

  it('others are answered while a large import runs', async () => {
    const count = 60_000;
    const { body } = await sendFile(host, scdl(2020, lines(count)), {
      fields,
      path: '/m57/imports?background=true',
    });
    const addresses = ['/server/ping', '/m57/status', '/items/m57_services', '/users/me'];
    const times: number[] = [];
    let running = true;
    const asking = addresses.map(async (address) => {
      while (running) {
        const start = performance.now();
        expect((await host.request('GET', address)).status, address).toBe(200);
        times.push(performance.now() - start);
        await sleep(20);
      }
    });
    while ((await host.ask('GET', `/m57/imports/${body.data.id}`)).status === 'running') await sleep(100);
    running = false;
    await Promise.all(asking);
    times.sort((a, b) => a - b);
    const p95 = times[Math.floor(times.length * 0.95)]!;
    console.log(
      `${times.length} requests, p95 ${Math.round(p95)} ms, the slowest ${Math.round(times.at(-1)!)} ms`,
    );
    expect(await host.ask('GET', `/m57/imports/${body.data.id}`)).toMatchObject({
      status: 'imported',
      lines: count,
    });
    expect(await expense(host, 2020)).toBe(sumOf(count));
  });

  it.each([
    'a billion laughs',
    'an external entity',
    'gzip of 1 GB of empty CSV rows',
    'a CSV row of 10 MB',
    'elements nested 100 000 deep',
    'an element of 500 000 attributes',
  ])('%s is refused, and nothing is written', async (name) => {
    const before = await countRows(host);
    const { status, body } = await sendFile(host, await HOSTILE[name]!.bytes(), { fields });
    expect(status).toBe(400);
    expect(HOSTILE[name]!.codes).toContain(body.errors[0].extensions.code);
    expect(await countRows(host)).toEqual(before);
  });

  it('spoiled files are refused, and nothing is written', async () => {
    const before = await countRows(host);
    const files = await filesToSpoil();
    let refused = 0;
    for (let seed = 1; refused < 300; seed += 1) {
      const spoiled = spoil(files[seed % files.length]!.bytes, seededRandom(seed));
      if ((await readSpoiled(spoiled)) !== null) continue;
      refused += 1;
      const { status, body } = await sendFile(host, spoiled, { fields });
      expect(status, `seed ${seed}`).toBe(400);
      expect(body.errors[0].message, `seed ${seed}`).toMatch(/\S/);
    }
    expect(await countRows(host)).toEqual(before);
  });

  it('no name, address or bank account of a PES flow or of an annex is kept anywhere', async () => {
    const secrets = [
      ...[
        'ZORGLUBOVITCH',
        'Hermengarde',
        'impasse des Quenouilles',
        'FR7630006000011234567890189',
        'AGRIFRPP',
      ],
      ...['Bourse de ZORGLUBOVITCH', '06 99 88 77 66', 'BARNABE-TESTUT', 'Cunegonde', '1850675123456'],
    ];
    const [name, first, street, iban, bic, object, phone, agent, agentFirst, nir] = secrets;
    const pes = (amount: string) => `<?xml version="1.0" encoding="ISO-8859-1"?>
<n:PES_Aller xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller">
<EnTetePES><DteStr V="2024-03-05"/><IdPost V="034000"/><IdColl V="21990999100016"/><CodBud V="00"/><LibelleColBud V="Castelombre"/></EnTetePES>
<PES_DepenseAller><EnTeteDepense><InfoDematerialisee V="0"/></EnTeteDepense><Bordereau>
<BlocBordereau><Exer V="2024"/><IdBord V="12"/><DteBordEm V="2024-03-05"/><TypBord V="01"/><NbrPce V="1"/><MtBordHT V="120.00"/></BlocBordereau>
<Piece><BlocPiece><InfoPce><IdPce V="31"/><TypPce V="01"/><NatPce V="01"/><Obj V="${object}"/></InfoPce></BlocPiece>
<LigneDePiece><BlocLignePiece><InfoLignePce><IdLigne V="1"/><Nature V="65131"/><Fonction V="420"/><LibVir1 V="${name}"/><LibVir2 V="${phone}"/><MtHT V="${amount}"/></InfoLignePce></BlocLignePiece>
<Tiers><InfoTiers><IdTiers V="${nir}"/><NatIdTiers V="06"/><RefTiers V="${name}"/><CatTiers V="01"/><Civilite V="Mme"/><Nom V="${name}"/><Prenom V="${first}"/></InfoTiers><Adresse><Adr2 V="${street}"/><CP V="34000"/><Ville V="CASTELOMBRE"/></Adresse><CpteBancaire><BIC V="${bic}"/><IBAN V="${iban}"/><TitCpte V="${name}"/></CpteBancaire></Tiers>
</LigneDePiece></Piece></Bordereau></PES_DepenseAller></n:PES_Aller>`;
    const totem = `<?xml version="1.0" encoding="UTF-8"?>
<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">
<EnTeteDocBudgetaire><DteStr V="2024-05-20"/><LibelleColl V="Castelombre"/><IdColl V="21990999100016"/></EnTeteDocBudgetaire>
<Budget><EnTeteBudget><LibelleEtab V="Castelombre"/><IdEtab V="21990999100016"/><CodBud V="00"/><Nomenclature V="M57-M57_D"/></EnTeteBudget>
<BlocBudget><NatDec V="09"/><Exer V="2023"/><NatFonc V="3"/><CodTypBud V="P"/></BlocBudget>
<InformationsGenerales><Informations Code="Maire"><Valeur V="${agent}"/></Informations></InformationsGenerales>
<LigneBudget><Nature V="60632"/><Fonction V="020"/><CodRD V="D"/><MtReal V="12.50"/><OpBudg V="0"/><CaracSup Code="Agent" V="${agent}"/></LigneBudget>
<Annexes><DATA_PERSONNEL><PERSONNEL><NomAgent V="${agent}"/><PrenomAgent V="${agentFirst}"/><LibelleBeneficiaire V="${name}"/></PERSONNEL></DATA_PERSONNEL>
<DATA_SIGNATAIRE><SIGNATAIRE><Nom V="${agent}"/><Prenom V="${agentFirst}"/></SIGNATAIRE></DATA_SIGNATAIRE></Annexes></Budget>
</DocumentBudgetaire>`;
    expect((await sendFile(host, pes('120.00'), { fields, name: 'pes.xml' })).status).toBe(200);
    expect((await sendFile(host, totem, { name: 'ca.xml' })).status).toBe(200);
    // And of files that are refused, or come by other ways.
    expect((await sendFile(host, pes('cent'), { fields, name: 'faux.xml' })).status).toBe(400);
    expect((await sendFile(host, pes('120.00').slice(0, -40), { fields, name: 'coupe.xml' })).status).toBe(
      400,
    );
    const background = await sendFile(host, pes('mille'), { fields, path: '/m57/imports?background=true' });
    await expect
      .poll(async () => (await host.ask('GET', `/m57/imports/${background.body.data.id}`)).status)
      .toBe('failed');
    expect(await expense(host, 2024)).toBe('120.00');
    await host.stop();

    const tables: { name: string }[] = await host
      .database('sqlite_master')
      .where('type', 'table')
      .select('name');
    expect(tables.length).toBeGreaterThan(40);
    for (const { name: table } of tables) {
      const text = JSON.stringify(await host.database(table)).toLowerCase();
      for (const secret of secrets)
        expect(text.includes(secret!.toLowerCase()), `${secret} in ${table}`).toBe(false);
    }
    // Nor in pages that SQLite has freed, in the log, or in what was spooled.
    for (const file of ['database.sqlite', 'directus.log']) {
      const bytes = readFileSync(path.join(host.dataDir, file));
      for (const secret of secrets) expect(bytes.includes(secret!), `${secret} in ${file}`).toBe(false);
    }
    expect(readdirSync(temporary)).toEqual([]);
    await host.start();
  });
});
