import type { Cents } from '../money';
import type { Quantity } from '../quantity';

/**
 * What some units of a service cost, where all `units` cost `cost`: to the nearest cent, halves away from zero. Not the
 * rounded cost of one unit times the units, which for 180 000 meals would be hundreds of euros off.
 */
export function costOfUnits(cost: Cents, units: Quantity, own: Quantity): Cents {
  if (units <= 0n) throw new RangeError('costOfUnits: no units');
  const product = BigInt(cost) * own;
  const absolute = product < 0n ? -product : product;
  const rounded = Number((absolute * 2n + units) / (2n * units));
  return product < 0n && rounded !== 0 ? -rounded : rounded;
}
