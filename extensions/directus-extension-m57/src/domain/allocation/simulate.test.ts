import { describe, expect, it } from 'vitest';
import { describe as inWords } from '../messages';
import type { InputError } from '../issue';
import { parseDecimal, simulate, type SimulationInput } from './simulate';

const TOWN: SimulationInput = {
  method: 'reciprocal',
  centres: [
    { id: 'entretien', cost: '11360.00', kind: 'auxiliary' },
    { id: 'energie', cost: '79040.00', kind: 'auxiliary' },
    { id: 'ateliers', cost: '0.00', revenue: '100.00', kind: 'principal' },
  ],
  deliveries: [
    { from: 'entretien', to: 'energie', quantity: 80 },
    { from: 'entretien', to: 'ateliers', quantity: '920' },
    { from: 'energie', to: 'entretien', quantity: 2000 },
    { from: 'energie', to: 'ateliers', quantity: '248000.00' },
  ],
};

describe('a simulated allocation', () => {
  it('answers the worked example in euros', () => {
    expect(simulate(TOWN)).toEqual({
      method: 'reciprocal',
      order: [],
      centres: [
        {
          id: 'entretien',
          direct: '11360.00',
          full: '12000.00',
          unit_cost: { fraction: '12', decimal: '12.000000' },
        },
        {
          id: 'energie',
          direct: '79040.00',
          full: '80000.00',
          unit_cost: { fraction: '8/25', decimal: '0.320000' },
        },
        { id: 'ateliers', direct: '0.00', full: '90400.00', unit_cost: null },
      ],
      flows: [
        { from: 'energie', to: 'ateliers', amount: '79360.00' },
        { from: 'energie', to: 'entretien', amount: '640.00' },
        { from: 'entretien', to: 'ateliers', amount: '11040.00' },
        { from: 'entretien', to: 'energie', amount: '960.00' },
      ],
      problems: [],
      outside: '90400.00',
      unallocated: '0.00',
      total_in: '90400.00',
      total_out: '90400.00',
    });
  });

  it('counts what principal services cost themselves in the totals, not in what is delivered outside', () => {
    const { outside, unallocated, total_in, total_out } = simulate({
      method: 'direct',
      centres: [
        { id: 'a', cost: '10', kind: 'auxiliary' },
        { id: 'b', cost: '1.5', kind: 'auxiliary' },
        { id: 'p', cost: '5', kind: 'principal' },
      ],
      deliveries: [{ from: 'a', to: 'p', quantity: 0.1 }],
    });
    expect([outside, unallocated, total_in, total_out]).toEqual(['10.00', '1.50', '16.50', '16.50']);
  });

  it('takes decimals to their last digit, with a unit cost per unit as given', () => {
    const { centres } = simulate({
      method: 'direct',
      centres: [
        { id: 'a', cost: '1', kind: 'auxiliary' },
        { id: 'p', cost: '0', kind: 'principal' },
      ],
      deliveries: [
        { from: 'a', to: 'p', quantity: 0.1 },
        { from: 'a', to: 'p', quantity: '0.20' },
        { from: 'a', to: 'p', quantity: 1e-7 },
      ],
    });
    // 1 / 0.3000001.
    expect(centres[0]!.unit_cost).toEqual({ fraction: '10000000/3000001', decimal: '3.333332' });
  });

  it('writes no fraction of more than 40 digits', () => {
    const ids = Array.from({ length: 40 }, (_, rank) => `s${rank}`);
    const { centres } = simulate({
      method: 'reciprocal',
      centres: [
        ...ids.map((id, rank) => ({ id, cost: `${rank + 1}.01`, kind: 'auxiliary' })),
        { id: 'p', cost: '0', kind: 'principal' },
      ],
      deliveries: ids.flatMap((from, rank) =>
        [...ids, 'p'].map((to, other) => ({ from, to, quantity: 1 + ((rank * 7 + other * 13) % 17) })),
      ),
    });
    expect(centres[0]!.unit_cost!.fraction).toBeNull();
    expect(Number(centres[0]!.unit_cost!.decimal)).toBeGreaterThan(0);
  });

  it('refuses with the name of what is wrong, in both languages', () => {
    const wrong = () =>
      simulate({
        method: 'magic',
        centres: [
          { id: 'a', cost: '1.005', kind: 'auxiliary' },
          { id: 'p', cost: '0', kind: 'final' },
        ],
        deliveries: [{ from: 'a', to: 'p', quantity: 'beaucoup' }],
      });
    try {
      wrong();
      expect.unreachable();
    } catch (error) {
      const { issues } = error as InputError;
      expect(issues.map(({ code }) => code)).toEqual([
        'METHOD_INVALID',
        'CENTRE_COST_INVALID',
        'CENTRE_KIND_INVALID',
        'QUANTITY_INVALID',
      ]);
      for (const issue of issues)
        for (const locale of ['fr', 'en'] as const)
          expect(inWords(issue, locale).message).not.toBe(issue.code);
    }
    expect(() =>
      simulate({ ...TOWN, deliveries: [{ from: 'energie', to: 'ateliers', quantity: -1 }] }),
    ).toThrow('QUANTITY_NEGATIVE');
  });

  it('reads decimals as people and JavaScript write them', () => {
    expect(parseDecimal('12.50')).toEqual({ digits: 1250n, scale: 2 });
    expect(parseDecimal('1e21')).toEqual({ digits: 10n ** 21n, scale: 0 });
    expect(parseDecimal('1.5e-7')).toEqual({ digits: 15n, scale: 8 });
    expect(parseDecimal('-.5')).toEqual({ digits: -5n, scale: 1 });
    for (const text of ['', '.', '1,5', 'NaN', 'Infinity', '1e999', '0x10', '1 2'])
      expect(parseDecimal(text)).toBeNull();
  });
});
