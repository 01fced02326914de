import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Imputation } from './ledger';
import { compilePerimeter, perimeterIn, type Perimeter } from './perimeter';
import { assign } from './rules/assign';
import { rulesOf, type RuleSet } from './rules/rule-set';

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const standard: Perimeter = json('seeds/perimeter/default.json');
const { excludedAs } = compilePerimeter(standard);

const imputation = (
  direction: 'D' | 'R',
  nature: string,
  { chapitre = null, section = 'F', kind = 'real', fonction = '281' }: Partial<Imputation> = {},
): Imputation => ({
  siret: '21990999100016',
  budget: '00',
  section,
  direction,
  kind,
  nature,
  fonction,
  chapitre,
  chapitre_vote: null,
  operation: null,
  analytic: null,
  manager: null,
});

describe('the default perimeter', () => {
  it.each([
    ['D', '66111', 'Charges financières'],
    ['D', '675', 'Cessions et neutralisations'],
    ['R', '775', 'Cessions et neutralisations'],
    ['D', '6815', 'Provisions et dépréciations'],
    ['D', '6866', 'Provisions et dépréciations'],
    ['D', '739211', 'Atténuations de produits'],
    ['R', '73111', 'Financement général'],
    ['R', '74111', 'Financement général'],
    ['R', '002', 'Résultats reportés'],
    // TEOM, GEMAPI, market fees and the tourist tax belong to a service; titles (7485) to the registry.
    ['R', '73133', null],
    ['R', '73136', null],
    ['R', '73154', null],
    ['R', '7485', null],
    ['R', '7067', null],
    ['R', '747888', null],
    // Depreciation, net of what neutralises it, is spread by keys.
    ['D', '6811', null],
    ['R', '777', null],
    ['D', '60623', null],
    ['D', '6541', null],
  ] as const)('%s %s: %s', (direction, nature, label) => {
    expect(excludedAs(imputation(direction, nature))).toBe(label);
  });

  it('leaves out investment, whatever the formulas', () => {
    const none = compilePerimeter({ ...standard, excluded: [] });
    expect(none.excludedAs(imputation('D', '2313', { section: 'I' }))).toBe('Section d’investissement');
    expect(none.excludedAs(imputation('R', '001', { section: 'I' }))).toBe('Résultats reportés');
    expect(none.excludedAs(imputation('D', '45441', { section: null }))).toBe('Section inconnue');
    expect(none.excludedAs(imputation('D', '66111'))).toBe(null);
  });

  it.each(['M57_D', 'M57_A'])('takes nothing from a service of the default rules %s', (id) => {
    const set: RuleSet = json(`seeds/rules/${id}.json`);
    const kinds = new Map(set.services.map(({ name, kind }) => [name, kind]));
    const natures = readFileSync(`seeds/nomenclatures/${id}-2024.tsv`, 'utf8').match(/\b[67]\d{1,6}\b/g)!;
    const sums = [...new Set(natures)].flatMap((nature) =>
      (['D', 'R'] as const).map((direction) => ({
        imputation: imputation(direction, nature),
        exercice: 2024,
        lines: 1,
        realised: 1,
        budgeted: 0,
      })),
    );
    const { outcomes } = assign(rulesOf(set), sums);
    const taken = sums.flatMap((sum, rank) => {
      const target = outcomes.service[rank]!.targets[0]?.target;
      return excludedAs(sum.imputation) !== null && kinds.get(String(target)) !== 'outside'
        ? [`${sum.imputation.direction} ${sum.imputation.nature} ${target}`]
        : [];
    });
    expect(taken).toEqual([]);
  });
});

describe('the version in force', () => {
  const version = (name: string, from: number) => ({ name, from });
  const versions = [
    version('défaut', 1990),
    version('2024', 2024),
    version('2022', 2022),
    version('2024 bis', 2024),
  ];
  it.each([
    [2021, 'défaut'],
    [2022, '2022'],
    [2023, '2022'],
    [2024, '2024 bis'],
    [2030, '2024 bis'],
    [1980, 'défaut'],
  ])('in %i is %s', (exercice, name) => {
    expect(perimeterIn(versions, exercice).name).toBe(name);
  });
});
