import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDay,
  formatEuros,
  formatMonth,
  formatRate,
  formatShortEuros,
  toEuros,
} from './format';

/** Intl writes narrow no-break spaces in French: what matters here is the digits between them. */
const spaced = (text: string) => text.replace(/[\u202F\u00A0]/g, ' ');

describe('euros', () => {
  it('are whole in tables, with cents in traces', () => {
    expect(spaced(formatEuros('27414451.04', 'fr-FR'))).toBe('27 414 451');
    expect(spaced(formatEuros('27414451.04', 'fr-FR', true))).toBe('27 414 451,04');
    expect(formatEuros('27414451.50', 'en-US')).toBe('27,414,452');
  });
  it('show a dash for nothing and a real minus below zero', () => {
    expect(formatEuros(null, 'fr-FR')).toBe('–');
    expect(formatEuros(undefined, 'fr-FR')).toBe('–');
    expect(formatEuros('0.00', 'fr-FR')).toBe('–');
    expect(spaced(formatEuros('-1234.00', 'fr-FR'))).toBe('−1 234');
  });
  it('are short on charts', () => {
    expect(spaced(formatShortEuros(27_414_451.04, 'fr-FR'))).toBe('27,4 M€');
    expect(spaced(formatShortEuros(811_700, 'fr-FR'))).toBe('812 k€');
    expect(spaced(formatShortEuros(-40, 'fr-FR'))).toBe('−40 €');
    expect(spaced(formatShortEuros(0, 'fr-FR'))).toBe('0 €');
  });
  it('become numbers for drawing only', () => {
    expect(toEuros('-12.34')).toBe(-12.34);
  });
});

describe('rates', () => {
  it('are cut to one decimal, never rounded up', () => {
    expect(spaced(formatRate(9712, 'fr-FR'))).toBe('97,1 %');
    expect(spaced(formatRate(9999, 'fr-FR'))).toBe('99,9 %');
    expect(spaced(formatRate(10_000, 'fr-FR'))).toBe('100,0 %');
    expect(formatRate(919, 'en-US')).toBe('9.1%');
    expect(spaced(formatRate(0, 'fr-FR'))).toBe('0,0 %');
  });
  it('go down below zero too, and show a dash where there is no cost', () => {
    expect(spaced(formatRate(-1234, 'fr-FR'))).toBe('−12,4 %');
    expect(formatRate(null, 'fr-FR')).toBe('–');
  });
  it('keep every tenth of a percent as it is', () => {
    for (let tenths = 0; tenths <= 1000; tenths++) {
      const expected = `${Math.trunc(tenths / 10)},${tenths % 10} %`;
      expect(spaced(formatRate(tenths * 10, 'fr-FR'))).toBe(expected);
      expect(spaced(formatRate(tenths * 10 + 9, 'fr-FR'))).toBe(expected);
    }
  });
});

describe('counts', () => {
  it('keep zero, which says something', () => {
    expect(formatCount(0, 'fr-FR')).toBe('0');
    expect(spaced(formatCount(1697, 'fr-FR'))).toBe('1 697');
    expect(formatCount(null, 'fr-FR')).toBe('–');
  });
});

describe('days', () => {
  it('stay the same day, whatever the clock of the browser says', () => {
    expect(formatDay('2025-01-01', 'fr-FR')).toBe('1 janv. 2025');
    expect(formatDay('2024-02-29', 'en-US')).toBe('Feb 29, 2024');
    expect(formatDay(null, 'fr-FR')).toBe('–');
  });
  it('are grouped under a month in words', () => {
    expect(formatMonth('2025-08', 'fr-FR')).toBe('août 2025');
    expect(formatMonth('2025-12', 'en-US')).toBe('December 2025');
  });
});
