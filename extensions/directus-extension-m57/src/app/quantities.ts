import { ONE, formatQuantity, parseQuantity, type Quantity } from '../domain/quantity';

/**
 * What people type or paste, in the form of the contract ("1234.5"): spaces and signs of units are passed over, the
 * comma is the decimal mark in French and separates thousands in English. '' stays empty; null is no quantity.
 */
export function readQuantity(typed: string, english: boolean): string | null {
  const bare = typed.replace(/[\s'’€%]/g, '');
  if (bare === '') return '';
  const decimal = english || !bare.includes(',') ? '.' : ',';
  const plain = bare.replaceAll(decimal === '.' ? ',' : '.', '').replace(decimal, '.');
  if (!isQuantity(plain)) return null;
  return formatQuantity(parseQuantity(plain)!);
}

/** Whether a text is a quantity of the contract: at most four decimals, never negative. */
export const isQuantity = (text: string) => /^\d{1,12}(\.\d{1,4})?$/.test(text);

const valueOf = (text: string): Quantity => (isQuantity(text) ? parseQuantity(text)! : 0n);

/** The sum of quantities; null where none is there to add up. What is no quantity counts for nothing. */
export function sumQuantities(texts: readonly string[]): string | null {
  const filled = texts.filter(isQuantity);
  return filled.length === 0 ? null : formatQuantity(filled.reduce((sum, text) => sum + valueOf(text), 0n));
}

/** What a quantity is of a total, in hundredths of a percent, rounded down; null where the total is nothing. */
export function shareOf(part: string | null, total: string | null): number | null {
  const whole = valueOf(total ?? '');
  return whole === 0n ? null : Number((valueOf(part ?? '') * 10_000n) / whole);
}

/** How much percentages are short of 100 (negative: beyond), as a signed quantity. */
export const gapTo100 = (total: string | null): string => formatQuantity(100n * ONE - valueOf(total ?? ''));

/** A quantity as it is typed: the decimal mark of the language, no separators. */
export const typedForm = (quantity: string, english: boolean) =>
  english ? quantity : quantity.replace('.', ',');

/** The sum of quantities that may be negative (assets given back). */
export const addSigned = (quantities: readonly string[]): string =>
  formatQuantity(quantities.reduce((sum, text) => sum + (parseQuantity(text) ?? 0n), 0n));
