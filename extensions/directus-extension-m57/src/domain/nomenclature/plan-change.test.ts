import { describe, expect, it } from 'vitest';
import type { Plan } from './plan';
import { comparePlans, planChange } from './plan-change';

const nature = (code: string, label = code, uses: Plan['natures'][number]['uses'] = { DR: '011' }) => ({
  code,
  label,
  parent: null,
  uses,
  deleted: false,
});
const plan = (natures: Plan['natures']): Plan => ({
  id: 'M57_D-2026',
  norm: 'M57',
  declension: 'M57_D',
  year: 2026,
  chapters: [{ code: '011', label: 'Charges', axis: 'nature', section: 'F', type: 'G', special: false }],
  natures,
  fonctions: [{ code: '020', label: 'Administration', parent: null, axis: 'reference' }],
});
const BEFORE = plan([nature('6231'), nature('6236'), nature('6238'), nature('62381')]);

describe('a plan beside the one in place', () => {
  it('tells what is added, changed in label or use, gone, and added by hand', () => {
    const after = plan([nature('6231', 'Annonces'), nature('6236', '6236', { RR: '70' }), nature('6237')]);
    const difference = comparePlans(BEFORE, after, (key) => key !== 'nature/nature/62381');
    expect(difference).toEqual({
      added: ['nature/nature/6237'],
      changed: ['nature/nature/6231', 'nature/nature/6236'],
      gone: ['nature/nature/6238'],
      kept: ['nature/nature/62381'],
    });
    expect(planChange(BEFORE, difference)).toEqual({
      effect: 'replaces',
      added: 1,
      changed: 2,
      gone: 1,
      kept: 1,
    });
  });

  it('is new where there was none, and identical where only the order differs', () => {
    const none = comparePlans(null, BEFORE, () => true);
    expect(planChange(null, none)).toMatchObject({ effect: 'new', added: 6, gone: 0 });
    const same = comparePlans(BEFORE, plan([...BEFORE.natures].reverse()), () => true);
    expect(planChange(BEFORE, same)).toEqual({ effect: 'identical', added: 0, changed: 0, gone: 0, kept: 0 });
  });
});
