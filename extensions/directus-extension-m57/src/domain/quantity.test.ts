import { expect, it } from 'vitest';
import { formatQuantity, parseQuantity } from './quantity';

it.each([
  ['12.5', 125_000n, '12.5'],
  ['0', 0n, '0'],
  ['-0.0001', -1n, '-0.0001'],
  ['1234567890123.4000', 12_345_678_901_234_000n, '1234567890123.4'],
  ['7.10000', 71_000n, '7.1'],
])('%s is %s ten-thousandths', (text, quantity, again) => {
  expect(parseQuantity(text)).toBe(quantity);
  expect(formatQuantity(quantity)).toBe(again);
});

it.each(['', '1,5', '1.', '.5', '1.00001', '1e3', ' 1', '+1'])('"%s" is no quantity', (text) =>
  expect(parseQuantity(text)).toBeNull(),
);
