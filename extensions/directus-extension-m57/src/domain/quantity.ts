/**
 * A quantity of keys and units of work is a whole number of ten-thousandths: "12.5" is 125 000n. Outside the domain
 * it travels as text with a point and at most four decimals.
 */
export type Quantity = bigint;

/** One whole unit, one percent, one euro. */
export const ONE: Quantity = 10_000n;

/** Reads "12.5" or "-3"; null for anything else, a fifth decimal included: a quantity is never rounded in silence. */
export function parseQuantity(text: string): Quantity | null {
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,4})0*)?$/.exec(text);
  if (!match) return null;
  const [, sign, whole, decimals = ''] = match;
  const absolute = BigInt(whole! + decimals.padEnd(4, '0'));
  return sign ? -absolute : absolute;
}

/** "12.5": no zeros at the end. */
export function formatQuantity(quantity: Quantity): string {
  const absolute = quantity < 0n ? -quantity : quantity;
  const decimals = String(absolute % ONE)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return `${quantity < 0n ? '-' : ''}${absolute / ONE}${decimals ? `.${decimals}` : ''}`;
}
