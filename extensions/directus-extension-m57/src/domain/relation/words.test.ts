import { describe, expect, it } from 'vitest';
import { isNobody, knownWord, meaningOf, parseBand, parseScore, parseYesNo, splitName } from './words';

describe('knownWord', () => {
  it.each([
    ['kind', 'Inscription', 'registration'],
    ['kind', 'Réclamation', 'complaint'],
    ['kind', 'Encaissement', 'payment'],
    ['kind', 'Renouvellement d’abonnement', 'renewal'],
    ['kind', 'satisfaction', 'satisfaction'],
    ['channel', 'En ligne', 'web'],
    ['channel', 'Téléphone', 'phone'],
    ['channel', 'Courrier', 'mail'],
    ['channel', 'Courriel', 'email'],
    ['channel', 'Mail', 'email'],
    ['channel', 'Accueil mairie', 'desk'],
    ['channel', 'Sur place', 'on_site'],
    ['status', 'En cours de traitement', 'in_progress'],
    ['status', 'Traité', 'done'],
    ['status', 'Clôturée', 'done'],
    ['status', 'En attente', 'waiting'],
    ['status', 'Classée sans suite', 'refused'],
    ['status', 'À traiter', 'new'],
    ['status', 'Reçue', 'new'],
    ['household_type', 'Famille monoparentale', 'single_parent'],
    ['household_type', 'Couple avec enfants', 'family'],
    ['household_type', 'Marié(e)', 'couple'],
    ['household_type', 'Célibataire', 'single'],
  ] as const)('of %s, %s is %s', (field, text, word) => expect(knownWord(field, text)).toBe(word));

  it.each([
    ['kind', 'Piscine'],
    ['channel', 'Pigeon'],
    ['status', 'Bof'],
    ['household_type', 'Divorcé'],
    ['service', 'Piscine'],
  ] as const)('of %s, %s is none', (field, text) => expect(knownWord(field, text)).toBeNull());

  it('is second to what the mapping says, whatever the case and accents', () => {
    const means = meaningOf('channel', {
      columns: {},
      header: 1,
      source: '',
      whole: {},
      values: { channel: { 'Borne été': 'on_site', guichet: 'phone' } },
    });
    expect(['BORNE ETE ', 'Guichet', 'Accueil', 'Pigeon'].map(means)).toEqual([
      'on_site',
      'phone',
      'desk',
      null,
    ]);
  });
});

it.each([
  ['DUPONT Marie', 'DUPONT', 'Marie'],
  ['Marie DUPONT', 'DUPONT', 'Marie'],
  ['Marie Dupont', 'Dupont', 'Marie'],
  ['DE LA TOUR Anne-Lise', 'DE LA TOUR', 'Anne-Lise'],
  ['Dupont, Marie Anne', 'Dupont', 'Marie Anne'],
  ['Mme Marie Dupont', 'Dupont', 'Marie'],
  ['Dupont', 'Dupont', null],
  ['DUPONT MARIE', 'MARIE', 'DUPONT'],
])('splits %s', (text, last_name, first_name) => expect(splitName(text)).toEqual({ last_name, first_name }));

it('reads yes and no, scores and bands, and nothing else', () => {
  expect(['Oui', 'x', 'VRAI', 'Non', '0', 'peut-être', ''].map(parseYesNo)).toEqual([
    true,
    true,
    true,
    false,
    false,
    null,
    null,
  ]);
  expect(['5', '4,0', '3/5', '1 / 5', '0', '6', '4,5', '8/10', 'bien'].map(parseScore)).toEqual([
    5,
    4,
    3,
    1,
    ...Array<null>(5).fill(null),
  ]);
  expect(['3', 'T3', 'Tranche 12', 'QF 2', 'b', '0', '31', '412,50', 'x'].map(parseBand)).toEqual([
    3,
    3,
    12,
    2,
    2,
    ...Array<null>(4).fill(null),
  ]);
});

it('knows names that are none', () => {
  expect(['ANONYME', 'Inconnu', '-', 'N/A', 'n.c.', 'XXX', 'Néant', 'Non renseigné'].every(isNobody)).toBe(
    true,
  );
  expect(['Noël', 'Nguyen', 'Anonymat Paul', 'Xu', 'Clément', 'Diversi'].some(isNobody)).toBe(false);
});
