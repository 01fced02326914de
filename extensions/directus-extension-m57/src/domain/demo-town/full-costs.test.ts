import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import agglomeration from '../../../../../seeds/demo-town/agglomeration.json';
import ccas from '../../../../../seeds/demo-town/ccas.json';
import common from '../../../../../seeds/demo-town/common.json';
import fullCosts from '../../../../../seeds/demo-town/full-costs/full-costs.json';
import town from '../../../../../seeds/demo-town/town.json';
import standard from '../../../../../seeds/perimeter/default.json';
import defaults from '../../../../../seeds/rules/M57_D.json';
import { impute } from '../imputation';
import type { Key } from '../keys/key';
import { periodOf } from '../keys/period';
import { measures, type BudgetDocument, type ReadLine } from '../ledger';
import { parseCents } from '../money';
import { indexPlan } from '../nomenclature/plan-index';
import { decodePlan } from '../nomenclature/plan-seed';
import { parseQuantity } from '../quantity';
import { totem } from '../readers/totem';
import type { Rule } from '../rules/rule';
import type { RuleSet } from '../rules/rule-set';
import { computeRun, type RunResult } from '../run/run';
import { tariffReport } from '../tariffs';
import { demoFiles } from './files';
import { readGrid, type DemoFullCosts } from './full-costs';
import type { DemoParameters } from './parameters';

const seed = (path: string) => readFileSync(new URL(`../../../../../seeds/${path}`, import.meta.url), 'utf8');
const parameters = { ...common, authorities: [town, agglomeration, ccas] } as unknown as DemoParameters;
const data = fullCosts as unknown as DemoFullCosts;
const set = defaults as RuleSet;
const YEARS = [2024, 2025];

/** The services as the town has them once the default rules and its own are in. */
const services = [...set.services, ...data.services].map(({ name, kind }, index) => ({
  id: index + 1,
  name,
  kind,
  unit: data.units[name]?.unit ?? null,
}));
const idOf = (name: string): number => {
  const found = services.find((service) => service.name === name);
  if (!found) throw new Error(`No service "${name}"`);
  return found.id;
};
const rules: Rule[] = [
  ...set.rules.filter(({ axis }) => axis === 'service'),
  ...data.rules.map(({ service, ...rule }) => ({ ...rule, target: service, share: 100 })),
].map(({ formula, priority, target, share }, index) => ({
  id: index + 1,
  axis: 'service',
  formula,
  priority,
  target: idOf(target),
  share: share * 100,
  valid_from: null,
  valid_to: null,
  active: true,
}));
const grid = (name: string, year: number) => readGrid(seed(`demo-town/full-costs/${name}-${year}.csv`));

function keysOf(year: number): Key[] {
  return data.keys.flatMap(({ from, kind, unit, like, grid: file, cells, fixed }): Key[] => {
    const one = (to: string | null, quantity: string | null, month: number | null = null): Key => ({
      id: 0,
      from: idOf(from),
      to: to === null ? null : idOf(to),
      kind,
      like: like ? idOf(like) : null,
      quantity: quantity === null ? null : parseQuantity(quantity),
      unit: unit ?? null,
      ...periodOf(year, month),
    });
    return [
      ...(file ? grid(file, year).map((row) => one(row.service, row.quantity, row.month)) : []),
      ...(cells ? Object.entries(cells).map(([to, quantity]) => one(to, quantity)) : []),
      ...(!file && !cells ? [one(null, null)] : []),
      ...Object.entries(fixed?.[year] ?? {}).map(([to, amount]) => ({
        ...one(to, amount),
        kind: 'fixed' as const,
      })),
    ];
  });
}

const unitsOf = (name: string, year: number): bigint =>
  [data.units[name]![year]!].flat().reduce((sum, quantity) => sum + parseQuantity(quantity)!, 0n);

async function runOf(year: number): Promise<RunResult> {
  const plan = indexPlan(decodePlan(seed('nomenclatures/M57_D-2024.tsv')));
  const { text } = demoFiles(parameters).find(({ name }) => name === `castelombre-cfu-${year}.xml`)!;
  const documents: BudgetDocument[] = [];
  const lines: ReadLine[] = [];
  const bytes = (async function* () {
    yield new TextEncoder().encode(text);
  })();
  for await (const events of totem.read(bytes))
    for (const event of events)
      if (event.type === 'document') documents.push(event.document);
      else if (event.type === 'line') lines.push(event.line);
  const sums = lines.map((read, index) => {
    const { imputation, line } = impute(read, documents[read.document]!, plan);
    return { id: index + 1, imputation, exercice: year, lines: 1, ...measures(line.amounts) };
  });
  return computeRun(sums, 'realised', {
    exercice: year,
    method: 'reciprocal',
    order: [],
    rules,
    keys: keysOf(year),
    services,
    notional: data.notional[year]!.map(({ service, amount, ...cost }) => ({
      ...cost,
      service: idOf(service),
      amount: parseCents(amount)!,
    })),
    units: Object.keys(data.units).map((name) => ({ service: idOf(name), quantity: unitsOf(name, year) })),
    perimeter: standard,
    population: null,
  });
}

/** domain.md: units, euros a unit at full cost, coverage by users and with partners in percent. */
const TABLE: [name: string, units: number, unitCost: number, users?: number, partners?: number][] = [
  ['Restauration scolaire', 180_000, 9.8, 30, 31],
  ['Écoles maternelles', 750, 1900],
  ['Écoles élémentaires', 1150, 750],
  ['Périscolaire et vie scolaire', 190_000, 5.6, 24, 38],
  ['Centres de loisirs et jeunesse', 21_000, 46, 27, 39],
  ['Petite enfance (crèches)', 210_000, 12.6, 15, 60],
  ['Piscine', 95_000, 12.5, 18, 20],
  ['Médiathèque', 68_000, 10.9, 3, 6],
  ['Enseignement artistique et action culturelle', 480, 2050, 17, 20],
  ['Équipements et vie sportive', 26_000, 44, 4, 4],
  ['État civil, titres et élections', 14_000, 30, 0, 25],
  ['Police municipale et prévention', 15_000, 52],
  ['Espaces verts', 62, 14_500],
  ['Propreté urbaine', 130, 5400],
  ['Éclairage public', 3900, 115],
  ['Urbanisme, aménagement, habitat', 900, 420, 0, 2],
];

describe('full costs of the demo town', () => {
  const runs = new Map<number, RunResult>();
  beforeAll(async () => {
    for (const year of YEARS) runs.set(year, await runOf(year));
  });
  const row = (name: string, year = 2025) =>
    runs.get(year)!.services.find(({ service }) => service === idOf(name))!;
  const full = (name: string, year = 2025) => {
    const { direct, notional, received } = row(name, year);
    return (direct + notional + received) / 100;
  };

  it.each(TABLE)('%s: near the published cost of a unit', (name, units, unitCost) => {
    expect(Number(row(name).units) / 10_000).toBe(units);
    expect(full(name) / units / unitCost).toBeGreaterThan(0.85);
    expect(full(name) / units / unitCost).toBeLessThan(1.15);
    // A year earlier a little less, and as much a unit within 5 %.
    const former = full(name, 2024) / (Number(row(name, 2024).units) / 10_000);
    expect(Math.abs(former / (full(name) / units) - 1)).toBeLessThan(0.07);
  });

  const covered = TABLE.flatMap(([name, , , users, partners]) =>
    users === undefined || partners === undefined ? [] : [{ name, users, partners }],
  );
  it.each(covered)('$name: users cover $users %, with partners $partners %', ({ name, users, partners }) => {
    const { users: paid, partners: helped } = row(name);
    expect(Math.abs(paid / full(name) - users)).toBeLessThan(3);
    expect(Math.abs((paid + helped) / full(name) - partners)).toBeLessThan(4);
  });

  it('covers the schools together to 2 %, all of it by partners', () => {
    const schools = ['Écoles maternelles', 'Écoles élémentaires'];
    const sum = (of: (name: string) => number) => schools.reduce((total, name) => total + of(name), 0);
    expect(sum((name) => row(name).users)).toBe(0);
    const rate = sum((name) => row(name).partners) / sum((name) => full(name));
    expect(Math.abs(rate - 2)).toBeLessThan(1);
  });

  it.each(YEARS)('allocates all of %i, and nothing is wrong in its keys', (year) => {
    const { problems, totals } = runs.get(year)!;
    expect(problems).toEqual([]);
    expect([totals.unallocated, totals.unmatched]).toEqual([0, 0]);
    expect(new Set(keysOf(year).map(({ kind }) => kind))).toEqual(
      new Set(['quantity', 'percent', 'fixed', 'equal', 'pro_rata', 'like']),
    );
    const register = grid('assets', year).reduce((sum, { quantity }) => sum + Number(quantity), 0);
    expect(register).toBe({ 2024: 1_520_000, 2025: 1_600_000 }[year]);
  });

  it.each(YEARS)(
    'has tariffs of the canteen that bring in %i what the accounts say, below its cost',
    (year) => {
      const name = 'Restauration scolaire';
      const { direct, notional, received, users, partners } = row(name, year);
      const bands = data.tariffs[name]![year]!.map(([label, tariff, units]) => ({
        label,
        tariff: parseCents(tariff)!,
        units: parseQuantity(units)!,
      }));
      expect(bands.reduce((sum, { units }) => sum + units, 0n)).toBe(unitsOf(name, year));
      const basis = { cost: direct + notional + received, units: unitsOf(name, year), partners };
      const report = tariffReport(bands, { ...basis, ceiling: 'canteen' });
      expect(Math.abs(report.receipts / users - 1)).toBeLessThan(0.01);
      expect(report.alerts).toEqual([]);
    },
  );
});
