import { describe, expect, it } from 'vitest';
import { reference } from '../../../../../tests/support/reference';
import abridged from '../../../../../seeds/rules/M57_A.json';
import developed from '../../../../../seeds/rules/M57_D.json';
import withoutFonction from '../../../../../seeds/rules/sans-fonction.json';
import type { Imputation } from '../ledger';
import { assign, type Assignment } from './assign';
import { coverage } from './coverage';
import { matcher } from '../formula/evaluate';
import { parseFormula } from '../formula/parse';
import { ruleMessages } from './messages';
import { AXES, type ImputationSum } from './rule';
import { checkRuleSet, rulesOf, type RuleSet } from './rule-set';

const M57_D = developed as RuleSet;
const M57_A = abridged as RuleSet;
const SANS_FONCTION = withoutFonction as RuleSet;

const imputation = (change: Partial<Imputation>): Imputation => ({
  siret: '21340172201787',
  budget: '00',
  section: 'F',
  direction: 'D',
  kind: 'real',
  nature: '6232',
  fonction: null,
  chapitre: null,
  chapitre_vote: null,
  operation: null,
  analytic: null,
  manager: null,
  ...change,
});
const sumOf = (change: Partial<Imputation>): ImputationSum => ({
  imputation: imputation(change),
  exercice: 2024,
  lines: 1,
  realised: 100,
  budgeted: 100,
});

/** Where a set sends an imputation: target and percent. */
function placed(set: RuleSet, axis: 'service' | 'phase', change: Partial<Imputation>) {
  const { targets } = assign(rulesOf(set), [sumOf(change)]).outcomes[axis][0]!;
  return Object.fromEntries(targets.map(({ target, share }) => [target, share / 100]));
}

describe.each([M57_D, M57_A, SANS_FONCTION])('default set $id', (set) => {
  it('can be adopted: formulas, shares and targets are right', () => {
    expect(checkRuleSet(set)).toEqual([]);
  });

  it('is complete: labels, kinds, a rule for every service', () => {
    for (const text of [set.label, set.description]) expect(Object.keys(text).sort()).toEqual(['en', 'fr']);
    expect(set.declensions.length).toBeGreaterThan(0);
    const targets = new Set(set.rules.map(({ target }) => target));
    for (const { name, kind } of set.services) {
      expect(['principal', 'auxiliary', 'indivis', 'outside']).toContain(kind);
      expect(targets).toContain(name);
      expect(name).not.toMatch(/hors périmètre\)|auxiliaire/);
    }
    for (const { axis } of set.rules) expect(AXES).toContain(axis);
  });

  it('goes down in steps of ten to 10 on each axis, split rules side by side', () => {
    for (const axis of ['service', 'phase'] as const) {
      const steps = [
        ...new Set(set.rules.filter((rule) => rule.axis === axis).map(({ priority }) => priority)),
      ];
      expect(steps).toEqual(steps.map((_, index) => (steps.length - index) * 10));
    }
  });
});

it('says what is wrong in a set', () => {
  const wrong: RuleSet = {
    ...SANS_FONCTION,
    services: [...SANS_FONCTION.services, SANS_FONCTION.services[0]!],
    rules: [
      { axis: 'service', target: 'Piscine', formula: 'D', share: 100, priority: 1, note: '' },
      { axis: 'phase', target: 'support', formula: 'D *', share: 100, priority: 1, note: '' },
      { axis: 'phase', target: 'support', formula: 'D', share: 33.333, priority: 1, note: '' },
    ],
  };
  const issues = checkRuleSet(wrong);
  expect(issues).toMatchObject([
    { code: 'RULE_SET_SERVICE_TWICE', line: null },
    { code: 'RULE_SET_TARGET_UNKNOWN', line: 1 },
    { code: 'FORMULA_TERM_MISSING', line: 2, column: 4 },
    { code: 'RULE_SHARE_INVALID', line: 3 },
  ]);
  for (const { code, params } of issues.slice(0, 2))
    expect(ruleMessages[code]!.fr(params)).not.toContain('undefined');
});

describe('M57_D', () => {
  it('has 41 services, one rule each, and 10 phase rules', () => {
    expect(M57_D.services).toHaveLength(41);
    expect(M57_D.rules.filter(({ axis }) => axis === 'service').map(({ target }) => target)).toEqual(
      M57_D.services.map(({ name }) => name),
    );
    expect(M57_D.rules.filter(({ axis }) => axis === 'phase')).toHaveLength(10);
  });

  it('tells principal, auxiliary, indivis and outside services apart', () => {
    const named = (kind: string) => M57_D.services.filter((s) => s.kind === kind).map(({ name }) => name);
    expect(named('outside')).toEqual([
      'Financement général',
      'Reversements et péréquation',
      'Charges et produits non incorporables',
      'Résultat reporté',
      'Travaux en régie',
      'Opérations non ventilables',
      'Compétences non communales',
      'Sans fonction',
    ]);
    expect(named('indivis')).toEqual([
      'Police municipale et prévention',
      'Espaces verts',
      'Éclairage public',
      'Propreté urbaine',
      'Voirie, stationnement et mobilités',
    ]);
    expect(named('auxiliary')).toHaveLength(7);
  });

  it('finds the service by function and the phase by nature', () => {
    expect(placed(M57_D, 'service', { nature: '6236', fonction: '323' })).toEqual({ Piscine: 100 });
    expect(placed(M57_D, 'phase', { nature: '6236', fonction: '323' })).toEqual({ acquisition: 100 });
    expect(placed(M57_D, 'phase', { nature: '6232', fonction: '023' })).toEqual({ fidelisation: 100 });
    expect(placed(M57_D, 'phase', { nature: '6232', fonction: '321' })).toEqual({ acquisition: 100 });
    expect(placed(M57_D, 'phase', { nature: '6262', fonction: '323' })).toEqual({});
  });
});

describe('M57_A', () => {
  it('has the services of M57_D', () => {
    const heads = (set: RuleSet) => set.services.map(({ name, kind }) => [name, kind]);
    expect(heads(M57_A)).toEqual(heads(M57_D));
  });

  it('tells depreciation from provisions by réel and ordre', () => {
    const depreciation = { 'Amortissements à répartir': 100 };
    const provision = { 'Charges et produits non incorporables': 100 };
    const at = { nature: '681', fonction: '01' };
    expect(placed(M57_A, 'service', { ...at, kind: 'ordre' })).toEqual(depreciation);
    expect(placed(M57_A, 'service', { ...at, kind: 'real' })).toEqual(provision);
    const back = { nature: '781', fonction: '01', direction: 'R' } as const;
    expect(placed(M57_A, 'service', { ...back, kind: 'ordre' })).toEqual(depreciation);
    expect(placed(M57_A, 'service', { ...back, kind: 'real' })).toEqual(provision);
  });

  it('shares 623 half and half, but for feasts and the elderly', () => {
    expect(placed(M57_A, 'phase', { nature: '623', fonction: '311' })).toEqual({
      acquisition: 50,
      fidelisation: 50,
    });
    expect(placed(M57_A, 'phase', { nature: '623', fonction: '023' })).toEqual({ fidelisation: 100 });
    expect(placed(M57_A, 'phase', { nature: '626', fonction: '020' })).toEqual({ support: 100 });
  });
});

describe('sans-fonction', () => {
  it('is the path of 5 services and 10 rules', () => {
    expect(SANS_FONCTION.services).toHaveLength(5);
    expect(SANS_FONCTION.rules).toHaveLength(10);
    expect(JSON.stringify(SANS_FONCTION.rules.map(({ formula }) => formula))).not.toMatch(/\bF\d/);
  });

  it('follows the analytic code, then the nature, then gives the rest to the town hall', () => {
    const service = (change: Partial<Imputation>) => Object.keys(placed(SANS_FONCTION, 'service', change));
    expect(service({ nature: '60623' })).toEqual(['École, cantine et périscolaire']);
    expect(service({ nature: '60623', analytic: 'ESPACES VERTS' })).toEqual(['Voirie et espaces publics']);
    expect(service({ nature: '65748' })).toEqual(['Vie locale']);
    expect(service({ nature: '6411' })).toEqual(['Mairie et administration générale']);
    expect(service({ nature: '7411', direction: 'R' })).toEqual(['Hors périmètre']);
    expect(service({ nature: '74119' })).toEqual(['Hors périmètre']);
    expect(service({ nature: '002', direction: 'R' })).toEqual(['Hors périmètre']);
  });
});

describe.skipIf(!reference.present)('on public documents', () => {
  const read = async (name: string, encoding: string) =>
    new TextDecoder(encoding).decode(await reference.bytes(name));
  const cents = (amount: string | undefined) => Math.round(Number(amount || '0') * 100);
  const csv = (text: string) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((row) =>
        [...row.matchAll(/(?:^|,)(?:"([^"]*)"|([^,"]*))/g)].map((cell) => cell[1] ?? cell[2] ?? ''),
      );

  /** Voted by function: 93 and 94 are fonctionnement, and so are 002 and the transfer 953. */
  async function montpellier(): Promise<ImputationSum[]> {
    const text = await read('totem/montpellier-ca-2018-m57.xml', 'iso-8859-1');
    return [...text.matchAll(/<LigneBudget>(.*?)<\/LigneBudget>/gs)].map(([line]) => {
      const value = (name: string) => new RegExp(`<${name} V="([^"]*)"`).exec(line!)?.[1];
      const nature = value('Nature')!;
      const fonction = value('Fonction') ?? '';
      return {
        imputation: imputation({
          section: /^(93|94|953)/.test(fonction) || nature === '002' ? 'F' : 'I',
          direction: value('CodRD') as 'D' | 'R',
          kind: value('OpBudg') === '1' ? 'ordre' : 'real',
          nature,
          fonction: /^9[03]\d/.test(fonction) ? fonction.slice(2) : null,
        }),
        exercice: 2018,
        lines: 1,
        realised: cents(value('MtReal')),
        budgeted: cents(value('CredOuv')),
      };
    });
  }

  async function morbihan(): Promise<ImputationSum[]> {
    const [head, ...rows] = csv(await read('scdl/morbihan-ca-2021-m57.csv', 'utf-8'));
    return rows.map((row) => {
      const value = (name: string) => row[head!.indexOf(`BGT_${name}`)]!;
      return {
        imputation: imputation({
          // Its lines without a section are chapters 4544 and account 21578: investissement.
          section: value('SECTION') === 'fonctionnement' ? 'F' : 'I',
          direction: value('CODRD') === 'dépense' ? 'D' : 'R',
          kind: value('OPBUDG') === 'ordre' ? 'ordre' : 'real',
          nature: value('NATURE'),
          fonction: value('FONCTION') || null,
          chapitre: value('CONTNAT') || null,
        }),
        exercice: 2021,
        lines: 1,
        realised: cents(value('MTREAL')),
        budgeted: cents(value('CREDOUV')),
      };
    });
  }

  const operating = (sums: ImputationSum[]) => sums.filter((sum) => sum.imputation.section === 'F');
  const total = (sums: ImputationSum[], formula: string) => {
    const matches = matcher(parseFormula(formula));
    return sums.filter((sum) => matches(sum.imputation)).reduce((all, sum) => all + sum.realised, 0);
  };
  const servicesOf = ({ sums, outcomes }: Assignment, of: (sum: ImputationSum) => boolean) =>
    new Set(
      sums.flatMap((sum, i) => (of(sum) ? outcomes.service[i]!.targets.map(({ target }) => target) : [])),
    );

  it('the test reads the files whole', async () => {
    const [a, b] = [await montpellier(), await morbihan()];
    expect([a.length, b.length]).toEqual([1697, 1273]);
    expect([total(a, 'D * REEL'), total(a, 'R * REEL')]).toEqual([41062433733, 43717355270]);
    expect([total(b, 'D * REEL'), total(b, 'R * REEL')]).toEqual([85460714850, 94363503554]);
  });

  it.each([
    ['Montpellier 2018', montpellier],
    ['Morbihan 2021', morbihan],
  ])('%s: M57_D leaves no operating line unmatched or in conflict', async (_, load) => {
    const sums = operating(await load());
    const assignment = assign(rulesOf(M57_D), sums);
    const { total, covered, unmatched, conflicting, rate } = coverage(assignment, 'service');
    expect(total.lines).toBe(sums.length);
    expect(covered).toEqual(total);
    expect([unmatched.lines, conflicting.lines]).toEqual([0, 0]);
    expect(rate).toEqual({ realised: 10_000, budgeted: 10_000 });
    const phases = coverage(assignment, 'phase');
    expect(phases.conflicting.lines).toBe(0);
    expect(phases.covered.lines).toBeGreaterThan(0);
  });

  it.each([M57_A, SANS_FONCTION])('$id leaves none either', async (set) => {
    for (const sums of [await montpellier(), await morbihan()]) {
      const { covered, total } = coverage(assign(rulesOf(set), operating(sums)), 'service');
      expect(covered).toEqual(total);
    }
  });

  it('chapter 014, interest and results go to no service of residents, groupes d’élus to the assembly', async () => {
    const kinds = new Map(M57_D.services.map(({ name, kind }) => [name, kind]));
    const assignment = assign(rulesOf(M57_D), operating([...(await montpellier()), ...(await morbihan())]));
    const outside = servicesOf(
      assignment,
      ({ imputation: { chapitre, direction, nature } }) =>
        chapitre === '014' || (direction === 'D' && nature.startsWith('7')) || /^(66|002|023)/.test(nature),
    );
    expect([...outside].map((name) => kinds.get(String(name)))).toEqual(Array(outside.size).fill('outside'));
    const groups = servicesOf(assignment, ({ imputation: { nature } }) => nature.startsWith('6586'));
    expect([...groups]).toEqual(["Assemblée, cabinet, groupes d'élus"]);
  });

  it('crèches of Montpellier: cost 27 414 451.04, families 2 505 672.77', async () => {
    const sums = await montpellier();
    expect(total(sums, 'DF*F422')).toBe(2741445104);
    expect(total(sums, 'RF*F422*N70')).toBe(250567277);
    const { rules } = assign(rulesOf(M57_D), operating(sums));
    const creches = M57_D.rules.findIndex(({ target }) => target.startsWith('Petite enfance'));
    expect(rules[creches]!.kept.expense.realised).toBe(2741445104);
  });

  it('M57_D is the set of the reference, but for two formulas that fell short of their note', async () => {
    const mended = new Map([
      // All of chapter 014: in every plan its accounts are the real expense accounts of class 7.
      ['DF * (N739 + N749 + N74119)', 'DRF * N7'],
      // 6586 has its own service further down, also where it stands in function 01.
      ['(DF + RF) * F01', '(DF + RF) * F01 - N6586'],
    ]);
    const rows = csv(await read('default-rules.csv', 'utf-8')).slice(1);
    expect(M57_D.rules.map(({ axis, formula }) => [axis, formula])).toEqual(
      rows.map(([kind, , formula]) => [kind, mended.get(formula!) ?? formula]),
    );
  });
});
