import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import { describe as say } from '../messages';
import { checkMessage, fillMessage } from './message';

describe('messages to the members of a segment', () => {
  it('fill in what is known, once, and leave the rest to whoever sends them', () => {
    expect(fillMessage('Bonjour {prenom} {nom}, {service} ?', { nom: '{prenom}', service: 'Piscine' })).toBe(
      'Bonjour {prenom} {prenom}, Piscine ?',
    );
  });

  it('are refused with a field that there is not, which is named', () => {
    checkMessage('{prenom} {nom} {service} {motif} {finalite} {');
    try {
      checkMessage('Bonjour {prénom}');
      expect.unreachable();
    } catch (error) {
      const [issue] = (error as InputError).issues;
      for (const locale of ['fr', 'en'] as const) expect(say(issue!, locale).message).toContain('{prénom}');
    }
  });
});
