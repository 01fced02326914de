import { expect, it } from 'vitest';
import { plainName } from './plain-name';

it('compares names by their letters and figures', () => {
  expect(plainName(' Petite-Enfance (Crèches) ')).toBe('petite enfance creches');
  expect(plainName('PETITE ENFANCE  CRECHES')).toBe('petite enfance creches');
  expect(plainName('Écoles 2')).not.toBe(plainName('Écoles'));
});
