import { describe, expect, it } from 'vitest';
import { indexPlan } from '../nomenclature/plan-index';
import { BALANCE_HEADER, balanceRow, issuesOf, stream, utf8 } from '../readers/testing';
import { analyse, type Knowledge } from './analyse';

const plan = indexPlan({
  id: 'M57_D-2024',
  norm: 'M57',
  declension: 'M57_D',
  year: 2024,
  chapters: [],
  natures: [{ code: '6068', label: 'Autres', parent: null, uses: { DR: '011' }, deleted: false }],
  fonctions: [],
});
const knowledge: Knowledge = {
  plans: () => Promise.resolve([plan.plan.id]),
  plan: () => Promise.resolve(plan),
  declension: () => Promise.resolve(null),
  mapping: () => Promise.resolve(null),
};

/** A balance of so many authorities. */
function balanceOf(count: number): Uint8Array {
  const rows = Array.from({ length: count }, (_, rank) =>
    balanceRow({ ident: String(21000000000000 + rank), obnetdeb: '1', sd: '1' }),
  );
  return utf8([BALANCE_HEADER, ...rows].join('\n'));
}

describe('analyse', () => {
  it('asks which of more than a thousand authorities are meant, and reads those', async () => {
    const many = balanceOf(1001);
    const read = (bytes: Uint8Array, siret?: string) => analyse(() => stream(bytes), { siret }, knowledge);
    expect(await issuesOf(read(many))).toEqual([
      { code: 'SIRET_REQUIRED', line: null, column: null, params: { most: 1000 } },
    ]);
    expect((await read(many, '21000000000007')).documents).toHaveLength(1);
    expect((await read(balanceOf(1000))).documents).toHaveLength(1000);
  });
});
