import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { countRows, HOSTS, missing, sendFile } from '../support/m57';

const HEAD =
  'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE';
const line = (exercice: number, amount: string) =>
  `Compte administratif,${exercice},21990999100016,Castelombre,011,60632,020,,fonctionnement,réel,dépense,${amount},,,,,100,,`;
const csv = (exercice: number, amounts: string[]) =>
  [HEAD, ...amounts.map((amount) => line(exercice, amount))].join('\r\n');
const fields = { nomenclature: 'M57_D' };

describe.each(HOSTS.filter(({ version }) => version === '12'))('imports on $client', (which) => {
  describe.skipIf(missing(which))('their life', () => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
    });
    const expense = async (exercice: number) =>
      (await host.ask('GET', `/m57/ledger/totals?exercice=${exercice}`)).expense.realised;

    it('undone, what it had replaced counts again, and a record stays', async () => {
      const first = (await sendFile(host, csv(2023, ['10.00']), { fields })).body.data;
      const second = (await sendFile(host, csv(2023, ['11.00', '1.00']), { fields })).body.data;
      const third = (await sendFile(host, csv(2023, ['15.00']), { fields })).body.data;
      expect(await expense(2023)).toBe('15.00');
      // The one in the middle: the last still counts, and replaces the first.
      expect((await host.ask('POST', `/m57/imports/${second.id}/undo`)).status).toBe('undone');
      expect(await expense(2023)).toBe('15.00');
      await host.ask('POST', `/m57/imports/${third.id}/undo`);
      expect(await expense(2023)).toBe('10.00');
      expect((await host.ask('GET', `/m57/imports/${first.id}`)).status).toBe('imported');
      expect(await countRows(host)).toMatchObject({ m57_lines: 1, m57_documents: 1, m57_imports: 3 });
      const twice = await host.request('POST', `/m57/imports/${third.id}/undo`);
      expect(twice.status).toBe(409);
      // The same file may come again after it was undone.
      const again = (await sendFile(host, csv(2023, ['15.00']), { fields })).body.data;
      expect(again).toMatchObject({ status: 'imported', duplicate_of: null });
      expect(await expense(2023)).toBe('15.00');
    });

    it('cannot be undone under a validated run, which is named', async () => {
      const { id } = (await sendFile(host, csv(2022, ['7.00']), { fields })).body.data;
      const run = await host.ask('POST', '/m57/allocations/runs', {
        json: { exercice: 2022, siret: '21990999100016', name: 'Coûts 2022' },
      });
      await host.ask('POST', `/m57/allocations/runs/${run.id}/validate`);
      const { status, body } = await host.request('POST', `/m57/imports/${id}/undo`);
      expect(status).toBe(409);
      expect(body.errors[0].message).toContain('Coûts 2022');
      expect(await expense(2022)).toBe('7.00');
      await host.ask('POST', `/m57/allocations/runs/${run.id}/reverse`);
      expect((await host.ask('POST', `/m57/imports/${id}/undo`)).status).toBe('undone');
    });

    it('counts a budget once that comes as SCDL and as TOTEM', async () => {
      const totem = `<?xml version="1.0" encoding="UTF-8"?>
<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">
<EnTeteDocBudgetaire><DteStr V="2019-05-20"/><LibelleColl V="Castelombre"/><IdColl V="21990999100016"/></EnTeteDocBudgetaire>
<Budget><EnTeteBudget><LibelleEtab V="Castelombre"/><IdEtab V="21990999100016"/><CodBud V="00"/><Nomenclature V="M57-M57_D"/></EnTeteBudget>
<BlocBudget><NatDec V="09"/><Exer V="2018"/><NatFonc V="3"/><CodTypBud V="P"/></BlocBudget>
<LigneBudget><Nature V="60632"/><Fonction V="020"/><CodRD V="D"/><MtReal V="12.50"/><OpBudg V="0"/></LigneBudget></Budget>
</DocumentBudgetaire>`;
      await sendFile(host, csv(2018, ['12.00']), { fields });
      expect(await expense(2018)).toBe('12.00');
      expect((await sendFile(host, totem)).status).toBe(200);
      expect(await expense(2018)).toBe('12.50');
    });

    it('in the background, it is answered at once and says how far it is', async () => {
      const amounts = Array.from({ length: 20_000 }, (_, rank) => `${rank}.01`);
      const path = '/m57/imports?background=true';
      const { status, body } = await sendFile(host, csv(2021, amounts), { fields, path });
      expect(status).toBe(202);
      expect(body.data).toMatchObject({ status: 'running', progress: { lines: expect.any(Number) } });
      const { id } = body.data;
      await expect.poll(async () => (await host.ask('GET', `/m57/imports/${id}`)).status).toBe('imported');
      expect(await host.ask('GET', `/m57/imports/${id}`)).toMatchObject({ lines: 20_000, progress: null });
      const sum = (20_000 * 19_999) / 2 + 20_000 * 0.01;
      expect(await expense(2021)).toBe(sum.toFixed(2));
    });

    it('in the background, a wrong file leaves its reasons and no line', async () => {
      const before = await countRows(host);
      const path = '/m57/imports?background=true';
      const { body } = await sendFile(host, csv(2020, ['1.00', 'douze']), { fields, path });
      await expect
        .poll(async () => (await host.ask('GET', `/m57/imports/${body.data.id}`)).status)
        .toBe('failed');
      const { errors } = await host.ask('GET', `/m57/imports/${body.data.id}`);
      expect(errors[0]).toMatchObject({ line: 3 });
      expect(await countRows(host)).toEqual({ ...before, m57_imports: before['m57_imports']! + 1 });
    });

    it('is cancelled on demand, and nothing of it stays', async () => {
      const before = await countRows(host);
      const amounts = Array.from({ length: 150_000 }, (_, rank) => `${rank}.02`);
      const path = '/m57/imports?background=true';
      const { body } = await sendFile(host, csv(2019, amounts), { fields, path });
      const { id } = body.data;
      await host.ask('POST', `/m57/imports/${id}/cancel`);
      await expect.poll(async () => (await host.ask('GET', `/m57/imports/${id}`)).status).toBe('cancelled');
      expect(await countRows(host)).toEqual({ ...before, m57_imports: before['m57_imports']! + 1 });
      const late = await host.request('POST', `/m57/imports/${id}/cancel`);
      expect(late.status).toBe(409);
    });
  });
});
