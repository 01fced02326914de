import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import agglomeration from '../../../../../seeds/demo-town/agglomeration.json';
import ccas from '../../../../../seeds/demo-town/ccas.json';
import common from '../../../../../seeds/demo-town/common.json';
import town from '../../../../../seeds/demo-town/town.json';
import defaults from '../../../../../seeds/rules/M57_D.json';
import { impute } from '../imputation';
import { measures, type BudgetDocument, type ReadLine } from '../ledger';
import { indexPlan } from '../nomenclature/plan-index';
import { decodePlan } from '../nomenclature/plan-seed';
import { totem } from '../readers/totem';
import { assign } from '../rules/assign';
import type { ImputationSum } from '../rules/rule';
import { rulesOf, type RuleSet } from '../rules/rule-set';
import { demoFiles } from './files';
import { generateDemoTown } from './generate';
import type { DemoParameters } from './parameters';

const parameters = { ...common, authorities: [town, agglomeration, ccas] } as unknown as DemoParameters;
const plan = indexPlan(
  decodePlan(
    readFileSync(new URL('../../../../../seeds/nomenclatures/M57_D-2024.tsv', import.meta.url), 'utf8'),
  ),
);

async function readBack(text: string) {
  const documents: BudgetDocument[] = [];
  const lines: ReadLine[] = [];
  const bytes = (async function* () {
    yield new TextEncoder().encode(text);
  })();
  for await (const events of totem.read(bytes))
    for (const event of events) {
      if (event.type === 'document') documents.push(event.document);
      else if (event.type === 'line') lines.push(event.line);
      else throw new Error(`unexpected ${JSON.stringify(event)}`);
    }
  return { documents, lines };
}

/** The line as the import imputes it, with the plan at hand. */
function imputed(read: ReadLine, document: BudgetDocument): ImputationSum {
  const { imputation, line } = impute(read, document, plan);
  return { imputation, exercice: document.exercice, lines: 1, ...measures(line.amounts) };
}

describe('the demo town through the ordinary import', () => {
  it('is read back as it was written', async () => {
    const generated = generateDemoTown(parameters, parameters.seed);
    const files = demoFiles(parameters);
    for (const [index, { name, budgets }] of generated.entries()) {
      const { documents, lines } = await readBack(files[index]!.text);
      expect(files[index]!.name).toBe(name);
      expect(documents).toEqual(budgets.map(({ document }) => document));
      const expected = budgets.flatMap((budget, document) =>
        budget.lines.map((line) => ({ ...line, document })),
      );
      expect(lines).toHaveLength(expected.length);
      expect(lines).toMatchObject(expected);
    }
  });

  it('warns of the lines that the plan does not know or does not allow', async () => {
    const cfu = demoFiles(parameters).find(({ name }) => name === 'castelombre-cfu-2025.xml')!;
    const { documents, lines } = await readBack(cfu.text);
    const warnings = lines.flatMap((line) => impute(line, documents[line.document]!, plan).warnings);
    expect(warnings.map(({ issue, amount }) => [issue.code, issue.params['nature'], amount]).sort()).toEqual([
      ['ACCOUNT_DELETED', '6217', 911_832],
      ['ACCOUNT_NOT_ALLOWED', '60632', 41_230],
      ['ACCOUNT_NOT_ALLOWED', '7067', 63_890],
      ['ACCOUNT_UNKNOWN', '60629', 184_015],
    ]);
  });

  it('finds a section for every line and, with the default rules, a service for every operating line', async () => {
    const rules = rulesOf(defaults as RuleSet);
    for (const { text } of demoFiles(parameters)) {
      const { documents, lines } = await readBack(text);
      const sums = lines.map((line) => imputed(line, documents[line.document]!));
      expect(sums.filter(({ imputation }) => imputation.section === null)).toEqual([]);
      const operating = sums.filter(({ imputation }) => imputation.section === 'F');
      const { outcomes } = assign(rules, operating);
      expect(outcomes.service.filter(({ status }) => status !== 'covered')).toEqual([]);
      expect(outcomes.phase.filter(({ status }) => status === 'conflicting')).toEqual([]);
    }
  });

  it('gives the default services of the town direct costs, and its phases something to show', async () => {
    const cfu = demoFiles(parameters).find(({ name }) => name === 'castelombre-cfu-2025.xml')!;
    const { documents, lines } = await readBack(cfu.text);
    const sums = lines.map((line) => imputed(line, documents[line.document]!));
    const { outcomes } = assign(rulesOf(defaults as RuleSet), sums);
    const spent = (axis: 'service' | 'phase') => {
      const cost = new Map<string | number, number>();
      sums.forEach(({ imputation, realised }, index) => {
        const target = outcomes[axis][index]?.targets[0]?.target;
        if (target === undefined || imputation.direction === 'R') return;
        cost.set(target, (cost.get(target) ?? 0) + realised);
      });
      return cost;
    };
    expect([...spent('phase').keys()].sort()).toEqual(['acquisition', 'fidelisation', 'support']);
    const services = spent('service');
    expect(services.size).toBeGreaterThanOrEqual(28);
    // One line has no function: 6238, as the parameters say.
    expect(services.get('Sans fonction')).toBe(512_040);
  });
});
