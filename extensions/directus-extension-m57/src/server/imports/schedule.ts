import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { RegisterFunctions } from '@directus/types';
import type { ImportReport } from '../../domain/analysis/report';
import { Refusal } from '../errors';
import type { Database, Host } from '../host';
import { withLease } from '../jobs';
import { readiness } from '../status';
import { importInto, openImport } from './import-file';
import { bytesOf, receiveStream, type ReceivedFile } from './receive';
import { readSyncSettings, type SyncSettings, type SyncSource } from './sync-settings';

/** A file that changed this lately may still be being written. */
const SETTLED_MS = 30_000;
const LONGEST_DOWNLOAD_MS = 10 * 60_000;
const MOST_REDIRECTS = 5;
/** Where the host sets no limit to uploads. */
const LARGEST_FILE = 2 * 2 ** 30;

/** The import by schedule, where the environment asks for one (sync-settings.ts); it says at start what it found. */
export function registerSchedule({ schedule }: RegisterFunctions, host: Host): void {
  const settings = readSyncSettings(host.env);
  if (settings === null) return;
  if ('problem' in settings) {
    host.logger.error(`M57: no scheduled import. ${settings.problem}`);
    return;
  }
  host.logger.info(`M57: scheduled import, "${settings.cron}", from ${settings.source.label}`);
  schedule(settings.cron, async () => {
    if ((await readiness(host)) !== 'ready') return;
    // Every instance hears the clock strike.
    await withLease(host.database, 'sync', () => synchronise(host, settings));
  });
}

async function synchronise(host: Host, settings: SyncSettings): Promise<void> {
  const { source } = settings;
  const limit = bytesOf(String(host.env['FILES_MAX_UPLOAD_SIZE'] ?? LARGEST_FILE));
  try {
    if ('url' in source) await importNews(host, settings, await download(source, settings.options, limit));
    else
      for (const file of await settledFiles(source.folder)) {
        const stream = createReadStream(path.join(source.folder, file));
        await importNews(host, settings, await receiveStream(stream, file, settings.options, limit));
      }
  } catch (error) {
    host.logger.error(error, 'M57: scheduled import');
    await noteFailure(host.database, source, error);
  }
}

/** Imports a file unless it has been dealt with; one after the other, so that a later version replaces its former. */
async function importNews(host: Host, settings: SyncSettings, file: ReceivedFile): Promise<void> {
  const { database } = host;
  if (await isDealtWith(database, file.sha256, settings)) return file.dispose();
  const opened = await openImport(database, file, null);
  await importInto(database, opened, async () => file, null, 'fr');
}

/** Reasons to try the same bytes again at the next time. */
const PASSING = ['IMPORT_INTERRUPTED', 'IMPORT_CONCURRENT', 'UNEXPECTED'];

/** Any other import of the same bytes settles them: also one that was replaced, undone or refused for what it holds. */
async function isDealtWith(database: Database, sha256: string, { options }: SyncSettings): Promise<boolean> {
  const rows: { status: string; report: string | ImportReport }[] = await database('m57_imports')
    .where({ sha256 })
    .select('status', 'report');
  const passing = options.nomenclature ? [...PASSING, 'NOMENCLATURE_REQUIRED'] : PASSING;
  return rows.some(({ status, report }) => {
    const { errors } = typeof report === 'string' ? (JSON.parse(report) as ImportReport) : report;
    return status !== 'failed' || !errors.some(({ code }) => passing.includes(code));
  });
}

/** Plain files that nobody is writing any more, oldest first. */
async function settledFiles(folder: string): Promise<string[]> {
  const found: { name: string; time: number }[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const time = (await stat(path.join(folder, entry.name))).mtimeMs;
    if (time < Date.now() - SETTLED_MS) found.push({ name: entry.name, time });
  }
  return found.sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** Follows redirects within the host that the administrator named, and nowhere else. */
export async function download(
  { url, authorization }: Extract<SyncSource, { url: URL }>,
  options: SyncSettings['options'],
  limit: number,
): Promise<ReceivedFile> {
  const signal = AbortSignal.timeout(LONGEST_DOWNLOAD_MS);
  const failed = (detail: string) => new Refusal('SYNC_FAILED', { detail });
  let address = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const response = await fetch(address, {
      redirect: 'manual',
      signal,
      headers: authorization ? { authorization } : {},
    }).catch((error: Error) => {
      throw failed(`${error.message} ${(error.cause as Error | undefined)?.message ?? ''}`.trim());
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      const next = new URL(location, address);
      if (next.origin !== url.origin) throw failed(`HTTP ${response.status} → ${next.origin}`);
      address = next;
      continue;
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw failed(`HTTP ${response.status}`);
    }
    const name = decodeName(url.pathname.split('/').at(-1)!) || url.host;
    return receiveStream(Readable.fromWeb(response.body as ReadableStream), name, options, limit);
  }
  throw failed(`HTTP 3xx × ${MOST_REDIRECTS + 1}`);
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A row that says why nothing could be read; the same reason again only moves its date. */
async function noteFailure(database: Database, source: SyncSource, error: unknown): Promise<void> {
  const refusal =
    error instanceof Refusal ? error : new Refusal('SYNC_FAILED', { detail: (error as Error).message });
  const file = { name: source.label, sha256: '' };
  const former = await database('m57_imports')
    .where({ file_name: file.name.slice(0, 255), status: 'failed' })
    .orderBy('id', 'desc')
    .first('id', 'report');
  const same =
    former && JSON.stringify(former.report).includes(JSON.stringify(refusal.text('fr')).slice(1, -1));
  if (same) await database('m57_imports').where({ id: former.id }).update({ imported_on: new Date() });
  else {
    const opened = await openImport(database, file, null);
    await importInto(database, opened, () => Promise.reject(refusal), null, 'fr');
  }
}
