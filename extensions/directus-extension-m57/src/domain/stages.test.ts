import { describe, expect, it } from 'vitest';
import { STAGES, type Stage } from './ledger';
import { referenceStages, stageChoices } from './stages';

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

  it('is the one that was chosen, as long as it is there; a voted one with all that add up to it', () => {
    expect(referenceStages(['CFU', 'CA', 'BAL'], 'BAL')).toEqual(['BAL']);
    expect(referenceStages(['CA', 'DM', 'BP'], 'DM')).toEqual(['BP', 'DM']);
    expect(referenceStages(['CA', 'BP'], 'CFU')).toEqual(['CA']);
    expect(referenceStages([], 'CA')).toEqual([]);
    expect(stageChoices(['DM', 'BP', 'PES', 'CA'])).toEqual(['CA', 'PES', 'BP']);
  });
});
