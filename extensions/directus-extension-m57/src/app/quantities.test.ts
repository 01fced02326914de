import { describe, expect, it } from 'vitest';
import { addSigned, gapTo100, readQuantity, shareOf, sumQuantities, typedForm } from './quantities';

describe('quantities as people write them', () => {
  it.each([
    ['1 234,5', '1234.5'],
    ['1 234,50', '1234.5'],
    ['1.234,5', '1234.5'],
    ['12.5', '12.5'],
    ['25 %', '25'],
    ['1 200 €', '1200'],
    ['', ''],
    ['  ', ''],
    ['0', '0'],
  ])('reads %j in French', (typed, quantity) => expect(readQuantity(typed, false)).toBe(quantity));

  it.each([
    ['1,234.5', '1234.5'],
    ['12.5', '12.5'],
    ['1,200', '1200'],
  ])('reads %j in English', (typed, quantity) => expect(readQuantity(typed, true)).toBe(quantity));

  it.each(['abc', '-3', '1,23456', '1,2,3', '12 m2', '1234567890123'])('does not read %j', (typed) =>
    expect(readQuantity(typed, false)).toBeNull(),
  );

  it('adds up what no float would, and leaves out what is no quantity', () => {
    expect(sumQuantities(['0.1', '0.2', '', 'abc'])).toBe('0.3');
    expect(sumQuantities(['999999999999.9999', '0.0001'])).toBe('1000000000000');
    expect(sumQuantities(['', 'abc'])).toBeNull();
  });

  it('adds up what is given back too', () => expect(addSigned(['0.1', '0.2', '-0.05'])).toBe('0.25'));

  it('tells shares and what lacks to 100 %', () => {
    expect(shareOf('1', '3')).toBe(3333);
    expect(shareOf('', '3')).toBe(0);
    expect(shareOf('1', '0')).toBeNull();
    expect(gapTo100('99.99')).toBe('0.01');
    expect(gapTo100('112.5')).toBe('-12.5');
    expect(gapTo100(null)).toBe('100');
  });

  it('writes them as they are typed', () => {
    expect(typedForm('1234.5', false)).toBe('1234,5');
    expect(typedForm('1234.5', true)).toBe('1234.5');
  });
});
