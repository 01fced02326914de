import { describe, expect, it } from 'vitest';
import type { DocumentChoice } from '../contract/ledger';
import { resolveSelection, selectionParams } from './selection';

const TOWN = '21340172201787';
const COUNTY = '22560001400016';
const document = (
  siret: string,
  budget: string,
  exercice: number,
  stages: DocumentChoice['stages'] = ['CA'],
): DocumentChoice => ({ siret, budget, label: siret, exercice, stages, reference: stages[0]! });

const documents = [
  document(TOWN, '00', 2018, ['CA', 'BP']),
  document(TOWN, '00', 2019),
  document(TOWN, '01', 2018),
  document(COUNTY, '', 2021, ['CFU']),
];

describe('the selection of a screen', () => {
  it('is what the address asks for', () => {
    expect(resolveSelection({ siret: TOWN, budget: '00', exercice: '2018', stage: 'BP' }, documents)).toEqual(
      {
        siret: TOWN,
        budget: '00',
        exercice: 2018,
        stage: 'BP',
      },
    );
  });
  it('is the latest exercice where the address says nothing', () => {
    expect(resolveSelection({}, documents)).toEqual({
      siret: COUNTY,
      budget: '',
      exercice: 2021,
      stage: null,
    });
  });
  it('keeps the authority and drops what it does not have', () => {
    expect(resolveSelection({ siret: TOWN, budget: '', exercice: '2021', stage: 'CFU' }, documents)).toEqual({
      siret: TOWN,
      budget: '00',
      exercice: 2019,
      stage: null,
    });
  });
  it('is nothing where there is no document', () => {
    expect(resolveSelection({ exercice: '2018' }, [])).toBeNull();
  });
  it('reads back the address that it writes', () => {
    for (const { siret, budget, exercice, stages } of documents)
      for (const stage of [...stages, null]) {
        const selection = { siret, budget, exercice, stage };
        expect(resolveSelection(selectionParams(selection), documents)).toEqual(selection);
      }
  });
});
