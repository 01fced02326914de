import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import type { ServiceCosts } from '../extensions/directus-extension-m57/src/contract/costs';
import type { ruleSet } from '../extensions/directus-extension-m57/src/contract/rules';
import { demoFiles } from '../extensions/directus-extension-m57/src/domain/demo-town/files';
import type {
  DemoAuthority,
  DemoParameters,
} from '../extensions/directus-extension-m57/src/domain/demo-town/parameters';
import { ask } from './http';
import { root } from './node22.mjs';

/** Brings in the demo town as a town would: its account files through the import, then the default rules. */
export async function loadDemo(url: string, token: string): Promise<void> {
  for (const { name, text } of demoFiles(demoParameters())) {
    console.log(`Importing ${name}…`);
    const form = new FormData();
    form.append('file', new Blob([text], { type: 'application/xml' }), name);
    await ask(url, 'POST', '/m57/imports', { token, form });
  }
  const sets = (await ask(url, 'GET', '/m57/rules/defaults', { token })) as z.infer<typeof ruleSet>[];
  const set = sets.find(({ suggested }) => suggested);
  if (!set) throw new Error('No default set of rules fits the imported accounts.');
  console.log(`Adopting the rules "${set.label}"…`);
  await ask(url, 'POST', '/m57/rules/adopt', { token, json: { set: set.id } });
}

/** The parameters in `seeds/demo-town`: one file for all, one for each authority. */
export function demoParameters(): DemoParameters {
  const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as unknown;
  const authorities = globSync('seeds/demo-town/*.json', { cwd: root })
    .sort()
    .filter((file) => path.basename(file) !== 'common.json');
  return {
    ...(read('seeds/demo-town/common.json') as Omit<DemoParameters, 'authorities'>),
    authorities: authorities.map((file) => read(file) as DemoAuthority),
  };
}

/** Prints what each service of the demo town costs and brings, as the API says; not its agglomeration's. */
export async function printCosts(url: string, token: string): Promise<void> {
  const town = demoParameters().authorities.find(({ kind }) => kind === 'COMMUNE')!;
  const costs = (await ask(url, 'GET', `/m57/services/costs?siret=${town.siret}`, { token })) as ServiceCosts;
  const row = (name: string, cost: string, revenue: string, coverage: string) => [
    name,
    cost,
    revenue,
    coverage,
  ];
  const { totals } = costs;
  const table = [
    row('service', 'direct cost €', 'revenue €', 'coverage by users / with partners'),
    ...costs.services
      .filter(({ kind, lines }) => kind !== 'outside' && lines > 0)
      .map((each) =>
        row(
          each.name,
          grouped(each.cost),
          grouped(each.revenue),
          `${percent(each.rate_users)} / ${percent(each.rate_partners)}`,
        ),
      ),
    row('All services', grouped(totals.cost), grouped(totals.revenue), ''),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((each) => each[column]!.length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ');
  console.log(
    `\n${costs.documents.map(({ label, exercice, stage }) => `${label}, ${stage} ${exercice}`).join(', ')}\n`,
  );
  for (const each of table) console.log(`  ${line(each)}`);
}

/** "1234567.89" → "1,234,567.89": text all the way, since money is never a float. */
const grouped = (amount: string) => amount.replace(/\B(?=(\d{3})+\.)/g, ',');

/** Hundredths of a percent: 9712 → "97.1 %", cut as rates are rounded down. */
const percent = (rate: number | null) =>
  rate === null ? '–' : `${(Math.trunc(rate / 10) / 10).toFixed(1)} %`;
