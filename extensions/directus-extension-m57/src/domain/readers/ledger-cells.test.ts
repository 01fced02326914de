import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  coded,
  DATE,
  DIRECTION,
  isTotalOf,
  LEDGER_AMOUNT,
  MOVEMENT,
  NUMBER_AMOUNT,
  SECTION,
  tellsTotal,
} from './ledger-cells';

describe('cells of a ledger', () => {
  it.each([
    ['60632', '60632'],
    ['60632 - Fournitures', '60632'],
    ['60632-Fournitures', '60632'],
    ['002 : Résultat', '002'],
    ['60632.0', '60632'],
    ['60632.5', null],
    ['12a', null],
    ['Fournitures', null],
    ['Total 60632', null],
  ])('account %j is %j', (text, code) => expect(ACCOUNT.parse(text)).toBe(code));

  it.each([
    ['ECO1 - Écoles', 'ECO1'],
    ['02 : Budget annexe', '02'],
    ['011 – Charges', '011'],
    ['Piscine - Nord', 'Piscine - Nord'],
    ['DRH', 'DRH'],
    ['un service au nom bien trop long', 'un service au nom bi'],
  ])('code %j is %j', (text, code) => expect(coded(20).parse(text)).toBe(code));

  it.each([
    ['1 234,56', 123456],
    ['1\u00a0234,56', 123456],
    ['1\u202f234,5', 123450],
    ['1.234,56', 123456],
    ['1,234.56', 123456],
    ['1.234.567', 123456700],
    ['1 234.56 €', 123456],
    ['-12,00', -1200],
    ['12,00-', -1200],
    ['(12,00)', -1200],
    ['+7', 700],
    ['0,00', 0],
    ['-0,00', 0],
    ['1.23,45', null],
    ['12,345', null],
    ['1.234', null],
    ['(12', null],
    ['--1', null],
    ['douze', null],
    ['', null],
  ])('amount %j is %j cents', (text, cents) => expect(LEDGER_AMOUNT.parse(text)).toBe(cents));

  it('numbers of a sheet are taken to the cent of what they show', () => {
    for (const [number, cents] of [
      [0.1 + 0.2, 30],
      [1.005, 101],
      [-1.005, -101],
      [1234567.89, 123456789],
      [5.820766091346741e-11, 0],
      [-1e-9, 0],
      [12345678901.23, 1234567890123],
    ] as const)
      expect(NUMBER_AMOUNT.parse(String(number))).toBe(cents);
    expect(NUMBER_AMOUNT.parse('1e300')).toBeNull();
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), (cents) => {
        expect(NUMBER_AMOUNT.parse(String(cents / 100))).toBe(cents);
      }),
    );
  });

  it.each([
    ['12/03/2024', { year: 2024, month: 3 }],
    ['1.2.24', { year: 2024, month: 2 }],
    ['2024-03-12T10:00:00', { year: 2024, month: 3 }],
    ['31/12/2023 00:00', { year: 2023, month: 12 }],
    ['12/13/2024', null],
    ['2024', null],
  ])('date %j', (text, date) => expect(DATE.parse(text)).toEqual(date));

  it.each([
    [DIRECTION, 'D', ['D', 'DEP', 'Dépense', 'DÉPENSES', 'Dépenses de fonctionnement', 'mandat']],
    [DIRECTION, 'R', ['r', 'REC', 'Recette', 'recettes d’investissement', 'Titre']],
    [SECTION, 'F', ['F', 'FONC', 'Fonct', 'Fonctionnement', 'Section de fonctionnement']],
    [SECTION, 'I', ['I', 'INV', 'INVE', 'Invest.', 'investissement']],
    [MOVEMENT, 'real', ['R', 'REEL', 'Réels', 'réelle', 'Opérations réelles']],
    [MOVEMENT, 'ordre', ['O', 'ORDRE', 'Pour Ordre', 'd’ordre', 'opération d’ordre']],
  ])('words %#', (kind, value, texts) => {
    for (const text of texts) expect(kind.parse(text), text).toBe(value);
    expect(kind.parse('autre')).toBeNull();
  });

  it('totals are told by their first words, and suppliers are none', () => {
    for (const text of [
      'TOTAL GÉNÉRAL',
      'Sous-total chapitre 011',
      'Report',
      'À reporter',
      'Solde',
      'Totaux :',
    ])
      expect(tellsTotal(text), text).toBe(true);
    for (const text of [
      'Total chapitre 011',
      'Total',
      'TOTAL 60632',
      'Sous total du service',
      'Total général',
    ])
      expect(isTotalOf(text), text).toBe(true);
    for (const text of ['TOTAL ENERGIES', 'TotalEnergies', 'Totalement', 'Reportage photo', 'Facture totale'])
      expect(isTotalOf(text), text).toBe(false);
    expect(tellsTotal('Reportage')).toBe(false);
  });
});
