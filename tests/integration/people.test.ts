import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { HOSTS, missing } from '../support/m57';
import { installRelation, letPersonsIn, personsOf, rowsOf, sendPersons } from '../support/relation';

/** Of a family portal: a person and what they did in each row. */
const PORTAL = [
  ['person_key', 'N° usager'],
  ['last_name', 'Nom'],
  ['first_name', 'Prénom'],
  ['birth_date', 'Né(e) le'],
  ['email', 'Courriel'],
  ['phone', 'Téléphone'],
  ['household', 'N° famille'],
  ['quotient_band', 'Tranche'],
  ['interaction_key', 'N° opération'],
  ['date', 'Date'],
  ['service', 'Activité'],
  ['units', 'Quantité'],
  ['amount', 'Montant'],
] as const;
type Row = Partial<Record<(typeof PORTAL)[number][0], string>>;

const portal = (...rows: Row[]) =>
  [PORTAL.map(([, header]) => header), ...rows.map((row) => PORTAL.map(([field]) => row[field] ?? ''))]
    .map((cells) => cells.join(';'))
    .join('\r\n');

const portalMapping = (service: number, source = 'Portail famille') => ({
  columns: Object.fromEntries(PORTAL.map(([field], column) => [field, column])),
  header: 1,
  source,
  whole: { kind: 'registration', channel: 'web' },
  values: { service: { Cantine: service } },
});

const ELISE: Row = {
  person_key: '17',
  last_name: 'Durand',
  first_name: 'Élise',
  birth_date: '12/03/2015',
  household: 'F1',
  quotient_band: '2',
};
const PAUL: Row = {
  person_key: '18',
  last_name: 'Durand',
  first_name: 'Paul',
  birth_date: '01/02/1934',
  email: 'p.durand@example.org',
  phone: '06 11 84 52 07',
  household: 'F1',
};
const meal = (interaction_key: string, date: string, units: string, amount: string): Row => ({
  interaction_key,
  date,
  service: 'Cantine',
  units,
  amount,
});
const FIRST = portal(
  { ...ELISE, ...meal('A1', '02/09/2025', '4', '12,40') },
  { ...PAUL, ...meal('A2', '03/09/2025', '1', '3,10') },
  { ...ELISE, ...meal('A3', '01/09/2025', '1,5', '4,65') },
  meal('A4', '04/09/2025', '20', '62,00'),
);

/** What must stand nowhere but where persons are. */
const SECRETS = /durand|élise|elise|p\.durand|84 52|11845207|mar[tl]in[eè]|12\/03\/2015|2015-03-12/i;

describe.each(HOSTS.filter(({ version, client }) => version === '12' || client === 'sqlite'))(
  'persons on Directus $version, $client',
  (which) => {
    describe.skipIf(missing(which))('come in', () => {
      let host: Host;
      let service: number;
      const importOf = (id: number) => host.ask('GET', `/m57/people/imports/${id}`);
      const person = async (last_name: string, first_name: string) => {
        const [found, ...others] = (await rowsOf(host, 'm57_identities')).filter(
          (row: { last_name: string; first_name: string }) =>
            row.last_name === last_name && row.first_name === first_name,
        );
        expect(others).toEqual([]);
        return found;
      };
      const batch = (source: string, interactions: object[], token?: string) =>
        host.request('POST', '/m57/interactions', {
          json: { source, interactions },
          ...(token === undefined ? {} : { token }),
        });

      beforeAll(async () => {
        host = await startHost(which);
        await installRelation(host);
        const json = { name: 'Restauration scolaire' };
        service = (await host.ask('POST', '/items/m57_services', { json })).id;
      });

      it('not before the impact assessment is confirmed, while anonymous entries may', async () => {
        for (const path of ['/m57/people/preview', '/m57/people/imports']) {
          const { status, body } = await sendPersons(host, FIRST, portalMapping(service), { path });
          expect([status, body.errors[0].extensions.code]).toEqual([409, 'AIPD_NOT_CONFIRMED']);
        }
        const one = { key: '1', kind: 'event', date: '2025-06-21' };
        const locked = await batch('Billetterie', [{ ...one, person: { email: 'a@example.org' } }]);
        expect([locked.status, locked.body.errors[0].extensions.code]).toEqual([409, 'AIPD_NOT_CONFIRMED']);
        const open = await batch('Billetterie', [one]);
        expect(open.body.data).toEqual({
          created: 1,
          unchanged: 0,
          citizens: { known: 0, new: 0, probable: 0 },
        });
        await letPersonsIn(host);
      });

      it('a preview says what a file holds, and writes nothing', async () => {
        const before = await personsOf(host);
        const text = FIRST.replace('Tranche', 'Régime alimentaire');
        const { columns, ...rest } = portalMapping(service);
        const { quotient_band: _, ...mapped } = columns;
        const path = '/m57/people/preview';
        const { status, body } = await sendPersons(host, text, { columns: mapped, ...rest }, { path });
        expect(status).toBe(200);
        expect(body.data).toMatchObject({
          id: null,
          status: 'preview',
          counts: { rows: 4, persons: 2, interactions: 4, anonymous: 1, known: 0 },
          matching: { certain: 0, probable: 0, new: 2 },
          totals: { units: '26.50', amount: '82.15' },
          warnings: [{ code: 'COLUMN_REFUSED', line: 1, column: 1 + text.indexOf('Régime'), count: 1 }],
          missing: [],
          values: { service: [{ text: 'Cantine', rows: 4, means: service }] },
        });
        expect(body.data.columns[7]).toEqual({ header: 'Régime alimentaire', samples: [], refused: 'diet' });
        expect(await personsOf(host)).toEqual(before);
        expect(await host.ask('GET', '/m57/people/imports')).toEqual([]);
        // Without a mapping, what the columns seem to hold, and what must still be told.
        const proposed = (await sendPersons(host, FIRST, undefined, { path })).body.data;
        expect(proposed.mapping.columns).toMatchObject({ last_name: 1, first_name: 2, email: 4, date: 9 });
        expect(proposed.missing).toEqual(['source']);
        expect(proposed.counts.rows).toBe(0);
      });

      it('a file is imported by its mapping, which serves the next of its shape', async () => {
        const { status, body } = await sendPersons(host, FIRST, portalMapping(service));
        expect(status).toBe(200);
        expect(body.data).toMatchObject({
          status: 'imported',
          source: 'Portail famille',
          counts: { rows: 4, persons: 2, interactions: 4, anonymous: 1, known: 0 },
          matching: { certain: 0, probable: 0, new: 2 },
          totals: { units: '26.50', amount: '82.15' },
          warnings: [],
          errors: [],
          imported_by: 'Admin User',
        });
        const elise = await person('Durand', 'Élise');
        const paul = await person('Durand', 'Paul');
        // Before 1970, and in years whose summer time was another.
        expect([elise.birth_date, paul.birth_date]).toEqual(['2015-03-12', '1934-02-01']);
        expect(paul).toMatchObject({ email: 'p.durand@example.org', phone_key: '+33611845207' });
        const citizens = await rowsOf(host, 'm57_citizens');
        expect(citizens.map((row: object) => ({ ...row }))).toEqual([
          expect.objectContaining({
            birth_year: 2015,
            quotient_band: 2,
            registered_on: '2025-09-01',
            source: 'Portail famille',
          }),
          expect.objectContaining({ birth_year: 1934, quotient_band: null, registered_on: '2025-09-03' }),
        ]);
        expect(citizens[0].household).toEqual(citizens[1].household);
        expect(Number(citizens[0].household)).toBeGreaterThan(0);
        expect(new Set(citizens.map((row: { pseudonym: string }) => row.pseudonym)).size).toBe(2);
        for (const { pseudonym } of citizens) expect(pseudonym).toMatch(/^[0-9a-z]{26}$/);
        const interactions = await rowsOf(host, 'm57_interactions');
        expect(
          interactions
            .filter((row: { source: string }) => row.source === 'Portail famille')
            .map((row: Record<string, unknown>) => [
              row['source_key'],
              row['citizen'] === null ? null : Number(row['citizen']),
              row['date'],
              Number(row['units']),
              Number(row['amount']),
              row['kind'],
              row['channel'],
              row['service'],
            ]),
        ).toEqual([
          ['A1', Number(elise.citizen), '2025-09-02', 4, 12.4, 'registration', 'web', service],
          ['A2', Number(paul.citizen), '2025-09-03', 1, 3.1, 'registration', 'web', service],
          ['A3', Number(elise.citizen), '2025-09-01', 1.5, 4.65, 'registration', 'web', service],
          ['A4', null, '2025-09-04', 20, 62, 'registration', 'web', service],
        ]);
        const next = await sendPersons(host, `${FIRST}\r\n`, undefined, { path: '/m57/people/preview' });
        expect(next.body.data).toMatchObject({
          mapping: portalMapping(service),
          missing: [],
          counts: { rows: 4, known: 4 },
          matching: { certain: 2, new: 0 },
        });
        expect(await host.ask('GET', `/m57/people/mappings/${next.body.data.shape}`)).toEqual(
          portalMapping(service),
        );
      });

      it('the same file again changes nothing, and says which import holds it', async () => {
        const before = await personsOf(host);
        const [first] = await host.ask('GET', '/m57/people/imports');
        const again = (await sendPersons(host, FIRST, portalMapping(service))).body.data;
        expect([again.id, again.duplicate_of]).toEqual([first.id, first.id]);
        // Read in another way, it is told that it would count twice.
        const mapping = { ...portalMapping(service), whole: { kind: 'payment' } };
        const other = await sendPersons(host, FIRST, mapping, { path: '/m57/people/preview' });
        expect(other.body.data.duplicate_of).toBeNull();
        expect(other.body.data.warnings[0]).toMatchObject({ code: 'FILE_READ_OTHERWISE' });
        expect(await personsOf(host)).toEqual(before);
      });

      it('persons of other software are matched: certain, probable, new; and its undo puts all back', async () => {
        const before = await personsOf(host);
        const paul = await person('Durand', 'Paul');
        const elise = await person('Durand', 'Élise');
        const text = portal(
          // The same: a name and a birth, and an e-mail that nobody had told.
          {
            person_key: 'L1',
            last_name: 'DURAND',
            first_name: 'Elise',
            birth_date: '12/03/2015',
            email: 'elise@example.org',
            quotient_band: '4',
            ...meal('p1', '05/01/2026', '1', ''),
          },
          // The same by e-mail and name; another phone, which does not take the place of the one that is there.
          {
            last_name: 'Durand',
            first_name: 'Paul',
            email: 'P.Durand@Example.org',
            phone: '0442001122',
            ...meal('p2', '06/01/2026', '1', ''),
          },
          // A typing error in the name of somebody of the same birth.
          {
            person_key: 'L3',
            last_name: 'Durant',
            first_name: 'Élise',
            birth_date: '12/03/2015',
            ...meal('p3', '07/01/2026', '1', ''),
          },
          // Nobody that is known; told twice, once without the number.
          {
            person_key: 'L4',
            last_name: 'Martin',
            first_name: 'Inès',
            birth_date: '30/06/1990',
            household: 'F9',
            ...meal('p4', '08/01/2026', '1', ''),
          },
          {
            last_name: 'MARTIN',
            first_name: 'Ines',
            birth_date: '30/06/1990',
            ...meal('p5', '09/01/2026', '1', ''),
          },
        );
        const mapping = portalMapping(service, 'Médiathèque');
        const { body } = await sendPersons(host, text, mapping);
        // The last two rows tell one person, once with a number and once without.
        expect(body.data).toMatchObject({
          status: 'imported',
          counts: { rows: 5, persons: 5, interactions: 5 },
          matching: { certain: 3, probable: 1, new: 1 },
        });
        const durant = await person('Durant', 'Élise');
        const ines = await person('Martin', 'Inès');
        const interactions = await rowsOf(host, 'm57_interactions');
        const citizenOf = (key: string) =>
          Number(interactions.find((row: { source_key: string }) => row.source_key === key).citizen);
        expect(['p1', 'p2', 'p3', 'p4', 'p5'].map(citizenOf)).toEqual(
          [elise, paul, durant, ines, ines].map(({ citizen }) => Number(citizen)),
        );
        expect(await person('Durand', 'Élise')).toMatchObject({
          email: 'elise@example.org',
          email_key: 'elise@example.org',
        });
        expect(await person('Durand', 'Paul')).toMatchObject({ phone: '06 11 84 52 07' });
        const citizens = await rowsOf(host, 'm57_citizens');
        const known = citizens.find((row: { id: unknown }) => Number(row.id) === Number(elise.citizen));
        expect(known).toMatchObject({ quotient_band: 4, source: 'Portail famille' });
        const pairs = await rowsOf(host, 'm57_duplicates');
        expect(pairs).toHaveLength(1);
        expect([Number(pairs[0].citizen), Number(pairs[0].other)]).toEqual([
          Number(elise.citizen),
          Number(durant.citizen),
        ]);
        expect(pairs[0]).toMatchObject({ status: 'waiting', import: body.data.id });
        expect(JSON.parse(pairs[0].reasons)).toEqual(expect.arrayContaining(['NAME_CLOSE', 'BIRTH']));

        const undone = await host.ask('POST', `/m57/people/imports/${body.data.id}/undo`);
        expect(undone).toMatchObject({ status: 'undone', warnings: [] });
        expect(await personsOf(host)).toEqual(before);
        const twice = await host.request('POST', `/m57/people/imports/${body.data.id}/undo`);
        expect(twice.status).toBe(409);
        // It may come again.
        const again = (await sendPersons(host, text, mapping)).body.data;
        expect(again).toMatchObject({ status: 'imported', duplicate_of: null });
        await host.ask('POST', `/m57/people/imports/${again.id}/undo`);
        expect(await personsOf(host)).toEqual(before);
      });

      it('a newer export of the same software wins, and undone, the older one counts again', async () => {
        const before = await personsOf(host);
        const text = portal(
          { ...ELISE, ...meal('A1', '02/09/2025', '5', '15,50') },
          { ...PAUL, ...meal('A2', '03/09/2025', '1', '3,10') },
          { ...PAUL, ...meal('A5', '08/09/2025', '1', '3,10') },
        );
        const { data } = (await sendPersons(host, text, portalMapping(service))).body;
        expect(data).toMatchObject({
          counts: { rows: 3, known: 2 },
          warnings: [{ code: 'INTERACTIONS_CHANGED', line: 2, count: 1 }],
        });
        const told = (await rowsOf(host, 'm57_interactions')).filter(
          (row: { source_key: string }) => row.source_key === 'A1',
        );
        expect(
          told.map((row: Record<string, unknown>) => [Number(row['units']), Number(row['amount'])]),
        ).toEqual([[5, 15.5]]);
        await host.ask('POST', `/m57/people/imports/${data.id}/undo`);
        expect(await personsOf(host)).toEqual(before);
      });

      it('texts are kept letter by letter, whatever they mean to a database', async () => {
        const before = await personsOf(host);
        const strange = { last_name: "L'Hér\\'? \\", first_name: 'Zoé $1 :x ?', person_key: "9\\' ?" };
        const use = meal("Q'\\?", '02/09/2025', '1', '3,10');
        const text = portal({ ...strange, ...use });
        const { data } = (await sendPersons(host, text, portalMapping(service, "Régie d'été \\ ?"))).body;
        expect(data).toMatchObject({ status: 'imported', counts: { interactions: 1, known: 0 } });
        expect(await person(strange.last_name, strange.first_name)).toBeTruthy();
        const [last] = (await rowsOf(host, 'm57_interactions')).slice(-1);
        expect(last.source_key).toBe(use.interaction_key);
        const again = portal({ ...strange, ...use }, meal('Q2', '03/09/2025', '1', '3,10'));
        const known = (await sendPersons(host, again, data.mapping)).body.data;
        expect(known).toMatchObject({
          counts: { interactions: 2, known: 1 },
          matching: { certain: 1, probable: 0, new: 0 },
        });
        for (const { id } of [known, data]) await host.ask('POST', `/m57/people/imports/${id}/undo`);
        expect(await personsOf(host)).toEqual(before);
      });

      it('in a column of consents become evidence, and a yes does not end a no', async () => {
        const before = await personsOf(host);
        const mapping = {
          columns: { last_name: 0, first_name: 1, email: 2, consent: 3 },
          header: 1,
          source: 'Formulaire',
          whole: { consent_purpose: 'lettre' },
          values: {},
        };
        const form = (says: string) =>
          `Nom;Prénom;Courriel;Lettre\r\nDurand;Paul;p.durand@example.org;${says}`;
        const states = async () => {
          const rows = await rowsOf(host, 'm57_consents');
          return rows.map(({ purpose, state }: Record<string, unknown>) => [purpose, state]);
        };
        await sendPersons(host, form('oui'), mapping);
        expect(await states()).toEqual([['lettre', 'consented']]);
        await sendPersons(host, form('oui').replace('oui', 'OUI'), mapping);
        expect(await rowsOf(host, 'm57_evidence')).toHaveLength(1);
        await sendPersons(host, form('non'), mapping);
        expect(await states()).toEqual([['lettre', 'withdrawn']]);
        await sendPersons(host, form('vrai'), mapping);
        expect(await states()).toEqual([['lettre', 'withdrawn']]);
        const evidence = await rowsOf(host, 'm57_evidence');
        expect(evidence.map(({ kind }: { kind: string }) => kind)).toEqual(['consent', 'withdrawal']);
        expect(evidence[0].wording).toBe('J’accepte de recevoir la lettre de la ville.');
        expect(await personsOf(host)).toEqual(before);
      });

      it('a citizen who has something else since stays when the import is undone, and that is told', async () => {
        const text = portal(
          {
            person_key: 'Z1',
            last_name: 'Petit',
            first_name: 'Zoé',
            birth_date: '01/01/1980',
            ...meal('z1', '05/01/2026', '1', ''),
          },
          {
            person_key: 'Z2',
            last_name: 'Grand',
            first_name: 'Léo',
            birth_date: '02/02/1982',
            ...meal('z2', '05/01/2026', '1', ''),
          },
        );
        const { data } = (await sendPersons(host, text, portalMapping(service, 'Sports'))).body;
        const one = {
          key: 'b1',
          kind: 'request',
          date: '2026-02-01',
          person: { last_name: 'Petit', first_name: 'Zoé', birth_date: '1980-01-01' },
        };
        expect((await batch('GRU', [one])).body.data.citizens).toEqual({ known: 1, new: 0, probable: 0 });
        const undone = await host.ask('POST', `/m57/people/imports/${data.id}/undo`);
        expect(undone.warnings).toMatchObject([{ code: 'CITIZENS_STAYED', count: 1 }]);
        expect(await person('Petit', 'Zoé')).toMatchObject({ birth_date: '1980-01-01' });
        expect(await person('Grand', 'Léo')).toBeUndefined();
        const left = (await rowsOf(host, 'm57_interactions')).map(
          (row: { source_key: string }) => row.source_key,
        );
        expect(left).toContain('b1');
        expect(left).not.toContain('z1');
      });

      describe('by batches', () => {
        const items = () => [
          {
            key: 'r1',
            kind: 'request',
            service: 'restauration Scolaire',
            date: '2025-10-01',
            due_on: '2025-10-15',
            channel: 'web',
            subject: 'Menu',
            person: { key: 'U1', last_name: 'Roux', first_name: 'Anna', email: 'anna.roux@example.org' },
          },
          {
            key: 'r2',
            kind: 'payment',
            service,
            date: '2025-10-02',
            units: '2',
            amount: '6.2',
            person: { key: 'U1' },
          },
          {
            key: 'R2',
            kind: 'event',
            date: '2025-10-03',
            person: { email: 'Anna.Roux@example.org', last_name: 'ROUX', first_name: 'anna' },
          },
          { key: 'r3', kind: 'complaint', date: '2025-10-04', status: 'done' },
        ];

        it('a replay changes nothing, whatever became of it since', async () => {
          expect((await batch('GRU', items())).body.data).toEqual({
            created: 4,
            unchanged: 0,
            citizens: { known: 1, new: 1, probable: 0 },
          });
          const rows = (await rowsOf(host, 'm57_interactions')).filter(
            ({ source_key }: { source_key: string }) => ['r1', 'r2', 'R2', 'r3'].includes(source_key),
          );
          const anna = await person('Roux', 'Anna');
          expect(
            rows.map(({ citizen }: { citizen: unknown }) => (citizen === null ? null : Number(citizen))),
          ).toEqual([Number(anna.citizen), Number(anna.citizen), Number(anna.citizen), null]);
          expect(rows[0]).toMatchObject({ service, status: 'new', due_on: '2025-10-15', subject: 'Menu' });
          await host.ask('PATCH', `/items/m57_interactions/${rows[0].id}`, { json: { status: 'done' } });
          const before = await personsOf(host);
          expect((await batch('GRU', items())).body.data).toEqual({
            created: 0,
            unchanged: 4,
            citizens: { known: 0, new: 0, probable: 0 },
          });
          expect(await personsOf(host)).toEqual(before);
        });

        it.each<[what: string, index: number, change: object, status: number, code: string, path: string]>([
          ['a kind that is none', 2, { kind: 'visite' }, 400, 'ITEM_INVALID', 'kind'],
          ['a day that is none', 1, { date: '2025-02-30' }, 400, 'ITEM_INVALID', 'date'],
          ['an unknown field', 0, { nationalite: 'x' }, 400, 'ITEM_INVALID', ''],
          ['an unknown service', 3, { service: 'Patinoire' }, 400, 'ITEM_SERVICE_UNKNOWN', 'service'],
          ['an unknown purpose', 3, { purpose: 'rien' }, 400, 'ITEM_PURPOSE_UNKNOWN', 'purpose'],
          [
            'a person of whom nothing is told',
            2,
            { person: { city: 'Aix' } },
            400,
            'ITEM_PERSON_UNTOLD',
            'person',
          ],
          [
            'a pseudonym of nobody',
            2,
            { person: { pseudonym: 'x' } },
            400,
            'ITEM_PERSON_UNKNOWN',
            'person.pseudonym',
          ],
          ['a number twice', 3, { key: 'n1' }, 400, 'ITEM_KEY_TWICE', 'key'],
          ['a number of something else', 3, { key: 'r3', kind: 'request' }, 409, 'ITEM_CONFLICT', 'key'],
        ])('with %s is refused whole, with the index', async (_what, index, change, status, code, path) => {
          const before = await personsOf(host);
          const fresh = items().map((item, at) => ({
            ...item,
            key: `n${at}`,
            person: { key: `N${at}`, last_name: 'Durand' },
          }));
          Object.assign(fresh[index]!, change);
          const answer = await batch('GRU', fresh);
          expect(answer.status).toBe(status);
          const [error] = answer.body.errors;
          expect(error.extensions).toMatchObject({ code, index, path });
          expect(error.message).toMatch(/rien n’a été enregistré/);
          expect(JSON.stringify(answer.body)).not.toMatch(SECRETS);
          expect(await personsOf(host)).toEqual(before);
        });

        it('twice at the same moment, one creates and the other finds it', async () => {
          const fresh = Array.from({ length: 200 }, (_, at) => ({
            key: `c${at}`,
            kind: 'event',
            date: '2025-12-01',
            person: { last_name: 'Foule', first_name: 'Jean', birth_date: `1970-01-${10 + (at % 20)}` },
          }));
          const answers = await Promise.all([1, 2, 3].map(() => batch('GRU', fresh)));
          expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
          const created = answers.map(({ body }) => body.data.created);
          expect(created.sort((a, b) => a - b)).toEqual([0, 0, 200]);
          const crowd = (await rowsOf(host, 'm57_identities')).filter(
            ({ last_name }: { last_name: string }) => last_name === 'Foule',
          );
          expect(crowd).toHaveLength(20);
        });

        it('a token that may only create interactions is enough, and reads nobody', async () => {
          const { token } = await host.createUser('M57 – Guichet');
          const one = {
            key: 'd1',
            kind: 'request',
            date: '2026-01-02',
            person: { last_name: 'Roux', first_name: 'Anna', email: 'anna.roux@example.org' },
          };
          const answer = await batch('Borne', [one], token);
          expect(answer.body.data).toEqual({
            created: 1,
            unchanged: 0,
            citizens: { known: 1, new: 0, probable: 0 },
          });
          for (const path of ['/items/m57_identities', '/items/m57_citizens', '/m57/people/imports'])
            expect((await host.request('GET', path, { token })).status).toBe(403);
        });

        it('five thousand at once', async () => {
          const many = Array.from({ length: 5000 }, (_, at) => ({
            key: `m${at}`,
            kind: 'payment',
            date: '2026-01-10',
            amount: '1.00',
            person: { key: `P${at % 1500}` },
          }));
          const answer = await batch('Régie', many);
          expect(answer.body.data).toMatchObject({ created: 5000, citizens: { new: 1500 } });
        });
      });

      it('cancelled, nothing of a file stays', async () => {
        const before = await personsOf(host);
        const text = crowd(60_000, 'K');
        const path = '/m57/people/imports?background=true';
        const { status, body } = await sendPersons(host, text, portalMapping(service, 'Grand'), { path });
        expect(status).toBe(202);
        await host.ask('POST', `/m57/people/imports/${body.data.id}/cancel`);
        await expect.poll(async () => (await importOf(body.data.id)).status).toBe('cancelled');
        await expect.poll(() => personsOf(host)).toEqual(before);
      });

      it('are followed by those whose work it is, and by nobody else', async () => {
        const tokenOf = async (...policies: string[]) => (await host.createUser(...policies)).token;
        const [relation, finance, dpo, desk] = [
          await tokenOf('M57 – Relation'),
          await tokenOf('M57 – Finance'),
          await tokenOf('M57 – DPO'),
          await tokenOf('M57 – Guichet'),
        ];
        const { body } = await sendPersons(host, crowd(2, 'J'), portalMapping(service, 'Suivi'));
        const jobs = async (token: string) =>
          (await host.ask('GET', '/m57/jobs', { token })) as { id: number; kind: string; target: number }[];
        const own = (await jobs(relation)).find(({ target }) => target === body.data.id)!;
        expect(own).toMatchObject({ kind: 'people', status: 'done' });
        expect(await host.ask('GET', `/m57/jobs/${own.id}`, { token: relation })).toEqual(own);
        for (const token of [finance, dpo, desk]) {
          expect((await jobs(token)).map(({ kind }) => kind)).not.toContain('people');
          const { status, body: answer } = await host.request('GET', `/m57/jobs/${own.id}`, { token });
          expect([status, answer.errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
        }
        // And the other way round: what is of accounts is not of persons.
        const run = await host.ask('POST', '/m57/allocations/runs?background=true', {
          token: finance,
          json: { exercice: 1999, siret: '21990999100016', method: 'direct' },
        });
        expect((await jobs(finance)).map(({ id }) => id)).toContain(run.id);
        expect((await jobs(relation)).map(({ id }) => id)).not.toContain(run.id);
        const hidden = await host.request('GET', `/m57/jobs/${run.id}`, { token: relation });
        expect(hidden.status).toBe(404);
      });

      it('interrupted by a crash, nothing of a file stays but that it was lost', async () => {
        const before = await personsOf(host);
        const path = '/m57/people/imports?background=true';
        const { body } = await sendPersons(host, crowd(60_000, 'C'), portalMapping(service, 'Grand'), {
          path,
        });
        await sleep(700);
        const { pid } = host;
        await host.kill();
        await host.start();
        const lost = await importOf(body.data.id);
        expect(lost.status).toBe('failed');
        expect(lost.errors).toMatchObject([{ code: 'IMPORT_INTERRUPTED' }]);
        expect(await personsOf(host)).toEqual(before);
        expect(
          readdirSync(tmpdir()).filter((name) => name.startsWith('m57-import-') && name.includes(`.${pid}.`)),
        ).toEqual([]);
      });

      it('while a batch brings in one of its persons, the person is there once', async () => {
        const path = '/m57/people/imports?background=true';
        const rank = 4321;
        const text = crowd(10_000, 'W');
        const { body } = await sendPersons(host, text, portalMapping(service, 'Grand'), { path });
        const one = {
          key: 'w1',
          kind: 'event',
          date: '2026-01-03',
          person: { last_name: 'Nombreux', first_name: `Prénom${letters(rank)}`, birth_date: birthOf(rank) },
        };
        expect((await batch('GRU', [one])).status).toBe(200);
        await expect.poll(async () => (await importOf(body.data.id)).status).toBe('imported');
        await person('Nombreux', `Prénom${letters(rank)}`);
      });

      it('wrong rows leave their places only, and nothing of persons stands in reports, jobs, errors or logs', async () => {
        const before = await personsOf(host);
        const text = portal(
          { ...ELISE, ...meal('e1', '02/09/2025', 'quatre', '12,40') },
          { ...PAUL, birth_date: '12/03/2215', ...meal('e2', '31/02/2025', '1', '3,10') },
        );
        const at = (row: number, cell: string) => 1 + text.split('\r\n')[row]!.indexOf(cell);
        const { status, body } = await sendPersons(host, text, portalMapping(service));
        expect(status).toBe(400);
        expect(body.errors.map(({ extensions }: { extensions: object }) => extensions)).toMatchObject([
          { code: 'UNITS_INVALID', line: 2, column: at(1, 'quatre') },
          { code: 'BIRTH_INVALID', line: 3, column: at(2, '12/03/2215') },
          { code: 'DAY_INVALID', line: 3, column: at(2, '31/02/2025') },
        ]);
        expect(JSON.stringify(body)).not.toMatch(SECRETS);
        expect(await personsOf(host)).toEqual(before);
        const imports = await host.ask('GET', '/m57/people/imports');
        expect(imports[0]).toMatchObject({
          status: 'failed',
          errors: [{ line: 2 }, { line: 3 }, { line: 3 }],
        });
        const jobs = await rowsOf(host, 'm57_jobs');
        const kept = await rowsOf(host, 'm57_person_imports');
        expect(jobs.length).toBeGreaterThan(5);
        for (const told of [imports, jobs, kept, host.logs(100_000)])
          expect(typeof told === 'string' ? told : JSON.stringify(told)).not.toMatch(SECRETS);
      });
    });
  },
);

/** So many persons of their own, each with an interaction. */
const crowd = (count: number, key: string) =>
  portal(
    ...Array.from({ length: count }, (_, rank) => {
      const [year, month, day] = birthOf(rank).split('-');
      return {
        person_key: `${key}${rank}`,
        last_name: 'Nombreux',
        first_name: `Prénom${letters(rank)}`,
        birth_date: `${day}/${month}/${year}`,
        ...meal(`${key}-${rank}`, '05/01/2026', '1', '1,00'),
      };
    }),
  );

/** A name of letters only. */
const letters = (rank: number) =>
  String(rank)
    .split('')
    .map((digit) => 'bcdfghjklm'[Number(digit)]! + 'aeiou'[Number(digit) % 5]!)
    .join('');

const birthOf = (rank: number) =>
  `${1940 + (rank % 70)}-${String(1 + (rank % 12)).padStart(2, '0')}-${String(1 + (rank % 28)).padStart(2, '0')}`;
