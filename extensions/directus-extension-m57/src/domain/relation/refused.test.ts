import { describe, expect, it } from 'vitest';
import { findNir, refusedHeader, type RefusedCategory } from './refused';

describe('refusedHeader', () => {
  it.each<[RefusedCategory, string[]]>([
    [
      'diet',
      [
        'Régime alimentaire',
        'REGIME',
        'Sans porc',
        'sans_viande',
        'Végétarien',
        'Menu',
        'Type de repas',
        'Repas sans porc',
        'Halal',
        'Dietary requirements',
        'Meal preference',
        'votreRegime',
      ],
    ],
    [
      'allergy',
      [
        'Allergies',
        'Allergie(s) alimentaire(s)',
        'PAI',
        'P.A.I.',
        "Projet d'accueil individualisé",
        'Intolérances',
        'Allergy',
      ],
    ],
    [
      'health',
      [
        'Santé',
        'Informations médicales',
        'Médecin traitant',
        'Vaccins à jour',
        'Fiche sanitaire',
        'Health notes',
        'GIR',
        'Traitement médical',
      ],
    ],
    [
      'disability',
      [
        'Handicap',
        'Enfant en situation de handicap',
        'AEEH',
        'MDPH',
        'Bénéficiaire AAH',
        'RQTH',
        'Disability',
        'Personne à mobilité réduite',
      ],
    ],
    ['religion', ['Religion', 'Confession', 'Culte']],
    ['nationality', ['Nationalité', 'NATIONALITE', 'Nationality', 'Titre de séjour', 'Pays de naissance']],
    ['nir', ['NIR', 'N° de sécurité sociale', 'Numéro sécu', 'N° SS', 'Social security number']],
    ['origin', ['Origine ethnique', 'Ethnicity', 'Race']],
    ['union', ['Syndicat', 'Appartenance syndicale', 'Trade union']],
    ['politics', ['Opinion', 'Opinions politiques', 'Parti', 'Political party', 'Bureau de vote']],
    ['orientation', ['Orientation sexuelle', 'Sexual orientation']],
    [
      'proposal_text',
      [
        'title/fr',
        'body/en',
        'answer/fr',
        'body',
        'Texte de la proposition',
        'Titre de la proposition',
        'Proposition',
        'Proposal text',
        'Commentaire',
        'Contenu de la contribution',
      ],
    ],
  ])('refuses %s', (category, headers) => {
    expect(headers.map((header) => [header, refusedHeader(header)])).toEqual(
      headers.map((header) => [header, category]),
    );
  });

  it.each([
    'Nom',
    'Prénom',
    'Date de naissance',
    'Commune',
    'Origine',
    'Canal',
    'Objet de la demande',
    'Date de traitement',
    'Statut',
    'Quotient familial',
    'Code INSEE',
    'Email',
    'Adresse',
    'Nombre de repas',
    'Montant réglé',
    'Activité',
    'Politique publique',
    'proposal/id',
    'proposal_votes_count',
    'author/name',
    'created_at',
    'id',
    'Titre',
    'Note',
    'Service',
    'Lieu de naissance',
  ])('takes %s', (header) => expect(refusedHeader(header)).toBeNull());
});

describe('findNir', () => {
  // 2 69 05 49 588 157, key 80: the specimen printed on model cards.
  it.each([
    ['269054958815780', { whole: true, keyed: true }],
    ['2 69 05 49 588 157 80', { whole: true, keyed: true }],
    ['2 69 05 49 588 157', { whole: true, keyed: false }],
    ['Carte 269054958815780, à rappeler', { whole: false, keyed: true }],
    // Corsica: 97 - (1 55 08 19 168 025 mod 97).
    ['155082A16802550', { whole: true, keyed: true }],
  ])('sees %s', (text, found) => expect(findNir(text)).toEqual(found));

  it.each([
    '269054958815781',
    '0612345679',
    '21340172201787',
    '1701388800000',
    '5901234123457',
    '2024031500000123',
    'FR76 3000 6000 0112 3456 7890 189',
    '202403150000012',
    '06 12 34 56 79 / 04 67 11 22 33',
    '',
  ])('does not see one in %s', (text) => expect(findNir(text)).toBeNull());
});
