import { openAsBlob, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Database } from '../../scripts/databases';
import { ensureHost, hostRelease } from '../../scripts/hosts';
import { matchPerson, prepare } from '../../extensions/directus-extension-m57/src/domain/relation/match';
import {
  makeTestTown,
  qualityOf,
  type Answer,
  type TestTown,
} from '../../extensions/directus-extension-m57/src/domain/relation/match-testing';
import { computeScores } from '../../extensions/directus-extension-m57/src/server/relation/engagement';
import { findCandidates } from '../../extensions/directus-extension-m57/src/server/relation/people/candidates';
import { setup } from '../support/global-setup';
import { startedHosts, startHost, type Host } from '../support/host';
import { lackedInThisRun } from '../support/machine';
import { missing } from '../support/m57';
import { outputFolder } from '../support/output';
import { installRelation, letPersonsIn } from '../support/relation';
import { endServers } from '../support/servers';
import { median, timeOf } from './measures';
import {
  loadPersons,
  loadTown,
  portalFile,
  PORTAL_COLUMNS,
  SERVICES,
  TODAY,
  USES_COLUMNS,
  usesFile,
} from './residents';
import type { BenchOptions } from './run';

/** Directus' own import writes rows one by one: these say how fast, without an hour of waiting. */
const MOST_BUILT_IN = 3_000;
/** A file of an autumn's registrations of a large town. */
const MOST_IMPORTED = 200_000;
const MOST_ARRIVALS = 100_000;
/** Persons of one look-up, as imports take them. */
const BLOCK = 1_000;
const ROUNDS = 3;

interface Figures {
  client: Database;
  citizens: number;
  interactions: number;
  /** Rows a second. */
  persons: number;
  uses: number;
  imported: number;
  withPersons: number;
  builtIn: number;
  /** Arrivals a second, and how many times the time of a tenth of them. */
  matched: number;
  tenfold: number;
  /** Seconds. */
  scores: number;
  byHand: number;
}

/**
 * A town of citizens and interactions: how fast it is written; how fast a file of interactions of known persons comes in
 * beside Directus' own import, which takes interactions of known citizens too, and how fast one whose persons have to be
 * told apart and looked for; how fast and how well arriving persons are matched against it, how long all scores take.
 */
export async function citizensBench({ citizens, interactions, databases }: BenchOptions): Promise<void> {
  await ensureHost('12');
  const busy = `${os.loadavg()[0]!.toFixed(1)} of ${os.availableParallelism()} cores busy before`;
  const size = `${grouped(citizens)} citizens, ${grouped(interactions)} interactions`;
  console.log(`${size}, Directus ${hostRelease('12')}, ${busy}`);
  await setup();
  const arriving = Math.min(MOST_ARRIVALS, citizens);
  const town = makeTestTown(arriving, arriving);
  const figures: Figures[] = [];
  let quality: string[] = [];
  try {
    for (const client of databases) {
      if (missing({ version: '12', client })) continue;
      const measured = await measure(client, { citizens, interactions }, town);
      figures.push(measured.figures);
      quality = measured.quality;
    }
  } finally {
    await endServers();
  }
  for (const each of figures) print(each);
  for (const line of quality) console.log(line);
  const lacked = lackedInThisRun();
  if (lacked.length > 0) console.log(`\nNot measured, since this machine lacks:\n  ${lacked.join('\n  ')}`);
}

async function measure(client: Database, size: { citizens: number; interactions: number }, town: TestTown) {
  console.log(`${client}: some minutes…`);
  const host = await startHost({ version: '12', client });
  const folder = outputFolder('bench', client);
  try {
    await installRelation(host);
    await letPersonsIn(host);
    const created = await host.ask('POST', '/items/m57_services', {
      json: SERVICES.map((name) => ({ name })),
    });
    const services = (created as { id: number }[]).map(({ id }) => id);
    // Past Directus, which on SQLite must not run meanwhile.
    const aside = async <T>(work: () => Promise<T>): Promise<T> => {
      if (client === 'sqlite') await host.stop();
      const result = await work();
      if (client === 'sqlite') await host.start();
      return result;
    };
    const loaded = await aside(() => loadTown(host.database, size, services));
    const rows = Math.min(MOST_IMPORTED, Math.max(1_000, Math.round(size.interactions / 10)));
    const { importPersons, importUses } = await prepareImports(host, folder, rows, services);
    const builtInRows = Math.min(MOST_BUILT_IN, rows);
    // Each has done it before; Directus' own on either side of ours, the faster one counts.
    await (
      await prepareBuiltIn(host, Math.ceil(builtInRows / 10))
    )();
    const builtInBefore = await timeOf(await prepareBuiltIn(host, builtInRows));
    const withPersons = await timeOf(importPersons);
    const imported = await timeOf(importUses);
    const builtIn = Math.min(builtInBefore, await timeOf(await prepareBuiltIn(host, builtInRows)));
    const matching = await aside(() => match(host, town));
    const [scores, byHand] = await aside(async () => [
      await median(ROUNDS, () => computeScores(host.database, TODAY)),
      await median(ROUNDS, () => byHandScores(host, client)),
    ]);
    const figures: Figures = {
      client,
      citizens: loaded.citizens,
      interactions: loaded.interactions,
      persons: loaded.citizens / loaded.persons,
      uses: loaded.interactions / loaded.uses,
      imported: rows / imported,
      withPersons: rows / withPersons,
      builtIn: builtInRows / builtIn,
      matched: town.arrivals.length / matching.all,
      tenfold: matching.all / matching.tenth,
      scores: scores!,
      byHand: byHand!,
    };
    return { figures, quality: qualityLines(town, matching.answers) };
  } finally {
    for (const each of startedHosts) await each.close();
    startedHosts.clear();
    for (const each of [folder, host.dataDir]) rmSync(each, { recursive: true, force: true });
  }
}

async function prepareImports(host: Host, folder: string, rows: number, services: readonly number[]) {
  const values = { service: {} as Record<string, number> };
  const formOf = async (file: string, fields: readonly string[], source: string) => {
    const columns = Object.fromEntries(fields.map((field, column) => [field, column]));
    const body = new FormData();
    body.append('mapping', JSON.stringify({ columns, header: 1, source, whole: {}, values }));
    body.append('file', await openAsBlob(file), path.basename(file));
    return body;
  };
  const importFile = (form: FormData) => async () => {
    const { counts } = await host.ask('POST', '/m57/people/imports', { form });
    if (counts.interactions - counts.known !== rows)
      throw new Error(`${counts.interactions - counts.known} of ${rows} interactions were imported`);
  };
  const files = ['portal.csv', 'uses.csv', 'small.csv'].map((name) => path.join(folder, name));
  const [portal, uses, small] = files as [string, string, string];
  await writeFile(portal, portalFile(rows));
  await writeFile(uses, usesFile(rows));
  await writeFile(small, portalFile(Math.min(rows, 2_000)));
  // The words of the portal for its services, as the screen asks for them; what the first import compiles, others find.
  const preview = await host.ask('POST', '/m57/people/preview', {
    form: await formOf(portal, PORTAL_COLUMNS, 'Portail famille 2'),
  });
  const texts: { text: string }[] = preview.values.service ?? [];
  for (const [at, { text }] of texts.entries()) values.service[text] = services[at]!;
  await host.ask('POST', '/m57/people/imports', {
    form: await formOf(small, PORTAL_COLUMNS, 'Portail famille 1'),
  });
  return {
    importPersons: importFile(await formOf(portal, PORTAL_COLUMNS, 'Portail famille 2')),
    importUses: importFile(await formOf(uses, USES_COLUMNS, 'Portail famille 2')),
  };
}

async function prepareBuiltIn(host: Host, rows: number) {
  const fields = 'citizen,service,kind,date,units,amount,channel';
  const { text } = await host.request(
    'GET',
    `/items/m57_interactions?export=csv&sort=id&limit=${rows}&fields=${fields}`,
  );
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/csv' }), 'interactions.csv');
  return async () => {
    await host.ask('POST', '/utils/import/m57_interactions', { form });
  };
}

/** Persons whose truth is known, among all the others. */
async function match(host: Host, { residents, arrivals }: TestTown) {
  const ids = await loadPersons(
    host.database,
    residents.map(({ person }) => person),
  );
  const truth = new Map(ids.map((id, at) => [id, residents[at]!.id]));
  if (host.database.client.constructor.name === 'Client_PG')
    await host.database.raw('analyze m57_identities');
  const answersTo = async (some: TestTown['arrivals']) => {
    const answers: Answer[] = [];
    for (let start = 0; start < some.length; start += BLOCK) {
      const block = some.slice(start, start + BLOCK).map(({ person }) => prepare(person));
      const candidates = await findCandidates(host.database, 'bench', block);
      for (const [at, incoming] of block.entries()) {
        const { verdict, matches } = matchPerson(incoming, candidates[at]!);
        // Namesakes of the rest of the town are nobody that arrives.
        answers.push({ verdict, citizens: matches.map(({ citizen }) => truth.get(citizen) ?? 0) });
      }
    }
    return answers;
  };
  // On either side, since what else the machine does comes and goes.
  const tenth = () => timeOf(async () => void (await answersTo(arrivals.slice(0, arrivals.length / 10))));
  await tenth();
  const before = await tenth();
  let answers: Answer[] = [];
  const all = await timeOf(async () => void (answers = await answersTo(arrivals)));
  return { tenth: (before + (await tenth())) / 2, all, answers };
}

function qualityLines({ arrivals }: TestTown, answers: readonly Answer[]): string[] {
  const quality = qualityOf(arrivals, answers);
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`;
  return [
    `Matching of ${grouped(arrivals.length)} arrivals, of whom ${grouped(quality.certain)} are certain:`,
    `  precision ${percent(quality.precision)} of the certain ones; recall ${percent(quality.recall)}, ` +
      `${percent(quality.recall_certain)} without a review; reviews for nothing ${percent(quality.needless_reviews)} of newcomers`,
    ...Object.entries(quality.found).map(
      ([change, [found, of]]) => `  ${change}: ${percent(found / of)} of ${grouped(of)}`,
    ),
  ];
}

/** As an analyst would write it for the default parameters, without our whole-number formula. */
async function byHandScores(host: Host, client: Database): Promise<void> {
  const year = Number(TODAY.slice(0, 4));
  const from = `${year - 2}${TODAY.slice(4)}`;
  const day = (iso: string) =>
    client === 'sqlite' ? `(strftime('%s', '${iso}', 'utc') * 1000)` : `cast('${iso}' as date)`;
  const least = client === 'sqlite' ? 'min' : 'least';
  const age = {
    sqlite: `((${day(TODAY)} - max(date)) / 86400000.0)`,
    pg: `(${day(TODAY)} - max(date))`,
    mariadb: `datediff(${day(TODAY)}, max(date))`,
  }[client];
  const { database } = host;
  await database('m57_scores').delete();
  await database.raw(`insert into m57_scores (citizen, score, recency, frequency, breadth, computed_on)
    select citizen, recency + frequency + breadth, recency, frequency, breadth, '${TODAY}' from (
      select citizen, floor(40 * (1 - ${age} / 731.0)) as recency,
        floor(30 * ${least}(count(*), 10) / 10.0) as frequency,
        floor(30 * ${least}(count(distinct kind), 3) / 3.0) as breadth
      from m57_interactions
      where citizen is not null and date > ${day(from)} and date <= ${day(TODAY)}
        and kind in ('event', 'renewal', 'satisfaction')
      group by citizen) as parts`);
}

function print(each: Figures): void {
  const { client } = each;
  console.log(
    `${client}: ${grouped(each.citizens)} citizens with identities loaded at ${grouped(each.persons)}/s, ` +
      `${grouped(each.interactions)} interactions at ${grouped(each.uses)}/s`,
  );
  console.log(
    `${client}: interactions import ${grouped(each.imported)} rows/s, built-in ${grouped(each.builtIn)} rows/s: ` +
      `${(each.imported / each.builtIn).toFixed(0)} ×; with persons to match ${grouped(each.withPersons)} rows/s: ` +
      `${(each.withPersons / each.builtIn).toFixed(0)} ×`,
  );
  console.log(
    `${client}: matching ${grouped(each.matched)} persons/s; 10 × the persons take ${each.tenfold.toFixed(1)} × the time`,
  );
  console.log(
    `${client}: all scores in ${each.scores.toFixed(2)} s, a query by hand ${each.byHand.toFixed(2)} s`,
  );
}

const grouped = (value: number) => Math.round(value).toLocaleString('en');
