import { describe, expect, it } from 'vitest';
import type { RelationField, RelationTable } from './fields';
import { relationMappingFor } from './fields';
import {
  DECIDIM_PROPOSALS,
  DECIDIM_REGISTRATIONS,
  FAMILY_PORTAL,
  PAYMENTS,
  REQUESTS,
  SURVEY,
  tableOf,
} from './reader-testing';

/** The headers of the proposed columns. */
const told = ({ columns, proposal }: RelationTable) =>
  Object.fromEntries(
    Object.entries(proposal.columns).map(([field, column]) => [field, columns[column]!.header]),
  );
const refused = ({ columns }: RelationTable) =>
  columns.filter((column) => column.refused !== null).map((column) => [column.header, column.refused]);

describe('proposeRelation', () => {
  it('knows the columns of a family portal, and refuses those it must', async () => {
    const table = await tableOf(FAMILY_PORTAL);
    expect(told(table)).toEqual({
      person_key: 'N° usager',
      last_name: 'Nom',
      first_name: 'Prénom',
      birth_date: 'Né(e) le',
      email: 'Courriel',
      phone: 'Téléphone portable',
      address: 'Adresse',
      postcode: 'Code postal',
      city: 'Ville',
      household: 'N° famille',
      quotient: 'Quotient familial',
      date: 'Date présence',
      service: 'Activité',
      units: 'Nb repas',
    });
    expect(refused(table)).toEqual([
      ['Régime alimentaire', 'diet'],
      ['PAI', 'allergy'],
    ]);
    expect(table.columns[11]!.samples).toEqual([]);
    expect(table.columns[3]!.samples).toEqual(['Maël', 'Nolwenn', 'Léa']);
    expect(table.proposal.whole).toEqual({ kind: 'registration' });
    expect(table.missing).toEqual(['source', 'quotient_bounds']);
    expect(table.values).toEqual({
      service: [
        { text: 'Restauration scolaire', rows: 2, means: null },
        { text: 'Centre de loisirs', rows: 1, means: null },
      ],
    });
  });

  it('knows payments below a title', async () => {
    const table = await tableOf(PAYMENTS);
    expect(told(table)).toEqual({
      person_key: 'N° usager',
      last_name: 'Nom',
      interaction_key: 'N° quittance',
      date: 'Date règlement',
      service: 'Prestation',
      amount: 'Montant réglé',
    });
    expect(table.proposal).toMatchObject({ header: 3, whole: { kind: 'payment' } });
  });

  it('knows requests, and what their words mean', async () => {
    const table = await tableOf(REQUESTS);
    expect(told(table)).toEqual({
      last_name: 'Nom',
      first_name: 'Prénom',
      email: 'E-mail',
      interaction_key: 'N° demande',
      date: 'Date de création',
      service: 'Service',
      channel: 'Canal',
      status: 'Statut',
      due_on: 'Date limite',
      closed_on: 'Date de clôture',
      subject: 'Objet',
    });
    expect(table.proposal.whole).toEqual({ kind: 'request' });
    expect(table.values.channel).toEqual([
      { text: 'Téléphone', rows: 1, means: 'phone' },
      { text: 'Appli mobile', rows: 1, means: 'app' },
      { text: 'Guichet', rows: 1, means: 'desk' },
    ]);
    expect(table.values.status!.map(({ means }) => means)).toEqual(['done', 'in_progress', 'new']);
  });

  it('knows Decidim, and leaves out what people proposed', async () => {
    const table = await tableOf(DECIDIM_PROPOSALS);
    expect(told(table)).toEqual({
      person_key: 'author/id',
      full_name: 'author/name',
      interaction_key: 'reference',
      date: 'created_at',
    });
    expect(table.proposal.whole).toEqual({ kind: 'consultation' });
    expect(refused(table)).toEqual([
      ['title/fr', 'proposal_text'],
      ['body/fr', 'proposal_text'],
      ['answer/fr', 'proposal_text'],
    ]);
    const registrations = await tableOf(DECIDIM_REGISTRATIONS);
    expect(told(registrations)).toEqual({
      full_name: 'user/name',
      email: 'user/email',
      interaction_key: 'id',
    });
    expect(registrations.proposal.whole).toEqual({ kind: 'event' });
    expect(registrations.missing).toEqual(['source', 'date']);
    expect(refused(registrations)).toHaveLength(1);
  });

  it('knows a survey', async () => {
    const table = await tableOf(SURVEY);
    expect(told(table)).toEqual({
      email: 'Adresse e-mail',
      date: 'Horodateur',
      service: 'Équipement',
      score: 'Note',
      consent: 'J’accepte d’être recontacté',
    });
    expect(table.proposal.whole).toEqual({ kind: 'satisfaction' });
    expect(table.missing).toEqual(['source', 'consent_purpose']);
  });

  it.each<[string, Partial<Record<RelationField, number>>]>([
    [
      'id;nickname;name;email\n1;paul;Paul Martin;paul@exemple.fr\n2;sam;Samira Haddad;sam@exemple.fr',
      { person_key: 0, full_name: 2, email: 3 },
    ],
    ['Nom;Prénom;Titre\nMartin;Paul;M.\nHaddad;Samira;Mme', { last_name: 0, first_name: 1 }],
    ['Nom;Tél.\nMARTIN Paul;0612345679\nHADDAD Samira;0612345680', { full_name: 0, phone: 1 }],
  ])('takes a file without dates for one of persons only: %s', async (text, columns) => {
    const { proposal, missing } = await tableOf(text);
    expect(proposal.columns).toEqual(columns);
    expect(proposal.whole).toEqual({});
    expect(missing).toEqual(['source']);
  });

  it('refuses a column of national numbers whatever it is called', async () => {
    const table = await tableOf('Nom;Matricule\nMartin;269054958815780\nHaddad;155082A16802550');
    expect(table.proposal.columns).toEqual({ last_name: 0 });
    expect(table.columns[1]).toEqual({ header: 'Matricule', samples: [], refused: 'nir' });
  });

  it('has one shape for files with the same columns, whose mapping serves the next', async () => {
    const first = await tableOf(PAYMENTS);
    const next = await tableOf(PAYMENTS.split('\n').slice(2).join('\n'));
    expect(next.shape).toBe(first.shape);
    const saved = { ...first.proposal, source: 'Portail' };
    expect(relationMappingFor(saved, next)).toEqual({ ...saved, header: 1, sheet: undefined });
  });

  it('proposes nothing for a file that holds neither', async () => {
    expect((await tableOf('a;b\nx;y')).missing).toEqual(['source', 'person']);
  });
});
