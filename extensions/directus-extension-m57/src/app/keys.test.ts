import { describe, expect, it } from 'vitest';
import type { KeyRow, KeysAnswer } from '../contract/keys';
import {
  draftOfRow,
  keysTable,
  receivedBy,
  receiversOf,
  requestOf,
  totalOf,
  withFigures,
  wrongFigures,
} from './keys';

const row = (change: Partial<KeyRow>): KeyRow => ({
  from: 1,
  kind: null,
  like: null,
  unit: null,
  source: null,
  owner: null,
  cells: [],
  total: null,
  shared: false,
  problems: [],
  ...change,
});
const cell = (to: number | null, quantity: string | null, month: number | null = null) => ({
  to,
  quantity,
  month,
});
const quantities = row({
  kind: 'quantity',
  unit: 'postes',
  source: 'Parc',
  cells: [
    { ...cell(2, '15'), kind: 'quantity' },
    { ...cell(3, '285'), kind: 'quantity' },
    { ...cell(3, '1000'), kind: 'fixed' },
  ],
});

describe('a row of keys as it is edited', () => {
  it('says again what it was told', () => {
    expect(requestOf(draftOfRow(quantities), 2024)).toEqual({
      exercice: 2024,
      kind: 'quantity',
      like: null,
      unit: 'postes',
      source: 'Parc',
      owner: null,
      cells: [cell(2, '15'), cell(3, '285')],
      fixed: [{ to: 3, quantity: '1000' }],
    });
  });

  it('adds up what is delivered, fixed amounts apart', () => {
    const draft = withFigures(draftOfRow(quantities), [{ service: 4, period: 0, value: '0.5' }]);
    expect(totalOf(draft)).toBe('300.5');
    expect(receivedBy(draft, 4)).toBe('0.5');
    expect(totalOf(draftOfRow(quantities))).toBe('300');
  });

  it('keeps the figures of a kind that is left and sends those of the kind at hand', () => {
    const draft = { ...draftOfRow(quantities), kind: 'equal' as const };
    expect(requestOf(draft, 2024)).toMatchObject({ kind: 'equal', unit: null, cells: [cell(null, null)] });
    expect(requestOf({ ...draft, chosen: [3] }, 2024).cells).toEqual([cell(3, null)]);
    expect(requestOf({ ...draft, kind: 'like', like: 9 }, 2024)).toMatchObject({ like: 9, cells: [] });
    expect(requestOf({ ...draft, kind: 'quantity' }, 2024).cells).toHaveLength(2);
  });

  it('counts by month where months are told, and by month only', () => {
    const monthly = draftOfRow(
      row({
        kind: 'quantity',
        cells: [
          { ...cell(2, '4', 1), kind: 'quantity' },
          { ...cell(2, '6', 12), kind: 'quantity' },
        ],
      }),
    );
    expect(monthly.byMonth).toBe(true);
    expect(totalOf(monthly)).toBe('10');
    expect(requestOf(monthly, 2024).cells).toEqual([cell(2, '4', 1), cell(2, '6', 12)]);
    // A percentage holds for the exercice.
    expect(totalOf({ ...monthly, kind: 'percent' })).toBeNull();
  });

  it('marks what is no quantity where it counts', () => {
    const draft = withFigures(draftOfRow(quantities), [{ service: 2, period: 0, value: 'quinze' }]);
    expect(wrongFigures(draft)).toBe(1);
    expect(wrongFigures({ ...draft, kind: 'equal' })).toBe(0);
    expect(wrongFigures({ ...draft, fixed: { 3: '1 000 €' } })).toBe(2);
  });
});

describe('all rows', () => {
  const keys: KeysAnswer = {
    exercice: 2024,
    services: [
      { service: 1, name: 'DSI', kind: 'auxiliary' },
      { service: 2, name: 'RH', kind: 'auxiliary' },
      { service: 3, name: 'Piscine', kind: 'principal' },
      { service: 4, name: 'Impôts', kind: 'outside' },
    ],
    rows: [quantities, row({ from: 2, kind: 'like', like: 1 })],
    exercices: [2024],
  };

  it('deliver to all others but what stands outside', () => {
    expect(receiversOf(keys, 1).map(({ name }) => name)).toEqual(['RH', 'Piscine']);
  });

  it('go into a spreadsheet with a line for each key', () => {
    const kinds = { quantity: 'q', percent: 'p', fixed: 'f', equal: 'e', pro_rata: 'r', like: 'comme' };
    expect(keysTable(keys, ['head'], kinds)).toEqual([
      ['head'],
      ['DSI', 'q', 'RH', { amount: '15' }, 'postes', null, 'Parc'],
      ['DSI', 'q', 'Piscine', { amount: '285' }, 'postes', null, 'Parc'],
      ['DSI', 'f', 'Piscine', { amount: '1000' }, null, null, 'Parc'],
      ['RH', 'comme DSI', null, null, null, null, null],
    ]);
  });
});
