import type { Cents } from './money';
import { ONE, type Quantity } from './quantity';

/** One tariff of a service, as those of a quotient familial band pay it. */
export interface TariffBand {
  label: string;
  /** Of one unit. */
  tariff: Cents;
  /** Units that were paid at it. */
  units: Quantity;
}

export interface TariffBasis {
  /** Full cost of the service. */
  cost: Cents;
  /** All units that it delivered: what the unit cost divides by. */
  units: Quantity;
  /** What others than users pay towards it: CAF, grants. */
  partners: Cents;
  /**
   * What the highest tariff may not exceed. `optional`: the cost of a unit (loi 98-657 du 29 juillet 1998, art. 147).
   * `canteen`: that cost after every subsidy (Code de l'éducation, R.531-53). `none`: neither applies.
   */
  ceiling: 'optional' | 'canteen' | 'none';
}

export interface TariffReport {
  bands: {
    label: string;
    tariff: Cents;
    units: Quantity;
    receipts: Cents;
    /** Hundredths of a percent of the unit cost that this tariff covers, rounded down; null without a unit cost. */
    coverage: number | null;
    aboveCeiling: boolean;
  }[];
  /** Sum of those of the bands. */
  receipts: Cents;
  /** Of the units paid in the bands; null where there are none. */
  meanReceipt: Cents | null;
  /** Of all units; null where none are known. To the nearest cent; comparisons use the exact fraction. */
  unitCost: Cents | null;
  /** The most that a tariff may be, rounded down to the cent; null where there is no ceiling or no unit. */
  ceiling: Cents | null;
  /** Hundredths of a percent of the full cost, rounded down; null where there is no cost. */
  coverageUsers: number | null;
  coveragePartners: number | null;
  /** Reste à charge: full cost − receipts − partners. */
  netCost: Cents;
  alerts: TariffAlert[];
}

export interface TariffAlert {
  /** The highest tariff, the mean receipt of all bands; one suffices for the law. */
  code: 'TARIFF_ABOVE_COST' | 'MEAN_RECEIPT_ABOVE_COST';
  /** Of the band with that tariff; null for the mean. */
  label: string | null;
  amount: Cents;
  ceiling: Cents;
}

/**
 * What tariffs bring and what they cover. Every figure is exact: receipts of a band are its tariff times its units,
 * to the nearest cent, and all else adds these up. Units of a band that are not paid at all are a band at 0.00.
 */
export function tariffReport(bands: readonly TariffBand[], basis: TariffBasis): TariffReport {
  const { cost, units, partners } = basis;
  const base = BigInt(basis.ceiling === 'canteen' ? cost - partners : cost);
  const hasCeiling = basis.ceiling !== 'none' && units > 0n;
  const ceiling = hasCeiling ? Number(floor(base * ONE, units)) : null;
  // amount / paid > base / units, without a division.
  const exceeds = (amount: bigint, paid: Quantity) => hasCeiling && amount * units > base * paid;

  const list = bands.map((band) => ({
    ...band,
    receipts: receiptsOf(band),
    coverage: units > 0n && cost > 0 ? rate(BigInt(band.tariff) * units, BigInt(cost) * ONE) : null,
    aboveCeiling: exceeds(BigInt(band.tariff), ONE),
  }));
  const receipts = list.reduce((sum, band) => sum + band.receipts, 0);
  const paid = list.reduce((sum, band) => sum + band.units, 0n);
  const meanReceipt = paid > 0n ? Number(nearest(BigInt(receipts) * ONE, paid)) : null;

  const alerts: TariffAlert[] = [];
  const highest = list.reduce<(typeof list)[number] | null>(
    (most, band) => (most === null || band.tariff > most.tariff ? band : most),
    null,
  );
  if (highest?.aboveCeiling)
    alerts.push({
      code: 'TARIFF_ABOVE_COST',
      label: highest.label,
      amount: highest.tariff,
      ceiling: ceiling!,
    });
  if (paid > 0n && exceeds(BigInt(receipts), paid))
    alerts.push({
      code: 'MEAN_RECEIPT_ABOVE_COST',
      label: null,
      amount: meanReceipt!,
      ceiling: ceiling!,
    });
  const covered = (amount: Cents) => (cost > 0 ? rate(BigInt(amount), BigInt(cost)) : null);
  return {
    bands: list,
    receipts,
    meanReceipt,
    unitCost: units > 0n ? Number(nearest(BigInt(cost) * ONE, units)) : null,
    ceiling,
    coverageUsers: covered(receipts),
    coveragePartners: covered(receipts + partners),
    netCost: cost - receipts - partners,
    alerts,
  };
}

/** The receipts that would cover a share (hundredths of a percent) of the cost, to the nearest cent. */
export const receiptsFor = (cost: Cents, coverage: number): Cents =>
  Number(nearest(BigInt(Math.max(0, cost)) * BigInt(coverage), 10_000n));

/**
 * The same tariffs, raised or lowered in one proportion so that the same units would bring `receipts`, each to the
 * nearest `step` (5: five cents). Their rounding leaves a small gap: tariffReport tells what they really bring. Units
 * are taken as they are: that fewer would come at a higher price is for people to judge. Null where the bands bring
 * nothing, as no proportion then does.
 */
export function scaleTariffs(
  bands: readonly TariffBand[],
  receipts: Cents,
  step: Cents = 1,
): TariffBand[] | null {
  const exact = bands.reduce((sum, { tariff, units }) => sum + BigInt(tariff) * units, 0n);
  if (exact <= 0n) return null;
  return bands.map((band) => ({
    ...band,
    tariff: step * Number(nearest(BigInt(band.tariff) * BigInt(receipts) * ONE, exact * BigInt(step))),
  }));
}

const receiptsOf = ({ tariff, units }: TariffBand): Cents => Number(nearest(BigInt(tariff) * units, ONE));

/** Halves away from zero; the divisor is positive. */
function nearest(amount: bigint, by: bigint): bigint {
  const absolute = amount < 0n ? -amount : amount;
  const rounded = (2n * absolute + by) / (2n * by);
  return amount < 0n ? -rounded : rounded;
}

const floor = (amount: bigint, by: bigint): bigint =>
  amount >= 0n || amount % by === 0n ? amount / by : amount / by - 1n;

const rate = (part: bigint, whole: bigint): number => Number(floor(part * 10_000n, whole));
