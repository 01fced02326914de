import { openAsBlob, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Database } from '../../scripts/databases';
import { ensureHost, hostRelease } from '../../scripts/hosts';
import { setup } from '../support/global-setup';
import { startHost, startedHosts, type Host } from '../support/host';
import { missing } from '../support/m57';
import { lackedInThisRun } from '../support/machine';
import { outputFolder } from '../support/output';
import { endServers } from '../support/servers';
import { lackedByLoader, loaderOf, type Loader } from './loaders';
import { filterBench } from './filter';
import { answerTimes, best, peakMemory, percentile, restingMemory, timeOf } from './measures';
import type { BenchOptions } from './run';
import { writeScdl } from './scdl-file';

/** Directus' own import writes rows one by one: these say how fast, without an hour of waiting. */
const MOST_BUILT_IN = 10_000;

/** A file is measured beside one of a tenth of its lines. */
const TENFOLD = 10;

/** Rows a second, bytes, and milliseconds that other requests took during an import. */
interface Figures {
  client: Database;
  loader: string;
  ours: number;
  /** How many times the time of a tenth of the lines. */
  tenfold: number;
  answers: number[];
  builtIn: number;
  loaded: number;
  memory: number | null;
}

/**
 * Lines a second of `POST /m57/imports`, of Directus' own import (the same lines into an ordinary collection with the
 * same columns and indexes) and of the database's own loader (the same lines into such a table).
 */
export async function importBench({ lines, databases }: BenchOptions): Promise<void> {
  await ensureHost('12');
  const rounds = lines <= 100_000 ? 3 : 1;
  const busy = `${os.loadavg()[0]!.toFixed(1)} of ${os.availableParallelism()} cores busy before`;
  console.log(`${grouped(lines)} lines, Directus ${hostRelease('12')}, best of ${rounds}, ${busy}`);
  await setup();
  const figures: Figures[] = [];
  const lacked: string[] = [];
  try {
    for (const client of databases) {
      const lackedHere = lackedByLoader(client);
      if (lackedHere !== null) lacked.push(lackedHere);
      else if (!missing({ version: '12', client })) figures.push(await measure(client, lines, rounds));
    }
    lacked.push(...lackedInThisRun());
  } finally {
    await endServers();
  }
  print(figures);
  await filterBench({ lines });
  if (lacked.length > 0) console.log(`\nNot measured, since this machine lacks:\n  ${lacked.join('\n  ')}`);
}

async function measure(client: Database, lines: number, rounds: number): Promise<Figures> {
  console.log(`${client}: some minutes…`);
  const host = await startHost({ version: '12', client });
  const folder = outputFolder('bench', client);
  try {
    await host.ask('POST', '/m57/install');
    const loader = await loaderOf(host, client);
    await makeOrdinaryCollection(host, loader);
    const resting = restingMemory(host.pid);
    // Each is another authority's file: the same one again would change nothing.
    let imports = 0;
    const prepare = (count: number) => {
      imports += 1;
      const siret = `2199099991${String(imports).padStart(4, '0')}`;
      return prepareImport(host, path.join(folder, 'lines.csv'), count, siret);
    };
    const tenth = Math.ceil(lines / TENFOLD);
    // The first import compiles what the others find.
    await timeOf(await prepare(tenth));
    const short = await best(3, () => prepare(tenth));
    const ours = await best(rounds, () => prepare(lines));
    const peak = peakMemory(host.pid);
    const answers = await answerTimes(host, await prepare(tenth));
    const builtInRows = Math.min(lines, MOST_BUILT_IN);
    const builtIn = await best(rounds, () => prepareBuiltIn(host, builtInRows));
    await host.stop();
    expectRows(loader, 'ordinary', builtInRows * rounds);
    const file = path.join(folder, 'unloaded');
    loader.unload(file, lines);
    const loaded = await best(rounds, async () => {
      loader.prepare();
      return async () => loader.load(file);
    });
    expectRows(loader, 'loaded', lines);
    return {
      client,
      loader: loader.name,
      ours: lines / ours,
      tenfold: ours / short,
      answers,
      builtIn: builtInRows / builtIn,
      loaded: lines / loaded,
      memory: resting === null || peak === null ? null : peak - resting,
    };
  } finally {
    for (const each of startedHosts) await each.close();
    startedHosts.clear();
    for (const each of [folder, host.dataDir]) rmSync(each, { recursive: true, force: true });
  }
}

async function prepareImport(host: Host, file: string, lines: number, siret: string) {
  await writeScdl(file, siret, lines);
  const form = new FormData();
  form.append('nomenclature', 'M57_D');
  form.append('file', await openAsBlob(file), 'lines.csv');
  return async () => {
    const answer = await host.ask('POST', '/m57/imports', { form });
    if (answer.lines !== lines) throw new Error(`${answer.lines} of ${lines} lines were imported`);
  };
}

/** As an agency would make it: the fields of `m57_lines` and Directus' defaults, so with activity and revisions. */
async function makeOrdinaryCollection(host: Host, loader: Loader): Promise<void> {
  const known: { field: string; type: string; schema: object }[] = await host.ask('GET', '/fields/m57_lines');
  const fields = known.map(({ field, type, schema }) => ({
    field,
    type,
    schema: { ...schema, foreign_key_table: null, foreign_key_column: null },
  }));
  await host.ask('POST', '/collections', { json: { collection: 'ordinary', schema: {}, meta: {}, fields } });
  await host.stop();
  loader.sql('create index ordinary_document_imputation on ordinary (document, imputation)');
  await host.start();
}

async function prepareBuiltIn(host: Host, rows: number) {
  const known: { field: string }[] = await host.ask('GET', '/fields/ordinary');
  const fields = known.map(({ field }) => field).filter((field) => field !== 'id');
  const query = `export=csv&sort=id&limit=${rows}&fields=${fields.join()}`;
  const { text } = await host.request('GET', `/items/m57_lines?${query}`);
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/csv' }), 'lines.csv');
  return async () => {
    await host.ask('POST', '/utils/import/ordinary', { form });
  };
}

function expectRows(loader: Loader, table: string, expected: number): void {
  const found = Number(loader.sql(`select count(*) from ${table}`));
  if (found !== expected) throw new Error(`${table} holds ${found} rows instead of ${expected}`);
}

function print(figures: Figures[]): void {
  const table = [
    ['', 'this import', 'built-in', 'loader', '', 'this / built-in', 'time / loader', 'memory'],
    ...figures.map(({ client, loader, ours, builtIn, loaded, memory }) => [
      client,
      `${grouped(ours)} rows/s`,
      `${grouped(builtIn)} rows/s`,
      `${grouped(loaded)} rows/s`,
      loader,
      `${(ours / builtIn).toFixed(1)} ×`,
      `${(loaded / ours).toFixed(1)} ×`,
      memory === null ? '?' : `+${Math.round(memory / 2 ** 20)} MB`,
    ]),
  ];
  const width = (column: number) => Math.max(...table.map((row) => row[column]!.length));
  for (const row of table) console.log(row.map((cell, column) => cell.padStart(width(column))).join('  '));
  for (const { client, tenfold, answers } of figures) {
    const [p95, slowest] = [0.95, 1].map((part) => Math.round(percentile(answers, part)));
    console.log(`${client}: ${TENFOLD} × the lines take ${tenfold.toFixed(1)} × the time`);
    console.log(
      `${client}: others during an import: ${answers.length} requests, p95 ${p95} ms, slowest ${slowest} ms`,
    );
  }
}

const grouped = (value: number) => Math.round(value).toLocaleString('en');
