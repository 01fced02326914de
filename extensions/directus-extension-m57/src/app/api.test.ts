import { describe, expect, it } from 'vitest';
import { problemOf } from './api';

const refused = (status: number, errors: unknown) => ({ response: { status, data: { errors } } });

describe('why a request failed', () => {
  it('is read from the errors of the server, with their places', () => {
    const errors = [
      { message: 'Montant illisible', extensions: { code: 'AMOUNT_INVALID', line: 4, column: 159 } },
      { message: 'Montant illisible', extensions: { code: 'AMOUNT_INVALID', line: 10, column: 187 } },
    ];
    expect(problemOf(refused(400, errors))).toEqual({
      code: 'AMOUNT_INVALID',
      message: 'Montant illisible',
      issues: [
        { line: 4, column: 159, code: 'AMOUNT_INVALID', message: 'Montant illisible' },
        { line: 10, column: 187, code: 'AMOUNT_INVALID', message: 'Montant illisible' },
      ],
    });
  });
  it('has a place in a definition too', () => {
    const extensions = { code: 'SEGMENT_SET_EMPTY', path: 'where.items[1].test.values' };
    expect(problemOf(refused(400, [{ message: 'Aucune valeur', extensions }])).issues).toEqual([
      { line: null, column: null, message: 'Aucune valeur', ...extensions },
    ]);
  });
  it('has no place where the server names none', () => {
    const errors = [
      { message: 'Choisissez', extensions: { code: 'NOMENCLATURE_REQUIRED', line: null, column: null } },
    ];
    expect(problemOf(refused(400, errors))).toEqual({
      code: 'NOMENCLATURE_REQUIRED',
      message: 'Choisissez',
      issues: [],
    });
  });
  it('is the status of a proxy, or a silent network', () => {
    expect(problemOf({ response: { status: 502, data: '<html>' } })).toMatchObject({
      code: 'HTTP_502',
      message: null,
    });
    expect(problemOf(new Error('Network Error'))).toMatchObject({ code: 'NETWORK' });
  });
});
