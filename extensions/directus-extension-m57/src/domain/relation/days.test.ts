import { describe, expect, it } from 'vitest';
import { parseBirthDate, parseRecentDay } from './days';

const born = (text: string) => parseBirthDate(text, '2026-03-15');

describe('parseBirthDate', () => {
  it.each([
    ['31/12/1980', '1980-12-31'],
    ['1/2/1980', '1980-02-01'],
    ['31-12-1980', '1980-12-31'],
    ['1980-12-31', '1980-12-31'],
    ['1980/12/31', '1980-12-31'],
    ['1980-12-31T00:00:00.000Z', '1980-12-31'],
    [' 31.12.1980 00:00 ', '1980-12-31'],
    ['19801231', '1980-12-31'],
    ['31121980', '1980-12-31'],
    ['20011980', '1980-01-20'],
    ['29/02/2000', '2000-02-29'],
  ])('reads %s', (text, date) => expect(born(text)).toBe(date));

  it.each([
    ['31.12.80', '1980-12-31'],
    ['12.05.24', '2024-05-12'],
    ['12.05.27', '1927-05-12'],
    ['15.03.26', '2026-03-15'],
    ['16.03.26', '1926-03-16'],
  ])('takes %s for the last such day that is past', (text, date) => expect(born(text)).toBe(date));

  it.each([
    '31/02/1980',
    '29/02/2023',
    '29/02/1900',
    '31/04/1980',
    '12/31/1980',
    '00/01/1980',
    '1980-13-01',
    '1980-12',
    '31/12',
    '31/12-1980',
    '31/12/180',
    '1980',
    '198012311',
    '31/12/1980x',
    'x31/12/1980',
    '31//1980',
    '',
    '16/03/2026',
    '01/01/1899',
  ])('refuses %s', (text) => expect(born(text)).toBeNull());
});

it('takes a year of two digits for one of this century where things happen now', () => {
  expect(parseRecentDay('05/09/24 14:32')).toBe('2024-09-05');
  expect(parseRecentDay('2024-09-05 14:32:11 +0200')).toBe('2024-09-05');
});
