import { describe, expect, it } from 'vitest';
import {
  mappingFor,
  mappingToKeep,
  missingFields,
  plainHeader,
  sameMapping,
  shapeOf,
  type LedgerTable,
  type Mapping,
} from './mapping';

const mapping: Mapping = {
  columns: { nature: 0, amount: 1 },
  document: { siret: '21000000000018', exercice: 2024 },
  header: 1,
  unit: 'euros',
};

describe('sameMapping', () => {
  it('compares what is read, however it is written', () => {
    const written = JSON.parse(
      '{"unit":"euros","header":1,"document":{"exercice":2024,"siret":"21000000000018"},"columns":{"amount":1,"nature":0}}',
    ) as Mapping;
    const document = { ...mapping.document, label: undefined };
    expect(sameMapping(mapping, written)).toBe(true);
    expect(sameMapping(mapping, { ...mapping, document })).toBe(true);
    for (const other of [
      { ...mapping, columns: { nature: 1, amount: 0 } },
      { ...mapping, columns: { ...mapping.columns, site: 2 } },
      { ...mapping, document: { ...mapping.document, label: 'Ville' } },
      { ...mapping, document: { ...mapping.document, exercice: 2023 } },
      { ...mapping, unit: 'cents' as const },
      { ...mapping, sheet: 'Feuille' },
      { ...mapping, header: 2 },
    ])
      expect(sameMapping(mapping, other), JSON.stringify(other)).toBe(false);
  });
});

describe('missingFields', () => {
  it('asks for an account, an amount, an authority and a year', () => {
    expect(missingFields(mapping)).toEqual([]);
    expect(missingFields({ ...mapping, columns: {}, document: {} })).toEqual([
      'nature',
      'amount',
      'siret',
      'exercice',
    ]);
    const inColumns = { nature: 0, amount: 1, siret: 2, exercice: 3 };
    expect(missingFields({ ...mapping, columns: inColumns, document: {} })).toEqual([]);
  });

  it('takes a pair of debit and credit, or credits opened, for an amount, and half a pair for half', () => {
    const withColumns = (columns: Mapping['columns']) => missingFields({ ...mapping, columns });
    expect(withColumns({ nature: 0, debit: 1, credit: 2 })).toEqual([]);
    expect(withColumns({ nature: 0, budgeted: 1 })).toEqual([]);
    expect(withColumns({ nature: 0, debit: 1 })).toEqual(['credit']);
    expect(withColumns({ nature: 0, credit: 1 })).toEqual(['debit']);
    expect(withColumns({ nature: 0, debit: 1, amount: 2 })).toEqual([]);
  });
});

describe('shapeOf', () => {
  it('is short, and the same however the columns are written', () => {
    const shape = shapeOf(['Compte', 'Libellé', 'Montant (€)']);
    expect(shape).toMatch(/^[\w-]{1,64}$/);
    expect(shapeOf(['N° de compte', ' LIBELLE ', 'montant en euros', ''])).toBe(shape);
  });

  it('differs with the columns and with their order', () => {
    const shapes = [['Compte'], ['Compte', 'Montant'], ['Montant', 'Compte'], []].map(shapeOf);
    expect(new Set(shapes).size).toBe(4);
  });
});

it('plainHeader keeps the words that tell one column from another', () => {
  expect(plainHeader('Code service gestionnaire')).toBe('service gestionnaire');
  expect(plainHeader('D/R')).toBe('d r');
  expect(plainHeader('Date d’écriture')).toBe('date d ecriture');
});

describe('a mapping that is kept', () => {
  const table = { proposal: { ...mapping, header: 7, sheet: 'Mars', document: { exercice: 2025 } } };

  it('leaves the year out, which the next file has its own', () => {
    expect(mappingToKeep(mapping)).toEqual({ ...mapping, document: { siret: '21000000000018' } });
  });

  it('serves the next file with its own header, sheet and year', () => {
    expect(mappingFor(mappingToKeep(mapping), table as unknown as LedgerTable)).toEqual({
      ...mapping,
      header: 7,
      sheet: 'Mars',
      document: { siret: '21000000000018', exercice: 2025 },
    });
  });
});
