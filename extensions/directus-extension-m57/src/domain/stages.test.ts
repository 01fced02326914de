import { describe, expect, it } from 'vitest';
import { STAGES, type Stage } from './ledger';
import { referenceStages } from './stages';

describe('referenceStages', () => {
  it.each<[Stage[], Stage[]]>([
    [['BP', 'CA', 'CFU'], ['CFU']],
    [['PES', 'BAL', 'GL', 'CA'], ['CA']],
    [['PES', 'GL', 'BAL'], ['BAL']],
    [['PES', 'GL'], ['GL']],
    [['BP', 'DM', 'PES'], ['PES']],
    [
      ['BS', 'DM', 'BP'],
      ['BP', 'DM', 'BS'],
    ],
    [['BP'], ['BP']],
    [['DM'], ['DM']],
    [[], []],
  ])('%j → %j', (stages, expected) => {
    expect(referenceStages(stages)).toEqual(expected);
  });

  it('knows every stage', () => {
    for (const stage of STAGES) expect(referenceStages([stage])).toEqual([stage]);
  });
});
