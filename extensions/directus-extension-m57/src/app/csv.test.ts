import { describe, expect, it } from 'vitest';
import { toCsv } from './csv';

describe('a table for a spreadsheet', () => {
  const rows = [
    ['Service', 'Coût (€)'],
    ['Crèches ; "petite enfance"', { amount: '-27414451.04' }],
    ['Écoles', null],
  ];
  it('is French in French', () => {
    expect(toCsv(rows, false)).toBe(
      '\uFEFFService;Coût (€)\r\n"Crèches ; ""petite enfance""";-27414451,04\r\nÉcoles;\r\n',
    );
  });
  it('is English in English', () => {
    expect(toCsv(rows, true)).toBe(
      '\uFEFFService,Coût (€)\r\n"Crèches ; ""petite enfance""",-27414451.04\r\nÉcoles,\r\n',
    );
  });
  it('never lets a name run as a formula', () => {
    expect(toCsv([['=SUM(A1)', '@x', '-y']], false)).toBe("\uFEFF'=SUM(A1);'@x;'-y\r\n");
  });
});
