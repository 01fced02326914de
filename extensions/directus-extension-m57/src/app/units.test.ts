import { describe, expect, it } from 'vitest';
import type { ServiceUnits } from '../contract/units';
import { YEAR, draftOfUnits, lateMonths, totalOfUnits, unitsRequestOf, wrongUnits } from './units';

const service: ServiceUnits = {
  service: 7,
  name: 'Piscine',
  kind: 'principal',
  unit: 'entrée',
  source: null,
  owner: null,
  year: null,
  months: ['10', '20.5', ...Array.from({ length: 10 }, () => null)],
  total: '30.5',
  late: [3, 4],
};
const row = () => draftOfUnits({ exercice: 2024, services: [service] })[7]!;

describe('units of work as they are entered', () => {
  it('add up months, else take the year', () => {
    expect(totalOfUnits(row())).toBe('30.5');
    const year = row().map((_, at) => (at === YEAR ? '400' : ''));
    expect(totalOfUnits(year)).toBe('400');
    expect(totalOfUnits(year.map(() => ''))).toBeNull();
  });

  it('are sent as months or as a year, never both', () => {
    const sent = unitsRequestOf(row(), 2024);
    expect(Object.keys(sent)).toEqual(['exercice', 'months']);
    expect(sent.months!.slice(0, 3)).toEqual([
      { month: 1, quantity: '10' },
      { month: 2, quantity: '20.5' },
      { month: 3, quantity: null },
    ]);
    const empty = row().map(() => '');
    expect(unitsRequestOf(empty, 2024)).toEqual({ exercice: 2024, year: null });
  });

  it('are late no more once they are typed', () => {
    expect(lateMonths(service, row())).toEqual([3, 4]);
    const typed = row().map((text, at) => (at === 2 ? '12' : text));
    expect(lateMonths(service, typed)).toEqual([4]);
    expect(
      lateMonths(
        service,
        row().map((_, at) => (at === YEAR ? '400' : '')),
      ),
    ).toEqual([]);
  });

  it('that are none are counted', () => expect(wrongUnits(['1', 'douze', '', '-2'])).toBe(2));
});
