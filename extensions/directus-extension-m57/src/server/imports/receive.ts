import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Accountability } from '@directus/types';
import busboy from 'busboy';
import type { Request } from 'express';
import type { z } from 'zod';
import { importOptions } from '../../contract/imports';
import { Refusal } from '../errors';
import type { Host } from '../host';
import { isGone, OWNER } from '../process';

/** What a file of accounts is sent with. */
type AccountOptions = Omit<z.infer<typeof importOptions>, 'file'>;

/** A received file, spooled to disk: it is read twice (preview of effects, then staging) and hashed on the way. */
export interface ReceivedFile<Options = AccountOptions> {
  name: string;
  sha256: string;
  size: number;
  /** Its id in the host's library, where it came from there. */
  stored: string | null;
  bytes(): AsyncIterable<Uint8Array>;
  options: Options;
  dispose(): Promise<void>;
}

/** Takes the file of a request (multipart `file`, or `{file: <id>}`). Whoever receives it disposes of it. */
export function receiveFile(
  host: Host,
  request: Request & { accountability?: Accountability },
): Promise<ReceivedFile> {
  return request.is('multipart/form-data')
    ? received((target) => fromMultipart(host, request, target), accountOptions)
    : receiveStored(host, request.accountability ?? null, request.body ?? {});
}

/**
 * Takes a file of the host's library, `{file: <id>}` beside options, if `accountability` may read it (null: the
 * host itself).
 */
export const receiveStored = (host: Host, accountability: Accountability | null, fields: object) =>
  received((target) => fromDirectusFile(host, accountability, fields, target), accountOptions);

/** Takes a stream of at most `limit` bytes. */
export const receiveStream = (
  source: Readable,
  name: string,
  fields: ReceivedFile['options'],
  limit: number,
) => received(async (target) => ({ name, fields, ...(await spool(source, target, limit)) }), accountOptions);

/** Takes a file that comes with the request only (multipart `file`), beside the options that `parse` reads. */
export async function receiveUpload<Options>(
  host: Host,
  request: Request,
  parse: (fields: unknown) => Options,
): Promise<ReceivedFile<Options>> {
  if (!request.is('multipart/form-data')) throw new Refusal('FILE_MISSING');
  return received((target) => fromMultipart(host, request, target), parse);
}

function accountOptions(fields: unknown): AccountOptions {
  const { file: _, ...options } = importOptions.parse(fields);
  return options;
}

async function received<Options>(
  into: (target: string) => Promise<Spooled>,
  parse: (fields: unknown) => Options,
): Promise<ReceivedFile<Options>> {
  const folder = await mkdtemp(path.join(tmpdir(), `m57-import-${OWNER}-`));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const target = path.join(folder, 'file');
    const { name, fields, ...spooled } = await into(target);
    const options = parse(fields);
    return { name, options, stored: null, ...spooled, bytes: () => createReadStream(target), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Files that a process of this machine left when it was killed: they may name persons, and go at the next start. */
export async function clearLostFiles(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = /^m57-import-(\w+\.\d+\.\w+)-/.exec(name)?.[1];
    if (owner && isGone(owner)) await rm(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Hands a received file to `use`, and leaves nothing behind. */
export async function withReceivedFile<Options, T>(
  received: Promise<ReceivedFile<Options>>,
  use: (file: ReceivedFile<Options>) => Promise<T>,
): Promise<T> {
  const file = await received;
  try {
    return await use(file);
  } finally {
    await file.dispose();
  }
}

interface Spooled {
  name: string;
  sha256: string;
  size: number;
  stored?: string;
  fields: Record<string, unknown>;
}

async function spool(
  source: Readable,
  target: string,
  limit = Infinity,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        if (size > limit) throw new Refusal('FILE_TOO_LARGE', { limit: `${limit} B` });
        yield chunk;
      }
    },
    createWriteStream(target),
  );
  return { sha256: hash.digest('hex'), size };
}

function fromMultipart(host: Host, request: Request, target: string): Promise<Spooled> {
  const limit = String(host.env['FILES_MAX_UPLOAD_SIZE'] ?? '');
  return new Promise((resolve, reject) => {
    const fields: Record<string, unknown> = {};
    let spooled: Promise<Omit<Spooled, 'fields'>> | undefined;
    const parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, ...(limit ? { fileSize: bytesOf(limit) } : {}) },
    });
    parser.on('field', (name, value) => {
      if (value !== '') fields[name] = value;
    });
    parser.on('file', (field, stream, { filename }) => {
      if (field !== 'file') return stream.resume();
      stream.on('limit', () => reject(new Refusal('FILE_TOO_LARGE', { limit })));
      spooled = spool(stream, target).then((result) => ({
        name: path.basename(filename ?? 'file'),
        ...result,
      }));
      spooled.catch(reject);
    });
    parser.on('error', reject);
    parser.on('close', () => {
      if (!spooled) return reject(new Refusal('FILE_MISSING'));
      spooled.then((result) => resolve({ ...result, fields }), reject);
    });
    request.pipe(parser);
  });
}

async function fromDirectusFile(
  host: Host,
  accountability: Accountability | null,
  fields: object,
  target: string,
): Promise<Spooled> {
  const { file } = importOptions.parse(fields);
  if (!file) throw new Refusal('FILE_MISSING');
  const schema = await host.getSchema();
  const service = new host.services.AssetsService({ schema, accountability });
  const asset = await service.getAsset(file, { transformationParams: {} } as never, undefined, false);
  const stream = asset.stream as Readable | (() => Promise<Readable>);
  const spooled = await spool(typeof stream === 'function' ? await stream() : stream, target);
  const name = String(asset.file.filename_download ?? file);
  return { name, stored: file, ...spooled, fields: { ...fields } };
}

/** "50mb" → bytes, in the units that Directus accepts. */
export function bytesOf(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?\s*$/i.exec(text);
  if (!match) return Infinity;
  const power = ['b', 'kb', 'mb', 'gb'].indexOf((match[2] ?? 'b').toLowerCase());
  return Number(match[1]) * 1024 ** power;
}
