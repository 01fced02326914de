import { describe as group, expect, it } from 'vitest';
import { describe } from '../messages';
import { checkMessage, checkSubject, MESSAGE_FIELDS, renderMessage, type MessageValues } from './message';

const nothing: MessageValues = { prenom: null, nom: null, service: null, motif: null, finalite: null };
const zoe: MessageValues = {
  prenom: 'Zoé',
  nom: 'Martin',
  service: 'Piscine',
  motif: 'vous avez moins de 25 ans',
  finalite: 'Informations municipales',
};
const found = (text: string) =>
  checkMessage(text).map(({ code, line, column, params }) => [code, line, column, params.field]);

group('checkMessage', () => {
  it('knows the fields', () => {
    expect(checkMessage(MESSAGE_FIELDS.map((field) => `{${field}}`).join('\n'))).toEqual([]);
    expect(checkMessage('')).toEqual([]);
  });

  it('tells where another stands', () => {
    expect(found('Bonjour {prénom},\nvotre {quotient} et {}.')).toEqual([
      ['MESSAGE_FIELD_UNKNOWN', 1, 9, 'prénom'],
      ['MESSAGE_FIELD_UNKNOWN', 2, 7, 'quotient'],
      ['MESSAGE_FIELD_UNKNOWN', 2, 21, ''],
    ]);
    expect(found('a { b\nc } {{nom}}')).toEqual([
      ['MESSAGE_BRACE', 1, 3, '{'],
      ['MESSAGE_BRACE', 2, 3, '}'],
      ['MESSAGE_BRACE', 2, 5, '{'],
      ['MESSAGE_BRACE', 2, 11, '}'],
    ]);
    expect(found('{ prenom }')).toHaveLength(1);
    expect(found('{'.repeat(10_001))).toEqual([['MESSAGE_LONG', null, null, undefined]]);
  });

  it('wants subjects on one line', () => {
    expect(checkSubject('Bonjour {prenom}')).toEqual([]);
    expect(checkSubject('a\r\nBcc: b').map(({ code, line, column }) => [code, line, column])).toEqual([
      ['MESSAGE_SUBJECT_LINES', 1, 2],
    ]);
  });

  it('has words for each in both languages', () => {
    for (const issue of [
      ...checkMessage('{x} {'),
      ...checkMessage('x'.repeat(10_001)),
      ...checkSubject('\n'),
    ])
      for (const locale of ['fr', 'en'] as const)
        expect(describe(issue, locale).message).not.toMatch(/^MESSAGE|undefined/);
  });
});

group('renderMessage', () => {
  it('puts in what is known', () => {
    expect(renderMessage('Bonjour {prenom} {nom}, {service} : {motif} ({finalite}).', zoe, 'fr')).toBe(
      'Bonjour Zoé Martin, Piscine : vous avez moins de 25 ans (Informations municipales).',
    );
  });

  it.each([
    ['Bonjour {prenom} {nom},', { nom: 'Martin' }, 'Bonjour Martin,'],
    ['Bonjour {prenom} {nom},', { prenom: 'Zoé', nom: ' ' }, 'Bonjour Zoé,'],
    ['Bonjour {nom}  {prenom},', {}, 'Bonjour Madame, Monsieur,'],
    ['Bonjour {prenom},', {}, 'Bonjour Madame, Monsieur,'],
    ['Découvrez {service} : {motif}.', {}, 'Découvrez nos services : ce service peut vous être utile.'],
  ])('says %s politely without the rest', (text, values, rendered) => {
    expect(renderMessage(text, { ...nothing, ...values }, 'fr')).toBe(rendered);
  });

  it('says it in English too', () => {
    expect(renderMessage('Dear {nom}: {service}, {motif}, {finalite}', nothing, 'en')).toBe(
      'Dear Sir or Madam: our services, this service may be of use to you, informing residents',
    );
  });

  it('never reads again what it put in', () => {
    const values = { ...zoe, prenom: '{nom}$&\r\nBcc: x', nom: '{service}' };
    expect(renderMessage('{prenom}|{nom}|{autre}', values, 'fr')).toBe('{nom}$& Bcc: x|{service}|{autre}');
  });
});
