import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reference } from '../../../../../tests/support/reference';
import { NATURE_USES, type Plan } from './plan';
import { decodePlan, encodePlan } from './plan-seed';
import { readPlanXml } from './plan-xml';

const seed = (name: string) =>
  readFile(new URL(`../../../../../seeds/nomenclatures/${name}`, import.meta.url), 'utf8');

const code = fc.stringMatching(/^[0-9]{1,7}$/);
const label = fc.stringMatching(/^[^\t\n\r]{0,30}$/);
const parent = fc.option(code);
const plans: fc.Arbitrary<Plan> = fc
  .record({
    norm: fc.constant('M57'),
    declension: fc.constantFrom('M57', 'M57_A', 'M57_D'),
    year: fc.integer({ min: 2015, max: 2060 }),
    chapters: fc.array(
      fc.record({
        code,
        label,
        axis: fc.constantFrom('nature', 'fonction'),
        section: fc.constantFrom('F', 'I'),
        type: fc.constantFrom('L', 'G', 'C'),
        special: fc.boolean(),
      }),
    ),
    natures: fc.array(
      fc.record({
        code,
        label,
        parent,
        uses: fc.dictionary(fc.constantFrom(...NATURE_USES), code, { noNullPrototype: true }),
        deleted: fc.boolean(),
      }),
    ),
    fonctions: fc.array(fc.record({ code, label, parent, axis: fc.constantFrom('reference', 'voted') })),
  })
  .map((plan) => ({ ...plan, id: `${plan.declension}-${plan.year}` }));

describe('plan seeds', () => {
  it('give back any plan as it was', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(decodePlan(encodePlan(plan))).toEqual(plan);
      }),
    );
  });

  it('refuse a label that would break the format', () => {
    const [plan] = fc.sample(plans, 1);
    const fonction = { code: '0', label: 'Services\tgénéraux', parent: null, axis: 'reference' as const };
    expect(() => encodePlan({ ...plan!, fonctions: [fonction] })).toThrow('tab or line break');
  });

  it('point to the line that cannot be read', async () => {
    const text = await seed('M57_A-2024.tsv');
    expect(() => decodePlan('')).toThrow('no [plan]');
    expect(() => decodePlan(text.replace('M57\tM57_A\t2024', 'M57\tM57_A'))).toThrow('line 3');
    expect(() => decodePlan(text.replace('code\taxis', 'code\tkind'))).toThrow('line 5');
  });
});

describe.skipIf(!reference.present)('shipped nomenclatures', () => {
  it.each(['M57-2018', 'M57-2021', 'M57_A-2024', 'M57_D-2024'])('%s is the official plan', async (id) => {
    const { plan } = readPlanXml(await reference.bytes(`nomenclature/plan-de-compte-${id}.xml`));
    expect(decodePlan(await seed(`${id}.tsv`))).toEqual(plan);
    expect(JSON.parse(await seed('index.json'))).toContainEqual({
      id,
      norm: 'M57',
      declension: plan.declension,
      year: plan.year,
      natures: plan.natures.length,
      fonctions: plan.fonctions.filter(({ axis }) => axis === 'reference').length,
      chapters: plan.chapters.length,
    });
  });
});
