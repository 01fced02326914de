import { describe, expect, it } from 'vitest';
import type { Key } from '../keys/key';
import { canonical, readParameters, storeParameters, type RunParameters } from './parameters';

const key = (more: Partial<Key>): Key => ({
  id: 1,
  from: 1,
  to: 2,
  kind: 'quantity',
  like: null,
  quantity: 12_5000n,
  unit: 'poste',
  valid_from: null,
  valid_to: null,
  ...more,
});

const PARAMETERS: RunParameters = {
  exercice: 2024,
  method: 'stepdown',
  order: [1],
  rules: [
    {
      id: 7,
      axis: 'service',
      formula: 'DF * F0',
      target: 1,
      share: 10_000,
      priority: 100,
      valid_from: null,
      valid_to: null,
      active: true,
    },
  ],
  keys: [key({}), key({ id: 2, to: 3, kind: 'equal', quantity: null, unit: null })],
  services: [
    { id: 1, name: 'DSI', kind: 'auxiliary', unit: null },
    { id: 2, name: 'Cantine', kind: 'principal', unit: 'repas' },
    { id: 3, name: 'Voirie', kind: 'indivis', unit: null },
  ],
  notional: [{ service: 2, label: 'Locaux prêtés', amount: 1200_00, method: 'valeur locative' }],
  units: [{ service: 2, quantity: 180_000n * 10_000n }],
  perimeter: {
    name: 'Essai',
    from: 2020,
    excluded: [
      { label: 'B', formula: 'DF * N66' },
      { label: 'A', formula: 'DF * N67' },
    ],
    deducted: [{ label: 'A', formula: 'RF * N64' }],
  },
  population: { siret: '21990999100016', inhabitants: 20_000, year: 2023 },
};

describe('what a run keeps of its inputs', () => {
  it('is read back as it was', () => {
    expect(readParameters(storeParameters(PARAMETERS))).toEqual(PARAMETERS);
  });

  it('does not depend on the order in which a database gives rows, nor on their numbers', () => {
    const other = {
      ...PARAMETERS,
      keys: [...PARAMETERS.keys].reverse().map((one) => ({ ...one, id: one.id + 40 })),
      services: [...PARAMETERS.services].reverse(),
    };
    expect(storeParameters(other)).toEqual(storeParameters(PARAMETERS));
    // But on that of the formulas of a perimeter: the first that matches names what is left out.
    const swapped = {
      ...PARAMETERS.perimeter,
      excluded: [...PARAMETERS.perimeter.excluded].reverse(),
    };
    expect(storeParameters({ ...PARAMETERS, perimeter: swapped })).not.toEqual(storeParameters(PARAMETERS));
  });

  it('is the part of a key that lies in the exercice, by the same name in every year', () => {
    const named = (keys: Key[], exercice: number) =>
      storeParameters({ ...PARAMETERS, keys, exercice }).flatMap(({ kind, ref }) =>
        kind === 'key' ? ref : [],
      );
    const whole = [key({ valid_from: '2024-01-01', valid_to: '2024-12-31' })];
    expect(named(whole, 2024)).toEqual(['1:2:quantity:::']);
    expect(named(whole, 2023)).toEqual([]);
    expect(named([key({ valid_from: '2020-05-01' })], 2024)).toEqual(['1:2:quantity:::']);
    const march = [key({ valid_from: '2024-03-01', valid_to: '2024-03-31' })];
    expect(named(march, 2024)).toEqual(['1:2:quantity::03-01:03-31']);
    expect(readParameters(storeParameters({ ...PARAMETERS, keys: march })).keys).toEqual(march);
  });

  it('keeps two rows of one name apart', () => {
    const twice = { ...PARAMETERS, keys: [key({}), key({ id: 2, quantity: 1n })] };
    const stored = storeParameters(twice);
    expect(stored.filter(({ kind }) => kind === 'key').map(({ ref }) => ref)).toEqual([
      '1:2:quantity:::',
      '1:2:quantity:::#2',
    ]);
    expect(readParameters(stored).keys.map(({ quantity }) => quantity)).toEqual([1n, 12_5000n]);
  });
});

it('canonical text names fields in order, at every depth, and writes big integers', () => {
  expect(canonical({ b: [{ d: 1, c: 2n }], a: null })).toBe('{"a":null,"b":[{"c":"2","d":1}]}');
});
