import { CAPABILITIES, type Capability, type InstallAnswer } from '../../contract/status';
import { Refusal } from '../errors';
import { clientOf, hostFacts, SYSTEM, type Database, type Host, type HostFacts } from '../host';
import { readSnapshot, type CapabilitySnapshot } from '../snapshot';
import { inspect, type HostState } from './inspect';
import { begin, done, ensureJournal, forget, JOURNAL, readJournal } from './journal';
import { incompatibleFields, preflight } from './preflight';
import { missingSteps, type Step, type StepContext } from './steps';

/** Any number that no other extension is likely to lock. */
const LOCK = 570_057;

/**
 * Creates what is missing of the capabilities asked for, and nothing else. On SQLite and PostgreSQL one
 * transaction: whole or nothing. MariaDB and MySQL commit at each DDL statement: there a journal says what was
 * begun, a failure undoes exactly that while it is empty, and the next call resumes after a crash.
 */
export async function install(
  host: Host,
  { capabilities, dryRun = false }: { capabilities?: Capability[] | undefined; dryRun?: boolean | undefined },
): Promise<InstallAnswer> {
  const facts = await hostFacts(host);
  const snapshots = withFormer(capabilities ?? [...CAPABILITIES]).map(readSnapshot);

  const plan = (state: HostState) => {
    const fitting: CapabilitySnapshot[] = [];
    let need = 0;
    for (const snapshot of snapshots) {
      const { conflicts, needed, left } = preflight(host, facts, snapshot, state);
      if (conflicts.length > 0)
        throw new Refusal('INSTALL_CONFLICT', { names: conflicts.map(({ name }) => name).join(', ') });
      need += needed;
      if (left !== null && need > left) {
        // Who names no capability gets those that the licence has room for.
        if (!capabilities && fitting.length > 0) break;
        throw new Refusal('LICENCE_TOO_SMALL', { need, left });
      }
      fitting.push(snapshot);
    }
    const steps = fitting.flatMap((snapshot) => missingSteps(snapshot, state, facts));
    if (!state.journal.length) steps.unshift(journalStep);
    return {
      steps,
      kept: fitting.flatMap((snapshot) => incompatibleFields(snapshot, state)),
    };
  };
  const answer = ({ steps, kept }: ReturnType<typeof plan>): InstallAnswer => ({
    dryRun,
    created: steps.map(({ kind, name }) => ({ kind, name })),
    kept,
  });

  if (dryRun) return answer(plan(await inspect(host, host.database)));

  const result =
    clientOf(host.database) === 'mysql'
      ? await withNamedLock(host.database, async () => {
          await removeHalfMade(host, facts);
          const planned = plan(await inspect(host, host.database));
          await applyOrUndo(host, planned.steps);
          return answer(planned);
        })
      : await host.database.transaction(async (trx) => {
          if (clientOf(trx) === 'postgres') await trx.raw('select pg_advisory_xact_lock(?)', [LOCK]);
          const planned = plan(await inspect(host, trx));
          await apply(host, trx, planned.steps);
          return answer(planned);
        });
  if (result.created.length > 0) await purgeCaches(host);
  return result;
}

/** What is asked for, after what it needs. */
const withFormer = (capabilities: Capability[]): Capability[] =>
  CAPABILITIES.slice(0, 1 + Math.max(...capabilities.map((name) => CAPABILITIES.indexOf(name))));

const journalStep: Step = {
  kind: 'table',
  name: JOURNAL,
  run: ({ database }) => ensureJournal(database),
};

async function apply(host: Host, database: Database, steps: Step[], made: Step[] = []): Promise<void> {
  const context: StepContext = {
    host,
    database,
    schema: await host.getSchema({ database, bypassCache: true }),
  };
  if (steps.length === 0) return;
  await ensureJournal(database);
  // Killed between two steps, each of them is whole, and all of them are not.
  await begin(database, WHOLE.kind, WHOLE.name);
  for (const step of steps) {
    await begin(database, step.kind, step.name);
    made.push(step);
    await step.run(context);
    await done(database, step.kind, step.name);
    if (step.changesSchema) context.schema = await host.getSchema({ database, bypassCache: true });
  }
  await done(database, WHOLE.kind, WHOLE.name);
}

/** The entry of the journal that stands for all steps of a call. */
const WHOLE = { kind: 'installation', name: 'all' };

async function applyOrUndo(host: Host, steps: Step[]): Promise<void> {
  const made: Step[] = [];
  try {
    await apply(host, host.database, steps, made);
  } catch (error) {
    const context = { host, database: host.database, schema: await host.getSchema({ bypassCache: true }) };
    for (const step of made.reverse()) {
      await step.undo?.(context);
      await forget(host.database, step.kind, step.name);
    }
    await forget(host.database, WHOLE.kind, WHOLE.name);
    throw error;
  }
}

/** What a crash left begun and not done is taken away while empty; the plan then makes it anew. */
async function removeHalfMade(host: Host, facts: HostFacts): Promise<void> {
  const broken = (await readJournal(host.database)).filter(({ state }) => state === 'creating');
  if (broken.length === 0) return;
  const state = await inspect(host, host.database);
  const absent: HostState = {
    ...state,
    tables: new Set(),
    collections: new Map(),
    folders: new Set(),
    policies: new Set(),
    presets: new Set(),
    translations: new Set(),
    plans: new Set(),
    journal: [],
  };
  const all = CAPABILITIES.flatMap((name) => missingSteps(readSnapshot(name), absent, facts));
  for (const { kind, name } of broken.reverse()) {
    const step = all.find((candidate) => candidate.kind === kind && candidate.name === name);
    await step?.undo?.({ host, database: host.database, schema: state.schema });
    await forget(host.database, kind, name);
  }
}

/** GET_LOCK belongs to a connection, so one is held aside for the whole installation. */
async function withNamedLock<T>(database: Database, work: () => Promise<T>): Promise<T> {
  const connection = await database.client.acquireConnection();
  try {
    const [[row]] = await database.raw(`select get_lock('m57_install', 60) as got`).connection(connection);
    if (row.got !== 1) throw new Refusal('INSTALL_BUSY');
    return await work();
  } finally {
    await database.raw(`select release_lock('m57_install')`).connection(connection);
    await database.client.releaseConnection(connection);
  }
}

async function purgeCaches(host: Host): Promise<void> {
  const schema = await host.getSchema({ bypassCache: true });
  await new host.services.UtilsService({ accountability: SYSTEM, schema }).clearCache({ system: true });
}
