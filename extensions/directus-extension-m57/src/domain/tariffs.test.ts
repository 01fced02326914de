import { describe, expect, it } from 'vitest';
import { parseQuantity } from './quantity';
import { receiptsFor, scaleTariffs, tariffReport, type TariffBand } from './tariffs';

const band = (label: string, tariff: number, units: string): TariffBand => ({
  label,
  tariff,
  units: parseQuantity(units)!,
});
const BANDS = [band('QF 1', 100, '600'), band('QF 2', 350, '300'), band('Hors commune', 1001, '100')];
const basis = (change: object = {}) => ({
  cost: 1_000_000,
  units: parseQuantity('1000')!,
  partners: 50_000,
  ceiling: 'optional' as const,
  ...change,
});

describe('tariffs', () => {
  it('bring receipts, cover a part of the cost, leave the rest to the authority', () => {
    // 600.00 + 1 050.00 + 1 001.00 = 2 651.00 of 10 000.00; 500.00 from partners; 10.00 a unit.
    const report = tariffReport(BANDS, basis());
    expect(report.bands.map(({ receipts }) => receipts)).toEqual([60_000, 105_000, 100_100]);
    expect(report).toMatchObject({
      receipts: 265_100,
      meanReceipt: 265,
      unitCost: 1000,
      ceiling: 1000,
      coverageUsers: 2651,
      coveragePartners: 3151,
      netCost: 684_900,
    });
    expect(report.bands.map(({ coverage, aboveCeiling }) => [coverage, aboveCeiling])).toEqual([
      [1000, false],
      [3500, false],
      [10_010, true],
    ]);
    expect(report.alerts).toEqual([
      { code: 'TARIFF_ABOVE_COST', label: 'Hors commune', amount: 1001, ceiling: 1000 },
    ]);
  });

  it('may be as high as the exact cost of a unit and no higher', () => {
    // 10 000.00 / 3 = 3 333.33…
    const third = basis({ units: parseQuantity('3')! });
    expect(tariffReport([band('a', 333_333, '1')], third).alerts).toEqual([]);
    expect(tariffReport([band('a', 333_334, '1')], third).alerts[0]).toMatchObject({ ceiling: 333_333 });
    expect(tariffReport([band('a', 1000, '1')], basis()).alerts).toEqual([]);
  });

  it('of a canteen stay below the cost net of subsidies; elsewhere none may apply', () => {
    const bands = [band('plein', 951, '1000')];
    expect(tariffReport(bands, basis()).alerts).toEqual([]);
    const canteen = tariffReport(bands, basis({ ceiling: 'canteen' }));
    expect(canteen.alerts).toEqual([
      { code: 'TARIFF_ABOVE_COST', label: 'plein', amount: 951, ceiling: 950 },
      { code: 'MEAN_RECEIPT_ABOVE_COST', label: null, amount: 951, ceiling: 950 },
    ]);
    expect(tariffReport([band('a', 99_999, '1')], basis({ ceiling: 'none' }))).toMatchObject({
      alerts: [],
      ceiling: null,
    });
  });

  it('without units, cost or bands say so', () => {
    const report = tariffReport([], { cost: 0, units: 0n, partners: 0, ceiling: 'optional' });
    expect(report).toMatchObject({
      receipts: 0,
      meanReceipt: null,
      unitCost: null,
      ceiling: null,
      coverageUsers: null,
      coveragePartners: null,
      netCost: 0,
      alerts: [],
    });
    expect(tariffReport(BANDS, basis({ units: 0n })).alerts).toEqual([]);
  });

  it('are scaled in one proportion to what they should bring', () => {
    expect(receiptsFor(1_000_000, 5302)).toBe(530_200);
    const doubled = scaleTariffs(BANDS, 530_200)!;
    expect(doubled.map(({ tariff }) => tariff)).toEqual([200, 700, 2002]);
    expect(tariffReport(doubled, basis()).coverageUsers).toBe(5302);
    expect(scaleTariffs(BANDS, 270_000, 5)!.map(({ tariff }) => tariff)).toEqual([100, 355, 1020]);
    expect(scaleTariffs([band('free', 0, '10')], 100)).toBeNull();
    for (const target of [1, 999, 123_456, 9_876_543]) {
      const scaled = scaleTariffs(BANDS, target)!;
      // Each of 1 000 units is at most half a cent off.
      expect(Math.abs(tariffReport(scaled, basis()).receipts - target)).toBeLessThanOrEqual(500);
    }
  });
});
