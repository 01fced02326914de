import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import type {
  RunAnswer,
  RunCosts,
  RunSummary,
} from '../extensions/directus-extension-m57/src/contract/allocations';
import type { ServiceCosts } from '../extensions/directus-extension-m57/src/contract/costs';
import type { ruleSet } from '../extensions/directus-extension-m57/src/contract/rules';
import { demoFiles } from '../extensions/directus-extension-m57/src/domain/demo-town/files';
import {
  readGrid,
  type DemoFullCosts,
  type DemoKey,
  type GridRow,
} from '../extensions/directus-extension-m57/src/domain/demo-town/full-costs';
import type {
  DemoAuthority,
  DemoParameters,
} from '../extensions/directus-extension-m57/src/domain/demo-town/parameters';
import { loadResidents } from './demo-residents';
import { loadSegments } from './demo-segments';
import { ask } from './http';
import { root } from './node22.mjs';

/**
 * Brings in the demo town as a town would: its account files through the import, the default rules, then what full
 * costs need beside them, and a run of each exercice; the older one is validated.
 */
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
  await loadFullCosts(url, token);
  await loadResidents(url, token);
  await loadSegments(url, token);
}

const FULL_COSTS = 'seeds/demo-town/full-costs';

async function loadFullCosts(url: string, token: string): Promise<void> {
  const data = JSON.parse(
    readFileSync(path.join(root, FULL_COSTS, 'full-costs.json'), 'utf8'),
  ) as DemoFullCosts;
  const { exercices } = demoParameters();
  const { siret } = demoTown();
  const send = (method: string, target: string, json: unknown) => ask(url, method, target, { token, json });
  console.log('Entering keys, units of work, tariffs and notional costs…');
  await send('POST', '/m57/populations', { siret, populations: data.population });

  const ids = new Map<string, number>();
  const sorts = new Map<string, number>();
  const learn = async () => {
    const services = await ask(url, 'GET', '/items/m57_services?limit=-1&fields=id,name,sort', { token });
    for (const { id, name, sort } of services as { id: number; name: string; sort: number }[]) {
      ids.set(name, id);
      sorts.set(name, sort);
    }
  };
  const idOf = (name: string): number => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`The demo town has no service "${name}".`);
    return id;
  };
  await learn();
  await send(
    'POST',
    '/items/m57_services',
    // Those of one parent come right after it, the others last.
    data.services.map(({ parent, ...service }) => ({
      ...service,
      parent: parent ? idOf(parent) : null,
      sort: (parent && sorts.get(parent)) ?? ids.size + 1,
    })),
  );
  await learn();
  await send(
    'POST',
    '/items/m57_rules',
    data.rules.map(({ service, ...rule }) => ({ ...rule, axis: 'service', service: idOf(service) })),
  );
  for (const [name, { unit }] of Object.entries(data.units))
    await send('PATCH', `/items/m57_services/${idOf(name)}`, { unit_of_work: unit });

  for (const exercice of exercices) {
    const grid = (name: string) =>
      readGrid(readFileSync(path.join(root, FULL_COSTS, `${name}-${exercice}.csv`), 'utf8'));
    for (const key of data.keys) await enterKey(send, key, exercice, grid, idOf);
    for (const [name, units] of Object.entries(data.units)) {
      const entered = units[exercice]!;
      await send('PUT', `/m57/units/${idOf(name)}`, {
        exercice,
        source: units.source,
        ...(typeof entered === 'string'
          ? { year: entered }
          : { months: entered.map((quantity, index) => ({ month: index + 1, quantity })) }),
      });
    }
    const costs = data.notional[exercice] ?? [];
    await send('PUT', '/m57/notional-costs', {
      exercice,
      costs: costs.map((cost) => ({ ...cost, service: idOf(cost.service) })),
    });
    for (const [name, years] of Object.entries(data.tariffs))
      await send('PUT', `/m57/tariffs/${idOf(name)}`, {
        exercice,
        bands: (years[exercice] ?? []).map(([label, tariff, units]) => ({ label, tariff, units })),
      });
  }
  for (const [index, exercice] of exercices.entries()) {
    console.log(`Computing the full costs of ${exercice}…`);
    const run = (await send('POST', '/m57/allocations/runs', { siret, exercice })) as RunAnswer;
    if (index === 0) await send('POST', `/m57/allocations/runs/${run.id}/validate`, {});
  }
}

/** A grid alone is imported as people import it; anything else is entered as a row of the matrix. */
async function enterKey(
  send: (method: string, target: string, json: unknown) => Promise<unknown>,
  { from, kind, unit, source, like, grid: file, cells, fixed }: DemoKey,
  exercice: number,
  grid: (name: string) => GridRow[],
  idOf: (name: string) => number,
): Promise<void> {
  const said = { exercice, unit: unit ?? null, source };
  if (file && !fixed) {
    await send('POST', '/m57/keys/import', { ...said, from: idOf(from), rows: grid(file) });
    return;
  }
  const named = Object.entries(cells ?? {}).map(([service, quantity]) => ({
    service,
    quantity,
    month: null,
  }));
  const rows = file ? grid(file) : named;
  await send('PUT', `/m57/keys/${idOf(from)}`, {
    ...said,
    kind,
    like: like ? idOf(like) : null,
    cells:
      cells === null
        ? [{ to: null, quantity: null }]
        : rows.map(({ service, quantity, month }) => ({ to: idOf(service), quantity, month })),
    fixed: Object.entries(fixed?.[exercice] ?? {}).map(([to, quantity]) => ({ to: idOf(to), quantity })),
  });
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

const demoTown = () => demoParameters().authorities.find(({ kind }) => kind === 'COMMUNE')!;

/** Prints what each service of the demo town costs and brings, as the API says; not its agglomeration's. */
export async function printCosts(url: string, token: string): Promise<void> {
  const town = demoTown();
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
  console.log(
    `\n${costs.documents.map(({ label, exercice, stage }) => `${label}, ${stage} ${exercice}`).join(', ')}\n`,
  );
  printTable(table);
  await printFullCosts(url, token, town.siret);
}

/** Of the latest run, where there is one. */
async function printFullCosts(url: string, token: string, siret: string): Promise<void> {
  const runs = (await ask(url, 'GET', `/m57/allocations/runs?siret=${siret}`, { token })) as RunSummary[];
  const [latest] = [...runs].sort((a, b) => b.exercice - a.exercice || b.id - a.id);
  if (!latest) return;
  const { run, services } = (await ask(url, 'GET', `/m57/allocations/runs/${latest.id}/costs`, {
    token,
  })) as RunCosts;
  console.log(`\n${run.name}, ${run.method}, ${run.status}\n`);
  printTable([
    ['service', 'full cost €', '€ a unit', 'unit', 'coverage by users / with partners'],
    ...services
      .filter(({ kind, full }) => (kind === 'principal' || kind === 'indivis') && full !== '0.00')
      .map((each) => [
        each.name,
        grouped(each.full),
        each.unit_cost === null ? '' : grouped(each.unit_cost),
        each.unit_cost === null ? '' : (each.unit ?? ''),
        `${percent(each.rate_users)} / ${percent(each.rate_partners)}`,
      ]),
    ['All services', grouped(run.totals.full), '', '', ''],
  ]);
}

/** The first column to the left, the others to the right. */
function printTable(table: string[][]): void {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((each) => each[column]!.length)));
  for (const cells of table)
    console.log(
      `  ${cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  ')}`,
    );
}

/** "1234567.89" → "1,234,567.89": text all the way, since money is never a float. */
const grouped = (amount: string) => amount.replace(/\B(?=(\d{3})+\.)/g, ',');

/** Hundredths of a percent: 9712 → "97.1 %", cut as rates are rounded down. */
const percent = (rate: number | null) =>
  rate === null ? '–' : `${(Math.trunc(rate / 10) / 10).toFixed(1)} %`;
