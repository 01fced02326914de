import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing, MONTPELLIER, MORBIHAN, sendReference } from '../support/m57';
import { reference } from '../support/reference';

/** Euros as whole cents. */
const cents = (euros: string) => Math.round(Number(euros) * 100);

/** Totals of the real files as domain rules give them, in cents. */
const FILES = [
  {
    name: MONTPELLIER,
    fields: {},
    siret: '21340172201787',
    exercice: 2018,
    expense: '410624337.33',
    revenue: '437173552.70',
  },
  {
    name: MORBIHAN,
    fields: { nomenclature: 'M57_D' },
    siret: '22560001400016',
    exercice: 2021,
    expense: '854607148.50',
    revenue: '943635035.54',
  },
];

describe.each(HOSTS)('runs on Directus $version and $client', (which) => {
  describe.skipIf(missing(which) || !reference.present)('real files', () => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost(which);
      await host.ask('POST', '/m57/install');
      await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } });
    });

    it.each(FILES)('$name reconciles to the cent', async ({ name, fields, exercice, expense, revenue }) => {
      const sent = await sendReference(host, name, fields);
      expect(sent.status).toBe(200);
      const { siret } = sent.body.data.budgets[0];
      const run = await host.ask('POST', '/m57/allocations/runs', { json: { exercice, siret } });
      const { totals } = run;
      expect(totals.document).toEqual({ expense, revenue });
      const costs = await host.ask('GET', `/m57/allocations/runs/${run.id}/costs`);
      const full = costs.services
        .filter(({ kind }: { kind: string }) => kind === 'principal' || kind === 'indivis')
        .reduce((sum: number, row: { full: string }) => sum + cents(row.full), 0);
      expect(full).toBe(cents(totals.full));
      expect(
        full +
          cents(totals.unallocated) +
          cents(totals.unmatched) +
          cents(totals.outside) -
          cents(totals.revenue),
      ).toBe(cents(expense) - cents(revenue));
      expect(run).toMatchObject({ existing: false, intact: true, outdated: false, status: 'draft' });
      const again = await host.ask('POST', '/m57/allocations/runs', { json: { exercice, siret } });
      expect(again).toMatchObject({ id: run.id, existing: true });
    });
  });
});
