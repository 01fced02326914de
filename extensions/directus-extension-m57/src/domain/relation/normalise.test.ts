import { describe, expect, it } from 'vitest';
import { addressKey, emailKey, keysOf, nameTokens, phoneKey, postcodeKey, soundOf } from './normalise';

const person = (last_name: string | null, first_name: string | null, birth_date: string | null = null) => ({
  ...{ last_name, first_name, birth_date },
  ...{ birth_year: null, email: null, phone: null },
});
const nameKey = (last: string, first: string) => keysOf(person(last, first)).name_key;

describe('emailKey', () => {
  it.each([
    [' Marie.Dupont@Exemple.FR ', 'marie.dupont@exemple.fr'],
    ['<marie@exemple.fr>', 'marie@exemple.fr'],
    ['mailto:marie@exemple.fr', 'marie@exemple.fr'],
    ['ma\u200brie@exemple.fr', 'marie@exemple.fr'],
    ['ｍarie@exemple.fr', 'marie@exemple.fr'],
    ['HÉLÈNE@exemple.fr', 'hélène@exemple.fr'],
    // Other boxes, with some providers, and other children, in some families.
    ['marie.dupont+cantine@exemple.fr', 'marie.dupont+cantine@exemple.fr'],
  ])('%s', (text, key) => expect(emailKey(text)).toBe(key));

  it.each(['', 'néant', '@exemple.fr', 'marie@', 'marie@exemple', 'a@b@c.fr', 'marie@.fr', 'marie@exemple.'])(
    'is none of %s',
    (text) => expect(emailKey(text)).toBeNull(),
  );

  it('has an end', () => expect(emailKey(`${'a'.repeat(250)}@b.fr`)).toBeNull());
});

describe('phoneKey', () => {
  it.each([
    ['06 12 34 56 79', '+33612345679'],
    ['06.12.34.56.79', '+33612345679'],
    ['0612345679', '+33612345679'],
    ['+33 6 12 34 56 79', '+33612345679'],
    ['+33 (0)6 12 34 56 79', '+33612345679'],
    ['0033612345679', '+33612345679'],
    ['33612345679', '+33612345679'],
    ['612345679', '+33612345679'],
    ['Tél. : 04 67 11 22 33 (bureau)', '+33467112233'],
    ['0467112233 / 0612345679', '+33467112233'],
    ['0692 12 34 57', '+262692123457'],
    ['+33 692 12 34 57', '+262692123457'],
    ['+262 692 12 34 57', '+262692123457'],
    ['0590 12 34 57', '+590590123457'],
    ['+32 2 555 12 12', '+3225551212'],
    ['0044 20 7946 0958', '+442079460958'],
  ])('%s', (text, key) => expect(phoneKey(text)).toBe(key));

  it.each([
    '',
    'aucun',
    '12',
    '06 12 34 56',
    '06 12 34 56 79 88 12',
    '0000000000',
    '0600000000',
    '0123456789',
    '0612345678',
    '+33 6 12',
    '+123456',
    '+0612345679',
  ])('is none of %s', (text) => expect(phoneKey(text)).toBeNull());
});

describe('names', () => {
  it.each([
    ['Jean-Pierre', 'jean pierre'],
    ['d’Artagnan', 'artagnan'],
    ["D'ARTAGNAN", 'artagnan'],
    ['de Villiers', 'villiers'],
    ['De La Tour', 'latour'],
    ['Le Goff', 'legoff'],
    ['LEGOFF', 'legoff'],
    ['VAN DEN BERG', 'vandenberg'],
    ['Ben Ali', 'benali'],
    ['L’Hôte', 'lhote'],
    ['Saint-Martin', 'st martin'],
    ['St Martin', 'st martin'],
    ['Œuvrard', 'oeuvrard'],
    ['N’Diaye', 'n diaye'],
    ['LE', 'le'],
    ['De', 'de'],
    ['du de', 'du de'],
    ['Łukasz Øster', 'lukasz oster'],
    ['  ', ''],
    ['Шевченко', 'шевченко'],
  ])('%s counts as %s', (text, tokens) => expect(nameTokens(text).join(' ')).toBe(tokens));

  it('has one key in whatever order, case and accents', () => {
    const key = nameKey('Lefèvre', 'Jean-Pierre');
    expect(key).toBe('jean lefevre pierre');
    expect(nameKey('LEFEVRE', 'JEAN PIERRE')).toBe(key);
    expect(nameKey('jean pierre', 'Lefèvre')).toBe(key);
    expect(nameKey('Lefebvre', 'Jean-Pierre')).not.toBe(key);
  });

  it('has no key without a name, and one that ends', () => {
    expect(keysOf(person(null, ' ')).name_key).toBeNull();
    expect(keysOf(person('a'.repeat(200), 'b')).name_key).toHaveLength(120);
  });
});

describe('keys of those who are nearly the same', () => {
  it.each([
    ['Dupont', 'Dupond'],
    ['Lefèvre', 'Lefebvre'],
    ['Philippe', 'Filipe'],
    ['Renault', 'Renaud'],
    ['Thibault', 'Thibaut'],
    ['Mathieu', 'Matthieu'],
    ['Michel', 'Mischel'],
  ])('%s sounds as %s', (one, other) => {
    const sounds = [one, other].map((name) => soundOf(nameTokens(name).join('')));
    expect(sounds[0]).toBe(sounds[1]);
  });

  it('tells names that sound otherwise apart', () => {
    expect(new Set(['martin', 'bernard', 'dubois', 'petit', 'moreau', 'garcia'].map(soundOf)).size).toBe(6);
  });

  it('finds a misspelt name by its sound and the year, one under another name by birth and first name', () => {
    const marie = keysOf(person('Dupont', 'Marie', '1980-12-31'));
    expect(marie).toMatchObject({ sound_key: 'dpn-mr-1980', birth_key: '19801231m' });
    expect(keysOf(person('Dupond', 'Marie', '1980-01-05')).sound_key).toBe(marie.sound_key);
    expect(keysOf(person('Marie', 'Dupont', '1980-12-31')).sound_key).toBe(marie.sound_key);
    expect(keysOf(person('Lopez', 'Marianne', '1980-12-31')).birth_key).toBe(marie.birth_key);
    expect(keysOf({ ...person('Dupont', 'Marie'), birth_year: 1980 })).toMatchObject({
      sound_key: marie.sound_key,
      birth_key: null,
    });
    expect(keysOf(person('Dupont', null, '1980-12-31'))).toMatchObject({ sound_key: null, birth_key: null });
  });

  it('fits its columns', () => {
    const keys = keysOf(person('bcdfgklmnprstv'.repeat(9), 'vbcdfgklmn'.repeat(9), '1980-12-31'));
    expect(keys.sound_key!.length).toBeLessThanOrEqual(24);
    expect(keys.birth_key!.length).toBeLessThanOrEqual(12);
  });
});

it('compares streets without abbreviations, articles and doors', () => {
  expect(addressKey('12, av. de la Gare - Apt 4')).toBe('12 avenue gare');
  expect(addressKey('12 AVENUE DE LA GARE')).toBe('12 avenue gare');
  expect(addressKey('14 avenue de la Gare')).not.toBe('12 avenue gare');
  expect(addressKey('Apt 4')).toBeNull();
  expect(addressKey('')).toBeNull();
});

it.each([
  ['34000', '34000'],
  [' 34 000', '34000'],
  ['F-34000', '34000'],
  ['1000', '01000'],
  ['SW1A 1AA', 'SW1A1AA'],
])('reads the postcode %s', (text, key) => expect(postcodeKey(text)).toBe(key));
