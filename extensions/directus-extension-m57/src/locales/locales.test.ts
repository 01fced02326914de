import { describe, expect, it } from 'vitest';
import enUS from './en-US';
import frFR from './fr-FR';

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}
const french = flatten(frFR);
const english = flatten(enUS);
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe('French and English', () => {
  it('have the same keys, all under m57', () => {
    expect([...english.keys()]).toEqual([...french.keys()]);
    expect([...french.keys()].every((key) => key.startsWith('m57.'))).toBe(true);
  });
  it('say something everywhere, with the same values in it', () => {
    for (const [key, text] of french) {
      expect(text.trim(), key).not.toBe('');
      expect(english.get(key)!.trim(), key).not.toBe('');
      expect(placeholders(english.get(key)!), key).toEqual(placeholders(text));
    }
  });
  it('count alike: a plural in one is a plural in the other', () => {
    for (const [key, text] of french)
      expect(english.get(key)!.split(' | ').length, key).toBe(text.split(' | ').length);
  });
  it('hold nothing that vue-i18n would take for a link', () => {
    for (const text of [...french.values(), ...english.values()]) expect(text).not.toContain('@');
  });
});
