import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';
import { openRelation, sendPersons } from '../support/relation';

const HEAD =
  'N° usager;Nom;Prénom;Né(e) le;Courriel;Téléphone;Adresse;Code postal;Ville;N° famille;N° opération;Date;Activité;Quantité;Montant';
const csv = (...rows: string[]) => [HEAD, ...rows].join('\r\n');
/** The columns in their order. */
const COLUMNS = [
  'person_key',
  'last_name',
  'first_name',
  'birth_date',
  'email',
  'phone',
  'address',
  'postcode',
  'city',
  'household',
  'interaction_key',
  'date',
  'service',
  'units',
  'amount',
];
const mapping = (service: number, source = 'Portail famille') => ({
  columns: Object.fromEntries(COLUMNS.map((field, column) => [field, column])),
  header: 1,
  source,
  whole: { kind: 'registration', channel: 'web' },
  values: { service: { Cantine: service } },
});

describe.each(HOSTS.filter(({ version, client }) => version === '12' || client === 'sqlite'))(
  'persons on Directus $version, $client',
  (which) => {
    describe.skipIf(missing(which))('a file of them', () => {
      let host: Host;
      let service: number;
      beforeAll(async () => {
        host = await startHost(which);
        await openRelation(host, which.client);
        service = (await host.ask('POST', '/items/m57_services', { json: { name: 'Restauration scolaire' } }))
          .id;
      });

      it('is previewed, and nothing is written', async () => {
        const { status, body } = await sendPersons(
          host,
          csv(
            '17;Durand;Élise;12/03/2015;;;4 rue de la Gare;13100;Aix;F1;A1;02/09/2025;Cantine;4;12,40',
            '18;Durand;Paul;01/02/1984;p.durand@example.org;06 12 34 56 78;4 rue de la Gare;13100;Aix;F1;A2;03/09/2025;Cantine;1;3,10',
          ),
          mapping(service),
          { path: '/m57/people/preview' },
        );
        console.log(JSON.stringify(body, null, 1));
        expect(status).toBe(200);
      });
      it('is imported', async () => {
        const { status, body } = await sendPersons(
          host,
          csv(
            '17;Durand;Élise;12/03/2015;;;4 rue de la Gare;13100;Aix;F1;A1;02/09/2025;Cantine;4;12,40',
            '18;Durand;Paul;01/02/1984;p.durand@example.org;06 12 34 56 78;4 rue de la Gare;13100;Aix;F1;A2;03/09/2025;Cantine;1;3,10',
          ),
          mapping(service),
        );
        console.log(JSON.stringify(body, null, 1), host.logs(30));
        console.log(await host.ask('GET', '/items/m57_citizens'), await host.ask('GET', '/items/m57_identities'), await host.ask('GET', '/items/m57_interactions'));
        expect(status).toBe(200);
      });
      it('a batch', async () => {
        const answer = await host.request('POST', '/m57/interactions', { json: { source: 'GRU', interactions: [
          { key: 'r1', person: { email: 'P.Durand@example.org', last_name: 'DURAND', first_name: 'paul' }, kind: 'request', service: 'Restauration scolaire', date: '2025-10-01', subject: 'x' },
          { key: 'r2', kind: 'payment', date: '2025-10-01', amount: '3.5' },
        ] } });
        console.log(JSON.stringify(answer.body), host.logs(5));
      });
    });
  },
);
