import { describe, expect, it } from 'vitest';
import agglomeration from '../../../../../seeds/demo-town/agglomeration.json';
import ccas from '../../../../../seeds/demo-town/ccas.json';
import common from '../../../../../seeds/demo-town/common.json';
import town from '../../../../../seeds/demo-town/town.json';
import { reference } from '../../../../../tests/support/reference';
import { demoFiles } from './files';
import { generateDemoTown } from './generate';
import type { DemoAuthority, DemoParameters } from './parameters';

// Everything is counted again from the text of the files: that is what the import will see.

const parameters = { ...common, authorities: [town, agglomeration, ccas] } as unknown as DemoParameters;
const files = demoFiles(parameters);

type Measure = 'MtPrev' | 'CredOuv' | 'MtReal';
interface Line {
  nature: string;
  fonction: string | undefined;
  chapter: string;
  direction: string;
  ordre: boolean;
  amount: (measure: Measure) => number;
}

const textOf = (name: string) => files.find((file) => file.name === `${name}.xml`)?.text ?? '';
const budgetsOf = (text: string) => text.split('<Budget>').slice(1).map(linesOf);
const linesOf = (text: string): Line[] =>
  [...text.matchAll(/<LigneBudget>(.*?)<\/LigneBudget>/gs)].map(([, body = '']) => {
    const fields = new Map([...body.matchAll(/<(\w+) V="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    return {
      nature: fields.get('Nature') ?? '',
      fonction: fields.get('Fonction'),
      chapter: fields.get('ContNat') ?? '',
      direction: fields.get('CodRD') ?? '',
      ordre: fields.get('OpBudg') === '1',
      amount: (measure) => Number((fields.get(measure) ?? '0.00').replace('.', '')),
    };
  });
const townLines = (name: string) => linesOf(textOf(`castelombre-${name}`));

const INVESTMENT = /^(001|021|040|10|13|16|20|204|21|23)$/;
const sectionOf = (line: Line) => (INVESTMENT.test(line.chapter) ? 'I' : 'F');
const sum = (lines: Line[], measure: Measure, keep: (line: Line) => boolean = () => true) =>
  lines.filter(keep).reduce((total, line) => total + line.amount(measure), 0);
const total = (lines: Line[], measure: Measure, column: string, chapters?: string[]) =>
  sum(
    lines,
    measure,
    (line) => line.direction + sectionOf(line) === column && (chapters?.includes(line.chapter) ?? true),
  );

const YEARS = [2024, 2025];
const budgets = (stage: 'bp' | 'cfu') =>
  YEARS.flatMap((year) =>
    parameters.authorities.flatMap(({ slug, budgets }) =>
      budgetsOf(textOf(`${slug}-${stage}-${year}`)).map((lines, index) => ({
        name: `${slug} ${stage} ${year} ${budgets[index]?.label}`,
        parameters: budgets[index]!,
        year,
        lines,
      })),
    ),
  );

describe('the files of the demo town', () => {
  it('are one per authority, exercice and stage, principal and annex together', () => {
    expect(files.map(({ name }) => name)).toEqual(
      ['castelombre', 'agglomeration', 'ccas'].flatMap((slug) =>
        YEARS.flatMap((year) => [`${slug}-bp-${year}.xml`, `${slug}-cfu-${year}.xml`]),
      ),
    );
    expect(budgetsOf(textOf('agglomeration-cfu-2025'))).toHaveLength(2);
    for (const { text } of files) expect(text).toMatch(/^[\x20-\x7e\r\n]+$/);
  });

  it('are the same for the same seed; another seed moves lines, never totals', () => {
    expect(demoFiles(parameters)).toEqual(files);
    const other = demoFiles({ ...parameters, seed: 58 });
    expect(other).not.toEqual(files);
    const realised = (list: typeof files) => list.map(({ text }) => sum(linesOf(text), 'MtReal'));
    expect(realised(other)).toEqual(realised(files));
  });

  it('have SIRETs that are formally valid and belong to nobody', () => {
    const sirets = new Set(
      files.flatMap(({ text }) => [...text.matchAll(/<Id\w+ V="(\d+)"/g)].map((m) => m[1]!)),
    );
    expect(sirets.size).toBe(3);
    for (const siret of sirets) {
      expect(siret).toMatch(/^2\d99/); // no commune, EPCI or CCAS is registered under a département 99
      for (const part of [siret, siret.slice(0, 9)]) expect(luhn(part)).toBe(0);
    }
  });
});

function luhn(digits: string): number {
  const doubled = [...digits].reverse().map((digit, rank) => Number(digit) * (rank % 2 === 1 ? 2 : 1));
  return doubled.reduce((all, value) => all + (value > 9 ? value - 9 : value), 0) % 10;
}

describe('a BP', () => {
  it.each(budgets('bp'))('$name is balanced in each section, transfers included', ({ lines }) => {
    for (const section of ['F', 'I'])
      expect(total(lines, 'MtPrev', `D${section}`)).toBe(total(lines, 'MtPrev', `R${section}`));
    expect(total(lines, 'MtPrev', 'DF', ['023'])).toBe(total(lines, 'MtPrev', 'RI', ['021']));
    expect(total(lines, 'MtPrev', 'DF', ['023'])).toBeGreaterThan(0);
    expect(sum(lines, 'MtPrev', (line) => line.chapter === '16' && line.amount('MtPrev') < 0)).toBe(0);
  });
});

describe('a CFU', () => {
  it.each(budgets('cfu'))('$name has the same ordre on both sides', ({ lines }) => {
    expect(total(lines, 'MtReal', 'DF', ['042'])).toBe(total(lines, 'MtReal', 'RI', ['040']));
    expect(total(lines, 'MtReal', 'RF', ['042'])).toBe(total(lines, 'MtReal', 'DI', ['040']));
    const ordre = (direction: string) =>
      sum(lines, 'MtReal', (line) => line.ordre && line.direction === direction);
    expect(ordre('D')).toBe(ordre('R'));
    expect(ordre('D')).toBeGreaterThan(0);
  });

  it.each(budgets('cfu'))('$name keeps the credits that its BP opened', ({ name, lines, year }) => {
    const voted = budgets('bp').find((bp) => bp.name === name.replace('cfu', 'bp') && bp.year === year);
    for (const column of ['DF', 'RF', 'DI', 'RI'])
      expect(total(lines, 'CredOuv', column)).toBe(total(voted?.lines ?? [], 'MtPrev', column));
  });

  it.each(budgets('cfu').filter(({ year }) => year === 2024))(
    '$name hands its results on',
    ({ name, lines }) => {
      const next = budgets('cfu').find((cfu) => cfu.name === name.replace('2024', '2025'))?.lines ?? [];
      const result = (section: string) =>
        total(lines, 'MtReal', `R${section}`) - total(lines, 'MtReal', `D${section}`);
      const carried = (nature: string) =>
        sum(next, 'MtReal', (line) => line.nature === nature && line.direction === 'R') -
        sum(next, 'MtReal', (line) => line.nature === nature && line.direction === 'D');
      const capitalised = sum(next, 'MtReal', (line) => line.nature === '1068');
      expect(carried('002')).toBe(result('F') - capitalised);
      expect(carried('001')).toBe(result('I'));
      expect(capitalised).toBeGreaterThanOrEqual(-Math.min(0, carried('001')));
    },
  );

  it.each([...budgets('cfu'), ...budgets('bp')])(
    '$name has the chapter totals of the parameters',
    (budget) => {
      const [position, measure] = budget.name.includes('cfu')
        ? ([1, 'MtReal'] as const)
        : ([0, 'MtPrev'] as const);
      // The line that balances investment has a chapter of its own, outside these totals.
      for (const [key, years] of Object.entries(budget.parameters.chapters)) {
        const expected = Number(years[budget.year]![position].replace('.', ''));
        expect([key, total(budget.lines, measure, key.slice(0, 2), [key.slice(2)])]).toEqual([key, expected]);
      }
    },
  );
});

describe('the town', () => {
  const million = (chapters: string[], column = 'DF', year = 2025) =>
    total(townLines(`cfu-${year}`), 'MtReal', column, chapters) / 100_000_000;

  it('has the figures of a town of 20 000 residents', () => {
    expect(million(['012'])).toBeCloseTo(15.3, 2);
    expect(million(['011'])).toBeCloseTo(6.5, 2);
    expect(million(['65'])).toBeCloseTo(2.9, 2);
    expect(million(['014'])).toBeCloseTo(0.65, 2);
    expect(million(['66'])).toBeCloseTo(0.45, 2);
    expect(million(['67', '68'])).toBeCloseTo(0.2, 2);
    expect(million(['011', '012', '014', '65', '66', '67', '68'])).toBeCloseTo(26, 1);
    expect(million(['042'])).toBeCloseTo(1.6, 6);
    expect(million(['73', '731'], 'RF')).toBeCloseTo(19, 2);
    expect(million(['74'], 'RF')).toBeCloseTo(5.1, 2);
    expect(million(['70'], 'RF')).toBeCloseTo(3.9, 2);
    expect(million(['013'], 'RF')).toBeCloseTo(0.25, 2);
    expect(million(['75', '76', '77'], 'RF')).toBeCloseTo(1.05, 2);
    expect(million(['70', '73', '731', '74', '75', '76', '77', '013'], 'RF')).toBeCloseTo(29.3, 1);
  });

  it('spent and received a little less the year before', () => {
    for (const [column, chapters] of [
      ['DF', ['011', '012', '65']],
      ['RF', ['70', '73', '731', '74']],
    ] as const) {
      const growth = million([...chapters], column, 2025) / million([...chapters], column, 2024) - 1;
      expect(growth).toBeGreaterThan(0.01);
      expect(growth).toBeLessThan(0.06);
    }
  });

  it('realises its operating budget within a few percent', () => {
    for (const year of YEARS)
      for (const chapter of ['011', '012', '014', '65', '66', '70', '73', '731', '74', '75']) {
        const lines = townLines(`cfu-${year}`).filter((line) => line.chapter === chapter);
        const rate = sum(lines, 'MtReal') / sum(lines, 'CredOuv');
        expect(rate, chapter).toBeGreaterThan(0.9);
        expect(rate, chapter).toBeLessThan(1.05);
      }
  });

  it('spreads some 42 natures over some 30 functions', () => {
    const lines = townLines('cfu-2025');
    const spending = lines.filter((line) => line.direction === 'D' && sectionOf(line) === 'F');
    expect(new Set(spending.map((line) => line.nature)).size).toBeGreaterThanOrEqual(40);
    expect(new Set(spending.map((line) => line.nature)).size).toBeLessThanOrEqual(50);
    const functions = new Set(lines.flatMap((line) => line.fonction ?? []));
    expect(functions.size).toBeGreaterThanOrEqual(28);
    expect(functions.size).toBeLessThanOrEqual(34);
    expect(lines.length).toBeGreaterThan(450);
  });

  it('keeps a part of its payroll in 020 and its depreciation in 01', () => {
    const lines = townLines('cfu-2025');
    const payroll = sum(lines, 'MtReal', (line) => line.chapter === '012' && line.fonction === '020');
    expect(payroll / total(lines, 'MtReal', 'DF', ['012'])).toBeGreaterThan(0.15);
    expect(lines.filter((line) => line.nature === '6811').map((line) => line.fonction)).toEqual(['01']);
    for (const nature of ['777', '6419', '722', '001', '002', '1068'])
      expect(
        lines.some((line) => line.nature === nature),
        nature,
      ).toBe(true);
  });

  it('pays its CCAS, and is paid by it, what the CCAS says', () => {
    for (const [year, stage, measure] of [
      [2024, 'bp', 'MtPrev'],
      [2025, 'cfu', 'MtReal'],
    ] as const) {
      const [mine, theirs] = ['castelombre', 'ccas'].map((slug) =>
        linesOf(textOf(`${slug}-${stage}-${year}`)),
      );
      for (const [here, there] of [
        ['657363', '757361'],
        ['70843', '6211'],
      ]) {
        const amount = sum(mine!, measure, (line) => line.nature === here);
        expect(amount).toBeGreaterThan(0);
        expect(amount).toBe(sum(theirs!, measure, (line) => line.nature === there));
      }
    }
  });
});

/** Full cost in thousands of euros (units × cost of a unit), coverage in percent (none where costs are for all). */
const SERVICES: [name: string, functions: string[], full: number, users?: number, partners?: number][] = [
  ['Restauration scolaire', ['281'], 180 * 9.8, 30, 31],
  ['Écoles', ['211', '212'], 0.75 * 1900 + 1.15 * 750, 0, 2],
  ['Périscolaire', ['288'], 190 * 5.6, 24, 38],
  ['Centre de loisirs', ['331'], 21 * 46, 27, 39],
  ['Crèches', ['4221'], 210 * 12.6, 15, 60],
  ['Piscine', ['323'], 95 * 12.5, 18, 20],
  ['Médiathèque', ['313'], 68 * 10.9, 3, 6],
  ['Conservatoire', ['311'], 0.48 * 2050, 17, 20],
  ['Gymnases, stades', ['321', '322'], 26 * 44, 4, 4],
  ['État civil, titres', ['026'], 14 * 30, 0, 25],
  ['Police municipale', ['11'], 15 * 52],
  ['Espaces verts', ['511'], 0.062 * 14500],
  ['Propreté', ['7222'], 0.13 * 5400],
  ['Éclairage', ['512'], 3.9 * 115],
  ['Urbanisme', ['510'], 0.9 * 420, 0, 2],
];

describe('the services of the last CFU', () => {
  const lines = townLines('cfu-2025');
  const thousands = (functions: string[], keep: (line: Line) => boolean) =>
    sum(lines, 'MtReal', (line) => functions.includes(line.fonction ?? '') && keep(line)) / 100_000;

  it.each(SERVICES)('%s: direct cost is 70 to 80 percent of the full cost', (_, functions, full) => {
    const spent = thousands(functions, (line) => ['011', '012', '65'].includes(line.chapter));
    const direct = spent - thousands(functions, (line) => line.chapter === '013');
    expect(direct / full).toBeGreaterThan(0.7);
    expect(direct / full).toBeLessThan(0.8);
  });

  const covered = SERVICES.flatMap(([name, functions, full, users, partners]) =>
    users === undefined || partners === undefined ? [] : [{ name, functions, full, users, partners }],
  );
  it.each(covered)('$name: users cover $users %, with partners $partners %, within 3 points', (service) => {
    const { functions, full, users, partners } = service;
    const paid = thousands(functions, (line) => line.chapter === '70');
    const helped = thousands(functions, (line) => line.chapter === '74');
    expect(Math.abs((100 * paid) / full - users)).toBeLessThan(1.5);
    expect(Math.abs((100 * (paid + helped)) / full - partners)).toBeLessThan(3);
  });
});

describe('the doubtful lines', () => {
  const declared = (authority: DemoAuthority) =>
    authority.budgets.flatMap((budget) => budget.exact.filter((line) => line.doubt));

  it('are about one percent of the lines', () => {
    const doubts = parameters.authorities.flatMap(declared).length;
    const lines = parameters.authorities.flatMap(({ slug }) => linesOf(textOf(`${slug}-cfu-2025`))).length;
    expect(doubts / lines).toBeGreaterThan(0.005);
    expect(doubts / lines).toBeLessThan(0.015);
    expect(new Set(parameters.authorities.flatMap(declared).map((line) => line.doubt)).size).toBe(6);
  });

  it.skipIf(!reference.present)(
    'are exactly the lines that the official plan cannot accept as they are',
    async () => {
      const plan = new TextDecoder().decode(
        await reference.bytes('nomenclature/plan-de-compte-M57_D-2024.xml'),
      );
      const accounts = new Map(
        [...plan.matchAll(/<Compte Code="(\w+)"([^>]*)>/g)].map(([, code, attributes]) => [
          code,
          attributes ?? '',
        ]),
      );
      const functions = new Set([...plan.matchAll(/<RefFonc Code="(\w+)"/g)].map(([, code]) => code));
      const accepts = (line: Line) => {
        const account = accounts.get(line.nature) ?? '';
        // 021, 023: ordre; the other chapters of ordre are 040 and 042, between sections.
        const use = line.ordre ? `${line.direction}OES` : line.direction === 'D' ? 'DR' : 'RR';
        return account.includes(` ${use}="${line.chapter}"`) && !account.includes('Supprime="1"');
      };
      for (const authority of parameters.authorities)
        for (const name of YEARS.flatMap((year) => [`bp-${year}`, `cfu-${year}`])) {
          const measure = name.startsWith('bp') ? 'MtPrev' : 'MtReal';
          const found = linesOf(textOf(`${authority.slug}-${name}`))
            .filter((line) => !accepts(line) || !functions.has(line.fonction) || line.amount(measure) < 0)
            .map((line) => `${line.nature} ${line.fonction ?? '-'}`);
          expect(found.sort()).toEqual(
            declared(authority)
              .map((line) => `${line.nature} ${line.fonction ?? '-'}`)
              .sort(),
          );
        }
    },
  );
});

describe('parameters that cannot hold', () => {
  const withChapter = (key: string, amounts: [string, string]) =>
    generateDemoTown(
      {
        ...parameters,
        authorities: [
          {
            ...parameters.authorities[2]!,
            budgets: parameters.authorities[2]!.budgets.map((budget) => ({
              ...budget,
              chapters: { ...budget.chapters, [key]: { 2024: amounts, 2025: amounts } },
            })),
          },
        ],
      },
      1,
    );

  it.each([
    ['a chapter without a line', 'DF67', ['100.00', '100.00']],
    ['credits that are not in hundreds of euros', 'DF65', ['330050.00', '1.00']],
    ['an amount that is not one', 'DF65', ['lots', '1.00']],
  ] as const)('are refused: %s', (_, key, amounts) => {
    expect(() => withChapter(key, [...amounts])).toThrow(RangeError);
  });
});
