import { describe, expect, it } from 'vitest';
import { comparePacks, nameKey, type Pack, type PackRule, type PackService } from './pack';

const EMPTY: Pack = { services: [], rules: [], keys: [], pairs: [], mappings: [], peers: [] };
const service = (name: string, more: Partial<PackService> = {}): PackService => ({
  name,
  kind: 'principal',
  unit_of_work: null,
  unit_source: null,
  parent: null,
  note: null,
  ...more,
});
const rule = (formula: string, target: string, more: Partial<PackRule> = {}): PackRule => ({
  axis: 'service',
  formula,
  target,
  share: 100,
  priority: 100,
  valid_from: null,
  valid_to: null,
  active: true,
  origin: null,
  note: null,
  ...more,
});

describe('a pack beside what is there', () => {
  it('adds what is missing and keeps what is there, by name whatever case and accents', () => {
    const ours = { ...EMPTY, services: [service('Écoles'), service('Piscine', { kind: 'indivis' })] };
    const theirs = {
      ...EMPTY,
      services: [service('Écoles', { note: 'other' }), service('PISCINE'), service('Crèche')],
    };
    expect(comparePacks(ours, theirs).services).toEqual({
      added: [service('Crèche')],
      kept: ['Écoles'],
      conflicts: ['PISCINE'],
    });
    expect(nameKey(' Crèche  de la Gare ')).toBe('creche de la gare');
  });

  it('knows a rule by what it catches, and shares of one formula by all of them', () => {
    const ours = {
      ...EMPTY,
      rules: [rule('DF * F3', 'Culture', { share: 50 }), rule('DF*F3', 'Sport', { share: 50 })],
    };
    const of = (...rules: PackRule[]) => comparePacks(ours, { ...EMPTY, rules }).rules;
    expect(
      of(rule('df * f3', 'sport', { share: 50 }), rule('DF * F3', 'culture', { share: 50 })).kept,
    ).toHaveLength(2);
    expect(of(rule('DF * F3', 'Culture')).conflicts).toEqual(['service 100 : DF * F3']);
    expect(of(rule('DF * F3', 'Culture', { priority: 200 })).added).toHaveLength(1);
    expect(of(rule('DF * F3', 'support', { axis: 'phase' })).added).toHaveLength(1);
  });

  it('compares mappings whatever the order of their keys', () => {
    const mapping = (value: unknown) => ({ ...EMPTY, mappings: [{ name: 'mapping:a', value }] });
    const ours = mapping({ a: 1, b: { c: [1, 2], d: null } });
    expect(comparePacks(ours, mapping({ b: { d: null, c: [1, 2] }, a: 1 })).mappings.kept).toEqual([
      'mapping:a',
    ]);
    expect(comparePacks(ours, mapping({ b: { d: null, c: [2, 1] }, a: 1 })).mappings.conflicts).toEqual([
      'mapping:a',
    ]);
  });

  it('taken in, is all there', () => {
    const pack: Pack = {
      services: [service('A'), service('B', { parent: 'a' })],
      rules: [rule('DF', 'A')],
      keys: [
        {
          from: 'A',
          to: 'B',
          kind: 'percent',
          like: null,
          quantity: 20,
          unit: null,
          valid_from: null,
          valid_to: null,
          note: null,
        },
      ],
      pairs: [{ id: 'x', label: { fr: 'x', en: 'x' }, expense: 'DRF', revenue: 'RRF' }],
      mappings: [{ name: 'mapping:a', value: { a: [1] } }],
      peers: [{ siret: '21000000000018', name: 'P', populations: { 2024: 3 } }],
    };
    for (const part of Object.values(comparePacks(EMPTY, pack))) {
      expect(part.added.length).toBeGreaterThan(0);
      expect([part.kept, part.conflicts]).toEqual([[], []]);
    }
    for (const part of Object.values(comparePacks(pack, pack))) {
      expect([part.added, part.conflicts]).toEqual([[], []]);
      expect(part.kept.length).toBeGreaterThan(0);
    }
  });
});
