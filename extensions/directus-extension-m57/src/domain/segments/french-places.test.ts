import { expect, it } from 'vitest';
import { atService } from './french-places';

it.each([
  ['Piscine', 'à la Piscine'],
  ['Restauration scolaire', 'à la Restauration scolaire'],
  ['Conservatoire', 'au Conservatoire'],
  ['Centre de loisirs', 'au Centre de loisirs'],
  ['Relais petite enfance', 'au Relais petite enfance'],
  ['École de musique', 'à l’École de musique'],
  ['État civil', 'à l’État civil'],
  ['accueil périscolaire', 'à l’accueil périscolaire'],
  ['Halte-garderie', 'à la Halte-garderie'],
  ['Crèches', 'aux Crèches'],
  ['Écoles', 'aux Écoles'],
  ['Gymnases, stades', 'au service «\u00a0Gymnases, stades\u00a0»'],
  ['Zumba', 'au service «\u00a0Zumba\u00a0»'],
  ['2e enfance', 'au service «\u00a02e enfance\u00a0»'],
])('%s: %s', (name, place) => {
  expect(atService(name)).toBe(place);
});
