import os from 'node:os';
import { rmSync } from 'node:fs';
import type { Database } from '../../scripts/databases';
import { ensureHost, hostRelease } from '../../scripts/hosts';
import type { Purpose } from '../../extensions/directus-extension-m57/src/domain/relation/model';
import type { Definition } from '../../extensions/directus-extension-m57/src/domain/segments/definition';
import { dayValue, today } from '../../extensions/directus-extension-m57/src/server/relation/columns';
import { computeScores } from '../../extensions/directus-extension-m57/src/server/relation/engagement';
import {
  compileDefinition,
  type CompiledDefinition,
} from '../../extensions/directus-extension-m57/src/server/segments/compile';
import { runCancellable } from '../../extensions/directus-extension-m57/src/server/segments/run-cancellable';
import { setup } from '../support/global-setup';
import { startedHosts, startHost, type Host } from '../support/host';
import { lackedInThisRun } from '../support/machine';
import { missing } from '../support/m57';
import { installSegments, letPersonsIn } from '../support/relation';
import { endServers } from '../support/servers';
import { median, percentile, timeOf } from './measures';
import { loadTown, SERVICES, TODAY } from './residents';
import type { BenchOptions } from './run';
import { byHandStatement, segmentQuestions, type SegmentQuestion } from './segment-questions';

/** Rounds of each statement, ours and by hand in turn, and of each question through HTTP: fewer of a large town. */
const roundsOf = (citizens: number) =>
  citizens > 100_000 ? { statements: 3, asked: 3 } : { statements: 7, asked: 10 };
/** Milliseconds of rounds at least: quick statements are asked more often, until the program is as quick as it gets. */
const LEAST_TIME = 500;
const MOST_MEMBERS = 500_000;

type Connection = Host['database'];
interface Zone {
  id: number;
  name: string;
  parent: number | null;
}
interface Ground {
  database: Connection;
  rounds: ReturnType<typeof roundsOf>;
  client: Database;
  purposes: Pick<Purpose, 'code' | 'basis'>[];
  zones: Zone[];
}

/**
 * Ten typical segments: the statement that a preview runs beside one by hand, previews through HTTP, a segment of
 * segments beside its parts, and the refresh of a large segment beside one INSERT … SELECT.
 */
export async function segmentsBench({ citizens, interactions, databases }: BenchOptions): Promise<void> {
  await ensureHost('12');
  const busy = `${os.loadavg()[0]!.toFixed(1)} of ${os.availableParallelism()} cores busy before`;
  const size = `${grouped(citizens)} citizens, ${grouped(interactions)} interactions`;
  console.log(`${size}, Directus ${hostRelease('12')}, ${busy}`);
  await setup();
  try {
    for (const client of databases)
      if (!missing({ version: '12', client })) await measure(client, { citizens, interactions });
  } finally {
    await endServers();
  }
  const lacked = lackedInThisRun();
  if (lacked.length > 0) console.log(`\nNot measured, since this machine lacks:\n  ${lacked.join('\n  ')}`);
}

async function measure(client: Database, size: { citizens: number; interactions: number }): Promise<void> {
  const host = await startHost({ version: '12', client });
  // Past Directus, which on SQLite must not run meanwhile.
  const aside = async <T>(work: () => Promise<T>): Promise<T> => {
    if (client === 'sqlite') await host.stop();
    const result = await work();
    if (client === 'sqlite') await host.start();
    return result;
  };
  try {
    await installSegments(host);
    await letPersonsIn(host);
    const created: { id: number }[] = await host.ask('POST', '/items/m57_services', {
      json: SERVICES.map((name) => ({ name })),
    });
    const services = created.map(({ id }) => id);
    const { database } = host;
    const { ground, questions, whole, parts, large } = await aside(async () => {
      await loadTown(database, size, services);
      await computeScores(database, TODAY);
      await addConsents(database);
      const ground = await groundOf(database, client, roundsOf(size.citizens));
      const zone = (name: string) => ground.zones.find((one) => one.name === name)!.id;
      const zonesIn = (id: number): number[] => [
        id,
        ...ground.zones.filter(({ parent }) => parent === id).flatMap((inside) => zonesIn(inside.id)),
      ];
      const service = (name: string) => services[SERVICES.indexOf(name)]!;
      const questions = segmentQuestions({ service, zone, zonesIn, segment: WHOLE });
      const whole = stored(WHOLE, questions[4]!);
      const parts = [stored(2, questions[2]!), stored(3, questions[7]!)];
      const large = stored(4, await largeQuestion(database, size.citizens));
      for (const { definition, ...row } of [whole, ...parts, large])
        await database('m57_segments').insert({
          ...row,
          mode: 'dynamic',
          definition: JSON.stringify(definition),
        });
      return { ground, questions, whole, parts, large };
    });
    for (const { id } of [whole, ...parts]) await host.ask('POST', `/m57/segments/${id}/refresh`);
    await aside(async () => {
      // As it does by itself some minutes after so many rows came.
      if (client === 'pg') await database.raw('vacuum analyze');
      await compareStatements(ground, questions);
      await compareParts(ground, parts);
    });
    await compareRefresh(host, client, large, aside);
    await askThroughHttp(host, ground, questions);
  } finally {
    for (const each of startedHosts) await each.close();
    startedHosts.clear();
    rmSync(host.dataDir, { recursive: true, force: true });
  }
}

async function groundOf(database: Connection, client: Database, rounds: Ground['rounds']): Promise<Ground> {
  return {
    database,
    rounds,
    client,
    purposes: await database('m57_purposes').select('code', 'basis'),
    zones: await database('m57_zones').select('id', 'name', 'parent'),
  };
}

/** Half of the citizens said something of communication, one in twenty of any other purpose. */
async function addConsents(database: Connection): Promise<void> {
  for (const code of (await database('m57_purposes').pluck('code')) as string[])
    await database.raw(
      `insert into m57_consents (citizen, purpose, state, until, evidence)
       select id, ?, case when id % 10 < 5 then 'consented' when id % 10 < 7 then 'withdrawn'
           when id % 50 = 8 then 'objected' else 'consented' end,
         case when id % 7 = 0 then '2025-06-30' end, 0
       from m57_citizens where id % ${code === 'communication' ? 2 : 20} = 0`,
      [code],
    );
}

interface Stored {
  id: number;
  name: string;
  purpose: string;
  definition: Definition;
}
/** The segment that one of the questions refers to. */
const WHOLE = 1;
const stored = (
  id: number,
  { name, purpose, where }: Pick<SegmentQuestion, 'name' | 'purpose' | 'where'>,
): Stored => ({ id, name, purpose, definition: { version: 1, where } });

const compiled = ({ purposes, zones, database }: Ground, purpose: string, where: Definition['where']) =>
  compileDefinition(
    database,
    { version: 1, where },
    { today: today(), zones, purpose: purposes.find(({ code }) => code === purpose)! },
  );

/** As a preview asks the database. */
const asPreviewed = (database: Connection, statement: CompiledDefinition) =>
  runCancellable<Record<string, unknown>>(
    database,
    statement.counts(),
    new AbortController().signal,
    statement.joinsSets,
  );

async function compareStatements(ground: Ground, questions: readonly SegmentQuestion[]): Promise<void> {
  const { database, client, purposes, rounds } = ground;
  let worst = 0;
  for (const question of questions) {
    const { basis } = purposes.find(({ code }) => code === question.purpose)!;
    const byHand = byHandStatement(question, { basis, client, today: today() });
    const statement = compiled(ground, question.purpose, question.where);
    const ours: number[] = [];
    const hand: number[] = [];
    let figures: Record<string, unknown>[] = [];
    const begin = performance.now();
    for (let round = 0; round <= rounds.statements || performance.now() - begin < LEAST_TIME; round += 1) {
      const first = performance.now();
      const [counts] = await asPreviewed(database, statement);
      const between = performance.now();
      const answer = await database.raw(byHand);
      const end = performance.now();
      figures = [counts!, firstRow(answer, client)];
      // What the first one reads, the others find in memory.
      if (round === 0) continue;
      ours.push(between - first);
      hand.push(end - between);
    }
    for (const figure of ['matching', 'allowed', 'objected']) {
      const [a, b] = figures.map((one) => Number(one[figure] ?? 0));
      if (a !== b) throw new Error(`${question.name}: ${figure} ${a} and ${b} by hand`);
    }
    const [a, b] = [percentile(ours, 0.5), percentile(hand, 0.5)];
    worst = Math.max(worst, a / b);
    console.log(
      `${client}: ${question.name}, ${grouped(Number(figures[0]!['allowed']))} of ${grouped(Number(figures[0]!['matching']))}: ` +
        `${a.toFixed(1)} ms, by hand ${b.toFixed(1)} ms, ${(a / b).toFixed(2)} ×`,
    );
  }
  console.log(`${client}: at most ${worst.toFixed(2)} × the statement by hand`);
}

const firstRow = (answer: unknown, client: Database): Record<string, unknown> =>
  client === 'pg'
    ? (answer as { rows: Record<string, unknown>[] }).rows[0]!
    : client === 'mariadb'
      ? (answer as Record<string, unknown>[][])[0]![0]!
      : (answer as Record<string, unknown>[])[0]!;

async function compareParts(ground: Ground, parts: readonly Stored[]): Promise<void> {
  const both: Definition['where'] = {
    type: 'and',
    items: parts.map(({ id }) => ({ type: 'segment', segment: id })),
  };
  const timed = (where: Definition['where']) =>
    median(
      ground.rounds.statements,
      async () => void (await asPreviewed(ground.database, compiled(ground, 'communication', where))),
    );
  const whole = await timed(both);
  let sum = 0;
  for (const { definition } of parts) sum += await timed(definition.where);
  console.log(
    `${ground.client}: a segment of two segments ${(1000 * whole).toFixed(1)} ms, its parts ${(1000 * sum).toFixed(1)} ms`,
  );
}

/** Half of the town, 500 000 at most: whoever was born up to a year. */
async function largeQuestion(database: Connection, citizens: number) {
  const births: { birth_year: number; born: number | string }[] = await database('m57_citizens')
    .whereNotNull('birth_year')
    .groupBy('birth_year')
    .orderBy('birth_year')
    .select('birth_year', database.raw('count(*) as born'));
  const wanted = Math.min(MOST_MEMBERS, citizens / 2);
  let born = 0;
  const value = births.find((year) => (born += Number(year.born)) >= wanted)!.birth_year;
  const where: Definition['where'] = { type: 'field', field: 'birth_year', test: { op: 'lte', value } };
  return { name: 'born up to a year', purpose: 'service', where };
}

/** The first refresh of a segment, one that changes nothing, and what an analyst would write for the first. */
async function compareRefresh(
  host: Host,
  client: Database,
  { id, definition }: Stored,
  aside: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const { database } = host;
  const refresh = () => timeOf(async () => void (await host.ask('POST', `/m57/segments/${id}/refresh`)));
  const empty = async () => {
    await database('m57_members').where({ segment: id }).delete();
    await database('m57_segment_refreshes').where({ segment: id }).delete();
  };
  const latest = (definition.where as { test: { value: number } }).test.value;
  const day = dayValue(database, today());
  let members = 0;
  const times = { first: Infinity, again: Infinity, hand: Infinity };
  for (let round = 0; round < 2; round += 1) {
    times.first = Math.min(times.first, await refresh());
    times.again = Math.min(times.again, await refresh());
    await aside(async () => {
      const counted = await database('m57_members').where({ segment: id }).count({ size: '*' }).first();
      members = Number(counted!['size']);
      await empty();
      const byHand = timeOf(
        async () =>
          void (await database.raw(
            `insert into m57_members (segment, citizen, entered_on)
             select ${id}, c.id, ${client === 'sqlite' ? day : `cast('${day}' as date)`}
             from m57_citizens c left join m57_consents e on e.citizen = c.id and e.purpose = 'service'
             where c.birth_year <= ${latest} and coalesce(e.state, '') not in ('objected', 'limited')`,
          )),
      );
      times.hand = Math.min(times.hand, await byHand);
      await empty();
    });
  }
  console.log(
    `${client}: refresh of ${grouped(members)} members ${times.first.toFixed(2)} s, without a change ${times.again.toFixed(2)} s, ` +
      `one INSERT … SELECT ${times.hand.toFixed(2)} s: ${(times.first / times.hand).toFixed(2)} ×`,
  );
}

async function askThroughHttp(
  host: Host,
  { client, rounds: { asked } }: Ground,
  questions: readonly SegmentQuestion[],
): Promise<void> {
  for (const profile of [false, true]) {
    const times: number[] = [];
    for (let round = 0; round <= asked; round += 1)
      for (const { purpose, where } of questions) {
        const start = performance.now();
        await host.ask('POST', '/m57/segments/preview', {
          json: { purpose, definition: { version: 1, where }, profile },
        });
        if (round > 0) times.push(performance.now() - start);
      }
    console.log(
      `${client}: preview ${profile ? 'with its profile ' : ''}through HTTP: median ${percentile(times, 0.5).toFixed(0)} ms, ` +
        `p95 ${percentile(times, 0.95).toFixed(0)} ms`,
    );
  }
}

const grouped = (value: number) => Math.round(value).toLocaleString('en');
