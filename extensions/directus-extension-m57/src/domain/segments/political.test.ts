import { describe as group, expect, it } from 'vitest';
import { describe } from '../messages';
import { politicalIssues, politicalWord } from './political';

group('politicalWord', () => {
  it.each([
    ['Campagne électorale', 'electorale'],
    ['CAMPAGNE ELECTORALE 2026', 'electorale'],
    ['Inscrits sur les listes électorales', 'electorales'],
    ['Électrices et électeurs du centre', 'electrices'],
    ['Soutiens du candidat', 'candidat'],
    ['Candidature du maire', 'candidature'],
    ['Sympathisants', 'sympathisants'],
    ['Membres d’un parti politique', 'parti politique'],
    ['Propagande', 'propagande'],
    ['Municipales 2026', 'municipales 2026'],
    ['Élection municipale', 'election'],
    ['Présidentielle : à convaincre', 'presidentielle'],
    ['Bureau de vote n° 4', 'bureau de vote'],
    ['Likely voters', 'voters'],
    ['Jeunes électeurs', 'electeurs'],
    ['Parents candidats', 'candidats'],
    ['Le candidat et les écoles : campagne électorale', 'electorale'],
  ])('%s: %s', (text, word) => {
    expect(politicalWord(text)).toBe(word);
  });

  it.each([
    'Conseil de parents élus',
    'Élection du conseil municipal des jeunes',
    'Candidats au conseil municipal des enfants',
    'Élections des représentants de parents d’élèves',
    'Vote du budget participatif',
    'Candidats à un logement social',
    'Candidatures au conservatoire',
    'Écoles municipales de musique',
    'Médiathèques municipales',
    'Partis en vacances',
    'Parties prenantes du projet',
    'Sélection de saison',
    'Campagne de vaccination des chats',
    'Électroménager : collecte',
    'Campaign for the summer',
    '',
  ])('lets %s pass', (text) => {
    expect(politicalWord(text)).toBeNull();
  });

  it('makes an issue of it', () => {
    const [issue, ...others] = politicalIssues(['Piscine', null, 'Propagande']);
    expect(others).toEqual([]);
    expect(describe(issue!, 'fr').message).toMatch(/^« propagande » : aucun segment/);
    expect(describe(issue!, 'en').message).toMatch(/^"propagande": no segment/);
  });
});
