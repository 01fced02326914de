import { openAsBlob, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureHost } from '../../scripts/hosts';
import { setup } from '../support/global-setup';
import { startHost, startedHosts, type Host } from '../support/host';
import { missing } from '../support/m57';
import { outputFolder } from '../support/output';
import { endServers } from '../support/servers';
import { best } from './measures';
import { writeScdl } from './scdl-file';

const ROUNDS = 5;
const PG = { version: '12', client: 'pg' } as const;

/**
 * `POST /m57/allocations/runs` from the request to the answer, stored and hashed, beside one hand-written query that
 * adds up the same lines by the codes that find a service. On PostgreSQL, with ten times the lines at each step up to
 * `lines`.
 */
export async function runsBench(lines: number): Promise<void> {
  if (missing(PG)) return console.log('Runs over ledger lines: not measured, this machine lacks PostgreSQL');
  await ensureHost('12');
  await setup();
  try {
    const host = await startHost(PG);
    await host.ask('POST', '/m57/install');
    await host.ask('POST', '/m57/rules/adopt', { json: { set: 'M57_D' } });
    const auxiliaries = await shareOutEqually(host);
    const busy = `${os.loadavg()[0]!.toFixed(1)} of ${os.availableParallelism()} cores busy before`;
    console.log(
      `Runs on PostgreSQL with the default rules and ${auxiliaries} auxiliary services, best of ${ROUNDS}, ${busy}`,
    );
    const steps = [lines / 100, lines / 10, lines].filter((count) => count >= 1_000);
    for (const [rank, count] of steps.entries())
      await measure(host, `2199099910002${rank}`, Math.round(count));
  } finally {
    for (const each of startedHosts) {
      await each.close();
      rmSync(each.dataDir, { recursive: true, force: true });
    }
    startedHosts.clear();
    await endServers();
  }
}

/** Every auxiliary service delivers to all services for residents. */
async function shareOutEqually(host: Host): Promise<number> {
  const ids: { id: number }[] = await host.ask(
    'GET',
    '/items/m57_services?filter[kind][_eq]=auxiliary&fields=id&limit=-1',
  );
  for (const { id } of ids)
    await host.ask('POST', '/items/m57_keys', { json: { from_service: id, kind: 'equal' } });
  return ids.length;
}

async function measure(host: Host, siret: string, lines: number): Promise<void> {
  const file = path.join(outputFolder('bench', 'runs'), 'lines.csv');
  await writeScdl(file, siret, lines);
  const form = new FormData();
  form.append('nomenclature', 'M57_D');
  form.append('file', await openAsBlob(file), 'lines.csv');
  const { budgets } = await host.ask('POST', '/m57/imports', { form });
  rmSync(file);
  const [{ id: document }] = await host.database('m57_documents').where({ siret }).select('id');
  await host.database.raw('analyze');

  const query = await best(ROUNDS, async () => async () => {
    const { rows } = await host.database.raw(
      `select coding.section, coding.direction, coding.nature, coding.fonction, sum(line.realised)
       from m57_lines line join m57_imputations coding on coding.id = line.imputation
       where line.document = ? group by 1, 2, 3, 4`,
      [document],
    );
    if (rows.length === 0) throw new Error('Nothing was added up');
  });
  const json = { siret, exercice: budgets[0].exercice };
  const run = await best(ROUNDS, async () => {
    for (const { id } of await host.ask('GET', `/m57/allocations/runs?siret=${siret}`))
      await host.ask('DELETE', `/items/m57_runs/${id}`);
    return async () => {
      const made = await host.ask('POST', '/m57/allocations/runs', { json });
      if (made.existing || !made.intact) throw new Error('Nothing was computed');
    };
  });
  const { count } = (await host.database('m57_sums').where({ document }).count({ count: '*' }).first())!;
  console.log(
    `${lines.toLocaleString('en').padStart(9)} lines, ${count} imputations: run ${ms(run)}, ` +
      `one aggregate query ${ms(query)}: ${(run / query).toFixed(2)} ×`,
  );
}

const ms = (seconds: number) => `${Math.round(seconds * 1000)} ms`;
