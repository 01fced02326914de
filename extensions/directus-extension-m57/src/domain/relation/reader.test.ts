import fc from 'fast-check';
import writeExcel from 'write-excel-file/universal';
import { describe, expect, it } from 'vitest';
import { describe as inWords } from '../messages';
import { issuesOf, stream, utf8 } from '../readers/testing';
import type { RelationMapping } from './fields';
import { readRelation, readRelationTable, readRelationValues } from './reader';
import {
  DECIDIM_PROPOSALS,
  DECIDIM_REGISTRATIONS,
  FAMILY_PORTAL,
  PAYMENTS,
  REQUESTS,
  SURVEY,
  TODAY,
  readAllRows,
  readWith,
  tableOf,
} from './reader-testing';

const services = { 'restauration scolaire': 1, 'CENTRE DE LOISIRS': 2, Piscine: 3 };
const codes = async (reading: Promise<unknown>) =>
  (await issuesOf(reading)).map(({ code, line, column }) => [code, line, column]);

describe('readRelation', () => {
  it('reads a family portal: a quotient becomes a band, units hundredths', async () => {
    const { rows, warnings } = await readWith(FAMILY_PORTAL, {
      quotient_bounds: ['412.50', '700', '1100.00'],
      values: { service: services },
    });
    expect(rows[0]).toEqual({
      line: 2,
      person: {
        person_key: '88121',
        last_name: 'LE GOFF',
        first_name: 'Maël',
        birth_date: '2016-03-14',
        birth_year: 2016,
        email: 'anne.legoff@exemple.fr',
        phone: '06 12 34 56 79',
        address: '3 rue de la Gare',
        postcode: '34000',
        city: 'Ville-Démo',
        zone: null,
        household: '1204',
        household_size: null,
        household_type: null,
        quotient_band: 1,
      },
      interaction: {
        interaction_key: null,
        date: '2024-09-02',
        kind: 'registration',
        service: 1,
        units: 100,
        amount: null,
        channel: null,
        status: null,
        due_on: null,
        closed_on: null,
        score: null,
        campaign: null,
        subject: null,
        purpose: null,
      },
      consent: null,
    });
    expect(rows[2]!.person).toMatchObject({ last_name: 'D’ALMEIDA', email: null, quotient_band: 4 });
    expect(rows[2]!.interaction).toMatchObject({ service: 2, units: 50 });
    expect(JSON.stringify(rows)).not.toMatch(/porc|412|1250/);
    expect(warnings).toEqual([
      {
        code: 'COLUMN_REFUSED',
        line: 1,
        column: expect.any(Number),
        params: { name: 'Régime alimentaire', why: 'diet' },
      },
      {
        code: 'COLUMN_REFUSED',
        line: 1,
        column: expect.any(Number),
        params: { name: 'PAI', why: 'allergy' },
      },
    ]);
  });

  it('reads payments: cents, anonymous ones, and no total', async () => {
    const { rows, warnings } = await readWith(PAYMENTS, { values: { service: services } });
    expect(
      rows.map(({ line, person, interaction }) => [line, person?.person_key, interaction?.amount]),
    ).toEqual([
      [4, '88121', 3640],
      [5, undefined, 350],
      [6, '90417', 104600],
    ]);
    expect(rows[1]!.person).toBeNull();
    expect(warnings).toEqual([{ code: 'TOTALS_DROPPED', line: 7, column: 1, params: { rows: 1 } }]);
  });

  it('reads requests with their words, those of the mapping first', async () => {
    const { rows } = await readWith(REQUESTS, {
      whole: { purpose: 'gru', service: 9 },
      values: {
        service: { proprete: 4, 'eclairage public': 5, 'Etat Civil': 6 },
        status: { 'en cours': 'waiting' },
      },
    });
    expect(rows.map(({ interaction }) => interaction)).toMatchObject([
      {
        interaction_key: 'D-1',
        date: '2024-09-02',
        kind: 'request',
        service: 4,
        channel: 'phone',
        status: 'done',
        due_on: '2024-09-16',
        closed_on: '2024-09-10',
        subject: 'Dépôt sauvage rue Pasteur',
        purpose: 'gru',
      },
      { interaction_key: 'D-2', channel: 'app', status: 'waiting', closed_on: null },
      {
        interaction_key: 'D-3',
        channel: 'desk',
        status: 'new',
        service: 6,
        subject: 'Acte de naissance; copie',
      },
    ]);
    expect(rows.map(({ person }) => person?.email ?? null)).toEqual([
      'paul.martin@exemple.fr',
      null,
      'samira@exemple.fr',
    ]);
  });

  it('reads Decidim and stores nothing of what people wrote, even where they are mapped as a subject', async () => {
    const { rows, mapping } = await readWith(DECIDIM_PROPOSALS);
    expect(
      rows.map(({ person, interaction }) => [
        person!.person_key,
        person!.first_name,
        person!.last_name,
        interaction!.kind,
        interaction!.date,
      ]),
    ).toEqual([
      ['1207', 'Paul', 'Martin', 'consultation', '2024-09-05'],
      ['1311', 'Samira', 'Haddad', 'consultation', '2024-09-06'],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/vélos|arbres|gare|Merci/i);
    const category = await readWith(DECIDIM_PROPOSALS, { columns: { ...mapping.columns, subject: 4 } });
    expect(category.rows.map(({ interaction }) => interaction!.subject)).toEqual([null, null]);
    const told = readWith(DECIDIM_PROPOSALS, { columns: { ...mapping.columns, subject: 7 } });
    expect(await codes(told)).toEqual([['MAPPING_REFUSED', 1, DECIDIM_PROPOSALS.indexOf('title/fr') + 1]]);
  });

  it('takes the date of the whole file', async () => {
    const { rows } = await readWith(DECIDIM_REGISTRATIONS, {
      whole: { date: '2024-09-20', campaign: 'Forum' },
    });
    expect(rows.map(({ interaction }) => interaction)).toMatchObject([
      { date: '2024-09-20', kind: 'event', campaign: 'Forum' },
      { date: '2024-09-20', kind: 'event', campaign: 'Forum' },
    ]);
  });

  it('reads a survey: scores, consent of those who are known', async () => {
    const { rows } = await readWith(SURVEY, {
      whole: { consent_purpose: 'enquetes' },
      values: { service: { Médiathèque: 7, Piscine: 3 } },
    });
    expect(
      rows.map(({ person, interaction, consent }) => [person?.email, interaction!.score, consent]),
    ).toEqual([
      ['paul.martin@exemple.fr', 5, true],
      [undefined, 2, null],
    ]);
  });

  it('reads persons only, and leaves out rows that tell nobody', async () => {
    const { rows, warnings } = await readWith(
      'Nom;Prénom;Ville\nMartin;Paul;Nîmes\n;;Nîmes\nANONYME;-;Nîmes\n',
    );
    expect(rows).toMatchObject([
      { line: 2, person: { last_name: 'Martin', city: 'Nîmes' }, interaction: null },
    ]);
    expect(warnings).toEqual([{ code: 'ROWS_WITHOUT_PERSON', line: 3, column: 1, params: { rows: 2 } }]);
  });

  it('reads a workbook as it reads CSV: the sheet that suits, dates and numbers', async () => {
    const bytes = new Uint8Array(
      await (
        await writeExcel([
          { sheet: 'Notice', data: [['À lire'], ['Rien ici']] },
          {
            sheet: 'Reçus',
            data: [
              ['N° usager', 'Nom', 'Date de naissance', 'Date paiement', 'Montant payé'],
              [
                88121,
                'Le Goff',
                { value: new Date(Date.UTC(2016, 2, 14)), format: 'dd/mm/yyyy' },
                { value: new Date(Date.UTC(2024, 8, 5)), format: 'dd/mm/yyyy' },
                36.4,
              ],
            ],
          },
        ]).toBlob()
      ).arrayBuffer(),
    );
    const { proposal, sheets } = await readRelationTable(stream(bytes));
    expect(sheets).toEqual(['Notice', 'Reçus']);
    expect(proposal.sheet).toBe('Reçus');
    const { rows } = await readAllRows(bytes, { ...proposal, source: 'Essai' });
    expect(rows).toMatchObject([
      {
        line: 2,
        person: { person_key: '88121', birth_date: '2016-03-14' },
        interaction: { date: '2024-09-05', amount: 3640, kind: 'payment' },
      },
    ]);
  });

  it('reads the same however the bytes are cut', async () => {
    const { proposal } = await tableOf(REQUESTS);
    const mapping: RelationMapping = {
      ...proposal,
      source: 'GRU',
      columns: { ...proposal.columns, service: undefined },
    };
    const bytes = utf8(REQUESTS);
    const whole = await readAllRows(bytes, mapping);
    expect(whole.rows).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        expect(await readAllRows(bytes, mapping, cuts)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what is wrong', () => {
  const text = (...rows: string[]) =>
    ['N° demande;Date demande;Nom;Né le;E-mail;Tél;Service;Statut;Note;Nb heures;Montant;QF', ...rows].join(
      '\n',
    );
  const read = (...rows: string[]) =>
    readWith(text(...rows), {
      columns: {
        interaction_key: 0,
        date: 1,
        last_name: 2,
        birth_date: 3,
        email: 4,
        phone: 5,
        service: 6,
        status: 7,
        score: 8,
        units: 9,
        amount: 10,
        quotient: 11,
      },
      whole: { kind: 'request' },
      quotient_bounds: ['700'],
      values: { service: { Piscine: 3 } },
    });

  it('is told cell by cell, in order, and what concerns a person is not repeated', async () => {
    const rows = [
      '1;05/09/2024;Martin;31/02/1980;a@exemple.fr;;Piscine;Clos;4;1,5;10;650',
      '2;hier;Martin;;;;Patinoire;Bof;6;1h30;dix;beaucoup',
      '3;;Martin;01/01/2030;;;Patinoire;;;;;',
    ];
    const at = (line: number, cell: string) => [line, rows[line - 2]!.indexOf(cell) + 1];
    const issues = await issuesOf(read(...rows));
    expect(issues.map(({ code, line, column, params }) => [code, line, column, params.value])).toEqual([
      ['BIRTH_INVALID', ...at(2, '31/02'), undefined],
      ['QUOTIENT_INVALID', ...at(3, 'beaucoup'), undefined],
      ['DAY_INVALID', ...at(3, 'hier'), 'hier'],
      ['SERVICE_UNMAPPED', ...at(3, 'Patinoire'), 'Patinoire'],
      ['UNITS_INVALID', ...at(3, '1h30'), '1h30'],
      ['AMOUNT_INVALID', ...at(3, 'dix'), 'dix'],
      ['VALUE_UNMAPPED', ...at(3, 'Bof'), 'Bof'],
      ['SCORE_INVALID', ...at(3, '6'), '6'],
      ['BIRTH_INVALID', ...at(4, '01/01'), undefined],
      ['VALUE_MISSING', ...at(4, ';Martin'), undefined],
    ]);
    for (const issue of issues)
      for (const locale of ['fr', 'en'] as const) {
        const { message } = inWords(issue, locale);
        expect(message).not.toBe(issue.code);
        expect(message).not.toMatch(/undefined|31.02|2030|beaucoup/);
      }
  });

  it('stops after some, however many there are', async () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => `${at};hier;Martin;;;;;;;;;`);
    expect(await issuesOf(read(...rows))).toHaveLength(20);
  });

  it('is no e-mail and no phone that cannot be read: the rows stay', async () => {
    const { rows, warnings } = await read(
      '1;05/09/2024;Martin;;chez lui;0;;;;;;',
      '2;05/09/2024;Haddad;;néant;aucun;;;;;;',
    );
    expect(rows.map(({ person }) => [person!.email, person!.phone])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(warnings.map(({ code, params }) => [code, params.rows])).toEqual([
      ['EMAILS_UNREADABLE', 1],
      ['PHONES_UNREADABLE', 1],
    ]);
  });

  it('is an interaction told twice in two ways; the same row again counts once', async () => {
    const same = '1;05/09/2024;Martin;;;;;Clos;;;10;';
    const { rows, warnings } = await read(same, same, '2;05/09/2024;Martin;;;;;Clos;;;10;');
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(warnings).toEqual([{ code: 'INTERACTIONS_TWICE', line: 3, column: 1, params: { rows: 1 } }]);
    const [issue] = await issuesOf(read(same, same.replace('10', '12')));
    expect(issue).toEqual({
      code: 'KEY_TWICE',
      line: 3,
      column: 1,
      params: { name: 'N° demande', value: '1', first: 2 },
    });
  });

  it('is a national number in a text, or in most cells of a column of numbers', async () => {
    const nir = '269054958815780';
    expect(await codes(read(`1;05/09/2024;Martin ${nir};;;;;;;;;`))).toEqual([['MAPPING_REFUSED', 2, 14]]);
    const keys = [nir, '155082A16802550', '12'].map((key) => `${key};05/09/2024;Martin;;;;;;;;;`);
    expect(await codes(read(...keys))).toEqual([['MAPPING_REFUSED', 2, 1]]);
    const one = [nir, '13', '12'].map((key) => `${key};05/09/2024;Martin;;;;;;;;;`);
    expect((await read(...one)).rows).toHaveLength(3);
  });

  it('is a mapping that lacks something, points nowhere, or to what is refused', async () => {
    const { proposal } = await tableOf(FAMILY_PORTAL);
    const run = (mapping: RelationMapping) => readAllRows(utf8(FAMILY_PORTAL), mapping);
    const whole = { ...proposal, source: 'Portail', quotient_bounds: ['700'] };
    expect(await issuesOf(run(proposal))).toEqual([
      { code: 'MAPPING_INCOMPLETE', line: 1, column: 1, params: { missing: 'source, quotient_bounds' } },
    ]);
    expect(await codes(run({ ...whole, columns: { ...whole.columns, zone: 99 } }))).toEqual([
      ['MAPPING_COLUMN', 1, 1],
    ]);
    expect(await codes(run({ ...whole, header: 9 }))).toEqual([['MAPPING_HEADER', 1, 1]]);
    expect(await codes(run({ ...whole, quotient_bounds: ['700', '400'] }))).toEqual([
      ['MAPPING_BOUNDS', 1, 1],
    ]);
    expect(await codes(run({ ...whole, columns: { ...whole.columns, subject: 11 } }))).toEqual([
      ['MAPPING_REFUSED', 1, FAMILY_PORTAL.indexOf('Régime') + 1],
    ]);
  });

  it('is a row longer than the header, or no row at all', async () => {
    expect(await codes(readWith('Nom;Prénom\nMartin;Paul;34000'))).toEqual([['ROW_LENGTH', 2, 1]]);
    expect(await codes(readWith('Nom;Prénom\n'))).toEqual([['NO_ROWS', 1, 1]]);
    expect(await codes(tableOf(''))).toEqual([['EMPTY_FILE', null, null]]);
  });

  it('leaves no file open behind it', async () => {
    const { proposal } = await tableOf(PAYMENTS);
    let closed = false;
    async function* bytes() {
      try {
        for (;;) yield utf8(`${PAYMENTS}\n`);
      } finally {
        closed = true;
      }
    }
    await issuesOf(readRelation(bytes(), proposal, { today: TODAY }).next());
    expect(closed).toBe(true);
  });
});

it('counts every text of the columns of words, and says what each means', async () => {
  const { proposal } = await tableOf(REQUESTS);
  const more = `${REQUESTS}\n${Array.from({ length: 300 }, (_, at) => `E-${at};2024-09-04;;;;Pigeon;Voirie;Nouvelle;;;`).join('\n')}`;
  const values = await readRelationValues(stream(utf8(more)), {
    ...proposal,
    values: { service: { voirie: 8 } },
  });
  expect(values.channel![0]).toEqual({ text: 'Pigeon', rows: 300, means: null });
  expect(values.status![0]).toEqual({ text: 'Nouvelle', rows: 301, means: 'new' });
  expect(values.service![0]).toEqual({ text: 'Voirie', rows: 300, means: 8 });
  expect(values.service).toHaveLength(4);
});
